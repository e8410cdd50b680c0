#define _GNU_SOURCE
#include "marker.h"
#include "totem_delay.h"

#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static totem_marker unwatched;
totem_marker *totem_marker_memory = &unwatched;
__thread totem_marker_slot *totem_marker_mine;

// For threads beyond the last slot: nobody looks at it.
static __thread totem_marker_slot unseen;
static pthread_key_t end_of_thread;
bool totem_marker_is_open;

static struct {
  uintptr_t start, end;
  uint32_t number;
} libraries[256];
static uint32_t library_count;

enum { ALTERNATE_STACK = 64 << 10 };

// MARK: Slots

// A thread that ends in the middle of a plugin's function was ended by it.
static void on_end_of_thread(void *value) {
  totem_marker_slot *slot = value;
  if (slot->depth > 0 && totem_marker_is_open) {
    uint32_t number = totem_marker_innermost(slot);
    totem_marker_write_down(TOTEM_FAULT_THREAD, 0, 0, number, NULL);
    _exit(70);
  }
  totem_marker_mine = NULL;
  stack_t stack;
  if (sigaltstack(NULL, &stack) == 0 && stack.ss_size == ALTERNATE_STACK && !(stack.ss_flags & SS_DISABLE)) {
    sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
    munmap(stack.ss_sp, ALTERNATE_STACK);
  }
  __atomic_store_n(&slot->thread, 0, __ATOMIC_RELEASE);
}

// What becomes of a child is its own business. The marker is not in its memory, so that it ends as soon as it comes back to the
// host, and nothing of what it does is taken for this process's; and it ends with the thread that has forked it, for it holds
// what this process has open.
static void in_child(void) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  totem_marker_is_open = false;
  totem_marker_memory = &unwatched;
  totem_marker_mine = NULL;
}

static void make_key(void) {
  pthread_key_create(&end_of_thread, on_end_of_thread);
  pthread_atfork(NULL, NULL, in_child);
}

static void make_alternate_stack(void) {
  stack_t stack;
  if (sigaltstack(NULL, &stack) != 0 || !(stack.ss_flags & SS_DISABLE)) return;
  void *memory = mmap(NULL, ALTERNATE_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory != MAP_FAILED) sigaltstack(&(stack_t){.ss_sp = memory, .ss_size = ALTERNATE_STACK}, NULL);
}

static totem_marker_slot *take_slot(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, make_key);
  uint32_t me = (uint32_t)syscall(SYS_gettid);
  totem_marker_slot *found = &unseen;
  for (size_t i = 0; i < TOTEM_MARKER_SLOTS; i++) {
    totem_marker_slot *slot = &totem_marker_memory->slots[i];
    uint32_t none = 0;
    if (!__atomic_compare_exchange_n(&slot->thread, &none, me, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) continue;
    found = slot;
    break;
  }
  found->depth = 0;
  found->delay = found->delay_elsewhere = found->looked_at = 0;
  if (totem_marker_is_open) make_alternate_stack();
  pthread_setspecific(end_of_thread, found);
  return totem_marker_mine = found;
}

totem_marker_slot *totem_marker_here(void) {
  totem_marker_slot *slot = totem_marker_mine;
  return __builtin_expect(slot != NULL, 1) ? slot : take_slot();
}

uint64_t totem_marker_delay(const totem_marker_slot *slot) {
  return totem_delay((uint32_t)getpid(), slot->thread) + __atomic_load_n(&slot->delay_elsewhere, __ATOMIC_RELAXED) +
         totem_coarse_missed() * 1000000;
}

void totem_marker_look(totem_marker_slot *slot, uint64_t now) {
  slot->looked_at = now;
  slot->delay = totem_marker_delay(slot);
}

uint64_t totem_marker_delayed(const totem_marker_slot *slot, uint32_t index) {
  if (index >= TOTEM_MARKER_DEPTH) return 0;
  uint64_t before = __atomic_load_n(&slot->entries[index].delay, __ATOMIC_RELAXED), now = totem_marker_delay(slot);
  return now > before ? (now - before) / 1000000 : 0;
}

void totem_marker_broken(totem_marker_slot *slot, uint32_t index) {
  uint32_t number = index < TOTEM_MARKER_DEPTH ? totem_mark_own_number(slot->entries[index].mark) : 0;
  totem_marker_write_down(TOTEM_FAULT_JUMP, 0, 0, number, NULL);
  _exit(70);
}

uint32_t totem_marker_innermost(const totem_marker_slot *slot) {
  uint32_t depth = slot->depth < TOTEM_MARKER_DEPTH ? slot->depth : TOTEM_MARKER_DEPTH;
  while (depth > 0) {
    uint32_t number = totem_mark_own_number(slot->entries[--depth].mark);
    if (number != 0) return number;
  }
  return 0;
}

// MARK: Names

