// What a process sees of payloads: memory of its own, at the address of the host's.
#define _GNU_SOURCE
#include "remote.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// Memory that the process can only read. It lives as long as the remote, whatever becomes of the process.
bool totem_remote_make_copy(totem_remote *remote, char *why, size_t room) {
  char path[64];
  remote->reader = -1;
  remote->copy_file = memfd_create("totem-shown", MFD_CLOEXEC);
  snprintf(path, sizeof path, "/proc/self/fd/%d", remote->copy_file);
  if (remote->copy_file >= 0) {
    remote->reader = open(path, O_RDONLY | O_CLOEXEC);
    void *copy = mmap(
        NULL, remote->options.payload_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, remote->copy_file, 0);
    if (copy != MAP_FAILED) remote->copy = copy;
  }
  if (remote->copy != NULL && remote->reader >= 0) return true;
  snprintf(why, room, "there are no descriptors or no memory for its process: %s", strerror(errno));
  return false;
}

void totem_remote_drop_copy(totem_remote *remote) {
  if (remote->copy != NULL) munmap(remote->copy, remote->options.payload_bytes);
  if (remote->copy_file >= 0) close(remote->copy_file);
  if (remote->reader >= 0) close(remote->reader);
}

// It grows with what is shown, so that a process which looks at all of it takes no more.
bool totem_remote_make_room(totem_remote *remote, size_t end) {
  if (end <= __atomic_load_n(&remote->room, __ATOMIC_ACQUIRE)) return true;
  pthread_mutex_lock(&remote->lock);
  size_t room = remote->room == 0 ? (size_t)1 << 20 : remote->room;
  while (room < end) room *= 2;
  bool has_grown = room <= remote->room || ftruncate(remote->copy_file, (off_t)room) == 0;
  if (has_grown && room > remote->room) __atomic_store_n(&remote->room, room, __ATOMIC_RELEASE);
  pthread_mutex_unlock(&remote->lock);
  return has_grown;
}

// A line of the processors' caches, and so many bytes that it is worth comparing them at once.
enum { LINE = 64, BLOCK = 16 * LINE };

static void copy_lines(char *to, const char *from, size_t bytes) {
  for (size_t done = 0; done < bytes; done += LINE) {
    size_t length = bytes - done < LINE ? bytes - done : LINE;
    if (memcmp(to + done, from + done, length) != 0) memcpy(to + done, from + done, length);
  }
}

void totem_remote_copy(void *place, const void *source, size_t bytes) {
  char *to = place;
  const char *from = source;
  for (size_t done = 0; done < bytes; done += BLOCK) {
    size_t length = bytes - done < BLOCK ? bytes - done : BLOCK;
    if (memcmp(to + done, from + done, length) != 0) copy_lines(to + done, from + done, length);
  }
}

void totem_remote_give_back(int copy, size_t offset, size_t bytes) {
  fallocate(copy, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)offset, (off_t)bytes);
}
