// Wishlists: what the files of the plugin have of each other. The manual is totem_plugin.h.
#ifndef WISHLISTS_H
#define WISHLISTS_H

#include "totem_plugin.h"

// Nothing in here is anybody else's: without it, a function of the program that loads the plugin could take the place of one
// of the same name.
#pragma GCC visibility push(hidden)

// ---- SQL (sql.c) ----

// Prepares a statement and sets its parameters. `types` has a letter for each: i int64_t, s totem_str, o int64_t of which 0 is NULL.
totem_status wl_query(totem_call *call, totem_stmt **rows, const char *sql, const char *types, ...);

// The same, and runs it to its first row: TOTEM_ROW, TOTEM_DONE where there is none, or an error.
totem_status wl_first(totem_call *call, totem_stmt **row, const char *sql, const char *types, ...);

// The same for a statement without rows. *changes, which may be NULL: how many rows it has changed.
totem_status wl_run(totem_call *call, int64_t *changes, const char *sql, const char *types, ...);

// One number; 0 where there is no row.
totem_status wl_number(totem_call *call, int64_t *number, const char *sql, const char *types, ...);

// ---- JSON (json.c) ----

// JSON text that grows. Begin with {0}; end with wl_json_free. When there is no memory, nothing is added any more, and
// wl_json_text has no text.
typedef struct wl_json {
  char *bytes;
  size_t length, room;
  bool failed;
} wl_json;

// What opens and closes: "{", "]", and so on.
void wl_json_open(wl_json *json, char bracket);
void wl_json_close(wl_json *json, char bracket);
// The name of the next member, and values.
void wl_json_name(wl_json *json, const char *name);
void wl_json_string(wl_json *json, totem_str text);   // null where there is no text
void wl_json_integer(wl_json *json, int64_t number);
void wl_json_id(wl_json *json, int64_t id);           // 0 is null
void wl_json_bool(wl_json *json, bool value);
void wl_json_time(wl_json *json, int64_t milliseconds);
void wl_json_money(wl_json *json, int64_t amount, totem_str currency);
totem_str wl_json_text(const wl_json *json);
void wl_json_free(wl_json *json);

// What a column is in JSON. `kind`: i integer, o an id of which 0 is null, s text, b yes or no, t time, m money, whose currency is the
// next column.
typedef struct wl_member {
  const char *name;
  char kind;
} wl_member;

// Adds a member that is an array with an object of each row, until the text has `room` bytes. `members` are the columns from the first on,
// and end with {0}.
totem_status wl_json_rows(wl_json *json, const char *name, totem_stmt *rows, const wl_member *members, size_t room);

// ---- Who asks, and which list (lists.c) ----

typedef struct wl_list {
  int64_t id, user_id;
  totem_str name, secret;   // no text in `secret` while the list is not public
  bool is_public;
  int64_t created_at, updated_at;
} wl_list;

// The customer who asks. A guest never comes so far; an API key is nobody who wishes for something: 403.
totem_status wl_customer(totem_call *call, const totem_request *request, int64_t *user);

// The list {id} of the path, which belongs to who asks: 404 for others. Where the transaction writes, nobody else changes it until it ends.
totem_status wl_own_list(totem_call *call, const totem_request *request, bool is_held, wl_list *list);

// The list that {token} of the path leads to: 404 when it leads nowhere (any more).
totem_status wl_linked_list(totem_call *call, wl_list *list);

// The list was changed just now.
totem_status wl_touch(totem_call *call, int64_t list);

// ---- Showing one (shown.c) ----

// Answers with a list, what is on it and what is said of it. Its token is for its owner alone.
totem_status wl_respond_list(totem_call *call, int32_t status, const wl_list *list, bool is_owner);

// ---- Links (link.c) ----

// What nobody guesses of a link: 192 random bits in hexadecimal digits, kept until the call ends.
totem_status wl_new_secret(totem_call *call, totem_str *secret);

// "12-5e0f…": the list's id, and its secret.
totem_status wl_token(totem_call *call, const wl_list *list, totem_str *token);

// Reads a token. false when it is none.
bool wl_read_token(totem_str token, int64_t *list, totem_str *secret);

// Whether two secrets are equal, in a time that does not tell where they differ.
bool wl_same_secret(totem_str one, totem_str other);

// ---- Goods (goods.c) ----

// Remembers how something on a list is now, if nobody has before: `variant` 0 is the product.
totem_status wl_watch(totem_call *call, int64_t product, int64_t variant);

// ---- What each file registers ----

totem_status wl_start_lists(totem_registry *registry);
totem_status wl_start_items(totem_registry *registry);
totem_status wl_start_notes(totem_registry *registry);
totem_status wl_start_goods(totem_registry *registry);
totem_status wl_start_notices(totem_registry *registry);
totem_status wl_start_people(totem_registry *registry);

#pragma GCC visibility pop

#endif
