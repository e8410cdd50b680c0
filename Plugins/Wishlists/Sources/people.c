// What is kept of a person, where the person or the law asks for it.
#include "wishlists.h"

// Bytes of JSON that an export has room for, with something to spare.
enum { LARGEST_EXPORT = 900 * 1024 };

// customer.erasing: lists go with all that is on them, and what the person has said of others' lists.
static totem_status erase(totem_call *call, const totem_customer_event *event, void *state) {
  (void)state;
  int64_t user = event->customer->id;
  totem_status status = wl_run(call, NULL, "DELETE FROM wishlist_notes WHERE user_id = $1", "i", user);
  if (status == TOTEM_OK) status = wl_run(call, NULL, "DELETE FROM wishlist_notices WHERE user_id = $1", "i", user);
  if (status == TOTEM_OK) status = wl_run(call, NULL, "DELETE FROM wishlists WHERE user_id = $1", "i", user);
  return status;
}

static totem_status export_lists(totem_call *call, wl_json *json, int64_t user) {
  static const wl_member members[] = {{"name", 's'}, {"is_public", 'b'}, {"created_at", 't'}, {0}};
  totem_stmt *rows;
  totem_status status = wl_query(call, &rows,
      "SELECT name, is_public, created_at FROM wishlists WHERE user_id = $1 ORDER BY id", "i", user);
  return status == TOTEM_OK ? wl_json_rows(json, "lists", rows, members, LARGEST_EXPORT) : status;
}

static totem_status export_items(totem_call *call, wl_json *json, int64_t user) {
  static const wl_member members[] = {
    {"list", 's'}, {"name", 's'}, {"product_id", 'i'}, {"variant_id", 'o'}, {"added_at", 't'}, {0},
  };
  totem_stmt *rows;
  totem_status status = wl_query(call, &rows,
      "SELECT wishlists.name, v1_products.name, wishlist_items.product_id, COALESCE(wishlist_items.variant_id, 0), "
      "wishlist_items.added_at FROM wishlist_items JOIN wishlists ON wishlists.id = wishlist_items.wishlist_id "
      "JOIN v1_products ON v1_products.id = wishlist_items.product_id WHERE wishlists.user_id = $1 "
      "ORDER BY wishlist_items.id", "i", user);
  return status == TOTEM_OK ? wl_json_rows(json, "items", rows, members, LARGEST_EXPORT) : status;
}

static totem_status export_notes(totem_call *call, wl_json *json, int64_t user) {
  static const wl_member members[] = {{"author", 's'}, {"text", 's'}, {"created_at", 't'}, {0}};
  totem_stmt *rows;
  totem_status status = wl_query(call, &rows,
      "SELECT author, text, created_at FROM wishlist_notes WHERE user_id = $1 ORDER BY id DESC", "i", user);
  return status == TOTEM_OK ? wl_json_rows(json, "notes", rows, members, LARGEST_EXPORT) : status;
}

// customer.exporting
static totem_status export(totem_call *call, const totem_customer_event *event, void *state) {
  (void)state;
  int64_t user = event->customer->id;
  wl_json json = {0};
  wl_json_open(&json, '{');
  totem_status status = export_lists(call, &json, user);
  if (status == TOTEM_OK) status = export_items(call, &json, user);
  if (status == TOTEM_OK) status = export_notes(call, &json, user);
  wl_json_close(&json, '}');
  if (status == TOTEM_OK) status = totem_extend(call, user, wl_json_text(&json));
  wl_json_free(&json);
  return status;
}

totem_status wl_start_people(totem_registry *registry) {
  totem_status status = totem_on_customer_erasing(registry, erase, 100);
  if (status == TOTEM_OK) status = totem_on_customer_exporting(registry, export, 100);
  return status;
}
