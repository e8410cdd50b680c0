#define _GNU_SOURCE
#include "totem_coarse_clock.h"

#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

uint64_t totem_coarse_clock;

// A clock that nobody reads sleeps, so that an idle shop wakes no processor.
uint64_t totem_coarse_until;
uint32_t totem_coarse_sleeps;
static const uint64_t span = 1000;

// A turn of the clock that comes so much later was kept from it by the machine.
static const uint64_t late = 100;
static uint64_t missed;

uint64_t totem_coarse_exact(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void *run(void *unused) {
  (void)unused;
  uint64_t last = totem_coarse_exact();
  for (;;) {
    uint64_t now = totem_coarse_exact();
    if (now - last > late) __atomic_store_n(&missed, missed + (now - last), __ATOMIC_RELAXED);
    last = now;
    __atomic_store_n(&totem_coarse_clock, now, __ATOMIC_RELAXED);
    if (now < __atomic_load_n(&totem_coarse_until, __ATOMIC_ACQUIRE)) {
      nanosleep(&(struct timespec){0, 1000000}, NULL);
      continue;
    }
    __atomic_store_n(&totem_coarse_sleeps, 1, __ATOMIC_SEQ_CST);
    // Somebody may have wound it just now.
    if (totem_coarse_exact() >= __atomic_load_n(&totem_coarse_until, __ATOMIC_SEQ_CST))
      syscall(SYS_futex, &totem_coarse_sleeps, FUTEX_WAIT_PRIVATE, 1, NULL, NULL, 0);
    __atomic_store_n(&totem_coarse_sleeps, 0, __ATOMIC_SEQ_CST);
    last = totem_coarse_exact();
  }
}

uint64_t totem_coarse_missed(void) {
  uint64_t before = __atomic_load_n(&missed, __ATOMIC_RELAXED);
  if (__atomic_load_n(&totem_coarse_sleeps, __ATOMIC_RELAXED) || totem_coarse_now() == 0) return before;
  uint64_t behind = totem_coarse_exact() - totem_coarse_now();
  return before + (behind > late ? behind : 0);
}

static void begin(void) {
  __atomic_store_n(&totem_coarse_clock, totem_coarse_exact(), __ATOMIC_RELAXED);
  sigset_t all, old;
  sigfillset(&all);
  // Signals are for the program's own threads.
  pthread_sigmask(SIG_SETMASK, &all, &old);
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL) == 0) pthread_detach(thread);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

void totem_coarse_rewind(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, begin);
  uint64_t exact = totem_coarse_exact();
  __atomic_store_n(&totem_coarse_clock, exact, __ATOMIC_RELAXED);
  __atomic_store_n(&totem_coarse_until, exact + span, __ATOMIC_SEQ_CST);
  if (__atomic_exchange_n(&totem_coarse_sleeps, 0, __ATOMIC_SEQ_CST))
    syscall(SYS_futex, &totem_coarse_sleeps, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}
