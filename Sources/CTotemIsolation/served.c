// The host's side of a call: what the child asks for, read from a copy that it can't change any more.
#include "served.h"

#include <stdio.h>
#include <string.h>
#include <totem_marker.h>

const char totem_unfilled[1] = {0};

// So many rows are sent with one step, and no more once they are long.
enum { LARGEST_BATCH = 64, LONG_ENOUGH = 32 << 10 };

static void note_in_digest(totem_served *served) {
  const totem_end *end = served->end;
  if (served->digest == 0) served->digest = UINT64_C(0xcbf29ce484222325);
  for (size_t i = 0; i < end->length; i++) served->digest = (served->digest ^ end->bytes[i]) * UINT64_C(0x100000001b3);
}

// A function that never stops asking is stopped as well.
static bool is_endless(totem_served *served) {
  totem_coarse_wind();
  int64_t now = (int64_t)totem_coarse_now();
  if (served->begun == 0) served->begun = now;
  return now - served->begun > served->limit / 1000000 * TOTEM_MARKER_LONGEST;
}

// The host's functions answer with memory that lives as long as the call: a child that asks on and on would be given all there is.
static void forget_answers(totem_served *served) {
  enum { MUCH = 1 << 20 };
  served->answered += served->end->total;
  if (served->answered < MUCH || served->call == NULL) return;
  served->answered = 0;
  served->remote->options.forget(served->call);
}

totem_outcome totem_served_until_result(totem_served *served) {
  totem_end *end = served->end;
  const bool is_start = served->call == NULL;
  for (;;) {
    uint32_t kind = totem_receive(end);
    if (kind == 0) return end->outcome;
    if (kind == TOTEM_MAIL_RESULT) return TOTEM_ARRIVED;
    if (kind != TOTEM_MAIL_REQUEST) return TOTEM_GARBLED;
    if (is_endless(served)) return TOTEM_LATE;
    if (is_start) note_in_digest(served);
    uint64_t function = totem_take(end);
    if (end->is_garbled || !totem_serve(served, function)) return TOTEM_GARBLED;
    forget_answers(served);
  }
}

totem_stmt *totem_served_statement(totem_served *served) {
  uint64_t place = totem_take(served->end);
  return place < served->statement_count ? served->statements[place] : NULL;
}

static void take_cell(totem_end *end, totem_remote_cell *cell) {
  *cell = (totem_remote_cell){.kind = (totem_kind)totem_take(end)};
  switch (cell->kind) {
  case TOTEM_INTEGER: cell->i = (int64_t)totem_take(end); break;
  case TOTEM_REAL: cell->d = totem_take_double(end); break;
  case TOTEM_TEXT:
  case TOTEM_BLOB: cell->text = totem_served_text(end); break;
  default: cell->kind = TOTEM_NULL;
  }
}

// The rows come back that were read ahead. What they say is the plugin's own answer.
totem_stmt *totem_served_statement_at(totem_served *served) {
  totem_end *end = served->end;
  totem_stmt *statement = totem_served_statement(served);
  uint64_t rows = totem_take(end), columns = totem_take(end);
  uint64_t known = statement == NULL ? 0 : (uint64_t)served->host->column_count(statement);
  if (rows > 0 && (rows > LARGEST_BATCH || columns == 0 || columns != known)) end->is_garbled = true;
  totem_remote_cell *cells = rows == 0 || end->is_garbled ? NULL : totem_end_allocate(end, columns * sizeof *cells);
  for (; rows > 0 && !end->is_garbled; rows--) {
    for (uint64_t i = 0; i < columns; i++) take_cell(end, &cells[i]);
    if (!end->is_garbled) served->remote->options.give_back(statement, cells, TOTEM_ROW);
  }
  bool has_end = totem_take(end) != 0;
  totem_status status = (totem_status)totem_take(end);
  if (statement != NULL && (cells != NULL || has_end))
    served->remote->options.give_back(statement, NULL, has_end ? status : TOTEM_ROW);
  return statement;
}

