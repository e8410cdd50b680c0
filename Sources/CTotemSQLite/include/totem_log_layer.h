// SQLite's file layer, which writes the write-ahead log in large pieces.
//
// SQLite writes each page of a commit in two calls, and the commit of one order has dozens of pages. This layer gathers
// what is written to a log, and writes it in one call when the log is flushed.
//
// Nobody misses it until then: SQLite shows the pages of a commit to other connections after the commit's flush, if
// `synchronous` is FULL, which is what this layer is for. What a connection reads back itself is written first. After a
// crash the file is as if the calls had not been reached, and the flush has always come before the answer.
//
// Only the holder of SQLite's write lock writes a log. So what is gathered and was not flushed when the lock is let go
// belongs to a transaction that was undone: it is forgotten then, and no later call, whatever it is, can write it over what
// another process has committed in its place.
#pragma once

#include <sqlite3.h>

// Registers the layer over another one. Once for each name, before the first connection that uses it.
// - name: for sqlite3_open_v2; copied.
// - system: the layer below; NULL for the system's own.
// Returns SQLite's code.
int totem_register_log_layer(const char *name, const char *system);

#define TOTEM_LOG_LAYER "totem-log"
