#define _GNU_SOURCE
#include "bench_plugin.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* As a shop would write it: the order value counts without gift cards, and from 10,000.00 on something is taken off. */
totem_status bench_cart_discounts(totem_call *call, const totem_cart_event *event, void *state) {
  (void)state;
  const totem_cart *cart = event->cart;
  static const char gift[] = "gift-card";
  int64_t value = 0;
  for (size_t i = 0; i < cart->line_count; i++) {
    const totem_line *line = cart->lines[i];
    if (line->sku.len >= sizeof gift - 1 && memcmp(line->sku.ptr, gift, sizeof gift - 1) == 0) continue;
    value += line->total - line->discount;
  }
  if (value < 1000000) return TOTEM_OK;
  return totem_add_discount(call, &(totem_discount){
    .size = TOTEM_SIZED(totem_discount), .amount = value / 100, .label = TOTEM_STR("1 % off large orders")});
}

static totem_status placing(totem_call *call, const totem_order_event *event, void *state) {
  (void)call;
  (void)state;
  return event->order->line_count > 0 ? TOTEM_OK : TOTEM_ERROR;
}

/* The same in Swift is Sources/BenchKitPlugin. */
static totem_status nothing(totem_call *call, const totem_cart_event *event, void *state) {
  (void)call;
  (void)event;
  (void)state;
  return TOTEM_OK;
}

/* What a plugin that has something to say of every line says. */

static totem_status take_off(totem_call *call, const totem_cart_event *event, void *state) {
  (void)state;
  totem_status status = TOTEM_OK;
  for (size_t i = 0; i < event->cart->line_count && status == TOTEM_OK; i++) {
    totem_discount discount = {
      .size = sizeof discount, .line = event->cart->lines[i]->id, .amount = 1, .label = TOTEM_STR("Less")};
    status = totem_add_discount(call, &discount);
  }
  return status;
}

static totem_status send(totem_call *call, const totem_cart_event *event, void *state) {
  (void)event;
  (void)state;
  totem_rate rate = {.size = sizeof rate, .id = TOTEM_STR("post"), .label = TOTEM_STR("By post"), .amount = 490};
  return totem_add_rate(call, &rate);
}

static totem_status charge(totem_call *call, const totem_cart_event *event, void *state) {
  (void)event;
  (void)state;
  totem_fee fee = {.size = sizeof fee, .amount = 100, .label = TOTEM_STR("Wrapping")};
  return totem_add_fee(call, &fee);
}

static totem_status tax(totem_call *call, const totem_tax_event *event, void *state) {
  (void)state;
  totem_status status = TOTEM_OK;
  for (size_t i = 0; i < event->cart->line_count && status == TOTEM_OK; i++) {
    totem_tax tax = {
      .size = sizeof tax, .target = TOTEM_TAX_LINE, .id = event->cart->lines[i]->id, .rate = 1900,
      .label = TOTEM_STR("VAT")};
    status = totem_add_tax(call, &tax);
  }
  return status;
}

static totem_status pay(totem_call *call, const totem_cart_event *event, void *state) {
  (void)event;
  (void)state;
  totem_tender tender = {.size = sizeof tender, .amount = 1, .label = TOTEM_STR("Gift card")};
  return totem_add_tender(call, &tender);
}

static totem_status start_pricing(totem_registry *registry) {
  totem_status status = totem_on_cart_discounts(registry, take_off, 0);
  if (status == TOTEM_OK) status = totem_on_cart_shipping_rates(registry, send, 0);
  if (status == TOTEM_OK) status = totem_on_cart_fees(registry, charge, 0);
  if (status == TOTEM_OK) status = totem_on_cart_taxes(registry, tax, 0);
  if (status == TOTEM_OK) status = totem_on_cart_tenders(registry, pay, 0);
  return status;
}

totem_status bench_add(totem_call *call, int64_t amount, totem_str currency, int64_t *result, void *state) {
  (void)call;
  (void)state;
  *result = amount + (int64_t)currency.len;
  return TOTEM_OK;
}

/* How many nanoseconds it takes to call a service "is>i" this often. */
static totem_status spin(totem_call *call, totem_str service, int64_t count, int64_t *result, void *state) {
  (void)state;
  char name[100];
  snprintf(name, sizeof name, "%.*s", (int)service.len, service.ptr);
  totem_value arguments[2] = {{.i = 1999}, {.s = TOTEM_STR("EUR")}}, sum;
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (int64_t i = 0; i < count; i++) {
    totem_status status = totem_invoke(call, name, "is>i", arguments, &sum);
    if (status != TOTEM_OK) return totem_fail(call, totem_last_error(call));
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  *result = (end.tv_sec - begin.tv_sec) * 1000000000 + end.tv_nsec - begin.tv_nsec;
  return TOTEM_OK;
}

/* How many nanoseconds it takes to ask the host for the time this often. */
static totem_status ask(totem_call *call, int64_t count, int64_t *result, void *state) {
  (void)state;
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (int64_t i = 0; i < count; i++)
    if (totem_now(call) == 0) return TOTEM_ERROR;
  clock_gettime(CLOCK_MONOTONIC, &end);
  *result = (end.tv_sec - begin.tv_sec) * 1000000000 + end.tv_nsec - begin.tv_nsec;
  return TOTEM_OK;
}
/* Which of them it is: "amounts", or one of "empty-1", …, "bench-1", …. */
static char name[64];

static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
  (void)instance;
  *state = NULL;
  if (strcmp(name, "amounts") == 0) return start_pricing(registry);
  if (strncmp(name, "empty-", 6) == 0) return totem_on_cart_tenders(registry, nothing, 0);
  totem_status status = totem_on_cart_discounts(registry, bench_cart_discounts, 0);
  if (status == TOTEM_OK) status = totem_on_order_placing(registry, placing, 0);
  if (status == TOTEM_OK) status = totem_on_order_placed(registry, placing, 0);
  if (status == TOTEM_OK) status = totem_service(registry, "add", "is>i", (totem_function)bench_add);
  if (status == TOTEM_OK) status = totem_service(registry, "spin", "si>i", (totem_function)spin);
  if (status == TOTEM_OK) status = totem_service(registry, "ask", "i>i", (totem_function)ask);
  return status;
}

/*
 * One library stands for many plugins: each is named by the file that it was loaded from, which the loader calls
 * NAME-VERSION-HASH.so. A library that is loaded from two files has its variables twice.
 */
static int find_name(void) {
  Dl_info here;
  if (!dladdr((const void *)find_name, &here) || !here.dli_fname) return 0;
  const char *slash = strrchr(here.dli_fname, '/');
  const char *file = slash ? slash + 1 : here.dli_fname;
  const char *end = strstr(file, "-1.0.0");
  if (!end || (size_t)(end - file) >= sizeof name) return 0;
  snprintf(name, sizeof name, "%.*s", (int)(end - file), file);
  return 1;
}

TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
  (void)host;
  if (!find_name()) return NULL;
  static const totem_plugin plugin = {
    .size = sizeof(totem_plugin), .abi = TOTEM_ABI, .name = name, .version = "1.0.0", .start = start,
  };
  return &plugin;
}
