/* What libffi costs by itself: calls of one function through one prepared interface. */
#pragma once

#include <stdint.h>
#include <totem_plugin.h>

/* Calls a function `totem_status (totem_call *, int64_t, totem_str, int64_t *, void *)` this often. How many nanoseconds it took; below
 * 0 when a call failed. */
int64_t baseline_ffi_calls(totem_function function, int64_t count);
