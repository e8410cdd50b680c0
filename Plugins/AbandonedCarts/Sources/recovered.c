// Orders that follow. An order recovers the carts that it was made from, those that a link has made it from, and all that the same
// buyer has left before it. When it is cancelled, it has recovered nothing.
#include <stdio.h>

#include "abandoned_carts.h"

enum { ORDERS_AT_ONCE = 200 };

// The statements that are run for each order.
struct recoverer {
  totem_stmt *order;
  totem_stmt *best;
  totem_stmt *recover;
  totem_stmt *undo;
};

static totem_status prepare(totem_call *call, struct recoverer *recoverer) {
  PREPARE(call,
          "SELECT o.cart_id, o.user_id, k.email, o.created_at, o.total_amount, o.status "
          "FROM v1_orders AS o JOIN v1_order_contacts AS k ON k.id = o.id WHERE o.id = $1",
          &recoverer->order);
  // The cart itself before others of its buyer's. Which of them had been left before is said by the last change.
#define RECOVERED_BY_ORDER \
  "recovered_at IS NULL AND (source_cart_id = $1 OR restored_cart_id = $1 OR " \
  "((user_id = $2 OR email = $3) AND updated_at <= $4))"
  PREPARE(call,
          "SELECT id, CASE WHEN EXISTS (SELECT 1 FROM abandoned_carts WHERE order_id = $5) THEN 1 ELSE 0 END "
          "FROM abandoned_carts WHERE " RECOVERED_BY_ORDER
          " ORDER BY CASE WHEN source_cart_id = $1 OR restored_cart_id = $1 THEN 0 ELSE 1 END, id DESC LIMIT 1",
          &recoverer->best);
  PREPARE(call,
          "UPDATE abandoned_carts SET recovered_at = $4, order_id = $5, "
          "  recovered_amount = CASE WHEN id = $6 THEN CAST($7 AS BIGINT) ELSE 0 END WHERE " RECOVERED_BY_ORDER,
          &recoverer->recover);
  PREPARE(call,
          "UPDATE abandoned_carts SET recovered_at = NULL, order_id = NULL, recovered_amount = NULL WHERE order_id = $1",
          &recoverer->undo);
  return TOTEM_OK;
}

// Binds what RECOVERED_BY_ORDER asks for.
static void bind_order(totem_stmt *statement, totem_stmt *order) {
  totem_reset(statement);
  int64_t cart = totem_column_i64(order, 0), user = totem_column_i64(order, 1);
  if (cart != 0) totem_bind_i64(statement, 1, cart);
  if (user != 0) totem_bind_i64(statement, 2, user);
  totem_bind_str(statement, 3, totem_column_str(order, 2));
  totem_bind_i64(statement, 4, totem_column_i64(order, 3));
}

static totem_status undo(struct recoverer *recoverer, int64_t order) {
  totem_reset(recoverer->undo);
  totem_bind_i64(recoverer->undo, 1, order);
  return run_statement(recoverer->undo);
}

// Recovers what an order recovers as it is now, whether that was done before or not.
static totem_status follow(struct recoverer *recoverer, int64_t order) {
  totem_reset(recoverer->order);
  totem_bind_i64(recoverer->order, 1, order);
  totem_status status = totem_step(recoverer->order);
  if (status != TOTEM_ROW) return status < 0 ? status : TOTEM_OK;
  if (totem_equal(totem_column_str(recoverer->order, 5), TOTEM_STR("cancelled"))) return undo(recoverer, order);
  bind_order(recoverer->best, recoverer->order);
  totem_bind_i64(recoverer->best, 5, order);
  status = totem_step(recoverer->best);
  if (status != TOTEM_ROW) return status < 0 ? status : TOTEM_OK;
  bind_order(recoverer->recover, recoverer->order);
  totem_bind_i64(recoverer->recover, 5, order);
  // Its amount counts once, with the first cart that it has recovered.
  totem_bind_i64(recoverer->recover, 6, totem_column_bool(recoverer->best, 1) ? 0 : totem_column_i64(recoverer->best, 0));
  totem_bind_i64(recoverer->recover, 7, totem_column_i64(recoverer->order, 4));
  return run_statement(recoverer->recover);
}

// order.committed
totem_status orders_committed(totem_call *call, const totem_events *events, void *state) {
  (void)state;
  struct recoverer recoverer;
  totem_status status = prepare(call, &recoverer);
  for (size_t i = 0; status == TOTEM_OK && i < events->event_count; i++)
    status = follow(&recoverer, events->events[i]->subject_id);
  return status;
}

// Orders that stand and follow carts, the first ones first: $1 says how many at most. `which` says which carts.
#define FOLLOWING_ORDERS(which) \
  "SELECT o.id FROM abandoned_carts AS a JOIN v1_carts AS c ON c.id = a.source_cart_id " \
  "  JOIN v1_orders AS o ON o.id = c.order_id WHERE " which " AND o.status <> 'cancelled' " \
  "UNION SELECT o.id FROM abandoned_carts AS a JOIN v1_carts AS c ON c.id = a.restored_cart_id " \
  "  JOIN v1_orders AS o ON o.id = c.order_id WHERE " which " AND o.status <> 'cancelled' " \
  "UNION SELECT o.id FROM abandoned_carts AS a JOIN v1_orders AS o ON o.user_id = a.user_id " \
  "  WHERE " which " AND o.created_at >= a.updated_at AND o.status <> 'cancelled' " \
  "UNION SELECT o.id FROM abandoned_carts AS a JOIN v1_order_contacts AS k ON k.email = a.email " \
  "  JOIN v1_orders AS o ON o.id = k.id " \
  "  WHERE " which " AND o.created_at >= a.updated_at AND o.status <> 'cancelled' " \
  "ORDER BY 1 LIMIT $1"

