#define _GNU_SOURCE
#include "totem_channel.h"

#include <linux/futex.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct totem_piece {
  struct totem_piece *next;
  size_t capacity, used;
  _Alignas(16) unsigned char bytes[];
};

// The lengths that a text has that is none.
static const uint64_t no_text = UINT64_MAX;

int64_t totem_channel_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

uint32_t totem_channel_spins(void) {
  // On one processor the other side can't run while this one looks.
  return sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 2000 : 0;
}

void totem_end_open(totem_end *end, totem_mail *in, totem_mail *out, uint32_t spins) {
  memset(end, 0, sizeof *end);
  end->in = in;
  end->out = out;
  end->spins = spins;
  // None.
  end->processor = UINT16_MAX;
}

static void free_pieces(totem_end *end) {
  while (end->pieces != NULL) {
    struct totem_piece *next = end->pieces->next;
    free(end->pieces);
    end->pieces = next;
  }
}

void totem_end_close(totem_end *end) {
  free_pieces(end);
  free(end->bytes);
  end->bytes = NULL;
  end->capacity = 0;
}

static inline void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// MARK: - Waiting and waking

void totem_mail_wake(totem_mail *mail) {
  syscall(SYS_futex, &mail->sequence, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

static void post(totem_mail *mail, uint32_t sequence) {
  __atomic_store_n(&mail->sequence, sequence, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&mail->sleeps, __ATOMIC_SEQ_CST)) totem_mail_wake(mail);
}

static bool is_gone(const totem_end *end) {
  return end->is_gone != NULL && __atomic_load_n(end->is_gone, __ATOMIC_ACQUIRE);
}

// Sleeps while the word is `old`. It looks around every now and then: the other side may forget to wake it, and who notices its
// end may do so between two looks.
static void sleep_on(totem_end *end, uint32_t old) {
  const int64_t between = 100000000;
  bool is_watched = end->is_gone != NULL || end->patience != 0;
  int64_t longest = end->patience != 0 && end->patience < between ? end->patience : between;
  struct timespec time = {longest / 1000000000, longest % 1000000000};
  __atomic_store_n(&end->in->sleeps, 1, __ATOMIC_SEQ_CST);
  syscall(SYS_futex, &end->in->sequence, FUTEX_WAIT, old, is_watched ? &time : NULL, NULL, 0);
  __atomic_store_n(&end->in->sleeps, 0, __ATOMIC_SEQ_CST);
}

// What it takes is only measured where it sleeps: reading the clock costs more than a short answer.
static totem_outcome await_asleep(totem_end *end, uint32_t old) {
  int64_t start = end->patience == 0 ? 0 : totem_channel_now();
  while (__atomic_load_n(&end->in->sequence, __ATOMIC_ACQUIRE) == old) {
    if (is_gone(end)) return TOTEM_GONE;
    sleep_on(end, old);
    if (end->patience == 0) continue;
    int64_t now = totem_channel_now();
    end->patience -= now - start;
    start = now;
    if (end->patience > 0) continue;
    end->patience = end->more_patience == NULL ? 0 : end->more_patience(end);
    if (end->patience > 0) continue;
    end->patience = 1;
    return TOTEM_LATE;
  }
  return TOTEM_ARRIVED;
}

static totem_outcome await(totem_end *end) {
  const uint32_t old = end->received;
  // On this processor the other side can't go on before this one sleeps.
  uint32_t left = end->processor == end->own_processor ? 0 : end->spins;
  for (; left > 0; left--) {
    if (__atomic_load_n(&end->in->sequence, __ATOMIC_ACQUIRE) != old) break;
    pause_briefly();
  }
  totem_outcome outcome = await_asleep(end, old);
  if (outcome != TOTEM_ARRIVED) return outcome;
  end->received = __atomic_load_n(&end->in->sequence, __ATOMIC_ACQUIRE);
  end->processor = __atomic_load_n(&end->in->processor, __ATOMIC_RELAXED);
  return end->received == old + 1 ? TOTEM_ARRIVED : TOTEM_GARBLED;
}

// MARK: - Sending

void totem_begin(totem_end *end, uint16_t kind) {
  end->kind = kind;
  end->written = 0;
  end->total = 0;
}

static void flush(totem_end *end, uint16_t kind) {
  if (end->outcome != TOTEM_ARRIVED) return;
  memcpy(end->out->bytes, end->first, sizeof end->first);
  end->out->kind = kind;
  end->own_processor = (uint16_t)sched_getcpu();
  end->out->processor = end->own_processor;
  end->out->length = (uint32_t)end->written;
  end->written = 0;
  post(end->out, ++end->sent);
}

static void flush_part(totem_end *end) {
  flush(end, TOTEM_MAIL_PART);
  if (end->outcome != TOTEM_ARRIVED) return;
  end->outcome = await(end);
  if (end->outcome == TOTEM_ARRIVED && end->in->kind != TOTEM_MAIL_MORE) end->outcome = TOTEM_GARBLED;
}

void totem_put_bytes(totem_end *end, const void *bytes, size_t count) {
  const unsigned char *source = bytes;
  while (count > 0 && end->outcome == TOTEM_ARRIVED) {
    size_t room = (end->written < TOTEM_MAIL_FIRST ? TOTEM_MAIL_FIRST : TOTEM_MAIL_BYTES) - end->written;
    if (room == 0) {
      flush_part(end);
      continue;
    }
    size_t now = count < room ? count : room;
    memcpy(totem_place(end, end->written), source, now);
    end->written += now;
    end->total += now;
    source += now;
    count -= now;
  }
}

static size_t padding(size_t length) { return (8 - length % 8) % 8; }

void totem_put_text(totem_end *end, const char *text, size_t length) {
  static const unsigned char zeros[8];
  if (text == NULL) {
    totem_put(end, no_text);
    return;
  }
  // One too many for a message is as good as one that is too long.
  if (length <= TOTEM_LONGEST_TEXT && length > TOTEM_LONGEST_MESSAGE - 4096 - end->total) length = TOTEM_LONGEST_TEXT + 1;
  totem_put(end, length < no_text ? length : no_text - 1);
  if (length > TOTEM_LONGEST_TEXT) return;
  totem_put_bytes(end, text, length);
  totem_put_bytes(end, zeros, padding(length));
}

void totem_send(totem_end *end) { flush(end, end->kind); }

// MARK: - Receiving

static void reuse_pieces(totem_end *end) {
  if (end->pieces == NULL) return;
  if (end->pieces->next != NULL) free_pieces(end);
  else end->pieces->used = 0;
}

void totem_end_forget(totem_end *end) { reuse_pieces(end); }

static bool make_room(totem_end *end, size_t length) {
  if (end->bytes != NULL && length <= end->capacity) return true;
  size_t capacity = end->capacity == 0 ? 4096 : end->capacity;
  while (capacity < length) capacity *= 2;
  unsigned char *bytes = realloc(end->bytes, capacity);
  if (bytes == NULL) return false;
  end->bytes = bytes;
  end->capacity = capacity;
  return true;
}

// What lies in the shared memory may change at any time, so each word of it is read once.
static uint32_t copy_part(totem_end *end) {
  uint32_t kind = __atomic_load_n(&end->in->kind, __ATOMIC_RELAXED);
  size_t length = __atomic_load_n(&end->in->length, __ATOMIC_RELAXED);
  if (length > TOTEM_MAIL_BYTES || end->length + length > TOTEM_LONGEST_MESSAGE || !make_room(end, end->length + length)) {
    end->outcome = TOTEM_GARBLED;
    return 0;
  }
  // Most are short, and as many bytes as that are there on both sides.
  if (length <= TOTEM_MAIL_FIRST && end->length == 0) memcpy(end->bytes, end->in->bytes, TOTEM_MAIL_FIRST);
  else memcpy(end->bytes + end->length, end->in->bytes, length);
  end->length += length;
  return kind;
}

uint32_t totem_receive(totem_end *end) {
  // A long message leaves no more memory behind than a short one.
  if (end->capacity > ((size_t)1 << 20)) {
    free(end->bytes);
    end->bytes = NULL;
    end->capacity = 0;
  }
  if (!end->keeps) reuse_pieces(end);
  end->length = 0;
  end->read = 0;
  end->is_garbled = false;
  for (;;) {
    if (end->outcome != TOTEM_ARRIVED || (end->outcome = await(end)) != TOTEM_ARRIVED) return 0;
    size_t before = end->length;
    uint32_t kind = copy_part(end);
    if (kind != TOTEM_MAIL_PART) return kind;
    // All but the last are full: else a message could have parts without end, and the time of those that come soon is not counted.
    if (end->length - before != TOTEM_MAIL_BYTES) {
      end->outcome = TOTEM_GARBLED;
      return 0;
    }
    end->written = 0;
    flush(end, TOTEM_MAIL_MORE);
  }
}

const char *totem_take_text(totem_end *end, size_t *length) {
  uint64_t count = totem_take(end);
  *length = 0;
  if (count == no_text || end->is_garbled) return NULL;
  *length = (size_t)count;
  if (count > TOTEM_LONGEST_TEXT) return (const char *)end->bytes;
  size_t left = end->length - end->read;
  if (count > left || padding(count) > left - count) {
    end->is_garbled = true;
    *length = 0;
    return NULL;
  }
  const char *text = (const char *)end->bytes + end->read;
  end->read += count + padding(count);
  return end->keeps ? memcpy(totem_end_allocate(end, count + 1), text, count) : text;
}

size_t totem_take_count(totem_end *end, size_t *count) {
  *count = (size_t)totem_take(end);
  if (*count > TOTEM_LONGEST_ARRAY) return 0;
  // Each element is a word at least.
  if (*count > (end->length - end->read) / sizeof(uint64_t)) {
    end->is_garbled = true;
    *count = 0;
  }
  return *count;
}

void *totem_end_allocate(totem_end *end, size_t bytes) {
  bytes = (bytes + 15) & ~(size_t)15;
  struct totem_piece *piece = end->pieces;
  if (piece == NULL || piece->capacity - piece->used < bytes) {
    size_t capacity = bytes > 4096 ? bytes : 4096;
    piece = malloc(sizeof *piece + capacity);
    if (piece == NULL) abort();
    piece->next = end->pieces;
    piece->capacity = capacity;
    piece->used = 0;
    end->pieces = piece;
  }
  void *memory = piece->bytes + piece->used;
  piece->used += bytes;
  return memset(memory, 0, bytes);
}
