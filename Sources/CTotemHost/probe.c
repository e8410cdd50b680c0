#define _GNU_SOURCE
#include "totem_probe.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

// What a program needs to be loaded. The others may name stores with their passwords.
static bool is_for_all(const char *variable) {
  const char *names[] = {"PATH=", "LD_LIBRARY_PATH=", "TMPDIR=", "HOME=", "LANG=", "TZ="};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strncmp(variable, names[i], strlen(names[i])) == 0) return true;
  return false;
}

static int start(pid_t *pid, const char *folder, int output, int answer, int record) {
  char *variables[16];
  size_t count = 0;
  for (char **variable = environ; *variable != NULL && count < 15; variable++)
    if (is_for_all(*variable)) variables[count++] = *variable;
  variables[count] = NULL;
  char *arguments[] = {"totem", "plugin-probe", (char *)folder, NULL};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  int error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, output, 1);
  if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, output, 2);
  if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, answer, 3);
  if (error == 0) error = posix_spawn_file_actions_adddup2(&actions, record, 4);
  if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(&actions, 5);
  if (error == 0) error = posix_spawn(pid, "/proc/self/exe", &actions, &attributes, arguments, variables);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

int totem_probe_start(pid_t *pid, const char *folder, int output, int answer, int record) {
  // Above the places that they get there, so that none takes the place of another one first.
  const int low[] = {output, answer, record};
  int high[3], error = 0;
  for (int i = 0; i < 3; i++) {
    high[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 10);
    if (high[i] < 0) error = errno;
  }
  if (error == 0) error = start(pid, folder, high[0], high[1], high[2]);
  for (int i = 0; i < 3; i++)
    if (high[i] >= 0) close(high[i]);
  return error;
}

static void limit(int what, rlim_t most) {
  struct rlimit value;
  if (getrlimit(what, &value) != 0) return;
  if (value.rlim_max == RLIM_INFINITY || value.rlim_max > most) value.rlim_max = most;
  if (value.rlim_cur == RLIM_INFINITY || value.rlim_cur > most) value.rlim_cur = most;
  setrlimit(what, &value);
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define REFUSE(code) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (code))
#define REFUSE_CALL(number, code) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), REFUSE(code)

bool totem_probe_confine(uint32_t seconds) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, seconds);
  limit(RLIMIT_FSIZE, 16 << 20);
  limit(RLIMIT_AS, (rlim_t)8 << 30);
#ifdef ARCHITECTURE
  struct sock_filter rules[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
    REFUSE(EPERM),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    REFUSE_CALL(SYS_socket, EACCES),
    REFUSE_CALL(SYS_execve, EPERM),
    REFUSE_CALL(SYS_execveat, EPERM),
    REFUSE_CALL(SYS_ptrace, EPERM),
    REFUSE_CALL(SYS_kill, EPERM),
#ifdef SYS_fork
    REFUSE_CALL(SYS_fork, EPERM),
    REFUSE_CALL(SYS_vfork, EPERM),
#endif
    // The C library goes on to clone, whose flags can be looked at.
    REFUSE_CALL(SYS_clone3, ENOSYS),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0),
    REFUSE(EPERM),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {.len = sizeof rules / sizeof *rules, .filter = rules};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  // Not seccomp(2), which units of services forbid.
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
#else
  return false;
#endif
}
