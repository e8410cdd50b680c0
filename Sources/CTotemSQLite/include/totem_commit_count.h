// The count of commits that every process with the file open can see.
//
// In WAL mode the header of the wal-index, which lies in memory that all of them share, has a counter that is raised by each
// commit: `iChange` (sqlite.org/walformat.html, §2.2.1). Reading it is one load, on any thread, without SQLite.
#pragma once

#include <sqlite3.h>
#include <stdint.h>

// Where the header of a connection's wal-index lies. The connection has read from its file, which is in WAL mode; the memory
// is there until the connection is closed. NULL when it can't be mapped, or is no wal-index of the known version.
const void *totem_wal_index(sqlite3 *connection);

// What of the log has been copied into the database.
typedef struct totem_checkpoints {
  // Which log: it begins again with others.
  uint32_t salt[2];
  // Up to which page, and up to which somebody has begun to.
  uint32_t done, begun;
} totem_checkpoints;

// As it is in the wal-index (sqlite.org/walformat.html, §2.2.2). Nothing but a checkpoint writes into the database, between `begun` and
// `done`.
totem_checkpoints totem_wal_checkpoints(const void *wal_index);

// How often the file has been committed to: a number that wraps, and begins at 0 again when the index was rebuilt after a crash.
uint32_t totem_commit_count(const void *wal_index);
