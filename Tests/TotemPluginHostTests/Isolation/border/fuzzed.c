// A plugin that calls every function of the host that there is in its hooks and routes, with whatever.
#include "totem_plugin.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static __thread uint64_t state;

static uint64_t next(void) {
  if (state == 0) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    state = (uint64_t)now.tv_nsec * 2654435761u + 1;
  }
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static int64_t number(void) {
  static const int64_t numbers[] = {0, 1, 2, 3, -1, 100, 1999, INT64_MAX, INT64_MIN, INT32_MAX, 1 << 20};
  return numbers[next() % (sizeof numbers / sizeof *numbers)];
}

static totem_str text(void) {
  static const char *const texts[] = {
    "product", "order", "customer", "id", "a.b[1]", "{}", "null", "{\"a\":1}", "[1,2", "SELECT 1, 'x', 1.5, NULL", "SELECT 2",
    "SELECT n, x FROM fuzz_rows", "INSERT INTO fuzz_rows (n) VALUES ($1)", "SELECT * FROM orders", "DROP TABLE orders", "open",
    "fuzz.twice", "i>i", "iidbsj>s", "tick", "note", "\xff\xfe", "a\nb", "",
  };
  static char long_text[100000];
  uint64_t choice = next() % 40;
  if (choice == 0) return (totem_str){NULL, 0};
  if (choice == 1) return (totem_str){"x", SIZE_MAX};
  if (choice == 2) {
    memset(long_text, 'x', sizeof long_text);
    return (totem_str){long_text, next() % sizeof long_text};
  }
  const char *chosen = texts[next() % (sizeof texts / sizeof *texts)];
  return (totem_str){chosen, strlen(chosen)};
}

static const char *words(void) {
  totem_str chosen = text();
  return chosen.ptr == NULL || chosen.len > 1000 ? "word" : chosen.ptr;
}

static bool unlikely(void) { return next() % 20 == 0; }

static void use_sql(totem_call *call) {
  totem_stmt *statement = NULL;
  totem_prepare(call, words(), &statement);
  for (int i = 0; i < 3; i++) {
    switch (next() % 6) {
    case 0: totem_bind_i64(statement, (int32_t)number(), number()); break;
    case 1: totem_bind_str(statement, 1, text()); break;
    case 2: totem_bind_f64(statement, 1, (double)number()); break;
    case 3: totem_bind_blob(statement, 1, text()); break;
    case 4: totem_bind_null(statement, 1); break;
    default: totem_reset(statement);
    }
  }
  for (int i = 0; i < 5 && totem_step(statement) == TOTEM_ROW; i++)
    for (int32_t column = -1; column < 4; column++) {
      totem_column_kind(statement, column);
      totem_column_i64(statement, column);
      totem_column_f64(statement, column);
      totem_column_str(statement, column);
    }
  totem_changes(statement);
  totem_column_count(statement);
  totem_page page = {.size = (uint32_t)number(), .limit = (uint32_t)number()};
  if (unlikely()) totem_respond_page(call, statement, &page);
  if (unlikely()) totem_respond_row(call, 200, statement);
  if (unlikely()) totem_step((totem_stmt *)call);
}

static void use_effects(totem_call *call) {
  totem_discount discount = {(uint32_t)sizeof discount, (uint32_t)number(), number(), number(), text(), text()};
  totem_price_change change = {(uint32_t)sizeof change, (uint32_t)number(), number(), number(), text(), text()};
  totem_rate rate = {(uint32_t)sizeof rate, 0, text(), text(), number(), text()};
  totem_fee fee = {(uint32_t)number(), 0, number(), text(), text(), text()};
  totem_tax tax = {(uint32_t)sizeof tax, (uint32_t)number(), number(), number(), number(), text(), text()};
  totem_tender tender = {(uint32_t)sizeof tender, 0, number(), text(), text()};
  totem_add_discount(call, &discount);
  totem_change_price(call, unlikely() ? NULL : &change);
  totem_add_rate(call, &rate);
  totem_add_fee(call, &fee);
  totem_add_tax(call, &tax);
  totem_add_tender(call, &tender);
  totem_set_quantity(call, number(), number());
  totem_set_properties(call, number(), text());
  totem_allocate(call, number(), number(), number());
  totem_hide_method(call, text());
  totem_rank_method(call, text(), (int32_t)number());
  totem_set_metadata(call, words(), text());
  totem_extend(call, number(), text());
}

