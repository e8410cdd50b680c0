// /v1/x/wishlists/{id}/items: what is on a list.
#include "wishlists.h"

#include <inttypes.h>
#include <stdio.h>

// What a body names: one of "sku", "variant_id" and "product_id", as in a cart.
static totem_status read_thing(totem_call *call, int64_t *product, int64_t *variant) {
  bool has_sku = totem_body_kind(call, "sku") != TOTEM_ABSENT;
  bool has_variant = totem_body_kind(call, "variant_id") != TOTEM_ABSENT;
  const char *field = has_sku ? "sku" : has_variant ? "variant_id" : "product_id";
  if (has_sku + has_variant + (totem_body_kind(call, "product_id") != TOTEM_ABSENT) != 1)
    return totem_veto_field(call, "product_id",
        TOTEM_STR("or variant_id or sku: exactly one of them names what is wanted"));
  int64_t id = 0;
  totem_str sku = {NULL, 0};
  totem_status status = has_sku ? totem_body_str(call, field, &sku) : totem_body_i64(call, field, &id);
  if (status != TOTEM_OK) return status;
  totem_stmt *row;
  if (has_sku)
    status = wl_first(call, &row,
        "SELECT v1_products.id, v1_product_variants.id, v1_products.is_active FROM v1_product_variants "
        "JOIN v1_products ON v1_products.id = v1_product_variants.product_id WHERE v1_product_variants.sku = $1 "
        "UNION ALL SELECT id, 0, is_active FROM v1_products WHERE sku = $1", "s", sku);
  else if (has_variant)
    status = wl_first(call, &row,
        "SELECT v1_products.id, v1_product_variants.id, v1_products.is_active FROM v1_product_variants "
        "JOIN v1_products ON v1_products.id = v1_product_variants.product_id WHERE v1_product_variants.id = $1", "i", id);
  else
    status = wl_first(call, &row, "SELECT id, 0, is_active FROM v1_products WHERE id = $1", "i", id);
  if (status < 0) return status;
  if (status == TOTEM_DONE || !totem_column_bool(row, 2))
    return totem_veto_field(call, field, TOTEM_STR("names nothing that this shop sells"));
  *product = totem_column_i64(row, 0);
  *variant = totem_column_i64(row, 1);
  return totem_close(row);
}

// POST /{id}/items
static totem_status add(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  wl_list list;
  int64_t product = 0, variant = 0, count = 0;
  totem_status status = wl_own_list(call, request, true, &list);
  if (status == TOTEM_OK) status = read_thing(call, &product, &variant);
  if (status == TOTEM_OK)
    status = wl_number(call, &count, "SELECT COUNT(*) FROM wishlist_items WHERE wishlist_id = $1", "i", list.id);
  if (status != TOTEM_OK) return status;
  if (count >= totem_setting_i64(call, "max_items", 100))
    return totem_problem(call, 409, "list-full", TOTEM_STR("This list holds as much as it can; begin another."));
  int64_t added = 0;
  status = wl_run(call, &added,
      "INSERT INTO wishlist_items (wishlist_id, product_id, variant_id, added_at) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT DO NOTHING", "iioi", list.id, product, variant, totem_now(call));
  if (status != TOTEM_OK) return status;
  if (added == 0) return totem_problem(call, 409, "on-list", TOTEM_STR("This is on the list already."));
  status = wl_watch(call, product, variant);
  if (status == TOTEM_OK) status = wl_touch(call, list.id);
  list.updated_at = totem_now(call);
  return status == TOTEM_OK ? wl_respond_list(call, 201, &list, true) : status;
}

// The item {item} of a list: what it is. 404 where the list has none such.
static totem_status find(totem_call *call, int64_t list, int64_t *item, int64_t *product, int64_t *variant) {
  totem_status status = totem_param_i64(call, "item", item);
  if (status != TOTEM_OK) return status;
  totem_stmt *row;
  status = wl_first(call, &row,
      "SELECT product_id, COALESCE(variant_id, 0) FROM wishlist_items WHERE id = $1 AND wishlist_id = $2", "ii", *item, list);
  if (status < 0) return status;
  if (status == TOTEM_DONE)
    return totem_problem(call, 404, "not-found", TOTEM_STR("There is nothing by this id on the list."));
  *product = totem_column_i64(row, 0);
  *variant = totem_column_i64(row, 1);
  return totem_close(row);
}

static totem_status take_off(totem_call *call, int64_t list, int64_t item) {
  totem_status status = wl_run(call, NULL, "DELETE FROM wishlist_items WHERE id = $1", "i", item);
  if (status == TOTEM_OK) status = wl_touch(call, list);
  return status == TOTEM_OK ? totem_respond(call, 204, TOTEM_STR("")) : status;
}

