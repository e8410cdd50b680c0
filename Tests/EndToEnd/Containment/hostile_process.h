// What is done to what the whole process shares.
#pragma once

#include <dlfcn.h>
#include <fenv.h>
#include <locale.h>
#include <malloc.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

static void limit(int what) {
  struct rlimit none = {1, 1};
  setrlimit(what, &none);
  prlimit(0, what, &none, NULL);
}

static void leave_folder(void) {
  if (chdir("/") != 0 || chroot("/proc") != 0 || fchdir(0) != 0) umask(0777);
}

static void ignore_signals(void) {
  for (int number = 1; number < NSIG; number++) {
    signal(number, SIG_IGN);
    sigaction(number, &(struct sigaction){.sa_handler = SIG_DFL}, NULL);
  }
}

static void block_signals(void) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, NULL);
  sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
}

static void become_idle(void) {
  struct sched_param none = {0};
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(0, &set);
  sched_setscheduler(0, SCHED_IDLE, &none);
  sched_setaffinity(0, sizeof set, &set);
  nice(19);
}

static void become_nobody(void) {
  if (setgid(65534) != 0 || setuid(65534) != 0) seteuid(65534);
}

static void begin_timer(void) {
  timer_t timer;
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 1};
  struct itimerspec soon = {{0, 1000000}, {0, 1000000}};
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0) timer_settime(timer, 0, &soon, NULL);
}

static void count_otherwise(void) {
  fesetround(FE_UPWARD);
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 0x8040);
#endif
  setlocale(LC_ALL, "de_DE.UTF-8");
}

static void change_environment(void) {
  setenv("TZ", "Pacific/Kiritimati", 1);
  setenv("LD_PRELOAD", "/nowhere.so", 1);
  setenv("PATH", "", 1);
  setenv("TOTEM_STORE", "sqlite:/nowhere", 1);
  tzset();
}

// The engine of the store, where it is in the same process.
static void end_engine(void) {
  int (*function)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "sqlite3_shutdown");
  if (function != NULL) function();
}

static void change_process(const char *how) {
  if (strcmp(how, "files") == 0) limit(RLIMIT_NOFILE);
  if (strcmp(how, "file size") == 0) limit(RLIMIT_FSIZE);
  if (strcmp(how, "address space") == 0) limit(RLIMIT_AS);
  if (strcmp(how, "folder") == 0) leave_folder();
  if (strcmp(how, "signals") == 0) ignore_signals();
  if (strcmp(how, "signal mask") == 0) block_signals();
  if (strcmp(how, "idle") == 0) become_idle();
  if (strcmp(how, "nobody") == 0) become_nobody();
  if (strcmp(how, "timers") == 0) begin_timer();
  if (strcmp(how, "rounding") == 0) count_otherwise();
  if (strcmp(how, "environment") == 0) change_environment();
  if (strcmp(how, "locked memory") == 0) mlockall(MCL_CURRENT | MCL_FUTURE);
  if (strcmp(how, "personality") == 0) personality(ADDR_NO_RANDOMIZE | READ_IMPLIES_EXEC);
  if (strcmp(how, "print") == 0) {
    for (int i = 0; i < 4000; i++) printf("a line of a plugin that prints more than fits into a pipe\n");
    fflush(stdout);
  }
  if (strcmp(how, "unshare") == 0) unshare(CLONE_FILES | CLONE_FS);
  if (strcmp(how, "prctl") == 0) {
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "hostile");
    prctl(PR_SET_SECCOMP, 1);
  }
  if (strcmp(how, "engine") == 0) end_engine();
  if (strcmp(how, "mallopt") == 0) {
    mallopt(M_MMAP_THRESHOLD, 1);
    mallopt(M_ARENA_MAX, 1);
    mallopt(M_PERTURB, 0x5A);
  }
}
