#include "postgres_baseline.h"

#include <inttypes.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  TAKE_STOCK, TAKE_VARIANT, ADDRESS, ORDER, ITEM, ALLOCATION, ADJUSTMENT, PAYMENT, HISTORY, OUTBOX, CART,
  COUPON_USAGE, IDEMPOTENCY, STATEMENT_COUNT
};

typedef struct statement {
  const char *name;
  const char *sql;
} statement;

static const statement statements[STATEMENT_COUNT] = {
  [TAKE_STOCK] = {"take_stock", "UPDATE inventory SET quantity = quantity - $1, updated_at = $2"
                                " WHERE id = $3 AND quantity >= $1"},
  [TAKE_VARIANT] = {"take_variant", "UPDATE product_variants SET inventory_quantity = inventory_quantity - $1"
                                    " WHERE id = $2"},
  [ADDRESS] = {"address", "INSERT INTO order_addresses (first_name, last_name, address_line1, city, postal_code,"
                          " country) VALUES ('Ada', 'Lovelace', '12 St James''s Square', 'London', 'SW1Y 4JH', 'GB')"
                          " RETURNING id"},
  [ORDER] = {"order", "WITH counted AS (INSERT INTO order_numbers DEFAULT VALUES RETURNING id)"
                      " INSERT INTO orders (number, user_id, email, source, status, payment_status, buyer_name,"
                      " buyer_last_name, subtotal_amount, discount_amount, fee_amount, shipping_amount,"
                      " shipping_tax_amount, tax_amount, total_amount, tender_amount, prices_include_tax, currency,"
                      " shipping_address_id, billing_address_id, cart_id, metadata, created_at, updated_at)"
                      " SELECT counted.id::text, NULL, 'buyer@example.com', 'storefront', 'open', 'authorized',"
                      " 'ada lovelace', 'lovelace', $1, $3, 0, 0, 0, 0, $2, 0, 0, 'EUR', $4, $4, $6, NULL, $5, $5"
                      " FROM counted RETURNING id"},
  [ITEM] = {"item", "INSERT INTO order_items (order_id, product_id, variant_id, sku, name, quantity, price, total,"
                    " discount_amount, tax_amount, ships) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 1)"
                    " RETURNING id"},
  [ALLOCATION] = {"allocation", "INSERT INTO order_allocations (order_item_id, inventory_id, quantity)"
                                " VALUES ($1, $2, $3)"},
  [ADJUSTMENT] = {"adjustment", "INSERT INTO order_adjustments (order_id, order_item_id, kind, source, hook, rule,"
                                " label, amount, nanoseconds, shares) VALUES ($1, NULL, 'discount', 'coupons',"
                                " 'cart.discounts', $2, $2, $3, 1000, '[-100,-100,-100]')"},
  [PAYMENT] = {"payment", "INSERT INTO payments (order_id, amount, payment_method, status, created_at)"
                          " VALUES ($1, $2, 'manual', 'authorized', $3)"},
  [HISTORY] = {"history", "INSERT INTO order_status_history (order_id, of, status, comment, created_at)"
                          " VALUES ($1, 'status', 'open', 'Order placed', $2)"},
  [OUTBOX] = {"outbox", "INSERT INTO outbox (type, subject, subject_id, actor, data, created_at)"
                        " VALUES ('order.committed', 'order', $1, 'guest', '{\"products\":[1,2]}', $2)"},
  [CART] = {"cart", "UPDATE carts SET order_id = $2, version = version + 1, updated_at = $3"
                    " WHERE id = $1 AND order_id IS NULL"},
  [COUPON_USAGE] = {"coupon_usage", "INSERT INTO coupon_usage (coupon_id, order_id, user_id, used_at)"
                                    " VALUES ($1, $2, NULL, $3)"},
  [IDEMPOTENCY] = {"idempotency", "INSERT INTO idempotency_keys (scope, key, request_hash, status, body, headers,"
                                  " created_at) VALUES ('guest', $1, $2, 201, $3, 'Location: /v1/orders/1', $4)"},
};

struct postgres_baseline {
  int count;
  PGconn **connections;
};

/* The parameters of one statement: numbers as text, as most programs on libpq send them. */
typedef struct parameters {
  int count;
  const char *values[9];
  int lengths[9];
  int formats[9];
  char numbers[9][24];
} parameters;

