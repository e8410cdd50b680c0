/*
 * A plugin for measuring: what it costs to come to a hook, so its hooks do next to nothing.
 *
 * The same function is linked into the benchmark, which calls it directly for comparison.
 */
#pragma once

#include <totem_plugin.h>

/* Looks at the cart by pointer and takes nothing off. */
__attribute__((visibility("hidden")))
totem_status bench_cart_discounts(totem_call *, const totem_cart *, void *state);
