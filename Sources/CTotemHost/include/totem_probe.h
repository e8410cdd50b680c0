// A process in which a plugin is tried out before the shop's own loads it.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// Starts the program that this process runs with the arguments `plugin-probe` and `folder`: what it writes goes to `output`, and it
// has `answer` as descriptor 3 and `record` as descriptor 4. It dies with the thread that has started it.
// Returns 0, or an errno.
int totem_probe_start(pid_t *pid, const char *folder, int output, int answer, int record);

// For the child: from now on this thread, and those that it starts, reach no network and start no process, and all of it takes
// little memory and at most `seconds` of the processor. Returns false where the system has no such thing.
bool totem_probe_confine(uint32_t seconds);
