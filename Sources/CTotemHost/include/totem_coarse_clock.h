// A clock of milliseconds that costs one load to read: a thread of its own advances it while somebody looks.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Milliseconds since the clock was first wound, as they were at most about one and a half ago while it is wound.
extern uint64_t totem_coarse_clock;

static inline uint64_t totem_coarse_now(void) { return __atomic_load_n(&totem_coarse_clock, __ATOMIC_RELAXED); }

// Has the clock run for the next second at least. Cheap while it runs.
void totem_coarse_wind(void);

// The same clock, read from the system.
uint64_t totem_coarse_exact(void);

// For how many milliseconds, altogether, the process did not run while the clock was wound: it was stopped, frozen or suspended, or had
// used up what it is given of the processors.
uint64_t totem_coarse_missed(void);
