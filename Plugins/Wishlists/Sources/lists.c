// /v1/x/wishlists: lists, and whose they are.
#include "wishlists.h"

#include <inttypes.h>
#include <stdio.h>

totem_status wl_customer(totem_call *call, const totem_request *request, int64_t *user) {
  *user = request->user_id;
  if (*user != 0) return TOTEM_OK;
  return totem_problem(call, 403, "no-customer", TOTEM_STR("An API key is no customer; log in as one."));
}

// ---- Finding one ----

// Reads a list from a row of id, user_id, name, is_public, secret, created_at, updated_at.
static void read_list(totem_stmt *row, wl_list *list) {
  list->id = totem_column_i64(row, 0);
  list->user_id = totem_column_i64(row, 1);
  list->name = totem_column_str(row, 2);
  list->is_public = totem_column_bool(row, 3);
  list->secret = totem_column_str(row, 4);
  list->created_at = totem_column_i64(row, 5);
  list->updated_at = totem_column_i64(row, 6);
}

static totem_status no_list(totem_call *call) {
  return totem_problem(call, 404, "not-found", TOTEM_STR("There is no such list."));
}

totem_status wl_own_list(totem_call *call, const totem_request *request, bool is_held, wl_list *list) {
  int64_t user = 0, id = 0;
  totem_status status = wl_customer(call, request, &user);
  if (status == TOTEM_OK) status = totem_param_i64(call, "id", &id);
  if (status != TOTEM_OK) return status;
  totem_stmt *row;
  status = wl_first(call, &row, is_held
      ? "SELECT id, user_id, name, is_public, secret, created_at, updated_at FROM wishlists "
        "WHERE id = $1 AND user_id = $2 FOR UPDATE"
      : "SELECT id, user_id, name, is_public, secret, created_at, updated_at FROM wishlists "
        "WHERE id = $1 AND user_id = $2", "ii", id, user);
  if (status < 0) return status;
  if (status == TOTEM_DONE) return no_list(call);
  read_list(row, list);
  return totem_close(row);
}

totem_status wl_linked_list(totem_call *call, wl_list *list) {
  totem_str token, secret;
  int64_t id = 0;
  totem_status status = totem_param(call, "token", &token);
  if (status != TOTEM_OK) return status;
  if (!wl_read_token(token, &id, &secret)) return no_list(call);
  totem_stmt *row;
  status = wl_first(call, &row,
      "SELECT id, user_id, name, is_public, secret, created_at, updated_at FROM wishlists WHERE id = $1 "
      "AND EXISTS (SELECT 1 FROM v1_customers WHERE v1_customers.id = wishlists.user_id AND is_active = 1)", "i", id);
  if (status < 0) return status;
  if (status == TOTEM_DONE) return no_list(call);
  read_list(row, list);
  status = totem_close(row);
  if (status != TOTEM_OK) return status;
  return list->is_public && wl_same_secret(list->secret, secret) ? TOTEM_OK : no_list(call);
}

totem_status wl_touch(totem_call *call, int64_t list) {
  return wl_run(call, NULL, "UPDATE wishlists SET updated_at = $2 WHERE id = $1", "ii", list, totem_now(call));
}

// ---- Routes ----

// GET /
static totem_status list_all(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  int64_t user = 0;
  totem_status status = wl_customer(call, request, &user);
  if (status != TOTEM_OK) return status;
  totem_page page = {.size = sizeof page};
  status = totem_page_read(call, TOTEM_DESCENDING, &page);
  if (status != TOTEM_OK) return status;
  totem_stmt *rows;
  status = wl_query(call, &rows,
      "SELECT id, name, is_public AS \"is_public:bool\", "
      "CASE WHEN is_public = 1 THEN id || '-' || secret END AS token, "
      "(SELECT COUNT(*) FROM wishlist_items WHERE wishlist_id = wishlists.id) AS item_count, "
      "created_at AS \"created_at:time\", updated_at AS \"updated_at:time\" "
      "FROM wishlists WHERE id < $1 AND user_id = $3 ORDER BY id DESC LIMIT $2", "iii", page.after, page.fetch, user);
  return status == TOTEM_OK ? totem_respond_page(call, rows, &page) : status;
}

// Reads `name` and `is_public` as far as they are sent, and makes or forgets the secret of the link.
static totem_status read_form(totem_call *call, wl_list *list) {
  totem_status status = TOTEM_OK;
  if (totem_body_kind(call, "name") != TOTEM_ABSENT) status = totem_body_str(call, "name", &list->name);
  if (status == TOTEM_OK && totem_body_kind(call, "is_public") != TOTEM_ABSENT)
    status = totem_body_bool(call, "is_public", &list->is_public);
  if (status != TOTEM_OK) return status;
  if (list->is_public && list->secret.ptr == NULL) return wl_new_secret(call, &list->secret);
  if (!list->is_public) list->secret = (totem_str){NULL, 0};
  return TOTEM_OK;
}

static totem_status taken(totem_call *call) {
  totem_str why = TOTEM_STR("is the name of another list of yours");
  // The field alone would be 422.
  totem_veto_field(call, "name", why);
  return totem_problem(call, 409, "already-exists", why);
}

