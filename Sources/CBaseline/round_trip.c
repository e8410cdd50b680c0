#define _GNU_SOURCE
#include "round_trip.h"

#include <linux/futex.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* As often as Totem looks before it sleeps. */
enum { SPINS = 2000 };

typedef struct side {
  _Alignas(64) uint32_t sequence;
  uint32_t sleeps;
  unsigned char bytes[32];
} side;

static void post(side *side, uint32_t sequence, const unsigned char *bytes) {
  memcpy(side->bytes, bytes, sizeof side->bytes);
  __atomic_store_n(&side->sequence, sequence, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&side->sleeps, __ATOMIC_SEQ_CST))
    syscall(SYS_futex, &side->sequence, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void await(side *side, uint32_t sequence, unsigned char *bytes) {
  for (int left = SPINS; left > 0 && __atomic_load_n(&side->sequence, __ATOMIC_ACQUIRE) != sequence; left--) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }
  while (__atomic_load_n(&side->sequence, __ATOMIC_ACQUIRE) != sequence) {
    __atomic_store_n(&side->sleeps, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &side->sequence, FUTEX_WAIT, sequence - 1, NULL, NULL, 0);
    __atomic_store_n(&side->sleeps, 0, __ATOMIC_SEQ_CST);
  }
  memcpy(bytes, side->bytes, sizeof side->bytes);
}

static void answer(side *sides, uint32_t count) {
  unsigned char bytes[32];
  for (uint32_t i = 1; i <= count; i++) {
    await(&sides[0], i, bytes);
    post(&sides[1], i, bytes);
  }
}

int64_t baseline_round_trips(int64_t count) {
  side *sides = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (sides == MAP_FAILED) return -1;
  pid_t child = fork();
  if (child == 0) {
    answer(sides, (uint32_t)count + 1);
    _exit(0);
  }
  if (child < 0) return -1;
  unsigned char bytes[32] = {0};
  struct timespec begin, end;
  /* The first one waits until the process is there. */
  for (uint32_t i = 1; i <= (uint32_t)count + 1; i++) {
    if (i == 2) clock_gettime(CLOCK_MONOTONIC, &begin);
    post(&sides[0], i, bytes);
    await(&sides[1], i, bytes);
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  waitpid(child, NULL, 0);
  munmap(sides, 4096);
  return (end.tv_sec - begin.tv_sec) * 1000000000 + end.tv_nsec - begin.tv_nsec;
}
