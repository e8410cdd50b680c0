// SQLite's file layer, which writes the write-ahead log in large pieces.
//
// SQLite writes each page of a commit in two calls, and the commit of one order has dozens of pages. This layer gathers
// what is written to a log, and writes it in one call when the log is flushed.
//
// Nobody misses it until then: SQLite shows the pages of a commit to other connections after the commit's flush, if
// `synchronous` is FULL, which is what this layer is for. What a connection reads back itself is written first. After a
// crash the file is as if the calls had not been reached, and the flush has always come before the answer.
#pragma once

#include <sqlite3.h>

// Registers the layer, as TOTEM_LOG_LAYER for sqlite3_open_v2. To be called once in a process, before its first connection.
// Returns SQLite's code.
int totem_register_log_layer(void);

#define TOTEM_LOG_LAYER "totem-log"

// Forgets what is gathered and was never flushed. To be called before every transaction that writes: pages of one that
// was undone would else be written over those that another process has committed in their place.
void totem_forget_undone(sqlite3 *connection);
