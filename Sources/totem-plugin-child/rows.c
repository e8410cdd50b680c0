// SQL: rows come in batches, one at first and more the longer a plugin goes on, and their columns with them.
#include "proxies.h"

#include <stdlib.h>

enum { LARGEST_BATCH = 64 };

// The next in turn that the call has not open: of those it has fewer than there are. What an earlier call in its place has left open
// looks the same, and has its turn when there is nothing else.
static child_statement *next_in_turn(child_slot *slot) {
  child_statement *statement = NULL;
  for (int i = 0; i < STATEMENTS_IN_TURN; i++) {
    statement = &slot->statements[slot->next_statement++ % STATEMENTS_IN_TURN];
    if (statement->head.kind != CHILD_STATEMENT || statement->call != slot->call) break;
  }
  return statement;
}

static child_statement *new_statement(child_slot *slot, uint64_t number) {
  child_statement *statement = next_in_turn(slot);
  child_cell *cells = statement->cells;
  size_t capacity = statement->cell_capacity;
  *statement = (child_statement){
    .head = {.size = sizeof statement->head, .kind = CHILD_STATEMENT, .host = &totem_child_host},
    .call = slot->call, .number = number, .cells = cells, .cell_capacity = capacity, .batch = 1,
  };
  return statement;
}

totem_status proxy_prepare(totem_call *call, totem_str sql, totem_stmt **statement) {
  totem_end *end = totem_ask_call(call, TOTEM_ASK_PREPARE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, sql.ptr, sql.len);
  totem_put(end, statement != NULL);
  totem_asked(end);
  totem_status status = (totem_status)totem_take(end);
  uint64_t number = totem_take(end);
  if (statement != NULL) *statement = status == TOTEM_OK ? &new_statement(child_current, number)->head : NULL;
  return status;
}

static bool make_room(child_statement *statement, size_t count) {
  if (count <= statement->cell_capacity) return true;
  size_t capacity = count * 2;
  child_cell *cells = realloc(statement->cells, capacity * sizeof *cells);
  if (cells == NULL) return false;
  statement->cells = cells;
  statement->cell_capacity = capacity;
  return true;
}

static void take_cell(totem_end *end, child_cell *cell) {
  *cell = (child_cell){.kind = (totem_kind)totem_take(end)};
  switch (cell->kind) {
  case TOTEM_INTEGER: cell->i = (int64_t)totem_take(end); break;
  case TOTEM_REAL: cell->d = totem_take_double(end); break;
  case TOTEM_TEXT:
  case TOTEM_BLOB:
    cell->is_left = totem_take(end) == 0;
    if (!cell->is_left) cell->text = totem_taken_text(end);
    break;
  default: break;
  }
}

static void forget_rows(child_statement *statement) {
  statement->rows = 0;
  statement->row = 0;
  statement->has_row = false;
  statement->has_end = false;
}

static void put_cell(totem_end *end, const child_cell *cell) {
  totem_put(end, cell->kind);
  switch (cell->kind) {
  case TOTEM_INTEGER: totem_put(end, (uint64_t)cell->i); break;
  case TOTEM_REAL: totem_put_double(end, cell->d); break;
  case TOTEM_TEXT:
  case TOTEM_BLOB: totem_put_text(end, cell->text.ptr, cell->text.len); break;
  default: break;
  }
}

void child_give_rows_back(totem_end *end, child_statement *statement) {
  bool is_ahead = statement != NULL && statement->has_row;
  size_t first = is_ahead ? statement->row + 1 : 0, rows = is_ahead ? statement->rows : 0;
  totem_put(end, rows - first);
  totem_put(end, is_ahead ? statement->columns : 0);
  for (size_t i = first * (is_ahead ? statement->columns : 0); i < rows * (is_ahead ? statement->columns : 0); i++)
    put_cell(end, &statement->cells[i]);
  totem_put(end, is_ahead && statement->has_end);
  totem_put(end, is_ahead ? (uint64_t)statement->end : 0);
  if (is_ahead) forget_rows(statement);
}

