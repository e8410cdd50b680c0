// The slots of a plugin's calls, and how they keep the process that they are in.
//
// Who makes a call takes a slot first, and looks for the process then. Who frees a process sees to it first that nobody finds it, and
// looks at the slots then: those that are taken at that moment may be in it, and no others. So a call needs no lock and no count.
#define _GNU_SOURCE
#include "remote.h"

#include <totem_coarse_clock.h>
#include <totem_delay.h>
#include <totem_marker.h>

#include <linux/futex.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

// One of the lowest is taken, so that there are about as many threads in a process as calls ever ran at once.
int totem_slot_take(totem_remote *remote) {
  for (int slot = 0; slot < TOTEM_SLOTS; slot++) {
    uint64_t use = __atomic_load_n(&remote->uses[slot], __ATOMIC_RELAXED);
    bool is_free = use % 2 == 0;
    if (is_free && __atomic_compare_exchange_n(&remote->uses[slot], &use, use + 1, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
      return slot;
  }
  return -1;
}

// Nobody else writes it meanwhile.
void totem_slot_give(totem_remote *remote, int slot) {
  uint64_t use = __atomic_load_n(&remote->uses[slot], __ATOMIC_RELAXED);
  __atomic_store_n(&remote->uses[slot], use + 1, __ATOMIC_RELEASE);
}

// MARK: - Finding a process

// So long does a call wait for a process that is being started.
static const int64_t longest_wait = INT64_C(1000000000);

// Whether there will be a process in a moment.
static bool is_between(const totem_remote *remote) {
  bool is_doomed = remote->state == RUNNING && __atomic_load_n(&remote->child->is_doomed, __ATOMIC_ACQUIRE);
  return remote->state == STARTING || remote->state == DOWN || is_doomed;
}

static totem_child *await_ready(totem_remote *remote, char *why, size_t room) {
  struct timespec end = {0, 0};
  int64_t begun = 0;
  pthread_mutex_lock(&remote->lock);
  while (is_between(remote)) {
    if (begun == 0) {
      begun = totem_channel_now();
      end = totem_remote_later(longest_wait);
    }
    if (pthread_cond_clockwait(&remote->changed, &remote->lock, CLOCK_MONOTONIC, &end) != 0) break;
  }
  totem_child *child = remote->state == RUNNING && !is_between(remote) ? remote->child : NULL;
  if (child == NULL) snprintf(why, room, "it does not run now: %s", remote->why);
  pthread_mutex_unlock(&remote->lock);
  if (begun != 0) totem_marker_here()->delay_elsewhere += (uint64_t)(totem_channel_now() - begun);
  return child;
}

totem_child *totem_remote_ready(totem_remote *remote, char *why, size_t room) {
  totem_child *child = __atomic_load_n(&remote->ready, __ATOMIC_SEQ_CST);
  if (child != NULL && !__atomic_load_n(&child->is_doomed, __ATOMIC_ACQUIRE)) return child;
  return await_ready(remote, why, room);
}

// MARK: - In a process

void totem_child_enter(totem_child *child, int slot, const char *function) {
  // Two that begin at the same moment may count as one: of functions that ran at an end, one that was begun last is to blame.
  uint64_t calls = __atomic_load_n(&child->calls, __ATOMIC_RELAXED) + 1;
  __atomic_store_n(&child->calls, calls, __ATOMIC_RELAXED);
  __atomic_store_n(&child->begun[slot], calls, __ATOMIC_RELAXED);
  __atomic_store_n(&child->running[slot], function, __ATOMIC_RELEASE);
  if (totem_coarse_now() - child->looked_at[slot] > 100) totem_child_delayed(child, slot);
  uint32_t *wanted = &child->channel->wanted;
  uint32_t threads = __atomic_load_n(wanted, __ATOMIC_RELAXED);
  while (threads <= (uint32_t)slot)
    if (__atomic_compare_exchange_n(wanted, &threads, (uint32_t)slot + 1, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) {
      syscall(SYS_futex, wanted, FUTEX_WAKE, 1, NULL, NULL, 0);
      return;
    }
}

void totem_child_leave(totem_child *child, int slot) {
  // What ran when it ended is to blame for that.
  if (!__atomic_load_n(&child->is_gone, __ATOMIC_ACQUIRE)) __atomic_store_n(&child->running[slot], NULL, __ATOMIC_RELAXED);
}

uint64_t totem_child_delayed(totem_child *child, int slot) {
  uint32_t thread = __atomic_load_n(&child->channel->threads[slot], __ATOMIC_ACQUIRE);
  uint64_t before = child->delay[slot];
  child->delay[slot] = totem_delay((uint32_t)child->pid, thread);
  child->looked_at[slot] = totem_coarse_now();
  return child->delay[slot] > before ? child->delay[slot] - before : 0;
}

// MARK: - Freeing a process

static bool is_kept(const totem_remote *remote, const totem_child *child) {
  for (int slot = 0; slot < TOTEM_SLOTS; slot++) {
    bool was_taken = child->kept_by[slot] % 2 != 0;
    if (was_taken && __atomic_load_n(&remote->uses[slot], __ATOMIC_ACQUIRE) == child->kept_by[slot]) return true;
  }
  return false;
}

void totem_child_retire(totem_remote *remote, totem_child *child) {
  for (int slot = 0; slot < TOTEM_SLOTS; slot++)
    child->kept_by[slot] = __atomic_load_n(&remote->uses[slot], __ATOMIC_SEQ_CST);
  child->next = remote->retired;
  remote->retired = child;
}

void totem_remote_free_retired(totem_remote *remote) {
  for (totem_child **at = &remote->retired; *at != NULL;) {
    totem_child *child = *at;
    if (is_kept(remote, child)) {
      at = &child->next;
      continue;
    }
    *at = child->next;
    totem_child_release(child);
  }
}
