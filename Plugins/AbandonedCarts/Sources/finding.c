// The job that finds carts which nobody has changed for a while and nobody has ordered. It goes through the shop's carts in the order
// of their last changes, some in each transaction, and keeps how far it has come with what it writes. A cart that is changed again
// comes up again.
#include <errno.h>
#include <stdio.h>
#include <sys/random.h>

#include "abandoned_carts.h"

enum { CARTS_AT_ONCE = 100 };

// Amounts stay far away from what sums of them can't hold.
#define LARGEST_VALUE INT64_C(1000000000000000)

// A cart of the shop's.
struct left_cart {
  int64_t id;
  int64_t user_id;  // 0: a guest's
  totem_str email;
  int64_t updated_at;
  bool is_over;  // it was ordered, or there is nothing in it
};

// The statements of one batch: prepared once, and run for each cart.
struct finder {
  totem_stmt *bought_since;
  totem_stmt *known;
  totem_stmt *insert;
  totem_stmt *change;
  totem_stmt *drop_items;
  totem_stmt *keep_items;
  totem_stmt *items;
  totem_stmt *set_value;
};

static totem_status prepare(totem_call *call, struct finder *finder) {
  PREPARE(call,
          "SELECT CASE WHEN EXISTS "
          "  (SELECT 1 FROM v1_orders AS o WHERE o.user_id = $1 AND o.created_at >= $3 AND o.status <> 'cancelled') "
          "OR EXISTS "
          "  (SELECT 1 FROM v1_order_contacts AS k JOIN v1_orders AS o ON o.id = k.id "
          "    WHERE k.email = $2 AND o.created_at >= $3 AND o.status <> 'cancelled') "
          "THEN 1 ELSE 0 END",
          &finder->bought_since);
  PREPARE(call,
          "SELECT id FROM abandoned_carts WHERE (source_cart_id = $1 OR restored_cart_id = $1) AND recovered_at IS NULL "
          "ORDER BY id DESC LIMIT 1",
          &finder->known);
  PREPARE(call,
          "INSERT INTO abandoned_carts (source_cart_id, user_id, email, token, value, currency, created_at, updated_at) "
          "SELECT $1, $2, $3, $4, 0, (SELECT currency FROM v1_products ORDER BY id LIMIT 1), $5, $6 "
          "WHERE EXISTS (SELECT 1 FROM v1_products) "
          "RETURNING id",
          &finder->insert);
  PREPARE(call, "UPDATE abandoned_carts SET email = COALESCE($2, email), updated_at = $3 WHERE id = $1", &finder->change);
  PREPARE(call, "DELETE FROM abandoned_cart_items WHERE cart_id = $1", &finder->drop_items);
  // What other plugins have put in, they will put in again.
  PREPARE(call,
          "INSERT INTO abandoned_cart_items "
          "  (cart_id, product_id, variant_id, sku, name, quantity, price, properties, added_at) "
          "SELECT CAST($1 AS BIGINT), i.product_id, i.variant_id, i.sku, i.name, i.quantity, "
          "  COALESCE(v.price, p.price, 0), i.properties, CAST($2 AS BIGINT) "
          "FROM v1_cart_items AS i LEFT JOIN v1_products AS p ON p.id = i.product_id "
          "LEFT JOIN v1_product_variants AS v ON v.id = i.variant_id "
          "WHERE i.cart_id = $3 AND i.plugin IS NULL ORDER BY i.id",
          &finder->keep_items);
  PREPARE(call, "SELECT quantity, price FROM abandoned_cart_items WHERE cart_id = $1", &finder->items);
  PREPARE(call, "UPDATE abandoned_carts SET value = $2 WHERE id = $1", &finder->set_value);
  return TOTEM_OK;
}

// Whether the buyer has ordered since, with another cart.
static totem_status has_bought_since(struct finder *finder, const struct left_cart *cart, bool *result) {
  *result = false;
  if (cart->user_id == 0 && cart->email.ptr == NULL) return TOTEM_OK;
  totem_reset(finder->bought_since);
  if (cart->user_id != 0) totem_bind_i64(finder->bought_since, 1, cart->user_id);
  totem_bind_str(finder->bought_since, 2, cart->email);
  totem_bind_i64(finder->bought_since, 3, cart->updated_at);
  totem_status status = totem_step(finder->bought_since);
  *result = totem_column_bool(finder->bought_since, 0);
  return status < 0 ? status : TOTEM_OK;
}