struct orders {
  int64_t ids[ORDERS_AT_ONCE];
  size_t count;
};

static totem_status read_orders(totem_stmt *query, struct orders *orders) {
  totem_bind_i64(query, 1, ORDERS_AT_ONCE);
  orders->count = 0;
  totem_status status = TOTEM_ROW;
  while (orders->count < ORDERS_AT_ONCE && (status = totem_step(query)) == TOTEM_ROW)
    orders->ids[orders->count++] = totem_column_i64(query, 0);
  totem_reset(query);
  return status < 0 ? status : TOTEM_OK;
}

static totem_status follow_all(struct recoverer *recoverer, const struct orders *orders) {
  totem_status status = TOTEM_OK;
  for (size_t i = 0; status == TOTEM_OK && i < orders->count; i++) status = follow(recoverer, orders->ids[i]);
  return status;
}

// What a cancelled order has recovered is recovered by the next that follows, where there is one.
static totem_status hand_on(struct recoverer *recoverer, totem_stmt *following, int64_t cancelled) {
  struct orders others;
  totem_bind_i64(following, 2, cancelled);
  totem_status status = read_orders(following, &others);
  if (status == TOTEM_OK) status = undo(recoverer, cancelled);
  return status == TOTEM_OK ? follow_all(recoverer, &others) : status;
}

// order.transitioned: of interest where the order is cancelled.
totem_status orders_transitioned(totem_call *call, const totem_events *events, void *state) {
  (void)state;
  struct recoverer recoverer;
  totem_stmt *following;
  PREPARE(call, FOLLOWING_ORDERS("a.order_id = $2"), &following);
  totem_status status = prepare(call, &recoverer);
  for (size_t i = 0; status == TOTEM_OK && i < events->event_count; i++)
    if (totem_equal(events->events[i]->after, TOTEM_STR("\"cancelled\"")))
      status = hand_on(&recoverer, following, events->events[i]->subject_id);
  return status;
}

// Some of the orders of carts that were found after one: of those that were placed in that moment nobody has told.
totem_status recover_found(totem_call *call, void *state) {
  struct found *found = state;
  struct recoverer recoverer;
  struct orders orders;
  totem_stmt *query;
  PREPARE(call, FOLLOWING_ORDERS("a.id > $2 AND a.recovered_at IS NULL"), &query);
  totem_bind_i64(query, 2, found->after);
  totem_status status = read_orders(query, &orders);
  found->is_done = orders.count < ORDERS_AT_ONCE;
  if (status == TOTEM_OK) status = prepare(call, &recoverer);
  return status == TOTEM_OK ? follow_all(&recoverer, &orders) : status;
}

// How far the job has come: it looks at the orders after `after`, and `last` is the last of them; 0 when there are no more.
struct catching_up {
  int64_t after;
  int64_t last;
};

// Where to begin: orders from before anything was left need not be looked at.
static totem_status find_first(totem_call *call, void *state) {
  struct catching_up *progress = state;
  totem_stmt *query;
  PREPARE(call,
          "SELECT id FROM v1_orders WHERE created_at >= (SELECT MIN(updated_at) FROM abandoned_carts) "
          "ORDER BY created_at, id LIMIT 1",
          &query);
  totem_status status = totem_step(query);
  progress->last = status == TOTEM_ROW ? totem_column_i64(query, 0) : 0;
  return status < 0 ? status : TOTEM_OK;
}

// Orders that were placed and cancelled while nobody told this plugin, some at a time. The first that follows a cart recovers it.
static totem_status look_at_some(totem_call *call, void *state) {
  struct catching_up *progress = state;
  struct recoverer recoverer;
  struct orders orders;
  totem_stmt *query;
  PREPARE(call, "SELECT id FROM v1_orders WHERE id > $2 ORDER BY id LIMIT $1", &query);
  totem_bind_i64(query, 2, progress->after);
  totem_status status = read_orders(query, &orders);
  if (status == TOTEM_OK) status = prepare(call, &recoverer);
  if (status == TOTEM_OK) status = follow_all(&recoverer, &orders);
  progress->last = orders.count < ORDERS_AT_ONCE ? 0 : orders.ids[orders.count - 1];
  return status;
}

// Keeps how far it has come, for a run that goes on in the place of this one.
static totem_status keep_progress(totem_call *call, const struct catching_up *progress) {
  char after[24];
  snprintf(after, sizeof after, "%lld", (long long)progress->after);
  return totem_checkpoint(call, totem_text(after));
}

// The job catch-up.
totem_status catch_up(totem_call *call, const totem_job_run *run, void *state) {
  (void)state;
  struct catching_up progress = {0};
  for (size_t i = 0; i < run->checkpoint.len; i++) progress.after = progress.after * 10 + (run->checkpoint.ptr[i] - '0');
  if (progress.after == 0) {
    totem_status status = totem_transaction(call, find_first, &progress);
    if (status != TOTEM_OK || progress.last == 0) return status;
    progress.after = progress.last - 1;
  }
  for (;;) {
    totem_status status = totem_transaction(call, look_at_some, &progress);
    if (status != TOTEM_OK || progress.last == 0) return status;
    progress.after = progress.last;
    status = keep_progress(call, &progress);
    if (status != TOTEM_OK) return status;
  }
}

// plugin.enabled
totem_status queue_catching_up(totem_call *call, const totem_plugin_event *event, void *state) {
  (void)event;
  (void)state;
  return totem_enqueue(call, "catch-up", (totem_str){NULL, 0}, 0, TOTEM_STR("catch-up"));
}