static void use_core(totem_call *call) {
  int64_t ids[] = {1, number(), 2}, id = 0;
  totem_str json;
  totem_read(call, words(), unlikely() ? NULL : ids, unlikely() ? SIZE_MAX : 3, unlikely() ? NULL : &json);
  totem_metadata(call, words(), number(), &json);
  totem_put_metadata(call, words(), number(), text());
  totem_stock_change stock = {(uint32_t)sizeof stock, (uint32_t)number(), text(), number(), number(), text()};
  totem_adjust_stock(call, &stock);
  totem_refund_line line = {(uint32_t)sizeof line, 0, number(), number(), 0, 0, true};
  const totem_refund_line *lines[] = {&line, NULL, &line};
  totem_new_refund refund = {(uint32_t)sizeof refund, 0, 1, number(), number(), lines, unlikely() ? SIZE_MAX : next() % 4, text()};
  totem_refund_order(call, &refund, &id);
  totem_hold(call, number(), words(), text());
  totem_move(call, number(), words(), text());
  totem_touch(call, words(), number());
  totem_emit(call, words(), words(), number(), text());
  totem_enqueue(call, words(), text(), number(), text());
  totem_checkpoint(call, text());
}

static totem_status in_transaction(totem_call *call, void *own) {
  (void)own;
  use_sql(call);
  return TOTEM_OK;
}

static void use_others(totem_call *call) {
  totem_value values[16], result;
  for (int i = 0; i < 16; i++) values[i].s = text();
  values[0].i = number();
  totem_invoke(call, words(), words(), unlikely() ? NULL : values, unlikely() ? NULL : &result);
  totem_fire(call, words(), words(), values);
  totem_str kept;
  totem_keep(call, text(), &kept);
  totem_transaction(call, unlikely() ? NULL : in_transaction, NULL);
  totem_http_request request = {.size = (uint32_t)sizeof request, .method = text(), .url = text(), .header_count = (size_t)number()};
  totem_http_response response = {.size = (uint32_t)sizeof response};
  totem_http(call, &request, &response);
  totem_log(call, (uint32_t)number(), text());
  totem_setting_str(call, words(), text());
  totem_body_kind(call, words());
  totem_query(call, words(), &kept);
  if (unlikely()) totem_respond(call, (int32_t)number(), text());
  if (unlikely()) totem_fail(call, text());
  if (unlikely()) totem_veto(call, words(), text());
  if (unlikely()) totem_veto_field(call, words(), text());
  totem_last_error(call);
}

static totem_status any(totem_call *call, const void *event, void *own) {
  (void)event, (void)own;
  for (uint64_t i = next() % 4; i > 0; i--) {
    switch (next() % 4) {
    case 0: use_sql(call); break;
    case 1: use_effects(call); break;
    case 2: use_core(call); break;
    default: use_others(call);
    }
  }
  return unlikely() ? (totem_status)number() : TOTEM_OK;
}

static totem_status twice(totem_call *call, int64_t value, int64_t *result, void *own) {
  *result = value;
  return any(call, NULL, own);
}

static totem_status start(totem_registry *registry, totem_instance *instance, void **own) {
  (void)instance, (void)own;
  totem_status status = totem_on_cart_discounts(registry, (totem_cart_discounts_fn)any, 100);
  if (status == TOTEM_OK) status = totem_on_order_placed(registry, (totem_order_placed_fn)any, 100);
  if (status == TOTEM_OK) status = totem_on_view_extend(registry, (totem_view_extend_fn)any, 100);
  if (status == TOTEM_OK) status = totem_route(registry, "GET", "/any", TOTEM_ANYONE, TOTEM_WRITES, (totem_route_fn)any);
  if (status == TOTEM_OK) status = totem_route(registry, "GET", "/outside", TOTEM_ANYONE, TOTEM_OUTSIDE, (totem_route_fn)any);
  if (status == TOTEM_OK) status = totem_service(registry, "twice", "i>i", (totem_function)twice);
  return status;
}

TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
  (void)host;
  static const totem_plugin plugin = {.size = sizeof plugin, .abi = TOTEM_ABI, .name = "fuzz", .version = "1.0.0", .start = start};
  return &plugin;
}