// What a recovery link ends with: nobody guesses 192 bits.
static totem_status make_token(totem_call *call, char token[TOKEN_LENGTH + 1]) {
  unsigned char bytes[TOKEN_LENGTH / 2];
  size_t count = 0;
  while (count < sizeof bytes) {
    ssize_t more = getrandom(bytes + count, sizeof bytes - count, 0);
    if (more < 0 && errno != EINTR) return totem_fail(call, TOTEM_STR("the system has no random bytes"));
    if (more > 0) count += (size_t)more;
  }
  for (size_t i = 0; i < sizeof bytes; i++) snprintf(token + 2 * i, 3, "%02x", bytes[i]);
  return TOTEM_OK;
}

static totem_status insert(totem_call *call, struct finder *finder, const struct left_cart *cart, int64_t *id) {
  char token[TOKEN_LENGTH + 1];
  totem_status status = make_token(call, token);
  if (status != TOTEM_OK) return status;
  totem_reset(finder->insert);
  totem_bind_i64(finder->insert, 1, cart->id);
  if (cart->user_id != 0) totem_bind_i64(finder->insert, 2, cart->user_id);
  totem_bind_str(finder->insert, 3, cart->email);
  totem_bind_str(finder->insert, 4, totem_text(token));
  totem_bind_i64(finder->insert, 5, totem_now(call));
  totem_bind_i64(finder->insert, 6, cart->updated_at);
  status = totem_step(finder->insert);
  // A shop that sells nothing any more has no prices, and nothing that could be bought after all.
  *id = status == TOTEM_ROW ? totem_column_i64(finder->insert, 0) : 0;
  if (status < 0 || *id == 0) return status < 0 ? status : TOTEM_OK;
  return totem_emit(call, "found", "abandoned_cart", *id, (totem_str){NULL, 0});
}

// Its id when it was found before and no order has followed; else 0.
static totem_status find_known(struct finder *finder, const struct left_cart *cart, int64_t *id) {
  totem_reset(finder->known);
  totem_bind_i64(finder->known, 1, cart->id);
  totem_status status = totem_step(finder->known);
  *id = status == TOTEM_ROW ? totem_column_i64(finder->known, 0) : 0;
  return status < 0 ? status : TOTEM_OK;
}

static totem_status update(struct finder *finder, const struct left_cart *cart, int64_t id) {
  totem_reset(finder->change);
  totem_bind_i64(finder->change, 1, id);
  totem_bind_str(finder->change, 2, cart->email);
  totem_bind_i64(finder->change, 3, cart->updated_at);
  totem_status status = run_statement(finder->change);
  if (status != TOTEM_OK) return status;
  totem_reset(finder->drop_items);
  totem_bind_i64(finder->drop_items, 1, id);
  return run_statement(finder->drop_items);
}

// Writes down what is in the cart, and what it comes to.
static totem_status keep_items(struct finder *finder, const struct left_cart *cart, int64_t id) {
  totem_reset(finder->keep_items);
  totem_bind_i64(finder->keep_items, 1, id);
  totem_bind_i64(finder->keep_items, 2, cart->updated_at);
  totem_bind_i64(finder->keep_items, 3, cart->id);
  totem_status status = run_statement(finder->keep_items);
  if (status != TOTEM_OK) return status;

  int64_t value = 0;
  totem_reset(finder->items);
  totem_bind_i64(finder->items, 1, id);
  while ((status = totem_step(finder->items)) == TOTEM_ROW) {
    int64_t total;
    if (__builtin_mul_overflow(totem_column_i64(finder->items, 0), totem_column_i64(finder->items, 1), &total) ||
        total > LARGEST_VALUE - value)
      total = LARGEST_VALUE - value;
    value += total;
  }
  if (status < 0) return status;
  totem_reset(finder->set_value);
  totem_bind_i64(finder->set_value, 1, id);
  totem_bind_i64(finder->set_value, 2, value);
  return run_statement(finder->set_value);
}

static totem_status look_at(totem_call *call, struct finder *finder, const struct left_cart *cart) {
  if (cart->is_over) return TOTEM_OK;
  bool bought;
  totem_status status = has_bought_since(finder, cart, &bought);
  if (status != TOTEM_OK || bought) return status;
  int64_t id;
  status = find_known(finder, cart, &id);
  if (status != TOTEM_OK) return status;
  status = id == 0 ? insert(call, finder, cart, &id) : update(finder, cart, id);
  return status == TOTEM_OK && id != 0 ? keep_items(finder, cart, id) : status;
}

