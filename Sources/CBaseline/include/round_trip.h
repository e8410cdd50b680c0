/* What two processes need to send each other a few bytes and an answer over shared memory: spinning first, then asleep. */
#pragma once

#include <stdint.h>

/* Sends and answers this often, in a process of its own that ends then. How many nanoseconds it took; below 0 when there is none. */
int64_t baseline_round_trips(int64_t count);
