// What owners of lists are told: a price has fallen, goods are back. Each is kept for them to read, fires a hook of the plugin's own,
// "wishlists.price_fell" or "wishlists.back_in_stock", and is an event in the shop's feed, "x.wishlists.price_fell" or
// "x.wishlists.back_in_stock", all in one transaction: what mails or rings listens to one of these.
#include "wishlists.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Items whose owners one transaction of the job "tell" tells.
enum { TOLD_AT_ONCE = 100 };

// What is told, and how far: the item up to which owners were told.
typedef struct telling {
  bool is_price;
  int64_t product, variant, price_before, price;
  int64_t last;
  bool is_done;
} telling;

// Reads what goods.c has queued: ["price_fell",12,0,1999,1500].
static bool read_telling(totem_str json, telling *what) {
  char text[160], kind[32];
  if (json.len >= sizeof text) return false;
  memcpy(text, json.ptr, json.len);
  text[json.len] = '\0';
  int count = sscanf(text, "[\"%31[a-z_]\",%" SCNd64 ",%" SCNd64 ",%" SCNd64 ",%" SCNd64 "]", kind, &what->product,
      &what->variant, &what->price_before, &what->price);
  what->is_price = strcmp(kind, "price_fell") == 0;
  return count == 5;
}

static totem_status emit(totem_call *call, const telling *what, int64_t user, int64_t list) {
  char json[200], variant[24] = "null";
  if (what->variant != 0) snprintf(variant, sizeof variant, "%" PRId64, what->variant);
  int length = snprintf(json, sizeof json, "{\"user\":%" PRId64 ",\"list\":%" PRId64 ",\"variant\":%s", user, list, variant);
  if (what->is_price)
    length += snprintf(json + length, sizeof json - (size_t)length, ",\"price_before\":%" PRId64 ",\"price\":%" PRId64,
        what->price_before, what->price);
  snprintf(json + length, sizeof json - (size_t)length, "}");
  return totem_emit(call, what->is_price ? "price_fell" : "back_in_stock", "product", what->product, totem_text(json));
}

static totem_status tell_owner(totem_call *call, const telling *what, int64_t user, int64_t list) {
  totem_status status = wl_run(call, NULL,
      "INSERT INTO wishlist_notices (user_id, wishlist_id, product_id, variant_id, kind, price_before, price, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", "iiiosiii", user, list, what->product, what->variant,
      what->is_price ? TOTEM_STR("price_fell") : TOTEM_STR("back_in_stock"), what->price_before, what->price,
      totem_now(call));
  if (status != TOTEM_OK) return status;
  totem_value values[6] = {
    {.i = user}, {.i = list}, {.i = what->product}, {.i = what->variant}, {.i = what->price_before}, {.i = what->price},
  };
  status = what->is_price ? totem_fire(call, "price_fell", "iiiiii", values) : totem_fire(call, "back_in_stock", "iiii", values);
  // Who listens has no say in it.
  return status == TOTEM_OK || status == TOTEM_VETO ? emit(call, what, user, list) : status;
}

// A step of the job: the next items, and the place behind them. All of it is kept, or nothing.
static totem_status tell_some(totem_call *call, void *state) {
  telling *what = state;
  totem_stmt *rows;
  totem_status status = wl_query(call, &rows,
      "SELECT wishlist_items.id, wishlists.user_id, wishlists.id FROM wishlist_items "
      "JOIN wishlists ON wishlists.id = wishlist_items.wishlist_id "
      "WHERE wishlist_items.product_id = $1 AND COALESCE(wishlist_items.variant_id, 0) = $2 AND wishlist_items.id > $3 "
      "ORDER BY wishlist_items.id LIMIT $4", "iiii", what->product, what->variant, what->last, (int64_t)TOLD_AT_ONCE);
  if (status != TOTEM_OK) return status;
  int64_t count = 0;
  while ((status = totem_step(rows)) == TOTEM_ROW) {
    what->last = totem_column_i64(rows, 0);
    count++;
    status = tell_owner(call, what, totem_column_i64(rows, 1), totem_column_i64(rows, 2));
    if (status != TOTEM_OK) return status;
  }
  if (status < 0) return status;
  what->is_done = count < TOLD_AT_ONCE;
  char json[24];
  snprintf(json, sizeof json, "%" PRId64, what->last);
  return totem_checkpoint(call, totem_text(json));
}

