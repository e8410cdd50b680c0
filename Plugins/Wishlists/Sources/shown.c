// A list as it is shown: to its owner, and to those who were given its link.
#include "wishlists.h"

static totem_status add_items(totem_call *call, wl_json *json, int64_t list) {
  static const wl_member members[] = {
    {"id", 'i'}, {"product_id", 'i'}, {"variant_id", 'o'}, {"name", 's'}, {"slug", 's'}, {"sku", 's'}, {"price", 'm'},
    {"is_available", 'b'}, {"added_at", 't'}, {0},
  };
  totem_stmt *rows;
  totem_status status = wl_query(call, &rows,
      "SELECT items.id, items.product_id, COALESCE(items.variant_id, 0), goods.name, goods.slug, goods.sku, goods.price, "
      "goods.currency, goods.is_available, items.added_at "
      "FROM wishlist_items AS items JOIN wishlist_goods_now AS goods ON goods.product_id = items.product_id "
      "AND COALESCE(goods.variant_id, 0) = COALESCE(items.variant_id, 0) "
      "WHERE items.wishlist_id = $1 ORDER BY items.id", "i", list);
  return status == TOTEM_OK ? wl_json_rows(json, "items", rows, members, SIZE_MAX) : status;
}

static totem_status add_notes(totem_call *call, wl_json *json, int64_t list) {
  static const wl_member members[] = {
    {"id", 'i'}, {"item_id", 'o'}, {"author", 's'}, {"text", 's'}, {"created_at", 't'}, {0},
  };
  totem_stmt *rows;
  totem_status status = wl_query(call, &rows,
      "SELECT id, COALESCE(item_id, 0), author, text, created_at FROM wishlist_notes WHERE wishlist_id = $1 ORDER BY id",
      "i", list);
  return status == TOTEM_OK ? wl_json_rows(json, "notes", rows, members, SIZE_MAX) : status;
}

static totem_status add_list(totem_call *call, wl_json *json, const wl_list *list, bool is_owner) {
  totem_status status;
  wl_json_open(json, '{');
  if (is_owner) {
    totem_str token = {NULL, 0};
    if (list->is_public && (status = wl_token(call, list, &token)) != TOTEM_OK) return status;
    wl_json_name(json, "id");
    wl_json_integer(json, list->id);
    wl_json_name(json, "is_public");
    wl_json_bool(json, list->is_public);
    wl_json_name(json, "token");
    wl_json_string(json, token);
  }
  wl_json_name(json, "name");
  wl_json_string(json, list->name);
  wl_json_name(json, "created_at");
  wl_json_time(json, list->created_at);
  wl_json_name(json, "updated_at");
  wl_json_time(json, list->updated_at);
  status = add_items(call, json, list->id);
  if (status == TOTEM_OK) status = add_notes(call, json, list->id);
  wl_json_close(json, '}');
  return status;
}

totem_status wl_respond_list(totem_call *call, int32_t http_status, const wl_list *list, bool is_owner) {
  wl_json json = {0};
  totem_status status = add_list(call, &json, list, is_owner);
  if (status == TOTEM_OK) status = totem_respond(call, http_status, wl_json_text(&json));
  wl_json_free(&json);
  return status;
}
