#include "baseline.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  BEGIN, COMMIT, ROLLBACK, TAKE_STOCK, TAKE_VARIANT, ADDRESS, ORDER, NUMBER, ITEM, ALLOCATION, ADJUSTMENT, PAYMENT,
  HISTORY, OUTBOX, CART, COUPON_USAGE, IDEMPOTENCY, STATEMENT_COUNT
};

static const char *const sql[STATEMENT_COUNT] = {
  [BEGIN] = "BEGIN IMMEDIATE",
  [COMMIT] = "COMMIT",
  [ROLLBACK] = "ROLLBACK",
  [TAKE_STOCK] = "UPDATE inventory SET quantity = quantity - ?1, updated_at = ?2 WHERE id = ?3 AND quantity >= ?1",
  [TAKE_VARIANT] = "UPDATE product_variants SET inventory_quantity = inventory_quantity - ?1 WHERE id = ?2",
  [ADDRESS] = "INSERT INTO order_addresses (first_name, last_name, address_line1, address_line2, city, state,"
              " postal_code, country) VALUES (?1, ?2, ?3, NULL, ?4, NULL, ?5, ?6)",
  [ORDER] = "INSERT INTO orders (number, user_id, email, source, status, payment_status, buyer_name, buyer_last_name,"
            " subtotal_amount, discount_amount, fee_amount, shipping_amount, shipping_tax_amount, tax_amount, total_amount,"
            " tender_amount, prices_include_tax, currency, shipping_address_id, billing_address_id, cart_id, metadata,"
            " created_at, updated_at) VALUES (?8, NULL, ?1, 'storefront', 'open', 'authorized', 'ada lovelace', 'lovelace',"
            " ?2, ?4, 0, 0, 0, 0, ?3, 0, 0, 'EUR', ?5, ?5, ?7, NULL, ?6, ?6)",
  [NUMBER] = "INSERT INTO order_numbers DEFAULT VALUES",
  [ITEM] = "INSERT INTO order_items (order_id, product_id, variant_id, sku, name, quantity, price, total,"
           " discount_amount, tax_amount, ships) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, 1)",
  [ALLOCATION] = "INSERT INTO order_allocations (order_item_id, inventory_id, quantity) VALUES (?1, ?2, ?3)",
  [ADJUSTMENT] = "INSERT INTO order_adjustments (order_id, order_item_id, kind, source, hook, rule, label, amount,"
                 " nanoseconds, shares) VALUES (?1, NULL, 'discount', 'coupons', 'cart.discounts', ?2, ?2, ?3, 1000,"
                 " '[-100,-100,-100]')",
  [PAYMENT] = "INSERT INTO payments (order_id, amount, payment_method, status, created_at)"
              " VALUES (?1, ?2, 'manual', 'authorized', ?3)",
  [HISTORY] = "INSERT INTO order_status_history (order_id, of, status, comment, created_at)"
              " VALUES (?1, 'status', 'open', 'Order placed', ?2)",
  [OUTBOX] = "INSERT INTO outbox (type, subject, subject_id, actor, data, created_at)"
             " VALUES ('order.committed', 'order', ?1, 'guest', '{\"products\":[1,2]}', ?2)",
  [CART] = "UPDATE carts SET order_id = ?2, version = version + 1, updated_at = ?3 WHERE id = ?1 AND order_id IS NULL",
  [COUPON_USAGE] = "INSERT INTO coupon_usage (coupon_id, order_id, user_id, used_at) VALUES (?1, ?2, NULL, ?3)",
  [IDEMPOTENCY] = "INSERT INTO idempotency_keys (scope, key, request_hash, status, body, headers, created_at)"
                  " VALUES ('guest', ?1, ?2, 201, ?3, 'Location: /v1/orders/1', ?4)",
};

struct baseline {
  sqlite3 *db;
  sqlite3_stmt *statements[STATEMENT_COUNT];
};

static void integer(sqlite3_stmt *s, int index, int64_t value) { sqlite3_bind_int64(s, index, value); }
static void text(sqlite3_stmt *s, int index, const char *value) {
  sqlite3_bind_text(s, index, value, -1, SQLITE_STATIC);
}