// The job "tell".
static totem_status tell(totem_call *call, const totem_job_run *run, void *state) {
  (void)state;
  telling next = {0};
  if (!read_telling(run->json, &next)) return totem_fail(call, TOTEM_STR("what was queued is nothing that can be told"));
  for (size_t i = 0; i < run->checkpoint.len; i++) next.last = next.last * 10 + (run->checkpoint.ptr[i] - '0');
  while (!next.is_done) {
    // A transaction may be run again: each time from where the last one ended.
    telling step = next;
    totem_status status = totem_transaction(call, tell_some, &step);
    if (status != TOTEM_OK) return status;
    next = step;
  }
  return TOTEM_OK;
}

// GET /notices: a customer's own, newest first.
static totem_status list(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  int64_t user = 0;
  totem_status status = wl_customer(call, request, &user);
  if (status != TOTEM_OK) return status;
  totem_page page = {.size = sizeof page};
  status = totem_page_read(call, TOTEM_DESCENDING, &page);
  if (status != TOTEM_OK) return status;
  totem_stmt *rows;
  status = wl_query(call, &rows,
      "SELECT notices.id, notices.kind, notices.wishlist_id, notices.product_id, notices.variant_id, v1_products.name, "
      "'{\"amount\":' || notices.price_before || ',\"currency\":\"' || v1_products.currency || '\"}' AS \"price_before:json\", "
      "'{\"amount\":' || notices.price || ',\"currency\":\"' || v1_products.currency || '\"}' AS \"price:json\", "
      "notices.created_at AS \"created_at:time\" "
      "FROM wishlist_notices AS notices JOIN v1_products ON v1_products.id = notices.product_id "
      "WHERE notices.id < $1 AND notices.user_id = $3 ORDER BY notices.id DESC LIMIT $2",
      "iii", page.after, page.fetch, user);
  return status == TOTEM_OK ? totem_respond_page(call, rows, &page) : status;
}

// DELETE /notices/{id}
static totem_status delete(totem_call *call, const totem_request *request, void *state) {
  (void)state;
  int64_t user = 0, id = 0, deleted = 0;
  totem_status status = wl_customer(call, request, &user);
  if (status == TOTEM_OK) status = totem_param_i64(call, "id", &id);
  if (status == TOTEM_OK)
    status = wl_run(call, &deleted, "DELETE FROM wishlist_notices WHERE id = $1 AND user_id = $2", "ii", id, user);
  if (status != TOTEM_OK) return status;
  if (deleted == 0) return totem_problem(call, 404, "not-found", TOTEM_STR("There is no such notice."));
  return totem_respond(call, 204, TOTEM_STR(""));
}

// retention.run: notices that are older than the setting `notice_days` go.
static totem_status sweep(totem_call *call, const totem_retention_event *event, void *state) {
  (void)state;
  int64_t end = totem_now(call) - totem_setting_i64(call, "notice_days", 90) * 86400000;
  int64_t deleted = 0;
  totem_status status = wl_run(call, &deleted,
      "DELETE FROM wishlist_notices WHERE id IN (SELECT id FROM wishlist_notices WHERE created_at < $1 "
      "ORDER BY created_at LIMIT $2)", "ii", end, event->limit);
  if (status != TOTEM_OK) return status;
  // A whole batch: there may be more.
  return totem_remaining(call, deleted < event->limit ? 0 : 1);
}

totem_status wl_start_notices(totem_registry *registry) {
  totem_status status = totem_define_hook(registry, "price_fell", "iiiiii");
  if (status == TOTEM_OK) status = totem_define_hook(registry, "back_in_stock", "iiii");
  if (status == TOTEM_OK) status = totem_job(registry, "tell", NULL, tell);
  if (status == TOTEM_OK) status = totem_on_retention_run(registry, sweep, 100);
  if (status == TOTEM_OK) status = totem_route(registry, "GET", "/notices", TOTEM_CUSTOMER, TOTEM_READS, list);
  if (status == TOTEM_OK)
    status = totem_route(registry, "DELETE", "/notices/{id}", TOTEM_CUSTOMER, TOTEM_WRITES, delete);
  return status;
}
