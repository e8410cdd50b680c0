#include "bench_plugin.h"

int64_t bench_call_directly(const totem_cart_event *event, int64_t count) {
  /* Read anew for each call, so that the compiler can't put the function's body in its place. */
  totem_cart_discounts_fn volatile function = bench_cart_discounts;
  int64_t failures = 0;
  for (int64_t i = 0; i < count; i++) failures += function(NULL, event, NULL) != TOTEM_OK;
  return failures;
}