// DELETE /{id}/items/{item}
static totem_status delete(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  wl_list list;
  int64_t item = 0, product = 0, variant = 0;
  totem_status status = wl_own_list(call, request, true, &list);
  if (status == TOTEM_OK) status = find(call, list.id, &item, &product, &variant);
  return status == TOTEM_OK ? take_off(call, list.id, item) : status;
}

// How many units there are of a thing that is on a list, in warehouses that sell; as many as anybody can want where nobody counts
// them. Of a product that comes in variants: how the product itself is kept, as the cart says what is missing there.
static totem_status read_stock(totem_call *call, int64_t product, int64_t variant, int64_t *left) {
  totem_stmt *row;
  totem_status status = wl_first(call, &row,
      "SELECT CASE WHEN COALESCE(variant.manages_stock, product.manages_stock) = 0 THEN 0 ELSE 1 END, "
      "CAST((SELECT COALESCE(SUM(stock.quantity), 0) FROM v1_inventory AS stock "
      "JOIN v1_warehouses AS warehouse ON warehouse.id = stock.warehouse_id "
      "WHERE stock.product_id = product.id AND COALESCE(stock.variant_id, 0) = $2 AND warehouse.is_active = 1) AS BIGINT) "
      "FROM v1_products AS product LEFT JOIN v1_product_variants AS variant ON variant.id = $2 WHERE product.id = $1",
      "ii", product, variant);
  if (status < 0) return status;
  *left = status == TOTEM_ROW && totem_column_bool(row, 0) ? totem_column_i64(row, 1) : INT64_MAX;
  return totem_close(row);
}

// What is sold out is not put into a cart, which could not be bought then: of all that is in the cart now there must be enough.
static totem_status refuse_sold_out(totem_call *call, totem_str token, int64_t product, int64_t variant) {
  int64_t left = 0, cart = 0, wanted = 0;
  totem_status status = read_stock(call, product, variant, &left);
  if (status == TOTEM_OK) status = totem_find_cart(call, token, &cart);
  if (status == TOTEM_OK)
    status = wl_number(call, &wanted,
        "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM v1_cart_items "
        "WHERE cart_id = $1 AND product_id = $2 AND COALESCE(variant_id, 0) = $3", "iii", cart, product, variant);
  if (status != TOTEM_OK || left >= wanted) return status;
  if (left <= 0) return totem_problem(call, 409, "sold-out", TOTEM_STR("This is sold out; it stays on the list until it is back."));
  char why[160];
  snprintf(why, sizeof why,
      "There are only %" PRId64 " of this left, and %" PRId64 " would be in the cart; it stays on the list.", left, wanted);
  return totem_problem(call, 409, "sold-out", totem_text(why));
}

// POST /{id}/items/{item}/move-to-cart: it is in the cart and not on the list any more, or all is as it was.
static totem_status move_to_cart(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  wl_list list;
  int64_t item = 0, product = 0, variant = 0;
  totem_new_item new_item = {.size = sizeof new_item, .quantity = 1};
  totem_status status = wl_own_list(call, request, true, &list);
  if (status == TOTEM_OK) status = find(call, list.id, &item, &product, &variant);
  if (status == TOTEM_OK) status = totem_body_str(call, "cart", &new_item.cart);
  if (status == TOTEM_OK && totem_body_kind(call, "quantity") != TOTEM_ABSENT)
    status = totem_body_i64(call, "quantity", &new_item.quantity);
  if (status != TOTEM_OK) return status;
  new_item.product_id = variant == 0 ? product : 0;
  new_item.variant_id = variant;
  status = totem_add_item(call, &new_item);
  // Last, as the cart may have better reasons.
  if (status == TOTEM_OK) status = refuse_sold_out(call, new_item.cart, product, variant);
  switch (status) {
    case TOTEM_OK: return take_off(call, list.id, item);
    case TOTEM_NOT_FOUND: return totem_veto_field(call, "cart", TOTEM_STR("is no cart of this shop"));
    // Not on sale any more, to be had in variants alone, a cart that was bought, another plugin's no: the shop says it.
    case TOTEM_INVALID:
    case TOTEM_REFUSED: return totem_problem(call, 409, "not-moved", totem_last_error(call));
    default: return status;
  }
}

totem_status wl_start_items(totem_registry *registry) {
  totem_status status = totem_route(registry, "POST", "/{id}/items", TOTEM_CUSTOMER, TOTEM_WRITES, add);
  if (status == TOTEM_OK)
    status = totem_route(registry, "DELETE", "/{id}/items/{item}", TOTEM_CUSTOMER, TOTEM_WRITES, delete);
  if (status == TOTEM_OK)
    status = totem_route(
        registry, "POST", "/{id}/items/{item}/move-to-cart", TOTEM_CUSTOMER, TOTEM_WRITES, move_to_cart);
  return status;
}
