// How the host and the child process of an isolated plugin talk: shared memory, in slots.
//
// A slot carries one call at a time: the host posts it, the child's thread of that slot runs it, and while it runs each side
// waits for the other in turn. Messages are words and texts, written one after another; a message that is longer than the shared
// memory travels in parts. The receiver copies a message into memory of its own before it looks at it: what the other side
// changes afterwards changes nothing.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// So many calls of one plugin run at once.
#define TOTEM_SLOTS 128
#define TOTEM_MAIL_BYTES (((size_t)64 << 10) - 16)
// As many bytes of a message lie in the line at which its receiver looks.
#define TOTEM_MAIL_FIRST ((size_t)48)
// The longest message, all its parts together: a text of 16 MiB, and what is around it.
#define TOTEM_LONGEST_MESSAGE (((size_t)16 << 20) + ((size_t)1 << 20))
// A longer text, or an array of more, is named by its length alone: no function of the host takes one.
#define TOTEM_LONGEST_TEXT (((size_t)16 << 20) + 1)
#define TOTEM_LONGEST_ARRAY ((size_t)4096)

// Descriptors of the child, as it is started.
enum { TOTEM_CHANNEL_FD = 3, TOTEM_PAYLOADS_FD = 4, TOTEM_LOG_FD = 5 };

// One direction of a slot. What a short message needs lies in one line of the processors' caches.
typedef struct totem_mail {
  _Alignas(64) uint32_t sequence;   // grows by one with each message
  uint32_t sleeps;                  // whether the receiver waits in the kernel, and is to be woken
  uint16_t kind;
  uint16_t processor;               // on which the sender was
  uint32_t length;
  unsigned char bytes[TOTEM_MAIL_BYTES];
} totem_mail;

typedef struct totem_slot {
  totem_mail to_child, to_host;
} totem_slot;

#define TOTEM_CRASHED_ELSEWHERE UINT32_MAX

typedef struct totem_channel {
  // Written by the host before the child is started.
  uint64_t payloads;                // where the child maps them, as the host's plugins see them
  uint64_t payload_bytes;
  uint32_t parent;
  uint32_t is_on;                   // what totem_instance_is_on answers
  // How many slots have been used so far: the child has a thread for each.
  uint32_t wanted;
  // Written by the child: whether the kernel has taken it out of the file system. (Networks and processes always are.)
  uint32_t has_landlock;
  // Whether the plugin has ended the thread of a call, which ends the process.
  uint32_t has_lost_thread;
  // Which thread has ended the process by a signal or exit: that of a slot, from 1, or one of the plugin's own.
  uint32_t crashed;
  // The child's thread of each slot, as the system numbers it.
  uint32_t threads[TOTEM_SLOTS];
  _Alignas(64) totem_slot slots[TOTEM_SLOTS];
} totem_channel;

// Kinds of messages.
enum {
  TOTEM_MAIL_PART = 1,      // a full one: more of this message follows, once the receiver has said TOTEM_MAIL_MORE
  TOTEM_MAIL_MORE = 2,
  // to the child: load the library, start it, stop it, or call one of its functions
  TOTEM_MAIL_LOAD = 10,
  TOTEM_MAIL_START = 11,
  TOTEM_MAIL_STOP = 12,
  TOTEM_MAIL_HOOK = 13,     // also routes and jobs: what gets a payload
  TOTEM_MAIL_VALUES = 14,   // services and own hooks: what gets values
  TOTEM_MAIL_TRANSACTION = 15,
  TOTEM_MAIL_ANSWER = 16,   // to a request
  // to the host
  TOTEM_MAIL_REQUEST = 30,  // a function of the host's, by its number
  TOTEM_MAIL_RESULT = 31    // what the function returned
};

typedef enum totem_outcome {
  TOTEM_ARRIVED = 0,
  TOTEM_LATE,               // the time is over
  TOTEM_GONE,               // the other side is no more
  TOTEM_GARBLED             // it sends what is no message
} totem_outcome;

