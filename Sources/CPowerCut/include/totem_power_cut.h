// A file layer of SQLite's for tests, which can tell what a power cut would have left of files at any moment.
//
// It passes everything on to the system, and remembers of one folder each write, each change of a size and each flush.
// After a cut a file is what was last flushed, and of what came later any part: a disk writes sectors in any order.
#pragma once

#define TOTEM_POWER_CUT_LAYER "power-cut"

// Registers the layer; once in a process. Returns SQLite's code.
int totem_power_cut_register(void);

// Forgets what it knows, and begins to remember what is done to the files in this folder, which are taken for flushed.
void totem_power_cut_record(const char *folder);

// How many writes, changes of size and flushes there have been since then.
long totem_power_cut_count(void);

// Writes into another folder what the files are when the power fails at the n-th of them, from 0.
// - luck: what remains of what was not flushed: 0 nothing, 1 all of it, otherwise sectors that this number decides.
// Returns 0, or errno.
int totem_power_cut_restore(long n, unsigned luck, const char *folder);