static void copy_text(char *to, const char *from, size_t size) {
  size_t length = strnlen(from, size - 1);
  memcpy(to, from, length);
  memset(to + length, 0, size - length);
}

void totem_marker_name(uint32_t number, const char *plugin, const char *function) {
  if (number == 0 || number >= TOTEM_MARKER_NAMES) return;
  copy_text(totem_marker_memory->names[number].plugin, plugin, TOTEM_MARKER_PLUGIN);
  copy_text(totem_marker_memory->names[number].function, function, TOTEM_MARKER_FUNCTION);
}

typedef struct sought {
  uintptr_t address, start, end;
} sought;

static int look_at_library(struct dl_phdr_info *info, size_t size, void *state) {
  (void)size;
  sought *sought = state;
  uintptr_t start = UINTPTR_MAX, end = 0;
  for (size_t i = 0; i < info->dlpi_phnum; i++) {
    if (info->dlpi_phdr[i].p_type != PT_LOAD) continue;
    uintptr_t from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    if (from < start) start = from;
    if (from + info->dlpi_phdr[i].p_memsz > end) end = from + info->dlpi_phdr[i].p_memsz;
  }
  if (sought->address < start || sought->address >= end) return 0;
  sought->start = start;
  sought->end = end;
  return 1;
}

void totem_marker_library(uint32_t number, const void *symbol) {
  sought sought = {.address = (uintptr_t)symbol};
  if (dl_iterate_phdr(look_at_library, &sought) == 0) return;
  uint32_t count = __atomic_load_n(&library_count, __ATOMIC_ACQUIRE);
  for (uint32_t i = 0; i < count; i++)
    if (libraries[i].start == sought.start) return;
  if (count == sizeof libraries / sizeof *libraries) return;
  libraries[count].start = sought.start;
  libraries[count].end = sought.end;
  libraries[count].number = number;
  __atomic_store_n(&library_count, count + 1, __ATOMIC_RELEASE);
}

uint32_t totem_marker_library_of(uintptr_t address) {
  uint32_t count = __atomic_load_n(&library_count, __ATOMIC_ACQUIRE);
  for (uint32_t i = 0; i < count; i++)
    if (address >= libraries[i].start && address < libraries[i].end) return libraries[i].number;
  return 0;
}

// MARK: The end

bool totem_marker_write_down(totem_fault_kind kind, int32_t detail, uint64_t address, uint32_t number, const char *function) {
  totem_marker *marker = totem_marker_memory;
  uint32_t none = 0;
  if (!__atomic_compare_exchange_n(&marker->fault_state, &none, 1, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) return false;
  totem_fault *fault = &marker->fault;
  fault->kind = kind;
  fault->number = detail;
  fault->address = address;
  if (number > 0 && number < TOTEM_MARKER_NAMES) {
    memcpy(fault->plugin, marker->names[number].plugin, TOTEM_MARKER_PLUGIN);
    if (function != NULL) {
      copy_text(fault->function, function, TOTEM_MARKER_FUNCTION);
    } else {
      memcpy(fault->function, marker->names[number].function, TOTEM_MARKER_FUNCTION);
    }
  }
  __atomic_store_n(&marker->fault_state, 2, __ATOMIC_RELEASE);
  return true;
}

// What is registered last runs first: it is registered again after each library was loaded, and before an exit that is meant.
static void on_process_exit(int status, void *unused) {
  (void)unused;
  if (!totem_marker_is_open) return;
  if (__atomic_load_n(&totem_marker_memory->expects_exit, __ATOMIC_ACQUIRE)) _exit(status);
  uint32_t number = totem_marker_mine != NULL ? totem_marker_innermost(totem_marker_mine) : 0;
  totem_marker_write_down(TOTEM_FAULT_EXIT, status, 0, number, NULL);
  _exit(status == 0 ? 70 : status);
}

void totem_marker_watch_exit(void) {
  if (totem_marker_is_open) on_exit(on_process_exit, NULL);
}

void totem_marker_expect_exit(void) {
  __atomic_store_n(&totem_marker_memory->expects_exit, 1, __ATOMIC_RELEASE);
  totem_marker_watch_exit();
}

bool totem_marker_open(int descriptor) {
  void *memory = mmap(NULL, sizeof(totem_marker), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) return false;
  madvise(memory, sizeof(totem_marker), MADV_DONTFORK);
  totem_marker_memory = memory;
  totem_marker_is_open = true;
  totem_marker_refuse_own_kill();
  totem_marker_watch_signals();
  totem_marker_watch_exit();
  totem_marker_guard_process();
  totem_marker_watch_time();
  return true;
}

bool totem_marker_take(totem_fault *fault, char *reason, size_t size) {
  totem_marker *marker = totem_marker_memory;
  if (!marker->is_passed_on) return false;
  *fault = marker->passed_on;
  copy_text(reason, marker->reason, size);
  marker->is_passed_on = 0;
  return true;
}
