// One process of an isolated plugin: starting, watching and ending it.
#define _GNU_SOURCE
#include "remote.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// MARK: - Starting

typedef struct pipes {
  int output[2], log[2];
} pipes;

static void close_pipe(int pipe[2]) {
  if (pipe[0] >= 0) close(pipe[0]);
  if (pipe[1] >= 0) close(pipe[1]);
}

// Shared memory whose size neither side can change: looking at a page that is gone would end the host.
static int make_channel(totem_child *child) {
  int file = memfd_create("totem-channel", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0) return -1;
  void *memory = MAP_FAILED;
  if (ftruncate(file, sizeof(totem_channel)) == 0 && fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
    memory = mmap(NULL, sizeof(totem_channel), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
  if (memory == MAP_FAILED) {
    close(file);
    return -1;
  }
  child->channel = memory;
  return file;
}

enum { HANDED_DOWN = 4 };

// Puts descriptors, which come from above, where the child looks for them.
static int spawn_with(totem_remote *remote, totem_child *child, const int above[HANDED_DOWN]) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, above[3], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, above[3], STDERR_FILENO);
  posix_spawn_file_actions_adddup2(&actions, above[0], TOTEM_CHANNEL_FD);
  posix_spawn_file_actions_adddup2(&actions, above[1], TOTEM_PAYLOADS_FD);
  posix_spawn_file_actions_adddup2(&actions, above[2], TOTEM_LOG_FD);
  posix_spawn_file_actions_addclosefrom_np(&actions, TOTEM_LOG_FD + 1);
  posix_spawn_file_actions_addchdir_np(&actions, "/");
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  char path[4096];
  snprintf(path, sizeof path, "LD_LIBRARY_PATH=%s", remote->folders);
  char *arguments[] = {(char *)"totem-plugin-child", remote->library, NULL};
  char *environment[] = {path, NULL};
  int error = posix_spawn(&child->pid, remote->child_path, &actions, &attributes, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

// From above the places that they get there, so that none is overwritten before it is used.
static int spawn(totem_remote *remote, totem_child *child, int channel, const pipes *pipes) {
  const int below[HANDED_DOWN] = {channel, remote->reader, pipes->log[1], pipes->output[1]};
  int above[HANDED_DOWN], error = 0;
  for (int i = 0; i < HANDED_DOWN; i++) {
    above[i] = fcntl(below[i], F_DUPFD_CLOEXEC, 16);
    // Where none may be that high there is EINVAL.
    if (above[i] < 0) error = EMFILE;
  }
  if (error == 0) error = spawn_with(remote, child, above);
  for (int i = 0; i < HANDED_DOWN; i++)
    if (above[i] >= 0) close(above[i]);
  return error;
}

// What it can be watched and killed by. Without that it is ended here.
static int open_process(totem_child *child) {
  child->process = (int)syscall(SYS_pidfd_open, child->pid, 0);
  if (child->process >= 0) return 0;
  int error = errno;
  kill(child->pid, SIGKILL);
  while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR) {}
  return error;
}

static totem_child *make_child(void) {
  totem_child *child = calloc(1, sizeof *child);
  if (child == NULL) return NULL;
  child->holders = 1;
  child->process = child->output = child->log = -1;
  pthread_mutex_init(&child->lock, NULL);
  return child;
}

static void prepare(totem_remote *remote, totem_child *child) {
  totem_channel *channel = child->channel;
  channel->payloads = (uint64_t)(uintptr_t)remote->options.payloads;
  channel->payload_bytes = remote->options.payload_bytes;
  channel->parent = (uint32_t)getpid();
  channel->is_on = __atomic_load_n(&remote->is_on, __ATOMIC_ACQUIRE);
  uint32_t spins = totem_channel_spins();
  for (size_t i = 0; i < TOTEM_SLOTS; i++) {
    totem_end_open(&child->ends[i], &channel->slots[i].to_host, &channel->slots[i].to_child, spins);
    child->ends[i].is_gone = &child->is_gone;
  }
}

totem_child *totem_child_spawn(totem_remote *remote, char *why, size_t room) {
  totem_child *child = make_child();
  pipes pipes = {{-1, -1}, {-1, -1}};
  int channel = child == NULL ? -1 : make_channel(child);
  if (channel < 0 || pipe2(pipes.output, O_CLOEXEC) != 0 || pipe2(pipes.log, O_CLOEXEC) != 0) {
    snprintf(why, room, "there are no descriptors or no memory for its process: %s", strerror(errno));
    if (channel >= 0) close(channel);
    close_pipe(pipes.output);
    if (child != NULL) totem_child_release(child);
    return NULL;
  }
  prepare(remote, child);
  int error = spawn(remote, child, channel, &pipes);
  close(channel);
  close(pipes.output[1]);
  close(pipes.log[1]);
  child->output = pipes.output[0];
  child->log = pipes.log[0];
  if (error == 0) error = open_process(child);
  if (error == 0) return child;
  snprintf(why, room, "%s can't be run: %s", remote->child_path, strerror(error));
  totem_child_release(child);
  return NULL;
}

// MARK: - Holding

void totem_child_hold(totem_child *child) { __atomic_add_fetch(&child->holders, 1, __ATOMIC_RELAXED); }

void totem_child_release(totem_child *child) {
  if (__atomic_sub_fetch(&child->holders, 1, __ATOMIC_ACQ_REL) != 0) return;
  for (size_t i = 0; i < TOTEM_SLOTS; i++) totem_end_close(&child->ends[i]);
  if (child->channel != NULL) munmap(child->channel, sizeof *child->channel);
  if (child->process >= 0) close(child->process);
  if (child->output >= 0) close(child->output);
  if (child->log >= 0) close(child->log);
  pthread_mutex_destroy(&child->lock);
  free(child);
}

bool totem_child_note(totem_child *child, const char *why, const char *function) {
  pthread_mutex_lock(&child->lock);
  bool is_first = child->why[0] == '\0';
  if (is_first) {
    snprintf(child->why, sizeof child->why, "%s", why);
    snprintf(child->function, sizeof child->function, "%s", function);
  }
  pthread_mutex_unlock(&child->lock);
  return is_first;
}

void totem_child_reason(totem_child *child, char *why, size_t room) {
  pthread_mutex_lock(&child->lock);
  snprintf(why, room, "%s", child->why[0] == '\0' ? "its process has ended" : child->why);
  pthread_mutex_unlock(&child->lock);
}

void totem_child_kill(totem_child *child, const char *why, const char *function) {
  totem_child_note(child, why, function);
  __atomic_store_n(&child->is_doomed, 1, __ATOMIC_RELEASE);
  syscall(SYS_pidfd_send_signal, child->process, SIGKILL, NULL, 0);
}
