// A plugin in a process of its own, as the host has it: started, called, watched, and started again when it has ended.
//
// The host registers its functions like those of a library in this process: each is a function here that asks the child, and the
// state that it is given back is the totem_remote. So nothing that calls a plugin has to know where the plugin runs.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <totem_plugin.h>

typedef struct totem_remote totem_remote;

typedef enum totem_remote_event {
  TOTEM_REMOTE_LINE,        // the plugin has written a line: of its log with a level, or of its output
  TOTEM_REMOTE_ENDED,       // the process has ended, or was ended; the text says why
  TOTEM_REMOTE_RESTARTED,
  TOTEM_REMOTE_GIVEN_UP     // it has ended too often, and is not started again; the text says why
} totem_remote_event;

typedef struct totem_remote_cell {
  totem_kind kind;
  int64_t i;
  double d;
  totem_str text;           // of TOTEM_TEXT and TOTEM_BLOB
} totem_remote_cell;

typedef struct totem_remote_options {
  const char *child;        // the program totem-plugin-child
  const char *library;
  const char *folders;      // where libraries are looked for first, with colons between
  const char *version;      // Totem's
  const totem_host *host;
  // The memory of payloads, as plugins of this process see it. The process has memory of its own at the same address, of which it
  // sees what `show` has copied.
  const char *payloads;
  size_t payload_bytes;
  // Copies what a call is given, and nothing else, into memory where `payloads` begins at `copy`, and keeps it like that until the
  // call has returned. False: it lies elsewhere. Called on the thread of the call.
  bool (*show)(totem_remote *, totem_call *, char *copy);
  // The call has returned. `has_written`: the plugin has written into what it was given. Memory of a long copy is given back, with
  // the descriptor of the copies.
  void (*hide)(totem_call *, int copy, bool has_written);
  // Rows of a statement once more that the plugin has not taken, one after another, of as many cells as it has columns. At last comes
  // NULL, with what ended them; TOTEM_ROW: nothing yet.
  void (*give_back)(totem_stmt *, const totem_remote_cell *cells, totem_status end);
  // What the host's functions have answered a call with so far is not looked at any more: it was sent. Called when that is much.
  void (*forget)(totem_call *);
  // How long loading, `start` and `stop` may take, and what nobody gives another limit, in milliseconds.
  uint32_t limit;
  // Told on a thread of the remote's own, for as long as it has not been stopped. `function`: what is to blame for an end; empty
  // where nobody is.
  void *context;
  void (*told)(void *context, totem_remote_event, uint32_t level, const char *function, const char *text, size_t length);
} totem_remote_options;

// Starts the process. NULL when that can't be done; `why` says the reason. The texts of the options are copied.
totem_remote *totem_remote_open(const totem_remote_options *, char *why, size_t room);

// What the library says of itself. The texts live as long as the remote.
typedef struct totem_remote_descriptor {
  bool has_entry;           // it exports totem_plugin_entry
  bool has_refused;         // `refusal`, no UTF-8 perhaps
  bool has_descriptor;
  bool has_start;
  bool has_landlock;        // the kernel keeps all files away from it
  uint32_t size, abi;
  totem_str loader_error;   // no text: it was loaded
  totem_str refusal, name, version;
} totem_remote_descriptor;

// Loads the library. False when the process has not survived it, or is of another Totem: `why` says the reason.
bool totem_remote_load(totem_remote *, totem_remote_descriptor *, char *why, size_t room);

// Calls `start`. False when the process has not survived it.
bool totem_remote_start(totem_remote *, totem_registry *, totem_status *, char *why, size_t room);

// Has memory for as many bytes of the copy: what lies behind that can't be written, and ends the process that reads it. False: there
// is none. For `show`.
bool totem_remote_make_room(totem_remote *, size_t end);

// Makes a part of the copy what `source` is. What is so already is not written: hooks of one order are shown much of the same, and
// the process keeps in its processor's cache what nobody writes. For `show`.
void totem_remote_copy(void *place, const void *source, size_t bytes);

// Gives the memory of a part of a copy back, which reads as zeros from then on: for `hide`.
void totem_remote_give_back(int copy, size_t offset, size_t bytes);

// The folders of the libraries that this process has loaded, with colons between, but for those below `except`: there a plugin's
// process looks for what the plugin needs.
void totem_remote_folders(char *folders, size_t room, const char *except);

// What a function that was registered is called by people, and how long it may compute in a call, in milliseconds.
void totem_remote_describe(totem_remote *, totem_function, const char *name, uint32_t milliseconds);

// The plugin's threads are told that new requests don't see it any more.
void totem_remote_switch_off(totem_remote *);

// The number of its process, for who looks; 0 when there is none.
int totem_remote_process(totem_remote *);

// Calls `stop`, ends the process and frees the remote; what a registered function is given as its state. After the last call.
void totem_remote_stop(void *remote);
