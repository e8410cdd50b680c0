// What the parts of the marker share.
#pragma once

#include "totem_marker.h"

enum { TOTEM_MARKER_REASON = 512 };

typedef struct totem_marker {
  uint32_t expects_exit;
  // 0, 1 while `fault` is written, 2 when it is whole.
  uint32_t fault_state;
  totem_fault fault;
  uint32_t is_passed_on;
  totem_fault passed_on;
  char reason[TOTEM_MARKER_REASON];
  totem_marker_slot slots[TOTEM_MARKER_SLOTS];
  struct {
    char plugin[TOTEM_MARKER_PLUGIN];
    char function[TOTEM_MARKER_FUNCTION];
  } names[TOTEM_MARKER_NAMES];
} totem_marker;

// The memory of this process; never NULL.
extern totem_marker *totem_marker_memory;

// Whether somebody looks after this process. A child that a plugin has forked is not looked after.
extern bool totem_marker_is_open;

// This thread's slot; NULL as long as it has called no plugin.
extern __thread totem_marker_slot *totem_marker_mine;

// The plugin's function that a slot is in, the innermost one; 0 when it is in none.
uint32_t totem_marker_innermost(const totem_marker_slot *slot);

// Writes down how this process ends, unless somebody was first.
// `number` is a name's; 0 when nobody is to blame. Returns whether it was the first.
bool totem_marker_write_down(totem_fault_kind kind, int32_t detail, uint64_t address, uint32_t number, const char *function);

// One line on standard error, from any place.
void totem_marker_say(const char *const parts[], size_t count);

// The stack of the calling thread on standard error, as far as it can be told.
void totem_marker_say_stack(void);

// The name whose library has this address; 0 when none has.
uint32_t totem_marker_library_of(uintptr_t address);

void totem_marker_watch_signals(void);
void totem_marker_watch_time(void);
void totem_marker_guard_process(void);

// Ends the process when a descriptor of the host's is gone, or another one.
void totem_marker_look_at_descriptors(void);

// From here on a SIGKILL that this process sends itself ends it by SIGSYS, as a fault of whoever sends it.
void totem_marker_refuse_own_kill(void);
