// Memory that SQLite takes on one thread, counted for the statement that runs there.
//
// SQLite's own limit is one for the whole process and costs a lock around every allocation; this one costs a look at a
// variable of the thread when nothing is limited.
#pragma once

#include <stdint.h>

// Whether SQLite has let the counting between itself and its allocator, when the program was loaded: its code.
int totem_memory_code(void);

// From now on this thread counts, beginning with `used`, and SQLite gets no more memory beyond `limit`.
void totem_memory_begin(int64_t used, int64_t limit);

// What is taken and not given back since the beginning, with what it began with.
int64_t totem_memory_used(void);

// Ends the counting of this thread; returns totem_memory_used().
int64_t totem_memory_end(void);
