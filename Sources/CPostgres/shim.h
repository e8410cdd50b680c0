// libpq's C API, and what of it Swift can't import: character codes that are macros.
#pragma once

#include <libpq-fe.h>
#include <postgres_ext.h>

/// The five characters that name an error (PG_DIAG_SQLSTATE).
static inline const char *totem_pg_sqlstate(const PGresult *result) { return PQresultErrorField(result, PG_DIAG_SQLSTATE); }

/// The table whose rule was broken, in an error that is about one (PG_DIAG_TABLE_NAME).
static inline const char *totem_pg_table(const PGresult *result) { return PQresultErrorField(result, PG_DIAG_TABLE_NAME); }

/// The server's sentence, without the prefix and the position (PG_DIAG_MESSAGE_PRIMARY).
static inline const char *totem_pg_message(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}

/// What the server adds to it (PG_DIAG_MESSAGE_DETAIL).
static inline const char *totem_pg_detail(const PGresult *result) {
  return PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
}
