enum DeliverySchema {
    /// `stalled_events`: the event that a plugin could not be told of, how often that was tried, and when it is tried again.
    /// `failed_events`: those that were given up, with all that they told, for the feed does not keep them; `replay_at` is
    /// set when somebody wants it to be tried again.
    static let sql = """
        CREATE TABLE stalled_events (
          plugin TEXT PRIMARY KEY,
          event_id INTEGER NOT NULL,
          attempts INTEGER NOT NULL,
          due_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE failed_events (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          plugin TEXT NOT NULL,
          event_id INTEGER NOT NULL,
          type TEXT NOT NULL,
          subject TEXT NOT NULL,
          subject_id INTEGER NOT NULL,
          actor TEXT NOT NULL,
          data TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          attempts INTEGER NOT NULL,
          error TEXT NOT NULL,
          failed_at INTEGER NOT NULL,
          replay_at INTEGER
        ) STRICT;
        CREATE INDEX failed_events_plugin ON failed_events (plugin, id);
        CREATE INDEX failed_events_replay ON failed_events (id) WHERE replay_at IS NOT NULL;
        """
}