static void number(parameters *p, int64_t value) {
  snprintf(p->numbers[p->count], sizeof p->numbers[0], "%" PRId64, value);
  p->values[p->count] = p->numbers[p->count];
  p->formats[p->count++] = 0;
}

static void text(parameters *p, const char *value) {
  p->values[p->count] = value;
  p->formats[p->count++] = 0;
}

static void bytes(parameters *p, const void *value, size_t size) {
  p->values[p->count] = value;
  p->lengths[p->count] = (int)size;
  p->formats[p->count++] = 1;
}

static int command(PGconn *c, const char *sql) {
  PGresult *result = PQexec(c, sql);
  int failed = PQresultStatus(result) != PGRES_COMMAND_OK;
  PQclear(result);
  return failed;
}

/* Runs a statement; gives the id that it returned, when one is asked for. */
static int run(PGconn *c, int which, const parameters *p, int64_t *id) {
  PGresult *result = PQexecPrepared(c, statements[which].name, p->count, p->values, p->lengths, p->formats, 0);
  ExecStatusType status = PQresultStatus(result);
  int failed = status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK;
  if (!failed && id) *id = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
  PQclear(result);
  return failed;
}

static int run_changing_one(PGconn *c, int which, const parameters *p) {
  PGresult *result = PQexecPrepared(c, statements[which].name, p->count, p->values, p->lengths, p->formats, 0);
  int failed = PQresultStatus(result) != PGRES_COMMAND_OK || strcmp(PQcmdTuples(result), "1") != 0;
  PQclear(result);
  return failed;
}

static int by_stock_row(const void *left, const void *right) {
  int64_t a = (*(const baseline_line *const *)left)->inventory_id;
  int64_t b = (*(const baseline_line *const *)right)->inventory_id;
  return (a > b) - (a < b);
}

/* Every order locks its rows in the order of their ids, so none waits for another in a circle. */
static int take_stock(PGconn *c, const baseline_order *order) {
  const baseline_line *sorted[order->line_count];
  for (size_t i = 0; i < order->line_count; i++) sorted[i] = &order->lines[i];
  qsort(sorted, order->line_count, sizeof *sorted, by_stock_row);
  for (size_t i = 0; i < order->line_count; i++) {
    parameters p = {0};
    number(&p, sorted[i]->quantity);
    number(&p, order->now);
    number(&p, sorted[i]->inventory_id);
    if (run_changing_one(c, TAKE_STOCK, &p)) return 1;
  }
  for (size_t i = 0; i < order->line_count; i++) {
    if (sorted[i]->variant_id == 0) continue;
    parameters p = {0};
    number(&p, sorted[i]->quantity);
    number(&p, sorted[i]->variant_id);
    if (run_changing_one(c, TAKE_VARIANT, &p)) return 1;
  }
  return 0;
}

static int write_order(PGconn *c, const baseline_order *order, int64_t *id) {
  int64_t address;
  parameters none = {0};
  if (run(c, ADDRESS, &none, &address)) return 1;
  parameters p = {0};
  number(&p, order->subtotal);
  number(&p, order->subtotal - order->discount);
  number(&p, order->discount);
  number(&p, address);
  number(&p, order->now);
  number(&p, order->cart_id);
  return run(c, ORDER, &p, id);
}

static int write_line(PGconn *c, const baseline_line *line, int64_t order) {
  parameters p = {0};
  number(&p, order);
  number(&p, line->product_id);
  if (line->variant_id) number(&p, line->variant_id);
  else text(&p, NULL);
  text(&p, line->sku);
  text(&p, line->name);
  number(&p, line->quantity);
  number(&p, line->price);
  number(&p, line->price * line->quantity);
  number(&p, line->price * line->quantity / 10);
  int64_t item;
  if (run(c, ITEM, &p, &item)) return 1;
  parameters a = {0};
  number(&a, item);
  number(&a, line->inventory_id);
  number(&a, line->quantity);
  return run(c, ALLOCATION, &a, NULL);
}

static int write_discount(PGconn *c, const baseline_order *order, int64_t id) {
  if (order->discount == 0) return 0;
  parameters adjustment = {0};
  number(&adjustment, id);
  text(&adjustment, order->coupon_code);
  number(&adjustment, -order->discount);
  if (run(c, ADJUSTMENT, &adjustment, NULL)) return 1;
  parameters usage = {0};
  number(&usage, order->coupon_id);
  number(&usage, id);
  number(&usage, order->now);
  return run(c, COUPON_USAGE, &usage, NULL);
}

