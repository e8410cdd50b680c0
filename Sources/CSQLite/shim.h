// SQLite's C API, and the one macro of it that Swift can't import.
#pragma once

#include <sqlite3.h>

/// SQLITE_TRANSIENT: SQLite copies the bytes before the bind returns.
static inline sqlite3_destructor_type totem_sqlite_transient(void) { return SQLITE_TRANSIENT; }
