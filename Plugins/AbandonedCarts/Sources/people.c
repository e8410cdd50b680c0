// What is kept of a person: it is exported, and goes with the person, or when it is old.
#include "abandoned_carts.h"
#include "calendar.h"
#include "text.h"

enum { EXPORTED_ITEMS = 5000 };

// customer.erasing: by the id, and by the e-mail of a guest's cart.
totem_status erase_customer(totem_call *call, const totem_customer_event *event, void *state) {
  (void)state;
  totem_stmt *statement;
  PREPARE(call, "DELETE FROM abandoned_carts WHERE user_id = $1 OR email = $2", &statement);
  totem_bind_i64(statement, 1, event->customer->id);
  totem_bind_str(statement, 2, event->customer->email);
  return run_statement(statement);
}

// customer.exporting: what they have left in carts, that of the last cart first, as much as an export has room for.
totem_status export_customer(totem_call *call, const totem_customer_event *event, void *state) {
  (void)state;
  totem_stmt *items;
  PREPARE(call,
          "SELECT a.id, a.updated_at, i.sku, i.name, i.quantity FROM abandoned_carts AS a "
          "JOIN abandoned_cart_items AS i ON i.cart_id = a.id WHERE a.user_id = $1 OR a.email = $2 "
          "ORDER BY a.id DESC, i.id LIMIT $3",
          &items);
  totem_bind_i64(items, 1, event->customer->id);
  totem_bind_str(items, 2, event->customer->email);
  totem_bind_i64(items, 3, EXPORTED_ITEMS);
  struct text json = {0};
  text_add(&json, "{\"abandoned_items\": [");
  totem_status status = TOTEM_DONE;
  size_t count = 0;
  while (text_has_room(&json) && (status = totem_step(items)) == TOTEM_ROW) {
    text_add(&json, "%s{\"abandoned_cart\": %lld, \"left_at\": ", count++ == 0 ? "" : ", ",
             (long long)totem_column_i64(items, 0));
    text_add_time(&json, totem_column_i64(items, 1));
    text_add(&json, ", \"sku\": ");
    text_add_string(&json, totem_column_str(items, 2));
    text_add(&json, ", \"name\": ");
    text_add_string(&json, totem_column_str(items, 3));
    text_add(&json, ", \"quantity\": %lld}", (long long)totem_column_i64(items, 4));
  }
  text_add(&json, "]}");
  if (status >= 0) {
    status = TOTEM_OK;
    if (json.failed) status = totem_fail(call, TOTEM_STR("there is no memory for the export"));
    else if (count > 0) status = totem_extend(call, event->customer->id, text_str(&json));
  }
  text_free(&json);
  return status;
}

// retention.run: carts that were found too long ago. Each may have many items, so they count for ten rows.
totem_status delete_old(totem_call *call, const totem_retention_event *event, void *state) {
  (void)state;
  int64_t before = totem_now(call) - totem_setting_i64(call, "keep_days", 183) * DAY_MS;
  totem_stmt *statement;
  PREPARE(call,
          "DELETE FROM abandoned_carts WHERE id IN "
          "(SELECT id FROM abandoned_carts WHERE created_at < $1 ORDER BY created_at, id LIMIT $2)",
          &statement);
  totem_bind_i64(statement, 1, before);
  totem_bind_i64(statement, 2, event->limit < 10 ? 1 : event->limit / 10);
  totem_status status = run_statement(statement);
  if (status != TOTEM_OK) return status;
  totem_stmt *left;
  PREPARE(call, "SELECT COUNT(*) FROM abandoned_carts WHERE created_at < $1", &left);
  totem_bind_i64(left, 1, before);
  status = totem_step(left);
  return status == TOTEM_ROW ? totem_remaining(call, totem_column_i64(left, 0)) : status;
}
