// How long a thread was ready to run and had no processor: on a busy machine that is most of the time that passes, and nobody's fault.
#pragma once

#include <stdint.h>

// Nanoseconds since the thread began, as the kernel's scheduler counts them: the second number of /proc/PID/task/TID/schedstat, see
// "Scheduler Statistics" in its documentation. 0 where it does not count.
uint64_t totem_delay(uint32_t process, uint32_t thread);
