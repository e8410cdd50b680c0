// Notes that the owner of a list and those who were given its link write to each other, of the list or of something on it.
#include "wishlists.h"

enum { MOST_NOTES = 100 };

// "item_id", where the body has it, is something on the list.
static totem_status read_item(totem_call *call, int64_t list, int64_t *item) {
  *item = 0;
  totem_kind kind = totem_body_kind(call, "item_id");
  if (kind == TOTEM_ABSENT || kind == TOTEM_NULL) return TOTEM_OK;
  totem_status status = totem_body_i64(call, "item_id", item);
  if (status != TOTEM_OK) return status;
  int64_t found = 0;
  status = wl_number(call, &found, "SELECT COUNT(*) FROM wishlist_items WHERE id = $1 AND wishlist_id = $2", "ii", *item, list);
  if (status != TOTEM_OK || found == 1) return status;
  return totem_veto_field(call, "item_id", TOTEM_STR("names nothing that is on this list"));
}

// Adds the note of the body to a list, and answers with the list.
static totem_status add_note(totem_call *call, wl_list *list, int64_t user, bool is_owner) {
  totem_str text, author = {NULL, 0};
  int64_t item = 0, count = 0;
  totem_status status = totem_body_str(call, "text", &text);
  totem_kind kind = totem_body_kind(call, "author");
  if (status == TOTEM_OK && kind != TOTEM_ABSENT && kind != TOTEM_NULL) status = totem_body_str(call, "author", &author);
  if (status == TOTEM_OK) status = read_item(call, list->id, &item);
  // Held before it is counted: of two at once the second sees the first.
  if (status == TOTEM_OK) status = wl_touch(call, list->id);
  if (status == TOTEM_OK)
    status = wl_number(call, &count, "SELECT COUNT(*) FROM wishlist_notes WHERE wishlist_id = $1", "i", list->id);
  if (status != TOTEM_OK) return status;
  if (count >= MOST_NOTES)
    return totem_problem(call, 409, "too-many-notes", TOTEM_STR("This list has as many notes as it can hold."));
  status = wl_run(call, NULL,
      "INSERT INTO wishlist_notes (wishlist_id, item_id, user_id, author, text, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
      "ioissi", list->id, item, user, author, text, totem_now(call));
  list->updated_at = totem_now(call);
  return status == TOTEM_OK ? wl_respond_list(call, 201, list, is_owner) : status;
}

// Deletes the note {note} of a list: its owner any, others their own.
static totem_status delete_note(totem_call *call, const wl_list *list, int64_t user) {
  int64_t note = 0, deleted = 0;
  totem_status status = totem_param_i64(call, "note", &note);
  if (status == TOTEM_OK)
    status = wl_run(call, &deleted,
        "DELETE FROM wishlist_notes WHERE id = $1 AND wishlist_id = $2 AND (user_id = $3 OR $3 = $4)",
        "iiii", note, list->id, user, list->user_id);
  if (status != TOTEM_OK) return status;
  if (deleted == 0)
    return totem_problem(call, 404, "not-found", TOTEM_STR("There is no such note on the list that is yours to delete."));
  return totem_respond(call, 204, TOTEM_STR(""));
}

// POST /{id}/notes
static totem_status add_own(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  wl_list list;
  totem_status status = wl_own_list(call, request, true, &list);
  return status == TOTEM_OK ? add_note(call, &list, list.user_id, true) : status;
}

// DELETE /{id}/notes/{note}
static totem_status delete_own(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  wl_list list;
  totem_status status = wl_own_list(call, request, true, &list);
  return status == TOTEM_OK ? delete_note(call, &list, list.user_id) : status;
}

// POST /public/{token}/notes
static totem_status add_linked(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  wl_list list;
  int64_t user = 0;
  totem_status status = wl_customer(call, request, &user);
  if (status == TOTEM_OK) status = wl_linked_list(call, &list);
  return status == TOTEM_OK ? add_note(call, &list, user, false) : status;
}

// DELETE /public/{token}/notes/{note}
static totem_status delete_linked(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  wl_list list;
  int64_t user = 0;
  totem_status status = wl_customer(call, request, &user);
  if (status == TOTEM_OK) status = wl_linked_list(call, &list);
  return status == TOTEM_OK ? delete_note(call, &list, user) : status;
}

totem_status wl_start_notes(totem_registry *registry) {
  totem_status status = totem_route(registry, "POST", "/{id}/notes", TOTEM_CUSTOMER, TOTEM_WRITES, add_own);
  if (status == TOTEM_OK)
    status = totem_route(registry, "DELETE", "/{id}/notes/{note}", TOTEM_CUSTOMER, TOTEM_WRITES, delete_own);
  if (status == TOTEM_OK)
    status = totem_route(registry, "POST", "/public/{token}/notes", TOTEM_CUSTOMER, TOTEM_WRITES, add_linked);
  if (status == TOTEM_OK)
    status = totem_route(
        registry, "DELETE", "/public/{token}/notes/{note}", TOTEM_CUSTOMER, TOTEM_WRITES, delete_linked);
  return status;
}