static totem_status fetch(totem_stmt *raw, child_statement *statement) {
  totem_end *end = totem_ask_stmt(raw, TOTEM_ASK_STEP);
  totem_put(end, statement->batch);
  totem_asked(end);
  forget_rows(statement);
  statement->columns = totem_take(end);
  size_t count = 0;
  while (totem_take(end) != 0) {
    if (!make_room(statement, count + statement->columns)) return TOTEM_LIMIT;
    for (size_t i = 0; i < statement->columns; i++) take_cell(end, &statement->cells[count++]);
    statement->rows++;
  }
  statement->end = (totem_status)totem_take(end);
  statement->has_end = statement->end != TOTEM_ROW;
  if (statement->batch < LARGEST_BATCH) statement->batch *= 4;
  if (statement->rows > 0) {
    statement->has_row = true;
    return TOTEM_ROW;
  }
  statement->has_end = false;
  return statement->end;
}

totem_status proxy_step(totem_stmt *raw) {
  child_statement *statement = child_statement_of(raw);
  if (statement == NULL) return TOTEM_MISUSE;
  if (statement->has_row && statement->row + 1 < statement->rows) {
    statement->row++;
    return TOTEM_ROW;
  }
  if (!statement->has_end) return fetch(raw, statement);
  totem_status status = statement->end;
  forget_rows(statement);
  return status;
}

totem_status proxy_reset(totem_stmt *raw) {
  totem_end *end = totem_ask_stmt(raw, TOTEM_ASK_RESET);
  if (end == NULL) return TOTEM_MISUSE;
  forget_rows(child_statement_of(raw));
  totem_asked(end);
  return (totem_status)totem_take(end);
}

totem_status proxy_close(totem_stmt *raw) {
  totem_end *end = totem_ask_stmt(raw, TOTEM_ASK_CLOSE);
  if (end == NULL) return TOTEM_MISUSE;
  child_statement_of(raw)->head.kind = 0;
  totem_asked(end);
  return (totem_status)totem_take(end);
}

int32_t proxy_column_count(totem_stmt *raw) {
  child_statement *statement = child_statement_of(raw);
  if (statement == NULL) return 0;
  if (statement->has_row) return (int32_t)statement->columns;
  totem_end *end = totem_ask_stmt(raw, TOTEM_ASK_COLUMN_COUNT);
  totem_asked(end);
  return (int32_t)totem_take(end);
}

static child_cell *cell_of(totem_stmt *raw, int32_t column) {
  child_statement *statement = child_statement_of(raw);
  if (statement == NULL || !statement->has_row || column < 0 || (size_t)column >= statement->columns) return NULL;
  return &statement->cells[statement->row * statement->columns + (size_t)column];
}

totem_kind proxy_column_kind(totem_stmt *raw, int32_t column) {
  child_cell *cell = cell_of(raw, column);
  return cell == NULL ? (totem_kind)TOTEM_ABSENT : cell->kind;
}

int64_t proxy_column_i64(totem_stmt *raw, int32_t column) {
  child_cell *cell = cell_of(raw, column);
  return cell == NULL ? 0 : cell->i;
}

double proxy_column_f64(totem_stmt *raw, int32_t column) {
  child_cell *cell = cell_of(raw, column);
  if (cell == NULL) return 0;
  return cell->kind == TOTEM_INTEGER ? (double)cell->i : cell->d;
}

totem_str proxy_column_str(totem_stmt *raw, int32_t column) {
  child_cell *cell = cell_of(raw, column);
  if (cell == NULL) return (totem_str){NULL, 0};
  if (!cell->is_left) return cell->text;
  totem_end *end = totem_ask_stmt(raw, TOTEM_ASK_COLUMN_STR);
  totem_put(end, (uint64_t)column);
  totem_asked(end);
  return totem_taken_text(end);
}
