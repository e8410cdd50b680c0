// What makes of totem-plugin-child a hostile one: linked with --wrap=totem_send, it spoils some of what it sends.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <totem_channel.h>
#include <unistd.h>

void __real_totem_send(totem_end *);

static __thread uint64_t state;

static uint64_t next(void) {
  if (state == 0) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    state = (uint64_t)now.tv_nsec * 2654435761u + (uintptr_t)&state;
  }
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static const uint64_t extremes[] = {
  0, 1, 2, 7, 64, 4095, 4096, 4097, 65472, 65473, UINT32_MAX, (uint64_t)UINT32_MAX + 1, INT64_MAX, (uint64_t)INT64_MIN,
  UINT64_MAX - 1, UINT64_MAX, (uint64_t)16 << 20, ((uint64_t)16 << 20) + 1, ((uint64_t)16 << 20) + 2, 0x200000000000,
};

static void spoil_word(totem_end *end) {
  if (end->written < 8) return;
  size_t place = next() % (end->written / 8) * 8;
  uint64_t word = extremes[next() % (sizeof extremes / sizeof *extremes)];
  memcpy(totem_place(end, place), &word, sizeof word);
}

static void spoil_bytes(totem_end *end) {
  if (end->written == 0) return;
  for (int i = 0; i < 4; i++) *totem_place(end, next() % end->written) = (unsigned char)next();
}

// Changes the message while the host reads it.
static void *scribble(void *argument) {
  totem_mail *mail = argument;
  for (int i = 0; i < 200000; i++) mail->bytes[(unsigned)i * 7 % 256] ^= (unsigned char)i;
  return NULL;
}

static void begin_scribbling(totem_end *end) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, scribble, end->out) == 0) pthread_detach(thread);
}

// Says that more follows, with nothing in it, as soon as the host has said that it waits for that.
static void send_empty_parts(totem_end *end) {
  for (int i = 0; i < 1000000; i++) {
    end->out->kind = TOTEM_MAIL_PART;
    end->out->length = 0;
    end->out->processor = UINT16_MAX - 1;
    uint32_t before = __atomic_load_n(&end->in->sequence, __ATOMIC_SEQ_CST);
    __atomic_store_n(&end->out->sequence, ++end->sent, __ATOMIC_SEQ_CST);
    totem_mail_wake(end->out);
    while (__atomic_load_n(&end->in->sequence, __ATOMIC_SEQ_CST) == before) {}
  }
}

void __wrap_totem_send(totem_end *end) {
  static unsigned sent;
  // It gets as far as to be started.
  if (__atomic_add_fetch(&sent, 1, __ATOMIC_RELAXED) < 60) {
    __real_totem_send(end);
    return;
  }
  switch (next() % 400) {
  case 0: case 1: case 2: case 3: case 4: case 5: case 6: case 7: spoil_word(end); break;
  case 8: case 9: case 10: case 11: spoil_bytes(end); break;
  case 12: end->written = next() % TOTEM_MAIL_BYTES; break;
  case 13: end->kind = (uint32_t)(next() % 40); break;
  case 14: begin_scribbling(end); break;
  case 15: __real_totem_send(end); break;   // and once more
  case 16: _exit((int)(next() % 3));
  case 17: abort();
  case 18:
    end->out->length = (uint32_t)next();
    __atomic_store_n(&end->out->sequence, end->sent + (uint32_t)(next() % 5), __ATOMIC_SEQ_CST);
    break;
  case 19: send_empty_parts(end); break;
  default: break;
  }
  __real_totem_send(end);
}
