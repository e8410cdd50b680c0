// A clock of milliseconds that costs one load to read: a thread of its own advances it while somebody looks.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Milliseconds since the clock was first wound, as they were at most about one and a half ago while it is wound.
extern uint64_t totem_coarse_clock;

static inline uint64_t totem_coarse_now(void) { return __atomic_load_n(&totem_coarse_clock, __ATOMIC_RELAXED); }

// Until which millisecond it runs, and whether it has stopped; for the function below.
extern uint64_t totem_coarse_until;
extern uint32_t totem_coarse_sleeps;
void totem_coarse_rewind(void);

// Has the clock run for the next half second at least. Cheap while it runs.
static inline void totem_coarse_wind(void) {
  uint64_t until = __atomic_load_n(&totem_coarse_until, __ATOMIC_RELAXED);
  if (__builtin_expect(until <= totem_coarse_now() + 500 || __atomic_load_n(&totem_coarse_sleeps, __ATOMIC_RELAXED), 0))
    totem_coarse_rewind();
}

// The same clock, read from the system.
uint64_t totem_coarse_exact(void);

// For how many milliseconds, altogether, the process did not run while the clock was wound: it was stopped, frozen or suspended, or had
// used up what it is given of the processors.
uint64_t totem_coarse_missed(void);
