enum JobsSchema {
    /// `jobs`: what plugins have queued, is being run or was: `status` is a ``Job/Status``'s. `key`: of two that wait with
    /// equal ones there is only one. `holder`: the node that runs it, until `held_until` at least. `checkpoint`: how far it
    /// has come, in the plugin's own words.
    ///
    /// `plugin_jobs`: the jobs that plugins have, with their schedule and when it is due next.
    static let sql = """
        CREATE TABLE jobs (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          plugin TEXT NOT NULL,
          name TEXT NOT NULL,
          key TEXT,
          payload TEXT NOT NULL,
          status TEXT NOT NULL,
          due_at INTEGER NOT NULL,
          attempts INTEGER NOT NULL DEFAULT 0,
          checkpoint TEXT,
          holder TEXT,
          held_until INTEGER NOT NULL DEFAULT 0,
          error TEXT,
          created_at INTEGER NOT NULL,
          started_at INTEGER,
          finished_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX jobs_key ON jobs (plugin, name, key) WHERE status = 'waiting' AND key IS NOT NULL;
        CREATE INDEX jobs_due ON jobs (due_at, id) WHERE status IN ('waiting', 'retrying', 'running');
        CREATE INDEX jobs_name ON jobs (plugin, name, status, id);
        CREATE TABLE plugin_jobs (
          plugin TEXT NOT NULL,
          name TEXT NOT NULL,
          schedule TEXT,
          due_at INTEGER,
          PRIMARY KEY (plugin, name)
        ) STRICT;
        """
}
