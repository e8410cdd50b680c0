#define _GNU_SOURCE
#include "marker.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// How often it is looked.
static const uint64_t tick = 250;
static uint32_t has_said_stack;

// The innermost entry of a slot, when it is a plugin's and has taken `halves` halves of its time: what it is, and for how long. While
// it has no processor it takes no time, up to a point.
static uint64_t taken(const totem_marker_slot *slot, uint64_t now, totem_mark *mark, uint64_t halves) {
  uint32_t depth = __atomic_load_n(&slot->depth, __ATOMIC_RELAXED);
  if (slot->thread == 0 || depth == 0 || depth > TOTEM_MARKER_DEPTH) return 0;
  const totem_marker_entry *entry = &slot->entries[depth - 1];
  *mark = __atomic_load_n(&entry->mark, __ATOMIC_RELAXED);
  uint64_t since = __atomic_load_n(&entry->since, __ATOMIC_RELAXED), limit = totem_mark_limit(*mark);
  if (totem_mark_number(*mark) == 0 || limit == 0 || now <= since + limit * halves / 2) return 0;
  uint64_t delayed = totem_marker_delayed(slot, depth - 1);
  if (delayed > limit * TOTEM_MARKER_PATIENCE) delayed = limit * TOTEM_MARKER_PATIENCE;
  return now > since + limit * halves / 2 + delayed ? now - since - delayed : 0;
}

// The outermost entry of a slot that has lasted for too long, whatever it is in at the moment: what it is, and for how long.
static uint64_t lasted(const totem_marker_slot *slot, uint64_t now, totem_mark *mark) {
  uint32_t depth = __atomic_load_n(&slot->depth, __ATOMIC_RELAXED);
  if (slot->thread == 0) return 0;
  for (uint32_t i = 0; i < depth && i < TOTEM_MARKER_DEPTH; i++) {
    *mark = __atomic_load_n(&slot->entries[i].mark, __ATOMIC_RELAXED);
    uint64_t begun = __atomic_load_n(&slot->entries[i].begun, __ATOMIC_RELAXED);
    uint64_t longest = (uint64_t)totem_mark_limit(*mark) * TOTEM_MARKER_LONGEST;
    if (totem_mark_own_number(*mark) == 0 || longest == 0 || now <= begun + longest) continue;
    uint64_t delayed = totem_marker_delayed(slot, i);
    if (now > begun + longest + delayed) return now - begun;
  }
  return 0;
}

bool totem_marker_slow(totem_fault *found) {
  uint64_t now = totem_coarse_exact();
  for (size_t i = 0; i < TOTEM_MARKER_SLOTS; i++) {
    totem_mark mark;
    uint64_t time = taken(&totem_marker_memory->slots[i], now, &mark, 1);
    if (time == 0 || !(mark & TOTEM_MARK_KEEPS_OTHERS)) continue;
    memset(found, 0, sizeof *found);
    found->kind = TOTEM_FAULT_OVERDUE;
    found->number = (int32_t)time;
    memcpy(found->plugin, totem_marker_memory->names[totem_mark_number(mark)].plugin, TOTEM_MARKER_PLUGIN);
    memcpy(found->function, totem_marker_memory->names[totem_mark_number(mark)].function, TOTEM_MARKER_FUNCTION);
    return true;
  }
  return false;
}

static void on_asked_for_stack(int number) {
  (void)number;
  totem_marker_say_stack();
  __atomic_store_n(&has_said_stack, 1, __ATOMIC_RELEASE);
}

// Tells what the thread is in, and ends the process as a crash does.
static void end(const totem_marker_slot *slot, totem_fault_kind kind, totem_mark mark, uint64_t time) {
  if (!totem_marker_write_down(kind, (int32_t)time, 0, totem_mark_number(mark), NULL)) return;
  const totem_fault *fault = &totem_marker_memory->fault;
  char text[24];
  snprintf(text, sizeof text, "%llu", (unsigned long long)time);
  const char *parts[] = {
    "totem: the plugin ", fault->plugin, " has not returned from ", fault->function, " for ", text, " ms; its stack:",
  };
  totem_marker_say(parts, sizeof parts / sizeof *parts);
  if (syscall(SYS_tgkill, getpid(), slot->thread, SIGRTMIN + 5) == 0)
    for (int i = 0; i < 50 && !__atomic_load_n(&has_said_stack, __ATOMIC_ACQUIRE); i++)
      nanosleep(&(struct timespec){0, 10000000}, NULL);
  _exit(70);
}

// Looks twice, so that nothing counts that was read while it was changed.
static void look_at(const totem_marker_slot *slot, uint64_t now) {
  totem_mark mark, again;
  bool is_overdue = taken(slot, now, &mark, 2) != 0 && !(mark & TOTEM_MARK_ELSEWHERE);
  if (!is_overdue && lasted(slot, now, &mark) == 0) return;
  nanosleep(&(struct timespec){0, 2000000}, NULL);
  uint64_t time = is_overdue ? taken(slot, now, &again, 2) : lasted(slot, now, &again);
  if (time != 0 && mark == again) end(slot, is_overdue ? TOTEM_FAULT_OVERDUE : TOTEM_FAULT_ENDLESS, mark, time);
}

static void *run(void *unused) {
  (void)unused;
  uint64_t last = totem_coarse_exact(), patient_until = 0;
  for (;;) {
    nanosleep(&(struct timespec){0, (long)tick * 1000000}, NULL);
    uint64_t now = totem_coarse_exact();
    // The whole process did not run for a while: that is nobody's fault.
    if (now - last > 4 * tick) patient_until = now + 2 * (now - last);
    last = now;
    totem_marker_look_at_descriptors();
    if (now < patient_until) continue;
    for (size_t i = 0; i < TOTEM_MARKER_SLOTS; i++) look_at(&totem_marker_memory->slots[i], now);
  }
  return NULL;
}

void totem_marker_watch_time(void) {
  struct sigaction action = {.sa_handler = on_asked_for_stack, .sa_flags = SA_ONSTACK | SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(SIGRTMIN + 5, &action, NULL);
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL) == 0) pthread_detach(thread);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}