const int64_t *totem_served_numbers(totem_end *end, size_t *count) {
  bool is_there = totem_take(end) != 0;
  if (!is_there) {
    *count = (size_t)totem_take(end);
    return NULL;
  }
  size_t given = totem_take_count(end, count);
  int64_t *numbers = totem_end_allocate(end, (given + 1) * sizeof *numbers);
  for (size_t i = 0; i < given; i++) numbers[i] = (int64_t)totem_take(end);
  return numbers;
}

// Functions are numbered in the order in which they are registered.
totem_function totem_served_function(totem_served *served, const char *signature, size_t length) {
  uint64_t place = totem_take(served->end);
  if (place == UINT64_MAX || !served->is_starting) return NULL;
  if (place != served->functions || place >= MOST_FUNCTIONS) {
    served->end->is_garbled = true;
    return NULL;
  }
  served->functions++;
  // Started again, it says the same: nothing is written that others read.
  if (served->registry == NULL) return totem_trampoline(place);
  totem_remote_function *function = &served->remote->functions[place];
  function->limit = served->remote->options.limit;
  snprintf(function->name, sizeof function->name, "its function %llu", (unsigned long long)place + 1);
  function->has_values = signature != NULL;
  if (signature != NULL) memcpy(function->signature, signature, length);
  return totem_trampoline(place);
}

static void answer(totem_served *served, totem_status status) {
  totem_begin(served->end, TOTEM_MAIL_ANSWER);
  totem_put(served->end, (uint64_t)status);
}

static bool send(totem_served *served) {
  totem_send(served->end);
  return true;
}

// MARK: - SQL

static uint64_t free_place(totem_served *served) {
  for (uint64_t place = 0; place < served->statement_count; place++)
    if (served->statements[place] == NULL) return place;
  return served->statement_count < MOST_STATEMENTS ? served->statement_count++ : UINT64_MAX;
}

bool serve_prepare(totem_served *served) {
  totem_end *end = served->end;
  totem_str sql = totem_served_text(end);
  bool has_place = totem_take(end) != 0;
  if (!totem_is_whole(end)) return false;
  totem_stmt *statement = NULL;
  totem_status status = served->host->prepare(served->call, sql, has_place ? &statement : NULL);
  uint64_t place = statement == NULL ? UINT64_MAX : free_place(served);
  if (place != UINT64_MAX) served->statements[place] = statement;
  answer(served, status);
  totem_put(end, place);
  return send(served);
}

// False: its text is more than a call may read, which the child is told when it asks for it.
static bool put_cell(totem_served *served, totem_stmt *statement, int32_t column) {
  totem_end *end = served->end;
  totem_kind kind = served->host->column_kind(statement, column);
  totem_put(end, kind);
  if (kind == TOTEM_INTEGER) {
    totem_put(end, (uint64_t)served->host->column_i64(statement, column));
  } else if (kind == TOTEM_REAL) {
    totem_put_double(end, served->host->column_f64(statement, column));
  } else if (kind == TOTEM_TEXT || kind == TOTEM_BLOB) {
    totem_str text = served->host->column_str(statement, column);
    totem_put(end, text.ptr != NULL);
    if (text.ptr == NULL) return false;
    totem_put_text(end, text.ptr, text.len);
  }
  return true;
}

bool serve_step(totem_served *served) {
  totem_end *end = served->end;
  totem_stmt *statement = totem_served_statement(served);
  uint64_t batch = totem_take(end);
  if (!totem_is_whole(end) || batch > LARGEST_BATCH) return false;
  totem_status status = served->host->step(statement);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  int32_t columns = served->host->column_count(statement);
  totem_put(end, (uint64_t)columns);
  for (uint64_t row = 1; status == TOTEM_ROW; row++) {
    bool is_whole = true;
    totem_put(end, 1);
    for (int32_t column = 0; column < columns; column++) is_whole = put_cell(served, statement, column) && is_whole;
    if (row >= batch || end->total > LONG_ENOUGH || !is_whole) break;
    status = served->host->step(statement);
  }
  totem_put(end, 0);
  totem_put(end, (uint64_t)status);
  return send(served);
}

