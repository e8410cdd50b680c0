#define _GNU_SOURCE
#include "totem_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>

int totem_spawn(
    pid_t *pid, char *const arguments[], char *const environment[], const char *folder, const int descriptors[3]) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  // These allocate nothing in glibc and cannot fail. A thread of the tests blocks signals; its child must not.
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  int error = 0;
  for (int i = 0; i < 3 && error == 0; i++)
    error = posix_spawn_file_actions_adddup2(&actions, descriptors[i], i);
  if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  if (error == 0 && folder != NULL) error = posix_spawn_file_actions_addchdir_np(&actions, folder);
  if (error == 0) error = posix_spawnp(pid, arguments[0], &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

int totem_terminal(int descriptors[2]) {
  const struct winsize size = {.ws_row = 24, .ws_col = 120};
  if (openpty(&descriptors[0], &descriptors[1], NULL, NULL, &size) != 0) return errno;
  for (int i = 0; i < 2; i++) fcntl(descriptors[i], F_SETFD, FD_CLOEXEC);
  return 0;
}