/* Runs a statement to its end. The coupon's statement is prepared when it is first needed. */
static int run(baseline *b, int which) {
  sqlite3_stmt *s = b->statements[which];
  int code = sqlite3_step(s);
  sqlite3_reset(s);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

static int run_changing_one(baseline *b, int which) {
  int code = run(b, which);
  return code == SQLITE_OK && sqlite3_changes(b->db) != 1 ? SQLITE_CONSTRAINT : code;
}

static int run_inserting(baseline *b, int which, int64_t *id) {
  int code = run(b, which);
  *id = sqlite3_last_insert_rowid(b->db);
  return code;
}

static int prepare(baseline *b, int which) {
  if (b->statements[which]) return SQLITE_OK;
  return sqlite3_prepare_v3(b->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, &b->statements[which], NULL);
}

baseline *baseline_open(const char *path) {
  baseline *b = calloc(1, sizeof *b);
  if (!b) return NULL;
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
  int failed = sqlite3_open_v2(path, &b->db, flags, NULL) != SQLITE_OK ||
    sqlite3_exec(b->db,
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384;"
      "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = OFF", NULL, NULL, NULL) != SQLITE_OK;
  for (int i = 0; i < STATEMENT_COUNT && !failed; i++)
    if (i != COUPON_USAGE) failed = prepare(b, i) != SQLITE_OK;
  if (!failed) return b;
  baseline_close(b);
  return NULL;
}

static int take_stock(baseline *b, const baseline_line *line, int64_t now) {
  sqlite3_stmt *s = b->statements[TAKE_STOCK];
  integer(s, 1, line->quantity);
  integer(s, 2, now);
  integer(s, 3, line->inventory_id);
  int code = run_changing_one(b, TAKE_STOCK);
  if (code != SQLITE_OK || line->variant_id == 0) return code;
  s = b->statements[TAKE_VARIANT];
  integer(s, 1, line->quantity);
  integer(s, 2, line->variant_id);
  return run_changing_one(b, TAKE_VARIANT);
}

static int write_order(baseline *b, const baseline_order *order, int64_t *id) {
  sqlite3_stmt *s = b->statements[ADDRESS];
  text(s, 1, "Ada");
  text(s, 2, "Lovelace");
  text(s, 3, "12 St James's Square");
  text(s, 4, "London");
  text(s, 5, "SW1Y 4JH");
  text(s, 6, "GB");
  int64_t address;
  int code = run_inserting(b, ADDRESS, &address);
  if (code != SQLITE_OK) return code;
  int64_t counted;
  if ((code = run_inserting(b, NUMBER, &counted)) != SQLITE_OK) return code;
  char number[24];
  snprintf(number, sizeof number, "%lld", (long long)counted);
  s = b->statements[ORDER];
  text(s, 1, "buyer@example.com");
  integer(s, 2, order->subtotal);
  integer(s, 3, order->subtotal - order->discount);
  integer(s, 4, order->discount);
  integer(s, 5, address);
  integer(s, 6, order->now);
  integer(s, 7, order->cart_id);
  text(s, 8, number);
  return run_inserting(b, ORDER, id);
}

static int write_line(baseline *b, const baseline_line *line, int64_t order) {
  sqlite3_stmt *s = b->statements[ITEM];
  integer(s, 1, order);
  integer(s, 2, line->product_id);
  if (line->variant_id) integer(s, 3, line->variant_id);
  else sqlite3_bind_null(s, 3);
  text(s, 4, line->sku);
  text(s, 5, line->name);
  integer(s, 6, line->quantity);
  integer(s, 7, line->price);
  integer(s, 8, line->price * line->quantity);
  integer(s, 9, line->price * line->quantity / 10);
  int64_t item;
  int code = run_inserting(b, ITEM, &item);
  if (code != SQLITE_OK) return code;
  s = b->statements[ALLOCATION];
  integer(s, 1, item);
  integer(s, 2, line->inventory_id);
  integer(s, 3, line->quantity);
  return run(b, ALLOCATION);
}

static int write_discount(baseline *b, const baseline_order *order, int64_t id) {
  if (order->discount == 0) return SQLITE_OK;
  int code = prepare(b, COUPON_USAGE);
  if (code != SQLITE_OK) return code;
  sqlite3_stmt *s = b->statements[ADJUSTMENT];
  integer(s, 1, id);
  text(s, 2, order->coupon_code);
  integer(s, 3, -order->discount);
  if ((code = run(b, ADJUSTMENT)) != SQLITE_OK) return code;
  s = b->statements[COUPON_USAGE];
  integer(s, 1, order->coupon_id);
  integer(s, 2, id);
  integer(s, 3, order->now);
  return run(b, COUPON_USAGE);
}

static int write_records(baseline *b, const baseline_order *order, int64_t id) {
  sqlite3_stmt *s = b->statements[PAYMENT];
  integer(s, 1, id);
  integer(s, 2, order->subtotal - order->discount);
  integer(s, 3, order->now);
  int code = run(b, PAYMENT);
  if (code != SQLITE_OK) return code;
  integer(b->statements[HISTORY], 1, id);
  integer(b->statements[HISTORY], 2, order->now);
  if ((code = run(b, HISTORY)) != SQLITE_OK) return code;
  integer(b->statements[OUTBOX], 1, id);
  integer(b->statements[OUTBOX], 2, order->now);
  if ((code = run(b, OUTBOX)) != SQLITE_OK) return code;
  s = b->statements[CART];
  integer(s, 1, order->cart_id);
  integer(s, 2, id);
  integer(s, 3, order->now);
  if ((code = run_changing_one(b, CART)) != SQLITE_OK) return code;
  static const char hash[32] = {1};
  s = b->statements[IDEMPOTENCY];
  text(s, 1, order->idempotency_key);
  sqlite3_bind_blob(s, 2, hash, sizeof hash, SQLITE_STATIC);
  sqlite3_bind_blob(s, 3, order->answer, (int)order->answer_size, SQLITE_STATIC);
  integer(s, 4, order->now);
  return run(b, IDEMPOTENCY);
}

static int write_all(baseline *b, const baseline_order *order) {
  int code = SQLITE_OK;
  for (size_t i = 0; i < order->line_count && code == SQLITE_OK; i++) code = take_stock(b, &order->lines[i], order->now);
  if (code != SQLITE_OK) return code;
  int64_t id;
  if ((code = write_order(b, order, &id)) != SQLITE_OK) return code;
  for (size_t i = 0; i < order->line_count && code == SQLITE_OK; i++) code = write_line(b, &order->lines[i], id);
  if (code == SQLITE_OK) code = write_discount(b, order, id);
  if (code == SQLITE_OK) code = write_records(b, order, id);
  return code;
}

int baseline_place(baseline *b, const baseline_order *order) {
  int code = run(b, BEGIN);
  if (code != SQLITE_OK) return code;
  code = write_all(b, order);
  if (code == SQLITE_OK) code = run(b, COMMIT);
  if (code != SQLITE_OK && !sqlite3_get_autocommit(b->db)) run(b, ROLLBACK);
  return code;
}

const char *baseline_error(baseline *b) { return sqlite3_errmsg(b->db); }

void baseline_close(baseline *b) {
  for (int i = 0; i < STATEMENT_COUNT; i++) sqlite3_finalize(b->statements[i]);
  sqlite3_close(b->db);
  free(b);
}
