// What the shop's staff see: carts that were left, and what was in them.
#include "abandoned_carts.h"
#include "text.h"

#define LINK "'/v1/x/abandoned-carts/recover/' || a.token"

// Whether ?recovered= asks for one kind: 1 for true, 0 for false, -1 where it is left out. Others are refused before by the schema.
static int64_t asked_for(totem_call *call) {
  totem_str recovered = {NULL, 0};
  totem_query(call, "recovered", &recovered);
  return recovered.ptr == NULL ? -1 : totem_equal(recovered, TOTEM_STR("true"));
}

// GET /
totem_status list_carts(totem_call *call, const totem_request *request, void *state) {
  (void)request;
  (void)state;
  totem_page page = {.size = sizeof page};
  totem_status status = totem_page_read(call, TOTEM_DESCENDING, &page);
  if (status != TOTEM_OK) return status;
  totem_stmt *rows;
  PREPARE(call,
          "SELECT a.id, a.user_id, COALESCE(u.email, a.email) AS email, "
          "  '{\"amount\": ' || a.value || ', \"currency\": \"' || a.currency || '\"}' AS \"value:json\", "
          "  a.created_at AS \"created_at:time\", a.updated_at AS \"updated_at:time\", "
          "  a.recovered_at AS \"recovered_at:time\", a.order_id, " LINK " AS recovery_link "
          "FROM abandoned_carts AS a LEFT JOIN v1_customers AS u ON u.id = a.user_id "
          "WHERE a.id < $1 AND ($3 = -1 OR $3 = CASE WHEN a.recovered_at IS NULL THEN 0 ELSE 1 END) "
          "ORDER BY a.id DESC LIMIT $2",
          &rows);
  totem_bind_i64(rows, 1, page.after);
  totem_bind_i64(rows, 2, page.fetch);
  totem_bind_i64(rows, 3, asked_for(call));
  return totem_respond_page(call, rows, &page);
}

// Adds a number, or null for none.
static void add_optional(struct text *answer, const char *name, totem_stmt *row, int32_t column) {
  if (totem_column_kind(row, column) == TOTEM_NULL)
    text_add(answer, ", \"%s\": null", name);
  else
    text_add(answer, ", \"%s\": %lld", name, (long long)totem_column_i64(row, column));
}

static void add_time(struct text *answer, const char *name, totem_stmt *row, int32_t column) {
  text_add(answer, ", \"%s\": ", name);
  if (totem_column_kind(row, column) == TOTEM_NULL)
    text_add(answer, "null");
  else
    text_add_time(answer, totem_column_i64(row, column));
}

// Adds as many as an answer has room for, and whether there are more.
static totem_status add_items(totem_call *call, int64_t cart, totem_str currency, struct text *answer) {
  totem_stmt *items;
  PREPARE(call,
          "SELECT product_id, variant_id, sku, name, quantity, price, properties, added_at FROM abandoned_cart_items "
          "WHERE cart_id = $1 ORDER BY id",
          &items);
  totem_bind_i64(items, 1, cart);
  totem_status status;
  const char *separator = "";
  text_add(answer, ", \"items\": [");
  while ((status = totem_step(items)) == TOTEM_ROW && text_has_room(answer)) {
    text_add(answer, "%s{\"product_id\": %lld", separator, (long long)totem_column_i64(items, 0));
    add_optional(answer, "variant_id", items, 1);
    text_add(answer, ", \"sku\": ");
    text_add_string(answer, totem_column_str(items, 2));
    text_add(answer, ", \"name\": ");
    text_add_string(answer, totem_column_str(items, 3));
    text_add(answer, ", \"quantity\": %lld, \"price\": ", (long long)totem_column_i64(items, 4));
    text_add_money(answer, totem_column_i64(items, 5), currency);
    totem_str properties = totem_column_str(items, 6);
    text_add(answer, ", \"properties\": %.*s", properties.ptr == NULL ? 4 : (int)properties.len,
             properties.ptr == NULL ? "null" : properties.ptr);
    add_time(answer, "added_at", items, 7);
    text_add(answer, "}");
    separator = ", ";
  }
  text_add(answer, "], \"has_more_items\": %s", status == TOTEM_ROW ? "true" : "false");
  return status < 0 ? status : TOTEM_OK;
}

// GET /{id}
totem_status show_cart(totem_call *call, const totem_request *request, void *state) {
  (void)request;
  (void)state;
  int64_t id;
  totem_status status = totem_param_i64(call, "id", &id);
  if (status != TOTEM_OK) return status;
  totem_stmt *cart;
  PREPARE(call,
          "SELECT a.user_id, COALESCE(u.email, a.email), a.value, a.currency, a.created_at, a.updated_at, a.recovered_at, "
          "  a.order_id, " LINK " FROM abandoned_carts AS a LEFT JOIN v1_customers AS u ON u.id = a.user_id "
          "WHERE a.id = $1",
          &cart);
  totem_bind_i64(cart, 1, id);
  status = totem_step(cart);
  if (status == TOTEM_DONE) return totem_problem(call, 404, "not-found", TOTEM_STR("There is no such abandoned cart."));
  if (status != TOTEM_ROW) return status;
  totem_str currency = totem_column_str(cart, 3);
  struct text answer = {0};
  text_add(&answer, "{\"id\": %lld", (long long)id);
  add_optional(&answer, "user_id", cart, 0);
  text_add(&answer, ", \"email\": ");
  text_add_string(&answer, totem_column_str(cart, 1));
  text_add(&answer, ", \"value\": ");
  text_add_money(&answer, totem_column_i64(cart, 2), currency);
  add_time(&answer, "created_at", cart, 4);
  add_time(&answer, "updated_at", cart, 5);
  add_time(&answer, "recovered_at", cart, 6);
  add_optional(&answer, "order_id", cart, 7);
  text_add(&answer, ", \"recovery_link\": ");
  text_add_string(&answer, totem_column_str(cart, 8));
  status = add_items(call, id, currency, &answer);
  text_add(&answer, "}");
  if (status == TOTEM_OK) return text_respond(call, 200, &answer);
  text_free(&answer);
  return status;
}
