// hello: a plugin in plain C. It takes a few percent off the first order of a customer, and remembers in a table of its
// own, inside the order's transaction, who had it. The manual is totem_plugin.h.
#include "totem_plugin.h"

// Whether the customer of the cart has had the welcome already. Guests are not known, so they get none.
static totem_status was_welcomed(totem_call *call, int64_t user_id, bool *result) {
  totem_stmt *query;
  totem_status status = totem_prepare(call, "SELECT 1 FROM hello_welcomes WHERE user_id = $1", &query);
  if (status != TOTEM_OK) return status;
  totem_bind_i64(query, 1, user_id);
  status = totem_step(query);
  if (status < 0) return status;
  *result = status == TOTEM_ROW;
  return TOTEM_OK;
}

// cart.discounts: a percentage of what is left of each line.
static totem_status welcome(totem_call *call, const totem_cart_event *event, void *state) {
  (void)state;
  const totem_cart *cart = event->cart;
  bool welcomed = true;
  totem_status status = cart->user_id == 0 ? TOTEM_OK : was_welcomed(call, cart->user_id, &welcomed);
  if (status != TOTEM_OK || welcomed) return status;
  int64_t percent = totem_setting_i64(call, "percent", 5);
  for (size_t i = 0; i < cart->line_count; i++) {
    const totem_line *line = cart->lines[i];
    totem_discount discount = {
      .size = sizeof discount,
      .line = line->id,
      .amount = (line->total - line->discount) * percent / 100,
      .label = TOTEM_STR("Welcome"),
      .rule = TOTEM_STR("first-order"),
    };
    if (discount.amount == 0) continue;
    status = totem_add_discount(call, &discount);
    if (status == TOTEM_LIMIT) break;  // other discounts took all there was
    if (status != TOTEM_OK) return status;
  }
  return TOTEM_OK;
}

// order.placed: committed together with the order, or not at all.
static totem_status remember(totem_call *call, const totem_order_event *event, void *state) {
  (void)state;
  const totem_order *order = event->order;
  if (order->user_id == 0) return TOTEM_OK;
  totem_stmt *insert;
  totem_status status = totem_prepare(
      call,
      "INSERT INTO hello_welcomes (user_id, order_id, welcomed_at) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO NOTHING",
      &insert);
  if (status != TOTEM_OK) return status;
  totem_bind_i64(insert, 1, order->user_id);
  totem_bind_i64(insert, 2, order->id);
  totem_bind_i64(insert, 3, totem_now(call));
  status = totem_step(insert);
  return status == TOTEM_DONE ? TOTEM_OK : status;
}

// GET /v1/x/hello/welcomes: who was welcomed, newest first, for the shop's staff.
static totem_status list(totem_call *call, const totem_request *request, void *state) {
  (void)request;
  (void)state;
  totem_page page = {.size = sizeof page};
  totem_status status = totem_page_read(call, TOTEM_DESCENDING, &page);
  if (status != TOTEM_OK) return status;
  totem_stmt *rows;
  status = totem_prepare(
      call,
      "SELECT id, user_id, order_id, welcomed_at AS \"welcomed_at:time\" FROM hello_welcomes "
      "WHERE id < $1 ORDER BY id DESC LIMIT $2",
      &rows);
  if (status != TOTEM_OK) return status;
  totem_bind_i64(rows, 1, page.after);
  totem_bind_i64(rows, 2, page.fetch);
  return totem_respond_page(call, rows, &page);
}

static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
  (void)instance;
  *state = NULL;
  totem_status status = totem_on_cart_discounts(registry, welcome, 200);
  if (status == TOTEM_OK) status = totem_on_order_placed(registry, remember, 200);
  if (status == TOTEM_OK) status = totem_route(registry, "GET", "/welcomes", TOTEM_STAFF, TOTEM_READS, list);
  return status;
}

TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
  (void)host;
  static const totem_plugin plugin = {
    .size = sizeof plugin,
    .abi = TOTEM_ABI,
    .name = "hello",
    .version = "1.0.0",
    .start = start,
  };
  return &plugin;
}
