/*
 * A plugin for measuring: what it costs to come to a hook, so its hooks do next to nothing.
 *
 * The same function is linked into the benchmark, which calls it directly for comparison.
 */
#pragma once

#include <totem_plugin.h>

/* A rule that the benchmark's carts do not meet: it looks at each line and takes nothing off. */
__attribute__((visibility("hidden")))
totem_status bench_cart_discounts(totem_call *, const totem_cart_event *, void *state);

/* A service that does next to nothing. */
__attribute__((visibility("hidden")))
totem_status bench_add(totem_call *, int64_t amount, totem_str currency, int64_t *result, void *state);

/* Calls the hook this often, as C calls a function behind a pointer. How many of the calls failed. */
__attribute__((visibility("hidden"))) int64_t bench_call_directly(const totem_cart_event *, int64_t count);
