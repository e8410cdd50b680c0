#define _GNU_SOURCE
#include "sanitized.h"
#include "totem_whole_process.h"

#include <dlfcn.h>
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static totem_process_guard asked;

void totem_process_guard_by(totem_process_guard guard) { __atomic_store_n(&asked, guard, __ATOMIC_RELEASE); }

#ifndef IS_SANITIZED
#define CALLER ((uintptr_t)__builtin_return_address(0))

static bool is_refused(const char *function, uintptr_t caller) {
  totem_process_guard guard = __atomic_load_n(&asked, __ATOMIC_ACQUIRE);
  if (guard == NULL || !guard(function, caller)) return false;
  errno = EPERM;
  return true;
}

// A function in the place of the C library's, which it is for who may call it.
#define GUARD(name, parameters, arguments)                         \
  int name parameters {                                            \
    static int(*own) parameters;                                   \
    if (own == NULL) own = (int(*) parameters)dlsym(RTLD_NEXT, #name); \
    return is_refused(#name, CALLER) ? -1 : own arguments;         \
  }

GUARD(setrlimit, (__rlimit_resource_t what, const struct rlimit *value), (what, value))
GUARD(setrlimit64, (__rlimit_resource_t what, const struct rlimit64 *value), (what, value))
GUARD(chdir, (const char *path), (path))
GUARD(fchdir, (int folder), (folder))
GUARD(chroot, (const char *path), (path))
GUARD(setuid, (uid_t user), (user))
GUARD(seteuid, (uid_t user), (user))
GUARD(setreuid, (uid_t real, uid_t user), (real, user))
GUARD(setresuid, (uid_t real, uid_t user, uid_t saved), (real, user, saved))
GUARD(setgid, (gid_t group), (group))
GUARD(setegid, (gid_t group), (group))
GUARD(setregid, (gid_t real, gid_t group), (real, group))
GUARD(setresgid, (gid_t real, gid_t group, gid_t saved), (real, group, saved))
GUARD(setgroups, (size_t count, const gid_t *groups), (count, groups))
GUARD(setpriority, (__priority_which_t which, id_t who, int priority), (which, who, priority))
GUARD(nice, (int by), (by))
GUARD(sched_setscheduler, (pid_t process, int policy, const struct sched_param *value), (process, policy, value))
GUARD(sched_setparam, (pid_t process, const struct sched_param *value), (process, value))
GUARD(sched_setaffinity, (pid_t process, size_t size, const cpu_set_t *set), (process, size, set))
GUARD(unshare, (int what), (what))
GUARD(setns, (int descriptor, int what), (descriptor, what))
GUARD(mlockall, (int flags), (flags))
GUARD(personality, (unsigned long persona), (persona))

// It can't fail: what it answers then is the usual.
mode_t umask(mode_t mask) {
  static mode_t (*own)(mode_t);
  if (own == NULL) own = (mode_t(*)(mode_t))dlsym(RTLD_NEXT, "umask");
  return is_refused("umask", CALLER) ? S_IWGRP | S_IWOTH : own(mask);
}

// What only asks is for everybody.
int prlimit(pid_t process, enum __rlimit_resource what, const struct rlimit *new, struct rlimit *old) {
  static int (*own)(pid_t, enum __rlimit_resource, const struct rlimit *, struct rlimit *);
  if (own == NULL) own = (int (*)(pid_t, enum __rlimit_resource, const struct rlimit *, struct rlimit *))dlsym(RTLD_NEXT, "prlimit");
  return new != NULL && is_refused("prlimit", CALLER) ? -1 : own(process, what, new, old);
}

int sigaction(int number, const struct sigaction *action, struct sigaction *old) {
  static int (*own)(int, const struct sigaction *, struct sigaction *);
  if (own == NULL) own = (int (*)(int, const struct sigaction *, struct sigaction *))dlsym(RTLD_NEXT, "sigaction");
  return action != NULL && is_refused("sigaction", CALLER) ? -1 : own(number, action, old);
}

__sighandler_t signal(int number, __sighandler_t handler) {
  static __sighandler_t (*own)(int, __sighandler_t);
  if (own == NULL) own = (__sighandler_t(*)(int, __sighandler_t))dlsym(RTLD_NEXT, "signal");
  return is_refused("signal", CALLER) ? SIG_ERR : own(number, handler);
}

static bool is_for_good(int option) {
  return option == PR_SET_SECCOMP || option == PR_SET_PDEATHSIG || option == PR_SET_DUMPABLE ||
         option == PR_SET_CHILD_SUBREAPER || option == PR_SET_KEEPCAPS || option == PR_SET_SECUREBITS ||
         option == PR_CAPBSET_DROP || option == PR_SET_THP_DISABLE;
}

int prctl(int option, ...) {
  unsigned long values[4];
  va_list rest;
  va_start(rest, option);
  for (int i = 0; i < 4; i++) values[i] = va_arg(rest, unsigned long);
  va_end(rest);
  static int (*own)(int, ...);
  if (own == NULL) own = (int (*)(int, ...))dlsym(RTLD_NEXT, "prctl");
  if (is_for_good(option) && is_refused("prctl", CALLER)) return -1;
  return own(option, values[0], values[1], values[2], values[3]);
}
#endif
