/*
 * The yardstick on PostgreSQL: the rows of an order written by a plain C program on libpq, one durable commit per order.
 *
 * It does what a careful C programmer would: statements prepared once per connection, one thread per connection, one
 * transaction per order, stock rows lowered in the order of their ids. It reads nothing, because everything that an
 * order needs is handed to it. Each statement is one round trip; the tables and indexes are those of Totem's own schema.
 */
#pragma once

#include "baseline.h"

typedef struct postgres_baseline postgres_baseline;

/* Opens the connections to the store at url, which must have the schema. NULL on failure, with the reason in `error`. */
postgres_baseline *postgres_baseline_open(const char *url, int connections, int with_coupon, char *error, size_t error_size);

/*
 * Writes the orders, each connection one after another until all are written, and commits each durably.
 * 0, or -1 with the reason in `error`.
 */
int postgres_baseline_place(postgres_baseline *, const baseline_order *orders, size_t count, char *error, size_t error_size);

void postgres_baseline_close(postgres_baseline *);
