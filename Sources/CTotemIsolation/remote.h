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
  uint64_t taken[TOTEM_SLOTS / 64];
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
// A slot that nobody uses, for a function that lives as long as the remote; -1 when there is none.
int totem_child_take_slot(totem_child *, const char *function);
void totem_child_give_slot(totem_child *, int slot);
// For how many nanoseconds the thread of a slot had no processor since this was last asked, or since its call began and up to a tenth
// of a second before. The child says which thread it is; it can only be one of its own.
uint64_t totem_child_delayed(totem_child *, int slot);

// watch.c

// Passes on what it writes until it has ended, and notes why. On the thread that has started it.
void totem_child_watch(totem_remote *, totem_child *);

// copy.c

bool totem_remote_make_copy(totem_remote *, char *why, size_t room);
void totem_remote_drop_copy(totem_remote *);

// remote.c

// The process to call now, held; NULL, with the reason, when there is none for longer than a call waits.
totem_child *totem_remote_hold(totem_remote *, char *why, size_t room);

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