// How far the last batch has come.
static totem_status read_progress(totem_call *call, int64_t *updated_at, int64_t *cart_id) {
  totem_stmt *query;
  PREPARE(call, "SELECT updated_at, cart_id FROM abandoned_cart_progress WHERE id = 1", &query);
  totem_status status = totem_step(query);
  *updated_at = status == TOTEM_ROW ? totem_column_i64(query, 0) : 0;
  *cart_id = status == TOTEM_ROW ? totem_column_i64(query, 1) : 0;
  return status < 0 ? status : TOTEM_OK;
}

// Keeps it, and says so to the job, which learns whether it is still the one that runs.
static totem_status write_progress(totem_call *call, const struct left_cart *last) {
  totem_stmt *upsert;
  PREPARE(call,
          "INSERT INTO abandoned_cart_progress (id, updated_at, cart_id) VALUES (1, $1, $2) "
          "ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at, cart_id = excluded.cart_id",
          &upsert);
  totem_bind_i64(upsert, 1, last->updated_at);
  totem_bind_i64(upsert, 2, last->id);
  totem_status status = run_statement(upsert);
  if (status != TOTEM_OK) return status;
  char checkpoint[100];
  snprintf(checkpoint, sizeof checkpoint, "{\"updated_at\": %lld, \"cart\": %lld}", (long long)last->updated_at,
           (long long)last->id);
  return totem_checkpoint(call, totem_text(checkpoint));
}

// One batch in a transaction of its own. *state, a size_t, is how many carts it has looked at.
static totem_status find_some(totem_call *call, void *state) {
  size_t *count = state;
  *count = 0;
  struct left_cart last;
  totem_status status = read_progress(call, &last.updated_at, &last.id);
  if (status != TOTEM_OK) return status;
  struct finder finder;
  status = prepare(call, &finder);
  if (status != TOTEM_OK) return status;
  totem_stmt *carts;
  // Of a cart without lines there is nothing to keep, but it counts as looked at.
  PREPARE(call,
          "SELECT c.id, c.user_id, k.email, c.updated_at, "
          "  CASE WHEN c.order_id IS NULL AND EXISTS "
          "    (SELECT 1 FROM v1_cart_items AS i WHERE i.cart_id = c.id AND i.plugin IS NULL) THEN 0 ELSE 1 END "
          "FROM v1_carts AS c JOIN v1_cart_contacts AS k ON k.id = c.id "
          "WHERE c.updated_at >= $1 AND (c.updated_at > $1 OR c.id > $2) AND c.updated_at <= $3 "
          "ORDER BY c.updated_at, c.id LIMIT $4",
          &carts);
  totem_bind_i64(carts, 1, last.updated_at);
  totem_bind_i64(carts, 2, last.id);
  totem_bind_i64(carts, 3, totem_now(call) - totem_setting_i64(call, "idle_minutes", 60) * 60000);
  totem_bind_i64(carts, 4, CARTS_AT_ONCE);
  while ((status = totem_step(carts)) == TOTEM_ROW) {
    last = (struct left_cart){
      .id = totem_column_i64(carts, 0),
      .user_id = totem_column_i64(carts, 1),
      .email = totem_column_str(carts, 2),
      .updated_at = totem_column_i64(carts, 3),
      .is_over = totem_column_bool(carts, 4),
    };
    status = look_at(call, &finder, &last);
    if (status != TOTEM_OK) return status;
    *count += 1;
  }
  if (status < 0 || *count == 0) return status < 0 ? status : TOTEM_OK;
  return write_progress(call, &last);
}

static totem_status read_newest(totem_call *call, void *state) {
  struct found *found = state;
  totem_stmt *query;
  PREPARE(call, "SELECT COALESCE(MAX(id), 0) FROM abandoned_carts", &query);
  totem_status status = totem_step(query);
  found->after = totem_column_i64(query, 0);
  return status < 0 ? status : TOTEM_OK;
}

totem_status find_abandoned(totem_call *call, const totem_job_run *run, void *state) {
  (void)run;
  (void)state;
  struct found found = {0};
  totem_status status = totem_transaction(call, read_newest, &found);
  size_t count = CARTS_AT_ONCE;
  while (status == TOTEM_OK && count == CARTS_AT_ONCE) status = totem_transaction(call, find_some, &count);
  // Who was told of an order while its cart was being written down did not find it.
  while (status == TOTEM_OK && !found.is_done) status = totem_transaction(call, recover_found, &found);
  return status;
}