bool serve_reset(totem_served *served) {
  totem_stmt *statement = totem_served_statement(served);
  if (!totem_is_whole(served->end)) return false;
  answer(served, served->host->reset(statement));
  return send(served);
}

bool serve_close(totem_served *served) {
  uint64_t place = totem_take(served->end);
  if (!totem_is_whole(served->end)) return false;
  totem_stmt *statement = NULL;
  if (place < served->statement_count) {
    statement = served->statements[place];
    served->statements[place] = NULL;
  }
  answer(served, served->host->close(statement));
  return send(served);
}

bool serve_column_count(totem_served *served) {
  totem_stmt *statement = totem_served_statement(served);
  if (!totem_is_whole(served->end)) return false;
  answer(served, served->host->column_count(statement));
  return send(served);
}

bool serve_column_str(totem_served *served) {
  totem_stmt *statement = totem_served_statement(served);
  int32_t column = (int32_t)totem_take(served->end);
  if (!totem_is_whole(served->end)) return false;
  totem_str text = served->host->column_str(statement, column);
  totem_begin(served->end, TOTEM_MAIL_ANSWER);
  totem_put_text(served->end, text.ptr, text.len);
  return send(served);
}

// MARK: - Services

bool serve_invoke(totem_served *served) {
  totem_end *end = served->end;
  totem_value room[TOTEM_MOST_VALUES], result = {.s = {NULL, 0}};
  totem_str service = totem_served_text(end);
  totem_str signature = totem_served_text(end);
  const totem_value *arguments = totem_take_values(end, signature, room);
  bool has_result = totem_take(end) != 0;
  if (!totem_is_whole(end)) return false;
  totem_status status = served->host->invoke(served->call, service, signature, arguments, has_result ? &result : NULL);
  char letter;
  totem_count_values(signature, &letter);
  answer(served, status);
  if (status == TOTEM_OK && has_result && letter != 0) totem_put_value(end, letter, &result);
  return send(served);
}

bool serve_fire(totem_served *served) {
  totem_end *end = served->end;
  totem_value room[TOTEM_MOST_VALUES];
  totem_str hook = totem_served_text(end);
  totem_str signature = totem_served_text(end);
  const totem_value *arguments = totem_take_values(end, signature, room);
  if (!totem_is_whole(end)) return false;
  answer(served, served->host->fire(served->call, hook, signature, arguments));
  return send(served);
}

// Whatever the plugin has given, a function of values is a boxed one here. `count`: how many it has given; one is right.
static totem_boxed_fn take_boxed(totem_served *served, totem_str signature, totem_function *other) {
  uint64_t count = totem_take(served->end);
  bool is_readable = signature.ptr != NULL && signature.len <= TOTEM_LONGEST_SIGNATURE;
  totem_function function = totem_served_function(served, is_readable ? signature.ptr : "", is_readable ? signature.len : 0);
  *other = count > 1 ? function : NULL;
  return count > 0 ? (totem_boxed_fn)function : NULL;
}

bool serve_service(totem_served *served) {
  totem_end *end = served->end;
  totem_str name = totem_served_text(end);
  totem_str signature = totem_served_text(end);
  totem_function other;
  totem_boxed_fn boxed = take_boxed(served, signature, &other);
  if (!totem_is_whole(end)) return false;
  answer(served, served->host->service(served->registry, name, signature, other, boxed));
  return send(served);
}

bool serve_on_own(totem_served *served) {
  totem_end *end = served->end;
  totem_str hook = totem_served_text(end);
  totem_str signature = totem_served_text(end);
  totem_function other;
  totem_boxed_fn boxed = take_boxed(served, signature, &other);
  int32_t priority = (int32_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  answer(served, served->host->on_own(served->registry, hook, signature, other, boxed, priority));
  return send(served);
}
