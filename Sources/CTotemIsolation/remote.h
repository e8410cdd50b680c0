// What the files of this module share.
#pragma once

#include "totem_remote.h"

#include <pthread.h>
#include <sys/types.h>
#include <totem_values.h>

enum { MOST_FUNCTIONS = 1024, LONGEST_REASON = 256, LONGEST_NAME = 144 };

// A process, from its start until nobody holds it any more.
typedef struct totem_child {
  uint32_t holders;
  uint32_t is_doomed;       // it has been killed, or is gone: nothing new is asked of it
  uint32_t is_gone;
  pid_t pid;
  int process;              // its pidfd
  int output, log;          // what it writes
  totem_channel *channel;
  totem_end ends[TOTEM_SLOTS];
  // What runs in each slot, and which was begun last.
  const char *running[TOTEM_SLOTS];
  uint64_t begun[TOTEM_SLOTS];
  uint64_t calls;
  // Nanoseconds for which the thread of each slot had no processor, and when that was looked at, by the coarse clock.
  uint64_t delay[TOTEM_SLOTS], looked_at[TOTEM_SLOTS];
  pthread_mutex_t lock;     // of what follows
  char why[LONGEST_REASON]; // what it died of
  char function[LONGEST_NAME];   // and in what; empty: nobody knows
  bool is_foreign_end;      // somebody else has killed it
  // Once it is no more: the slots as they were then, and another such process.
  uint64_t kept_by[TOTEM_SLOTS];
  struct totem_child *next;
} totem_child;

typedef struct totem_remote_function {
  char signature[TOTEM_LONGEST_SIGNATURE + 1];
  bool has_values;
  uint32_t limit;           // milliseconds
  char name[LONGEST_NAME];
} totem_remote_function;

typedef enum totem_state {
  STARTING,                 // there is a process, which loads and starts the plugin
  RUNNING,
  DOWN,                     // it has ended, and is started again in a moment
  LACKING,                  // there are no descriptors or no memory for one, which is tried again and again: nobody waits for that
  GIVEN_UP,
  ENDING
} totem_state;

struct totem_remote {
  char *child_path, *library, *folders, *version;
  totem_remote_options options;
  // What the process sees of payloads: written here, and read there through `reader`.
  char *copy;
  int copy_file, reader;
  size_t room;              // of the copy
  pthread_t watcher;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  totem_state state;
  totem_child *child;       // NULL between two
  totem_child *ready;       // the same while calls can be made
  totem_child *retired;     // those that are no more, while a call may be in them
  uint64_t uses[TOTEM_SLOTS];   // grows by one when a slot is taken, and when it is given back: odd ones are taken
  uint32_t is_on;
  bool has_run;
  totem_remote_function functions[MOST_FUNCTIONS];
  size_t function_count;
  uint64_t digest;          // of what `start` has registered
  // Of the last end.
  char why[LONGEST_REASON];
  char function[LONGEST_NAME];
  // What the descriptor's texts lie in.
  char texts[4][512];
};

// child.c

// NULL, with the reason.
totem_child *totem_child_spawn(totem_remote *, char *why, size_t room);
// Why it ends, unless that is known. Whether this was the first reason.
bool totem_child_note(totem_child *, const char *why, const char *function);
// Ends it at once; the first reason is the one that is told. `function`: what is to blame.
void totem_child_kill(totem_child *, const char *why, const char *function);
void totem_child_hold(totem_child *);
void totem_child_release(totem_child *);
void totem_child_reason(totem_child *, char *why, size_t room);

// slots.c

// A slot that nobody uses; -1 when there is none. What is ready from then on lives until it is given back.
int totem_slot_take(totem_remote *);
void totem_slot_give(totem_remote *, int slot);
// The process to call now, for who has a slot; NULL, with the reason, when there is none for longer than a call waits.
totem_child *totem_remote_ready(totem_remote *, char *why, size_t room);
// A call begins and ends there. The function's name lives as long as the remote.
void totem_child_enter(totem_child *, int slot, const char *function);
void totem_child_leave(totem_child *, int slot);
// For how many nanoseconds the thread of a slot had no processor since this was last asked, or since its call began and up to a tenth
// of a second before. The child says which thread it is; it can only be one of its own.
uint64_t totem_child_delayed(totem_child *, int slot);
// Frees a process, which is not ready any more, when no call can be in it. The watcher's.
void totem_child_retire(totem_remote *, totem_child *);
void totem_remote_free_retired(totem_remote *);

// watch.c

// Passes on what it writes until it has ended, and notes why. On the thread that has started it.
void totem_child_watch(totem_remote *, totem_child *);

// remote.c

// When so many nanoseconds have passed.
struct timespec totem_remote_later(int64_t nanoseconds);

// copy.c

bool totem_remote_make_copy(totem_remote *, char *why, size_t room);
void totem_remote_drop_copy(totem_remote *);

// call.c

totem_status totem_remote_call(totem_remote *, size_t function, totem_call *, const void *payload);
bool totem_remote_load_in(totem_remote *, totem_child *, totem_remote_descriptor *, char *why, size_t room);
// `registry` NULL: it is started again, and has to register what it has registered before.
bool totem_remote_start_in(totem_remote *, totem_child *, totem_registry *, totem_status *, char *why, size_t room);
void totem_remote_stop_in(totem_remote *, totem_child *);

// trampolines.c

totem_function totem_trampoline(size_t function);
// MOST_FUNCTIONS when it is none.
size_t totem_trampoline_place(totem_function);
