#define _GNU_SOURCE
#include "marker.h"

#include <execinfo.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};
// Sent by timers and other processes, which nobody here asks for, and each of them ends a process: a plugin's alarm(2) would end
// the shop long after the call that is to blame.
static const int unasked[] = {SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2, SIGPOLL, SIGPWR, SIGSTKFLT};
enum { STACK_LINES = 48 };

// MARK: Text, where nothing may be allocated

void totem_marker_say(const char *const parts[], size_t count) {
  char line[1024];
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    size_t length = strnlen(parts[i], sizeof line - 1 - used);
    memcpy(line + used, parts[i], length);
    used += length;
  }
  line[used++] = '\n';
  ssize_t written = write(STDERR_FILENO, line, used);
  (void)written;
}

void totem_marker_say_stack(void) {
  void *addresses[STACK_LINES];
  int count = backtrace(addresses, STACK_LINES);
  backtrace_symbols_fd(addresses, count, STDERR_FILENO);
}

static const char *hexadecimal(uint64_t number, char text[19]) {
  char *end = text + 18;
  *end = '\0';
  do *--end = "0123456789abcdef"[number & 15];
  while ((number >>= 4) != 0);
  *--end = 'x';
  *--end = '0';
  return end;
}

static const char *signal_name(int number) {
  const char *name = sigabbrev_np(number);
  return name != NULL ? name : "?";
}

// MARK: Faults

static void registers(const ucontext_t *context, uintptr_t *at, uintptr_t *stack) {
#if defined(__x86_64__)
  *at = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
  *stack = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
  *at = context->uc_mcontext.pc;
  *stack = context->uc_mcontext.sp;
#else
  *at = *stack = 0;
#endif
}

// A thread that the host did not lend to a plugin: whose code it runs, or which it was called by.
static uint32_t plugin_on_stack(uintptr_t at) {
  uint32_t number = totem_marker_library_of(at);
  if (number != 0) return number;
  void *addresses[STACK_LINES];
  int count = backtrace(addresses, STACK_LINES);
  for (int i = 0; i < count && number == 0; i++) number = totem_marker_library_of((uintptr_t)addresses[i]);
  return number;
}

static void end_by(int number) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
  syscall(SYS_tgkill, getpid(), (int)syscall(SYS_gettid), number);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  sigprocmask(SIG_UNBLOCK, &only, NULL);
  _exit(70);
}

static void on_fatal(int number, siginfo_t *info, void *context) {
  if (!totem_marker_is_open) end_by(number);
  static uint32_t first;
  uint32_t me = (uint32_t)syscall(SYS_gettid), none = 0;
  if (!__atomic_compare_exchange_n(&first, &none, me, false, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {
    // What is done below has faulted itself; else another thread is about to end all of them.
    if (none == me) end_by(number);
    for (;;) pause();
  }
  // Whatever is asked of the system below may wait for a lock that nobody gives back.
  signal(SIGALRM, SIG_DFL);
  alarm(2);
  uintptr_t at, stack;
  registers(context, &at, &stack);
  uintptr_t address = number == SIGSEGV || number == SIGBUS ? (uintptr_t)info->si_addr : at;
  bool is_overflow = number == SIGSEGV && address < stack + 4096 && address + (256 << 10) > stack && info->si_code > 0;
  uint32_t blamed = totem_marker_mine != NULL ? totem_marker_innermost(totem_marker_mine) : 0;
  const char *function = blamed != 0 ? NULL : "a thread of its own";
  if (blamed == 0) blamed = plugin_on_stack(at);
  totem_marker_write_down(is_overflow ? TOTEM_FAULT_OVERFLOW : TOTEM_FAULT_SIGNAL, number, address, blamed, function);
  const totem_fault *fault = &totem_marker_memory->fault;
  char text[19];
  const char *parts[] = {
    "totem: signal SIG", signal_name(number), " at ", hexadecimal(address, text),
    fault->plugin[0] != '\0' ? " in the plugin " : " in the host", fault->plugin, fault->function[0] != '\0' ? ", " : "",
    fault->function, is_overflow ? ": its stack is used up" : "",
  };
  totem_marker_say(parts, sizeof parts / sizeof *parts);
  totem_marker_say_stack();
  end_by(number);
}

void totem_marker_watch_signals(void) {
  // Loads what it needs now, where memory can still be had.
  void *addresses[4];
  backtrace(addresses, 4);
  struct sigaction action = {.sa_sigaction = on_fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++) sigaction(fatal[i], &action, NULL);
  for (size_t i = 0; i < sizeof unasked / sizeof *unasked; i++) signal(unasked[i], SIG_IGN);
  for (int number = SIGRTMIN; number <= SIGRTMAX; number++) signal(number, SIG_IGN);
}
