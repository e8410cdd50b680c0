// SQLite's C API, and what of it Swift can't import: a macro, and functions with a variable number of arguments.
#pragma once

#include <sqlite3.h>

/// SQLITE_TRANSIENT: SQLite copies the bytes before the bind returns.
static inline sqlite3_destructor_type totem_sqlite_transient(void) { return SQLITE_TRANSIENT; }

/// Switches one of the SQLITE_DBCONFIG_… flags of a connection.
static inline int totem_sqlite_db_config(sqlite3 *db, int flag, int on) { return sqlite3_db_config(db, flag, on, (int *)0); }
