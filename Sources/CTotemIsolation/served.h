// One call of an isolated plugin while it runs: what the child may ask for, and with which handles.
#pragma once

#include "remote.h"

#include <totem_marshal.h>
#include <totem_values.h>

enum { MOST_STATEMENTS = 64 };

typedef struct totem_served {
  totem_end *end;
  const totem_host *host;
  totem_remote *remote;
  totem_child *child;
  // NULL where it is not about one: then the host's functions answer TOTEM_MISUSE.
  totem_call *call;
  totem_registry *registry;
  // The child knows them by their places.
  totem_stmt *statements[MOST_STATEMENTS];
  size_t statement_count;
  bool is_starting;
  // In `start`: the functions so far, and a hash of all that was asked for.
  size_t functions;
  uint64_t digest;
  size_t answered;          // bytes that were sent since the host's functions have last forgotten what they answered with
  int64_t begun;            // when it has asked first, by the coarse clock
  int64_t limit;
} totem_served;

static inline void totem_served_open(totem_served *served, totem_end *end, totem_remote *remote, totem_child *child) {
  served->end = end;
  served->host = remote->options.host;
  served->remote = remote;
  served->child = child;
  served->call = NULL;
  served->registry = NULL;
  // As many as there are of them count; the rest need not be cleared for each call.
  served->statement_count = 0;
  served->is_starting = false;
  served->functions = 0;
  served->digest = 0;
  served->answered = 0;
  served->begun = 0;
  served->limit = end->patience;
}

// Answers one question. False when it is none.
bool totem_serve(totem_served *, uint64_t function);

// Answers questions until the function has returned: then what came with its result is read next.
totem_outcome totem_served_until_result(totem_served *);

// What a text has that nobody has filled in.
extern const char totem_unfilled[1];

static inline bool totem_is_whole(const totem_end *end) { return !end->is_garbled && end->read == end->length; }
static inline totem_str totem_served_text(totem_end *end) {
  totem_str text;
  text.ptr = totem_take_text(end, &text.len);
  return text;
}
static inline uint32_t totem_served_size(totem_end *end, size_t known) {
  uint64_t size = totem_take(end);
  return size < known ? (uint32_t)size : (uint32_t)known;
}
totem_stmt *totem_served_statement(totem_served *);
// The same for who goes on with its rows, behind the last that the plugin has taken.
totem_stmt *totem_served_statement_at(totem_served *);
const int64_t *totem_served_numbers(totem_end *, size_t *count);
// The host's own function that stands for one of the plugin's. `signature`: NULL for what gets a payload.
totem_function totem_served_function(totem_served *, const char *signature, size_t length);

// The table of a host for which all that is registered is well.
const totem_host *totem_agreeing_host(const totem_host *, totem_host *room);

bool serve_prepare(totem_served *);
bool serve_step(totem_served *);
bool serve_reset(totem_served *);
bool serve_close(totem_served *);
bool serve_column_count(totem_served *);
bool serve_column_str(totem_served *);
bool serve_invoke(totem_served *);
bool serve_fire(totem_served *);
bool serve_transaction(totem_served *);
bool serve_service(totem_served *);
bool serve_on_own(totem_served *);
