-- `refresh_after` is how far a refresh has come: the id of the last customer that was looked at; NULL when none is going on.
-- `depth` is 0 for a segment that names no other, else one more than the deepest that it names: those are refreshed first.
-- `member_count` is the number of its memberships, kept with them. `problem` says why it can't be refreshed.
CREATE TABLE customer_segments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  criteria TEXT NOT NULL,
  depth INTEGER NOT NULL DEFAULT 0,
  member_count INTEGER NOT NULL DEFAULT 0,
  refresh_after INTEGER,
  refreshed_at INTEGER,
  problem TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- Which segments a segment's criteria name.
CREATE TABLE customer_segment_references (
  segment_id INTEGER NOT NULL REFERENCES customer_segments (id) ON DELETE CASCADE,
  named_id INTEGER NOT NULL REFERENCES customer_segments (id),
  PRIMARY KEY (segment_id, named_id)
) STRICT;

CREATE INDEX customer_segment_references_named ON customer_segment_references (named_id);

-- A deleted segment's memberships go later, a few at a time: so they don't refer to it.
CREATE TABLE customer_segment_memberships (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  segment_id INTEGER NOT NULL,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  added_at INTEGER NOT NULL,
  UNIQUE (segment_id, user_id)
) STRICT;

CREATE INDEX customer_segment_memberships_user ON customer_segment_memberships (user_id, segment_id);
CREATE INDEX customer_segment_memberships_page ON customer_segment_memberships (segment_id, id);

-- Customers of whom something has changed that segments may ask for. One may stand here several times.
CREATE TABLE customer_segment_changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL
) STRICT;