static int write_records(PGconn *c, const baseline_order *order, int64_t id) {
  parameters payment = {0};
  number(&payment, id);
  number(&payment, order->subtotal - order->discount);
  number(&payment, order->now);
  if (run(c, PAYMENT, &payment, NULL)) return 1;
  parameters event = {0};
  number(&event, id);
  number(&event, order->now);
  if (run(c, HISTORY, &event, NULL) || run(c, OUTBOX, &event, NULL)) return 1;
  parameters cart = {0};
  number(&cart, order->cart_id);
  number(&cart, id);
  number(&cart, order->now);
  if (run_changing_one(c, CART, &cart)) return 1;
  static const char hash[32] = {1};
  parameters key = {0};
  text(&key, order->idempotency_key);
  bytes(&key, hash, sizeof hash);
  bytes(&key, order->answer, order->answer_size);
  number(&key, order->now);
  return run(c, IDEMPOTENCY, &key, NULL);
}

/* The hot rows come last: stock is held by an order for as short a time as can be. */
static int place(PGconn *c, const baseline_order *order) {
  int64_t id;
  int failed = command(c, "BEGIN") || write_order(c, order, &id);
  for (size_t i = 0; i < order->line_count && !failed; i++) failed = write_line(c, &order->lines[i], id);
  return failed || write_records(c, order, id) || write_discount(c, order, id) || take_stock(c, order) ||
    command(c, "COMMIT");
}

typedef struct work {
  PGconn *connection;
  const baseline_order *orders;
  size_t count;
  atomic_size_t *next;
  int failed;
} work;

static void *place_until_done(void *argument) {
  work *w = argument;
  size_t index;
  while (!w->failed && (index = atomic_fetch_add(w->next, 1)) < w->count)
    w->failed = place(w->connection, &w->orders[index]);
  return NULL;
}

int postgres_baseline_place(
  postgres_baseline *b, const baseline_order *orders, size_t count, char *error, size_t error_size
) {
  atomic_size_t next = 0;
  pthread_t threads[b->count];
  work all[b->count];
  int started = 0, failed = 0;
  for (; started < b->count; started++) {
    all[started] = (work){b->connections[started], orders, count, &next, 0};
    if (pthread_create(&threads[started], NULL, place_until_done, &all[started])) break;
  }
  if (started < b->count) snprintf(error, error_size, "a thread can't be started"), failed = -1;
  for (int i = 0; i < started; i++) {
    pthread_join(threads[i], NULL);
    if (all[i].failed) snprintf(error, error_size, "%s", PQerrorMessage(all[i].connection)), failed = -1;
  }
  return failed;
}

static int prepare(PGconn *c, int with_coupon) {
  for (int i = 0; i < STATEMENT_COUNT; i++) {
    if (!with_coupon && i == COUPON_USAGE) continue;
    PGresult *result = PQprepare(c, statements[i].name, statements[i].sql, 0, NULL);
    int failed = PQresultStatus(result) != PGRES_COMMAND_OK;
    PQclear(result);
    if (failed) return 1;
  }
  return 0;
}

postgres_baseline *postgres_baseline_open(
  const char *url, int connections, int with_coupon, char *error, size_t error_size
) {
  postgres_baseline *b = calloc(1, sizeof *b);
  if (b) b->connections = calloc((size_t)connections, sizeof *b->connections);
  if (!b || !b->connections) {
    snprintf(error, error_size, "out of memory");
    free(b);
    return NULL;
  }
  for (; b->count < connections; b->count++) {
    PGconn *c = b->connections[b->count] = PQconnectdb(url);
    if (PQstatus(c) == CONNECTION_OK && !prepare(c, with_coupon)) continue;
    snprintf(error, error_size, "%s", PQerrorMessage(c));
    b->count++;
    postgres_baseline_close(b);
    return NULL;
  }
  return b;
}

void postgres_baseline_close(postgres_baseline *b) {
  for (int i = 0; i < b->count; i++) PQfinish(b->connections[i]);
  free(b->connections);
  free(b);
}
