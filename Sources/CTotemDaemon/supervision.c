#define _GNU_SOURCE
#include "totem_supervision.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int written = -1;

static void on_signal(int number) {
  int kept = errno;
  unsigned char byte = (unsigned char)number;
  // A full pipe has woken its reader already.
  if (write(written, &byte, 1) < 0) errno = kept;
  errno = kept;
}

int totem_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK); }

int totem_signal_pipe(void) {
  int ends[2];
  if (totem_pipe(ends) != 0) return -1;
  written = ends[1];
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  const int numbers[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    if (sigaction(numbers[i], &action, NULL) != 0) return -1;
  return ends[0];
}

// The program's file has its own name in the list of processes; where it was replaced, only the link to it still works.
static int spawn(
    pid_t *pid, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes, char *const arguments[],
    char *const environment[]) {
  char path[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  if (length > 0) {
    path[length] = '\0';
    if (posix_spawn(pid, path, actions, attributes, arguments, environment) == 0) return 0;
  }
  return posix_spawn(pid, "/proc/self/exe", actions, attributes, arguments, environment);
}

int totem_start_again(
    pid_t *pid, char *const arguments[], char *const environment[], const int inherited[], size_t count) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  // These allocate nothing in glibc and cannot fail.
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  int error = 0;
  // One that is put where it is already is kept open in the child.
  for (size_t i = 0; i < count && error == 0; i++)
    error = posix_spawn_file_actions_adddup2(&actions, inherited[i], inherited[i]);
  // What a plugin prints there goes to the log: who started the program reads one line of its output, and perhaps nothing more.
  if (error == 0 && fcntl(STDERR_FILENO, F_GETFD) >= 0)
    error = posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  if (error == 0) error = spawn(pid, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

bool totem_was_stopped(pid_t child) {
  siginfo_t info = {.si_pid = 0};
  return waitid(P_PID, (id_t)child, &info, WSTOPPED | WNOHANG) == 0 && info.si_pid == child && info.si_code == CLD_STOPPED;
}

int totem_be_worker_of(pid_t parent) {
  prctl(PR_SET_NAME, "totemd-worker");
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return -1;
  // It may have died before that was asked for.
  return getppid() == parent ? 0 : -1;
}
