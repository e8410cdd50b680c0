// Which plugin's code runs on which thread, in memory that outlives the process: whoever looks after it can tell who has ended it.
//
// Each thread that calls plugins has a slot, a small stack of what it is in. Entering costs two stores and leaving one. What the
// host does for a plugin, such as waiting for a lock in the store, is an entry of its own: that time is not the plugin's, and
// a crash there still is.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "totem_coarse_clock.h"

enum {
  TOTEM_MARKER_SLOTS = 512,
  TOTEM_MARKER_DEPTH = 32,
  TOTEM_MARKER_NAMES = 4096,
  TOTEM_MARKER_PLUGIN = 48,
  TOTEM_MARKER_FUNCTION = 144,
};

// A function of a plugin: its number, whether others may wait while it runs, and in the high half how many milliseconds it may
// take; 0: no limit.
typedef uint64_t totem_mark;

#define TOTEM_MARK_KEEPS_OTHERS ((totem_mark)1 << 31)

// It runs in a process of its own, which others look after: here it is only told that it keeps others waiting.
#define TOTEM_MARK_ELSEWHERE ((totem_mark)1 << 30)

static inline uint32_t totem_mark_number(totem_mark mark) {
  uint32_t number = (uint32_t)mark & 0xffff;
  return number < TOTEM_MARKER_NAMES ? number : 0;
}

// The same, of a function that can end this process.
static inline uint32_t totem_mark_own_number(totem_mark mark) {
  return mark & TOTEM_MARK_ELSEWHERE ? 0 : totem_mark_number(mark);
}

static inline uint32_t totem_mark_limit(totem_mark mark) { return (uint32_t)(mark >> 32); }

typedef struct totem_marker_entry {
  totem_mark mark;
  // By the coarse clock; later by what the host and other plugins have taken meanwhile.
  uint64_t since;
  // When it began, by the same clock, whatever others have taken meanwhile.
  uint64_t begun;
  // For how long its thread had had no processor, about then.
  uint64_t delay;
} totem_marker_entry;

typedef struct totem_marker_slot {
  uint32_t thread;
  uint32_t depth;
  // Nanoseconds for which the thread, and who has worked for it in another process, had no processor or no process; and when that was
  // looked at, by the coarse clock.
  uint64_t delay, looked_at;
  uint64_t delay_elsewhere;
  totem_marker_entry entries[TOTEM_MARKER_DEPTH];
} totem_marker_slot;

// How a plugin has ended the process, or is about to.
typedef enum totem_fault_kind {
  TOTEM_FAULT_NONE,
  TOTEM_FAULT_SIGNAL,    // `number` is the signal
  TOTEM_FAULT_OVERFLOW,  // the same, because its thread's stack was used up
  TOTEM_FAULT_EXIT,      // it has called exit(`number`)
  TOTEM_FAULT_THREAD,    // it has ended the thread that it was called on
  TOTEM_FAULT_JUMP,      // it has jumped out of a function of its own into another one's
  TOTEM_FAULT_OVERDUE,   // it has not returned for `number` milliseconds
  TOTEM_FAULT_ENDLESS,   // the same, with what the host and other plugins have done for it
  TOTEM_FAULT_DESCRIPTOR // it has closed the descriptor `number` of the host's, or put another file in its place
} totem_fault_kind;

typedef struct totem_fault {
  uint32_t kind;
  int32_t number;
  uint64_t address;
  // Empty when nobody is known to be to blame.
  char plugin[TOTEM_MARKER_PLUGIN];
  char function[TOTEM_MARKER_FUNCTION];
} totem_fault;

// MARK: For who is looked after

// Uses the memory behind a descriptor from now on, watches for what ends the process, and for functions that do not return.
// Called once, before the first plugin. Without it marks are kept all the same, and nothing comes of them.
bool totem_marker_open(int descriptor);

// From now on this process may exit; nothing of a plugin's runs then.
void totem_marker_expect_exit(void);

// Called after each library was loaded: what this process does when somebody calls exit() comes before what the library does.
void totem_marker_watch_exit(void);

// The number of a name, which is written there: from 1 to TOTEM_MARKER_NAMES - 1.
void totem_marker_name(uint32_t number, const char *plugin, const char *function);

// Where the code of a loaded library lies, for faults on threads that a plugin has made itself.
void totem_marker_library(uint32_t number, const void *symbol);

// The slot of this thread. A thread that has one has an alternate stack for signals, too.
totem_marker_slot *totem_marker_here(void);

