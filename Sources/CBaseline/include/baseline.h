/*
 * The yardstick: the rows of an order written by a plain C program, one durable commit per order.
 *
 * It does what a careful C programmer would: prepared statements, one transaction per order, one thread, the same
 * settings of the connection. It reads nothing, because everything that an order needs is handed to it. The tables and
 * indexes are those of Totem's own schema; the log is moved into the file when SQLite does so by itself.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct baseline baseline;

typedef struct baseline_line {
  int64_t product_id;
  int64_t variant_id; /* 0: none */
  int64_t inventory_id;
  int64_t quantity;
  int64_t price;
  const char *sku;
  const char *name;
} baseline_line;

typedef struct baseline_order {
  int64_t cart_id;
  const char *idempotency_key;
  const baseline_line *lines;
  size_t line_count;
  int64_t subtotal;
  int64_t discount;       /* 0: no coupon */
  int64_t coupon_id;
  const char *coupon_code;
  const void *answer;     /* what is kept for a repeat of the request */
  size_t answer_size;
  int64_t now;            /* milliseconds */
} baseline_order;

/* Opens the store at path, which must have the schema. NULL on failure. */
baseline *baseline_open(const char *path);

/* Writes one order and commits it durably. 0, or SQLite's result code; nothing was written then. */
int baseline_place(baseline *, const baseline_order *);

/* What went wrong last. Valid until the next call. */
const char *baseline_error(baseline *);

void baseline_close(baseline *);