// Nobody else makes a list of this customer's until the transaction ends.
static totem_status hold_lists(totem_call *call, int64_t user) {
  char name[48];
  snprintf(name, sizeof name, "lists of %" PRId64, user);
  return totem_lock(call, totem_text(name));
}

// POST /
static totem_status create(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  wl_list list = {.created_at = totem_now(call), .updated_at = totem_now(call)};
  totem_status status = wl_customer(call, request, &list.user_id);
  if (status == TOTEM_OK) status = totem_body_str(call, "name", &list.name);
  if (status == TOTEM_OK) status = read_form(call, &list);
  if (status == TOTEM_OK) status = hold_lists(call, list.user_id);
  int64_t count = 0;
  if (status == TOTEM_OK)
    status = wl_number(call, &count, "SELECT COUNT(*) FROM wishlists WHERE user_id = $1", "i", list.user_id);
  if (status != TOTEM_OK) return status;
  if (count >= totem_setting_i64(call, "max_lists", 20))
    return totem_problem(call, 409, "too-many-lists", TOTEM_STR("You have as many lists as this shop keeps for you."));
  totem_stmt *row;
  status = wl_first(call, &row,
      "INSERT INTO wishlists (user_id, name, is_public, secret, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5) "
      "ON CONFLICT (user_id, name) DO NOTHING RETURNING id",
      "isisi", list.user_id, list.name, (int64_t)list.is_public, list.secret, list.created_at);
  if (status < 0) return status;
  if (status == TOTEM_DONE) return taken(call);
  list.id = totem_column_i64(row, 0);
  return wl_respond_list(call, 201, &list, true);
}

// GET /{id}
static totem_status show(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  wl_list list;
  totem_status status = wl_own_list(call, request, false, &list);
  return status == TOTEM_OK ? wl_respond_list(call, 200, &list, true) : status;
}

static totem_status save(totem_call *call, wl_list *list) {
  list->updated_at = totem_now(call);
  totem_status status = wl_run(call, NULL,
      "UPDATE wishlists SET name = $2, is_public = $3, secret = $4, updated_at = $5 WHERE id = $1",
      "isisi", list->id, list->name, (int64_t)list->is_public, list->secret, list->updated_at);
  if (status == TOTEM_UNIQUE) return taken(call);
  return status == TOTEM_OK ? wl_respond_list(call, 200, list, true) : status;
}

// PATCH /{id}
static totem_status change(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  wl_list list;
  totem_status status = wl_own_list(call, request, true, &list);
  if (status == TOTEM_OK) status = read_form(call, &list);
  return status == TOTEM_OK ? save(call, &list) : status;
}

// POST /{id}/rotate: the link that was given away leads nowhere any more; another one does.
static totem_status rotate(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  wl_list list;
  totem_status status = wl_own_list(call, request, true, &list);
  if (status != TOTEM_OK) return status;
  if (!list.is_public)
    return totem_problem(call, 409, "not-public", TOTEM_STR("This list has no link; share it with {\"is_public\": true}."));
  status = wl_new_secret(call, &list.secret);
  return status == TOTEM_OK ? save(call, &list) : status;
}

// DELETE /{id}
static totem_status delete(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  wl_list list;
  totem_status status = wl_own_list(call, request, true, &list);
  if (status == TOTEM_OK) status = wl_run(call, NULL, "DELETE FROM wishlists WHERE id = $1", "i", list.id);
  return status == TOTEM_OK ? totem_respond(call, 204, TOTEM_STR("")) : status;
}

// GET /public/{token}
static totem_status show_linked(totem_call *call, const totem_request *request, void *state) {
  (void)request;
  (void)state;
  wl_list list;
  totem_status status = wl_linked_list(call, &list);
  return status == TOTEM_OK ? wl_respond_list(call, 200, &list, false) : status;
}

totem_status wl_start_lists(totem_registry *registry) {
  totem_status status = totem_route(registry, "GET", "/", TOTEM_CUSTOMER, TOTEM_READS, list_all);
  if (status == TOTEM_OK) status = totem_route(registry, "POST", "/", TOTEM_CUSTOMER, TOTEM_WRITES, create);
  if (status == TOTEM_OK) status = totem_route(registry, "GET", "/{id}", TOTEM_CUSTOMER, TOTEM_READS, show);
  if (status == TOTEM_OK) status = totem_route(registry, "PATCH", "/{id}", TOTEM_CUSTOMER, TOTEM_WRITES, change);
  if (status == TOTEM_OK) status = totem_route(registry, "DELETE", "/{id}", TOTEM_CUSTOMER, TOTEM_WRITES, delete);
  if (status == TOTEM_OK) status = totem_route(registry, "POST", "/{id}/rotate", TOTEM_CUSTOMER, TOTEM_WRITES, rotate);
  if (status == TOTEM_OK)
    status = totem_route(registry, "GET", "/public/{token}", TOTEM_ANYONE, TOTEM_READS, show_linked);
  return status;
}
