// What has become of the goods that are on lists. wishlist_goods remembers their price and whether they were to be had; what the
// shop tells of products, stock and orders is compared with it, and what has become better is told to the owners of lists by the
// job "tell", a few of them in each transaction.
#include "wishlists.h"

#include <inttypes.h>
#include <stdio.h>

// Goods that one transaction of the job "compare" looks at.
enum { COMPARED_AT_ONCE = 200 };

// One of the goods that differs from what is remembered of it.
typedef struct difference {
  int64_t id, product, variant, price_before, price;
  bool was_available, is_available;
} difference;

static void read_difference(totem_stmt *row, difference *found) {
  found->id = totem_column_i64(row, 0);
  found->product = totem_column_i64(row, 1);
  found->variant = totem_column_i64(row, 2);
  found->price_before = totem_column_i64(row, 3);
  found->price = totem_column_i64(row, 4);
  found->was_available = totem_column_bool(row, 5);
  found->is_available = totem_column_bool(row, 6);
}

// Queues the telling. What it needs to know goes with it: by the time it is run, more may have changed.
static totem_status queue(totem_call *call, const char *kind, const difference *found) {
  char json[160];
  snprintf(json, sizeof json, "[\"%s\",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 "]", kind, found->product,
      found->variant, found->price_before, found->price);
  return totem_enqueue(call, "tell", totem_text(json), 0, (totem_str){NULL, 0});
}

// Remembers how it is now. Of two transactions that have seen the same difference only one finds it as it was, and tells of it.
static totem_status note(totem_call *call, const difference *found) {
  int64_t noted = 0;
  totem_status status = wl_run(call, &noted,
      "UPDATE wishlist_goods SET price = $2, is_available = $3 WHERE id = $1 AND price = $4 AND is_available = $5",
      "iiiii", found->id, found->price, (int64_t)found->is_available, found->price_before, (int64_t)found->was_available);
  if (status != TOTEM_OK || noted == 0) return status;
  if (found->price < found->price_before) status = queue(call, "price_fell", found);
  if (status == TOTEM_OK && found->is_available && !found->was_available) status = queue(call, "back_in_stock", found);
  return status;
}

// Notes every difference among rows of id, product, variant, price before, price, availability before, availability. *last: the
// last row's id, where there was one.
static totem_status note_all(totem_call *call, totem_stmt *rows, int64_t *last) {
  totem_status status;
  while ((status = totem_step(rows)) == TOTEM_ROW) {
    difference found;
    read_difference(rows, &found);
    *last = found.id;
    if (found.price == found.price_before && found.is_available == found.was_available) continue;
    if ((status = note(call, &found)) != TOTEM_OK) return status;
  }
  return status < 0 ? status : totem_close(rows);
}

static totem_status compare_product(totem_call *call, int64_t product) {
  totem_stmt *rows;
  int64_t last = 0;
  totem_status status = wl_query(call, &rows,
      "SELECT id, product_id, COALESCE(variant_id, 0), price_before, price, was_available, is_available "
      "FROM wishlist_goods_now WHERE product_id = $1 ORDER BY id", "i", product);
  return status == TOTEM_OK ? note_all(call, rows, &last) : status;
}

static totem_status compare_order(totem_call *call, int64_t order) {
  totem_stmt *rows;
  int64_t last = 0;
  totem_status status = wl_query(call, &rows,
      "SELECT id, product_id, COALESCE(variant_id, 0), price_before, price, was_available, is_available "
      "FROM wishlist_goods_now WHERE product_id IN (SELECT product_id FROM v1_order_items WHERE order_id = $1) ORDER BY id",
      "i", order);
  return status == TOTEM_OK ? note_all(call, rows, &last) : status;
}

// product.saved and stock.changed: the subject is a product, or an order that took stock or gave some back.
static totem_status changed(totem_call *call, const totem_events *events, void *state) {
  (void)state;
  for (size_t i = 0; i < events->event_count; i++) {
    const totem_event *event = events->events[i];
    totem_status status = totem_equal(event->subject, TOTEM_STR("order")) ? compare_order(call, event->subject_id)
                                                                          : compare_product(call, event->subject_id);
    if (status != TOTEM_OK) return status;
  }
  return TOTEM_OK;
}

// plugin.enabled: what has changed while the plugin was off is compared now.
static totem_status enabled(totem_call *call, const totem_plugin_event *event, void *state) {
  (void)event;
  (void)state;
  return totem_enqueue(call, "compare", (totem_str){NULL, 0}, 0, TOTEM_STR("all"));
}

// A step of the job "compare"; *state is the id of the goods up to which it has come, 0 at the end.
static totem_status compare_some(totem_call *call, void *state) {
  int64_t *last = state, start = *last;
  totem_stmt *rows;
  totem_status status = wl_query(call, &rows,
      "SELECT id, product_id, COALESCE(variant_id, 0), price_before, price, was_available, is_available "
      "FROM wishlist_goods_now WHERE id > $1 ORDER BY id LIMIT $2", "ii", start, (int64_t)COMPARED_AT_ONCE);
  *last = 0;
  if (status == TOTEM_OK) status = note_all(call, rows, last);
  if (status != TOTEM_OK || *last == 0) return status;
  char json[24];
  snprintf(json, sizeof json, "%" PRId64, *last);
  return totem_checkpoint(call, totem_text(json));
}

// The job "compare": all goods, a few in each transaction.
static totem_status compare(totem_call *call, const totem_job_run *run, void *state) {
  (void)state;
  int64_t next = 0;
  for (size_t i = 0; i < run->checkpoint.len; i++) next = next * 10 + (run->checkpoint.ptr[i] - '0');
  do {
    // It may be run again: each time from where the last one ended.
    int64_t step = next;
    totem_status status = totem_transaction(call, compare_some, &step);
    if (status != TOTEM_OK) return status;
    next = step;
  } while (next != 0);
  return TOTEM_OK;
}

totem_status wl_watch(totem_call *call, int64_t product, int64_t variant) {
  totem_stmt *row;
  totem_status status = wl_first(call, &row,
      "INSERT INTO wishlist_goods (product_id, variant_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id",
      "io", product, variant);
  if (status < 0) return status;
  if (status == TOTEM_DONE) return totem_close(row);
  int64_t id = totem_column_i64(row, 0);
  status = totem_close(row);
  if (status != TOTEM_OK) return status;
  return wl_run(call, NULL,
      "UPDATE wishlist_goods SET price = (SELECT price FROM wishlist_goods_now WHERE id = $1), "
      "is_available = (SELECT is_available FROM wishlist_goods_now WHERE id = $1) WHERE id = $1", "i", id);
}

totem_status wl_start_goods(totem_registry *registry) {
  totem_status status = totem_on_product_saved(registry, changed, 100);
  if (status == TOTEM_OK) status = totem_on_stock_changed(registry, changed, 100);
  if (status == TOTEM_OK) status = totem_on_plugin_enabled(registry, enabled, 100);
  if (status == TOTEM_OK) status = totem_job(registry, "compare", NULL, compare);
  return status;
}