// Ends the process: a slot is not as it was left.
void totem_marker_broken(totem_marker_slot *slot, uint32_t index) __attribute__((noreturn));

// A function that keeps others waiting, and has taken half of the time that it may: which, and for how many milliseconds. False
// when there is none.
bool totem_marker_slow(totem_fault *found);

// So many times what it may take counts as time without a processor, and no more: however busy the machine is, nobody waits for a
// function for ever.
enum { TOTEM_MARKER_PATIENCE = 4 };

// So many times what it may take it may last, with all that the host and other plugins do for it: who asks the host again and again
// would never be over otherwise.
enum { TOTEM_MARKER_LONGEST = 10 };

// For how many nanoseconds the thread of a slot, and who has worked for it in another process, had no processor altogether. It asks the
// kernel.
uint64_t totem_marker_delay(const totem_marker_slot *slot);

// For how many milliseconds the thread of a slot had no processor since an entry; too many by what it was in the tenth of a second
// before.
uint64_t totem_marker_delayed(const totem_marker_slot *slot, uint32_t index);

// Looks how long this thread had no processor so far. It asks the kernel, which costs more than most functions of plugins, so it is
// done ten times a second.
void totem_marker_look(totem_marker_slot *slot, uint64_t now);

static inline uint32_t totem_marker_enter(totem_marker_slot *slot, totem_mark mark, uint64_t now) {
  uint32_t index = slot->depth;
  if (__builtin_expect(now - slot->looked_at > 100, 0)) totem_marker_look(slot, now);
  if (index < TOTEM_MARKER_DEPTH) {
    slot->entries[index].mark = mark;
    slot->entries[index].since = slot->entries[index].begun = now;
    slot->entries[index].delay = slot->delay;
  }
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  __atomic_store_n(&slot->depth, index + 1, __ATOMIC_RELAXED);
  return index;
}

// Another function in the place of the last one, for who calls one after another.
static inline void totem_marker_next(totem_marker_slot *slot, uint32_t index, totem_mark mark, uint64_t now) {
  if (index < TOTEM_MARKER_DEPTH) {
    slot->entries[index].mark = mark;
    slot->entries[index].since = slot->entries[index].begun = now;
    slot->entries[index].delay = slot->delay;
  }
}

static inline void totem_marker_leave(totem_marker_slot *slot, uint32_t index) {
  if (__builtin_expect(slot->depth != index + 1, 0)) totem_marker_broken(slot, index);
  __atomic_store_n(&slot->depth, index, __ATOMIC_RELAXED);
}

// The same, and what it has taken is nobody's time whose call it was in.
static inline void totem_marker_leave_inner(totem_marker_slot *slot, uint32_t index) {
  if (index > 0 && index < TOTEM_MARKER_DEPTH) {
    uint64_t taken = totem_coarse_now() - slot->entries[index].since;
    // It has run for half a second since it was wound, and may have stopped then.
    if (__builtin_expect(taken > 250, 0)) {
      totem_coarse_wind();
      taken = totem_coarse_now() - slot->entries[index].since;
    }
    slot->entries[index - 1].since += taken;
  }
  totem_marker_leave(slot, index);
}

// MARK: For who looks after it

// Memory for a marker, which a child can be handed, and its mapping here. Most of it is never touched. Returns its descriptor, or -1
// with errno.
int totem_marker_make(void **mapping);

// Gives it back.
void totem_marker_drop(int descriptor, void *mapping);

// What the process that has ended has left in a mapping of it. Whatever it has written there is taken for no more than text.
void totem_marker_fault(const void *mapping, totem_fault *fault);

// Whether it had meant to exit.
bool totem_marker_expected_exit(const void *mapping);

// The next function of a plugin that one of its threads was in, from `*place` on, which begins with 0; its `number` says for how many
// milliseconds, 0 where it was the host's turn.
bool totem_marker_running(const void *mapping, size_t *place, totem_fault *found);

// The name under which a plugin's library stands among its functions.
#define TOTEM_MARKER_LIBRARY "its library"

// The next plugin whose library it had loaded, from `*place` on, which begins with 0.
bool totem_marker_loaded(const void *mapping, size_t *place, totem_fault *found);

// Forgets all of it, for the next process, which is told what is found to be so: `fault` with the reason for people.
void totem_marker_pass_on(void *mapping, const totem_fault *fault, const char *reason);

// MARK: For the next process

// What was passed on, once. False when there is nothing.
bool totem_marker_take(totem_fault *fault, char *reason, size_t size);