// One side of a slot.
typedef struct totem_end {
  totem_mail *in, *out;
  uint32_t received, sent;  // sequence numbers, as this side knows them
  uint32_t spins;
  uint16_t processor;       // on which the other side was when it sent something last
  uint16_t own_processor;   // the same of this side
  const uint32_t *is_gone;  // set by who notices that the other side is no more; NULL: it is not watched
  int64_t patience;         // nanoseconds that it still waits, all messages together; 0: for ever
  // Asked when they are over, wherever in a message that is: how many more it gets; 0: none. NULL: it never does.
  int64_t (*more_patience)(struct totem_end *);
  void *asked;              // for that
  totem_outcome outcome;    // the first trouble; nothing is sent or received after it
  // What is being written. Its first bytes are put where the receiver looks when it is sent, all at once: each look in between would
  // take the line away from who writes.
  uint16_t kind;
  unsigned char first[TOTEM_MAIL_FIRST];
  size_t written;
  size_t total;
  // What has arrived, and what of it was read.
  unsigned char *bytes;
  size_t capacity, length, read;
  bool is_garbled;          // the message ended early, or holds what it can't
  // Memory for structs that are read. It is used again with the next message, or, where it keeps, when it forgets: then texts lie
  // there as well.
  struct totem_piece *pieces;
  bool keeps;
} totem_end;

void totem_end_open(totem_end *, totem_mail *in, totem_mail *out, uint32_t spins);
void totem_end_close(totem_end *);

// How often it is worth looking before it sleeps in the kernel, on this machine.
uint32_t totem_channel_spins(void);

// MARK: - Sending

void totem_begin(totem_end *, uint16_t kind);
void totem_put_bytes(totem_end *, const void *bytes, size_t count);
// Where a byte of what is being written lies.
static inline unsigned char *totem_place(totem_end *end, size_t place) {
  return (place < TOTEM_MAIL_FIRST ? end->first : end->out->bytes) + place;
}
static inline void totem_put(totem_end *end, uint64_t word) {
  // Words follow each other at multiples of their size, so none lies in both parts.
  if (__builtin_expect(end->written + sizeof word <= TOTEM_MAIL_BYTES, 1)) {
    __builtin_memcpy(totem_place(end, end->written), &word, sizeof word);
    end->written += sizeof word;
    end->total += sizeof word;
  } else {
    totem_put_bytes(end, &word, sizeof word);
  }
}
static inline void totem_put_double(totem_end *end, double value) {
  uint64_t word;
  __builtin_memcpy(&word, &value, sizeof word);
  totem_put(end, word);
}
// A text that may be none.
void totem_put_text(totem_end *, const char *text, size_t length);
// Sends what was put. The last step of a message.
void totem_send(totem_end *);

// MARK: - Receiving

// Waits for a message and copies it. Returns its kind; 0 when there is none, see `outcome`.
uint32_t totem_receive(totem_end *);

// Each answers with nothing once the message is garbled.
static inline uint64_t totem_take(totem_end *end) {
  uint64_t word = 0;
  if (end->length - end->read < sizeof word) {
    end->is_garbled = true;
    return 0;
  }
  __builtin_memcpy(&word, end->bytes + end->read, sizeof word);
  end->read += sizeof word;
  return word;
}
static inline double totem_take_double(totem_end *end) {
  uint64_t word = totem_take(end);
  double value;
  __builtin_memcpy(&value, &word, sizeof value);
  return value;
}
// Points into the copy, which lives until the next message. A text that is too long to be sent has its length, and bytes that
// must not be read.
const char *totem_take_text(totem_end *, size_t *length);
// How many elements of an array follow: 0 for one that is too long. `count` is what the sender says.
size_t totem_take_count(totem_end *, size_t *count);
// Zeroed memory that lives as long as the message, or until the end forgets.
void *totem_end_allocate(totem_end *, size_t bytes);
void totem_end_forget(totem_end *);

// Wakes who waits for `mail`, so that it looks around.
void totem_mail_wake(totem_mail *);

int64_t totem_channel_now(void);
