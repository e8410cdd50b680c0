// A cart that was left comes back as a new one with the same things at today's prices: by its link, or for its customer and the
// shop's staff by its id. Asked again, the same new cart is answered, for as long as it is there.
#include <stdio.h>
#include <string.h>

#include "abandoned_carts.h"
#include "text.h"

struct abandoned {
  int64_t id;
  int64_t user_id;  // 0: a guest's
  bool is_recovered;
  totem_str restored_cart;  // no text when there is none any more
  totem_str missing;        // what could not be put into it, members of a JSON array
};

// Reads the one row of a statement that is bound. TOTEM_VETO with 404 when there is none.
static totem_status read_abandoned(totem_call *call, totem_stmt *query, struct abandoned *cart) {
  totem_status status = totem_step(query);
  if (status == TOTEM_DONE) return totem_problem(call, 404, "not-found", TOTEM_STR("There is no such abandoned cart."));
  if (status != TOTEM_ROW) return status;
  *cart = (struct abandoned){
    .id = totem_column_i64(query, 0),
    .user_id = totem_column_i64(query, 1),
    .is_recovered = totem_column_kind(query, 2) != TOTEM_NULL,
    .restored_cart = totem_column_str(query, 3),
    .missing = totem_column_str(query, 4),
  };
  return TOTEM_OK;
}

// How many units of a thing there are, in warehouses that sell, beside those that are in the cart already; as many as anybody can want
// where nobody counts them.
static totem_status read_stock(totem_call *call, int64_t cart, int64_t product, int64_t variant, int64_t *left) {
  totem_stmt *query;
  PREPARE(call,
          "SELECT CASE WHEN COALESCE(variant.manages_stock, product.manages_stock) = 0 THEN 0 ELSE 1 END, "
          "CAST((SELECT COALESCE(SUM(stock.quantity), 0) FROM v1_inventory AS stock "
          "JOIN v1_warehouses AS warehouse ON warehouse.id = stock.warehouse_id "
          "WHERE stock.product_id = product.id AND COALESCE(stock.variant_id, 0) = $2 AND warehouse.is_active = 1) "
          "- (SELECT COALESCE(SUM(line.quantity), 0) FROM v1_cart_items AS line WHERE line.cart_id = $3 "
          "AND line.product_id = product.id AND COALESCE(line.variant_id, 0) = $2) AS BIGINT) "
          "FROM v1_products AS product LEFT JOIN v1_product_variants AS variant ON variant.id = $2 WHERE product.id = $1",
          &query);
  totem_bind_i64(query, 1, product);
  totem_bind_i64(query, 2, variant);
  totem_bind_i64(query, 3, cart);
  totem_status status = totem_step(query);
  if (status < 0) return status;
  *left = status == TOTEM_ROW && totem_column_bool(query, 0) ? totem_column_i64(query, 1) : INT64_MAX;
  return totem_close(query);
}

static void add_missing(struct text *missing, totem_stmt *items, int64_t quantity) {
  if (!text_has_room(missing)) return;
  text_add(missing, "%s{\"sku\": ", missing->length == 0 ? "" : ", ");
  text_add_string(missing, totem_column_str(items, 4));
  text_add(missing, ", \"name\": ");
  text_add_string(missing, totem_column_str(items, 5));
  text_add(missing, ", \"quantity\": %lld}", (long long)quantity);
}

// Puts the things that were in it into a new cart, as far as there are so many. What can't be bought any more is told of in `missing`.
static totem_status put_items(
    totem_call *call, int64_t abandoned, int64_t cart, totem_str token, size_t *put, struct text *missing) {
  totem_stmt *items;
  PREPARE(call,
          "SELECT product_id, variant_id, quantity, properties, sku, name FROM abandoned_cart_items "
          "WHERE cart_id = $1 ORDER BY id",
          &items);
  totem_bind_i64(items, 1, abandoned);
  totem_status status;
  while ((status = totem_step(items)) == TOTEM_ROW) {
    int64_t product = totem_column_i64(items, 0), variant = totem_column_i64(items, 1);
    int64_t wanted = totem_column_i64(items, 2), left = 0;
    if ((status = read_stock(call, cart, product, variant, &left)) != TOTEM_OK) return status;
    int64_t bought = left < 0 ? 0 : left < wanted ? left : wanted;
    if (bought > 0) {
      totem_new_item item = {
        .size = sizeof item,
        .cart = token,
        .product_id = variant == 0 ? product : 0,
        .variant_id = variant,
        .quantity = bought,
        .properties = totem_column_str(items, 3),
      };
      status = totem_add_item(call, &item);
      if (status == TOTEM_OK) {
        *put += 1;
      } else if (status == TOTEM_INVALID || status == TOTEM_NOT_FOUND || status == TOTEM_REFUSED) {
        // It is gone, not on sale, or another plugin does not sell it so.
        bought = 0;
      } else {
        return status;
      }
    }
    if (bought < wanted) add_missing(missing, items, wanted - bought);
  }
  return status < 0 ? status : TOTEM_OK;
}

