// Descriptors that the host can't do without: nobody else in this process may give them up.
//
// A plugin that closes what is not its own does worse than to break it: the number is soon another file's, and what the host writes
// then goes there. So the functions of the C library that give up a descriptor are replaced by ones that ask first, for everybody in
// the process but the C library itself. The programs have them because they are linked with this module.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// From now on this descriptor is the host's, until the host closes it. Numbers beyond some thousands are not kept.
void totem_descriptor_keep(int descriptor);

// The same, of everything that is open now and is no file: sockets, pipes, what event loops wait with; and of standard input, output and
// errors, whatever they are.
void totem_descriptor_keep_open(void);

// It is closed next, by whichever function.
void totem_descriptor_release(int descriptor);

// Whether a descriptor that is kept still is what it was then.
bool totem_descriptor_is_there(int descriptor);

// One that is kept and is gone, or another one: it was given up by a system call of somebody's own. -1 when there is none.
int totem_descriptor_lost(void);

// Whom to ask before one that is kept is given up by code at this address. It does not return when that may not be, and answers whether
// it is the host's code: what nobody knows gives up stays kept, and is missed.
typedef bool (*totem_descriptor_guard)(int descriptor, uintptr_t caller);

void totem_descriptors_guard(totem_descriptor_guard guard);
