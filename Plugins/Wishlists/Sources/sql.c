// Statements with their parameters in one call.
#include "wishlists.h"

#include <stdarg.h>

static totem_status prepare(totem_call *call, totem_stmt **statement, const char *sql, const char *types, va_list values) {
  totem_status status = totem_prepare(call, sql, statement);
  for (int32_t index = 1; status == TOTEM_OK && types[index - 1] != '\0'; index++) {
    switch (types[index - 1]) {
      case 'i': status = totem_bind_i64(*statement, index, va_arg(values, int64_t)); break;
      case 's': status = totem_bind_str(*statement, index, va_arg(values, totem_str)); break;
      case 'o': {
        int64_t id = va_arg(values, int64_t);
        status = id == 0 ? totem_bind_null(*statement, index) : totem_bind_i64(*statement, index, id);
        break;
      }
      default: status = totem_fail(call, TOTEM_STR("a parameter of a statement is of no known type"));
    }
  }
  return status;
}

totem_status wl_query(totem_call *call, totem_stmt **rows, const char *sql, const char *types, ...) {
  va_list values;
  va_start(values, types);
  totem_status status = prepare(call, rows, sql, types, values);
  va_end(values);
  return status;
}

totem_status wl_first(totem_call *call, totem_stmt **row, const char *sql, const char *types, ...) {
  va_list values;
  va_start(values, types);
  totem_status status = prepare(call, row, sql, types, values);
  va_end(values);
  return status == TOTEM_OK ? totem_step(*row) : status;
}

totem_status wl_run(totem_call *call, int64_t *changes, const char *sql, const char *types, ...) {
  totem_stmt *statement;
  va_list values;
  va_start(values, types);
  totem_status status = prepare(call, &statement, sql, types, values);
  va_end(values);
  if (status == TOTEM_OK) status = totem_step(statement);
  if (status < 0) return status;
  if (changes != NULL) *changes = totem_changes(statement);
  // A call has at most 32 open statements: this one is done with.
  return totem_close(statement);
}

totem_status wl_number(totem_call *call, int64_t *number, const char *sql, const char *types, ...) {
  totem_stmt *row;
  va_list values;
  va_start(values, types);
  totem_status status = prepare(call, &row, sql, types, values);
  va_end(values);
  if (status == TOTEM_OK) status = totem_step(row);
  if (status < 0) return status;
  *number = status == TOTEM_ROW ? totem_column_i64(row, 0) : 0;
  return totem_close(row);
}
