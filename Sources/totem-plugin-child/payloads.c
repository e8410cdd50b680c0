// What hooks are given, as the host has it and at the same address. A plugin that writes there nevertheless gets a copy of the page
// for itself, which is thrown away when its function returns: as in the shop's process. Other faults are told to the host.
#define _GNU_SOURCE
#include "child.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *start;
static size_t size;
static uintptr_t page;
static uint32_t is_soiled;

void child_tell_thread(void) {
  uint32_t thread = child_current == NULL ? TOTEM_CRASHED_ELSEWHERE : child_current->number;
  __atomic_store_n(&child_channel->crashed, thread, __ATOMIC_RELEASE);
}

// The plugin's exits come here, for the program's own functions are found before those of the C library.
__attribute__((visibility("default"))) void _exit(int status) {
  child_tell_thread();
  for (;;) syscall(SYS_exit_group, status);
}

__attribute__((visibility("default"))) void _Exit(int status) { _exit(status); }

// The instruction runs again, or abort goes on, and ends the process.
static void on_crash(int signal) {
  child_tell_thread();
  sigaction(signal, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
}

static void on_fault(int signal, siginfo_t *info, void *context) {
  (void)context;
  char *address = info->si_addr;
  void *place = (void *)((uintptr_t)address & ~(page - 1));
  if (address >= start && address < start + size && mprotect(place, page, PROT_READ | PROT_WRITE) == 0) {
    __atomic_store_n(&is_soiled, 1, __ATOMIC_RELEASE);
    return;
  }
  on_crash(signal);
}

static bool tell_crashes(void) {
  struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  static const int signals[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
    if (sigaction(signals[i], &action, NULL) != 0) return false;
  return true;
}

bool child_map_payloads(void) {
  page = (uintptr_t)sysconf(_SC_PAGESIZE);
  size = child_channel->payload_bytes;
  start = (char *)(uintptr_t)child_channel->payloads;
  void *shown =
      mmap(start, size, PROT_READ, MAP_PRIVATE | MAP_NORESERVE | MAP_FIXED_NOREPLACE, TOTEM_PAYLOADS_FD, 0);
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  return shown == start && sigaction(SIGSEGV, &action, NULL) == 0 && tell_crashes();
}

bool child_restore_payloads(void) {
  if (!__atomic_load_n(&is_soiled, __ATOMIC_ACQUIRE) || !__atomic_exchange_n(&is_soiled, 0, __ATOMIC_ACQ_REL)) return false;
  mprotect(start, size, PROT_READ);
  madvise(start, size, MADV_DONTNEED);
  return true;
}
