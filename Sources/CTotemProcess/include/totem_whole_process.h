// What belongs to the whole process and not to a plugin in it: its limits, its working directory, its users, what its signals do. The
// C library's functions that change it are replaced, as those of totem_descriptors.h are: who may not use them is told EPERM.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// Whether code at this address may not change the process by the function of this name.
typedef bool (*totem_process_guard)(const char *function, uintptr_t caller);

void totem_process_guard_by(totem_process_guard guard);