static totem_status remember_restored(
    totem_call *call, const struct abandoned *cart, int64_t id, totem_str token, const struct text *missing) {
  if (missing->failed) return totem_fail(call, TOTEM_STR("there is no memory for what is missing"));
  totem_stmt *update;
  PREPARE(call,
          "UPDATE abandoned_carts SET restored_cart_id = $2, restored_cart = $3, restored_missing = $4 WHERE id = $1",
          &update);
  totem_bind_i64(update, 1, cart->id);
  totem_bind_i64(update, 2, id);
  totem_bind_str(update, 3, token);
  totem_bind_str(update, 4, text_str(missing));
  return run_statement(update);
}

// Makes the new cart, unless there is one. *token is its public id.
static totem_status restore(totem_call *call, const struct abandoned *cart, totem_str *token, struct text *missing) {
  if (cart->is_recovered)
    return totem_problem(call, 409, "cart-recovered", TOTEM_STR("An order has followed this cart already."));
  if (cart->restored_cart.ptr != NULL) {
    *token = cart->restored_cart;
    text_add(missing, "%.*s", (int)cart->missing.len, cart->missing.len == 0 ? "" : cart->missing.ptr);
    return TOTEM_OK;
  }
  int64_t id;
  size_t put = 0;
  totem_status status = totem_create_cart(call, cart->user_id, &id, token);
  if (status == TOTEM_OK) status = put_items(call, cart->id, id, *token, &put, missing);
  if (status != TOTEM_OK) return status;
  if (put == 0)
    return totem_problem(call, 409, "nothing-left", TOTEM_STR("Nothing that was in this cart can be bought any more."));
  return remember_restored(call, cart, id, *token, missing);
}

static totem_status respond_json(totem_call *call, totem_str token, const struct text *missing) {
  struct text answer = {0};
  text_add(&answer, "{\"cart\": ");
  text_add_string(&answer, token);
  text_add(&answer, ", \"missing\": [%.*s]}", (int)missing->length, text_str(missing).ptr);
  return text_respond(call, 200, &answer);
}

// Sends the buyer to the storefront, with the cart in the place of {cart}.
static totem_status redirect(totem_call *call, totem_str url, totem_str token) {
  static const char place[] = "{cart}";
  const size_t length = sizeof place - 1;
  struct text address = {0};
  for (size_t i = 0; i < url.len;) {
    if (url.len - i >= length && memcmp(url.ptr + i, place, length) == 0) {
      text_add(&address, "%.*s", (int)token.len, token.ptr);
      i += length;
    } else {
      text_add(&address, "%c", url.ptr[i++]);
    }
  }
  totem_status status = address.failed ? totem_fail(call, TOTEM_STR("there is no memory for the address"))
                                       : totem_redirect(call, 303, text_str(&address));
  text_free(&address);
  return status;
}

// What is asked of an abandoned cart before it is restored; its row is held until the transaction ends, so that two requests at once
// make one cart.
#define ABANDONED_COLUMNS \
  "a.id, a.user_id, a.recovered_at, CASE WHEN EXISTS " \
  "(SELECT 1 FROM v1_carts AS c WHERE c.id = a.restored_cart_id AND c.order_id IS NULL) THEN a.restored_cart END, a.restored_missing"

// POST /{id}/recover
totem_status recover_by_id(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  int64_t id;
  totem_status status = totem_param_i64(call, "id", &id);
  if (status != TOTEM_OK) return status;
  totem_stmt *query;
  // To others than its customer and the shop's staff it is not there. A guest has no id to come with.
  PREPARE(call,
          "SELECT " ABANDONED_COLUMNS " FROM abandoned_carts AS a "
          "WHERE a.id = $1 AND ($2 = 1 OR a.user_id = $3) FOR UPDATE OF a",
          &query);
  totem_bind_i64(query, 1, id);
  totem_bind_bool(query, 2, request->role >= TOTEM_STAFF);
  if (request->user_id != 0) totem_bind_i64(query, 3, request->user_id);
  struct abandoned cart;
  totem_str token;
  struct text missing = {0};
  status = read_abandoned(call, query, &cart);
  if (status == TOTEM_OK) status = restore(call, &cart, &token, &missing);
  if (status == TOTEM_OK) status = respond_json(call, token, &missing);
  text_free(&missing);
  return status;
}

// GET /recover/{token}
totem_status recover_by_link(totem_call *call, const totem_request *request, void *state) {
  (void)request;
  (void)state;
  totem_str link;
  totem_status status = totem_param(call, "token", &link);
  if (status != TOTEM_OK) return status;
  totem_stmt *query;
  PREPARE(call, "SELECT " ABANDONED_COLUMNS " FROM abandoned_carts AS a WHERE a.token = $1 FOR UPDATE OF a", &query);
  totem_bind_str(query, 1, link);
  struct abandoned cart;
  totem_str token, url = totem_setting_str(call, "storefront_url", TOTEM_STR(""));
  struct text missing = {0};
  status = read_abandoned(call, query, &cart);
  if (status == TOTEM_OK) status = restore(call, &cart, &token, &missing);
  if (status == TOTEM_OK)
    status = url.len == 0 ? respond_json(call, token, &missing) : redirect(call, url, token);
  text_free(&missing);
  return status;
}
