// The process of one isolated plugin: its slots, each with a thread, and the plugin's library.
#pragma once

#include <pthread.h>
#include <totem_channel.h>
#include <totem_foreign.h>
#include <totem_marshal.h>
#include <totem_values.h>

enum { CALLS_IN_TURN = 64, STATEMENTS_IN_TURN = 256 };

// What a plugin is given as its totem_call. The memory is never given back, and the handles of a slot are used in turn, so that one
// which a plugin has kept can be told from a good one.
typedef struct child_call {
  totem_call head;
  struct child_slot *slot;
  bool is_open;
} child_call;

typedef struct child_cell {
  totem_kind kind;
  bool is_left;             // too long to come with its row: it is asked for
  int64_t i;
  double d;
  totem_str text;
} child_cell;

// A totem_stmt, with the rows that have come of it.
typedef struct child_statement {
  totem_stmt head;
  child_call *call;         // NULL once its call has ended
  uint64_t number;          // what the host calls it
  child_cell *cells;
  size_t cell_capacity;
  size_t columns, rows, row;
  bool has_row;
  bool has_end;             // what comes after the last of the rows is known
  totem_status end;
  uint64_t batch;           // how many rows are asked for next
} child_statement;

typedef struct child_slot {
  totem_end end;
  uint32_t number;          // from 1
  char spare_stack[16 << 10];   // for signals, when the thread's own is used up
  child_call calls[CALLS_IN_TURN];
  child_statement statements[STATEMENTS_IN_TURN];
  unsigned next_call, next_statement;
  child_call *call;         // the one that runs
} child_slot;

// The slot of the thread that runs; NULL on the plugin's own.
extern __thread child_slot *child_current;
extern totem_channel *child_channel;
extern const totem_host totem_child_host;

enum {
  CHILD_REGISTRY = 0x52454749,
  CHILD_INSTANCE = 0x494E5354,
  CHILD_CALL = 0x43414C4C,
  CHILD_STATEMENT = 0x53544D54
};

// A function that the plugin has registered. The host knows its place.
typedef struct child_function {
  totem_function function;
  totem_boxed_fn boxed;     // instead of it
  totem_foreign *foreign;   // how a typed one is called
  char signature[TOTEM_LONGEST_SIGNATURE + 1];
} child_function;

// The place of a new one; UINT64_MAX where there are too many.
uint64_t child_add_function(child_function);

// Runs what the host has sent to the slot of this thread.
void child_run(child_slot *, uint32_t kind);

child_call *child_begin_call(child_slot *);
void child_end_call(child_slot *);
child_statement *child_statement_of(totem_stmt *);
// Puts the rows that the plugin has not taken, and what comes behind them: from here on the host goes on. NULL: there are none.
void child_give_rows_back(totem_end *, child_statement *);

// Tells the host which thread ends the process.
void child_tell_thread(void);

// Maps what hooks are given.
bool child_map_payloads(void);
// Throws away what the plugin has written into it. Whether it has.
bool child_restore_payloads(void);

// Writes a line into the host's log, from any thread.
totem_status child_log(uint32_t level, totem_str message);

// Takes the process out of the file system, the network and the other processes. False: the kernel does not do the least of it.
bool child_enter_sandbox(const char *library);
