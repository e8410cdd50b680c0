// Which descriptors are kept, and what each of them is.
#include "kept.h"
#include "sanitized.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 16384, WORD = 64 };

// Beside the bit: an open file as the system knows it. It is written before the bit is set.
static struct {
  uint64_t device, inode;
} identities[MOST];
static uint64_t kept[MOST / WORD];
// A child that shares this memory, or has a copy of it, gives up its own descriptors.
static pid_t owner;
static totem_descriptor_guard asked;

void totem_descriptors_guard(totem_descriptor_guard guard) { __atomic_store_n(&asked, guard, __ATOMIC_RELEASE); }

void totem_descriptor_keep(int descriptor) {
#ifdef IS_SANITIZED
  // Nobody would say when the host closes it.
  return;
#endif
  struct stat file;
  if (descriptor < 0 || descriptor >= MOST || fstat(descriptor, &file) != 0) return;
  owner = getpid();
  identities[descriptor].device = file.st_dev;
  identities[descriptor].inode = file.st_ino;
  __atomic_or_fetch(&kept[descriptor / WORD], UINT64_C(1) << descriptor % WORD, __ATOMIC_RELEASE);
}

void totem_descriptor_keep_open(void) {
  for (int descriptor = 0; descriptor < MOST; descriptor++) {
    struct stat file;
    if (fstat(descriptor, &file) != 0) continue;
    bool is_file = S_ISREG(file.st_mode) || S_ISDIR(file.st_mode);
    if (!is_file || descriptor <= STDERR_FILENO) totem_descriptor_keep(descriptor);
  }
}

void totem_descriptor_release(int descriptor) {
  if (descriptor < 0 || descriptor >= MOST) return;
  __atomic_and_fetch(&kept[descriptor / WORD], ~(UINT64_C(1) << descriptor % WORD), __ATOMIC_ACQ_REL);
}

bool totem_descriptor_is_there(int descriptor) {
  struct stat file;
  // A file system that does not answer has closed nothing.
  if (fstat(descriptor, &file) != 0) return errno != EBADF;
  return file.st_dev == identities[descriptor].device && file.st_ino == identities[descriptor].inode;
}

static int next_kept(unsigned first, unsigned last) {
  for (unsigned word = first / WORD; word < MOST / WORD && word <= last / WORD; word++) {
    uint64_t bits = __atomic_load_n(&kept[word], __ATOMIC_ACQUIRE);
    if (word == first / WORD) bits &= UINT64_MAX << first % WORD;
    if (bits == 0) continue;
    unsigned descriptor = word * WORD + (unsigned)__builtin_ctzll(bits);
    return descriptor <= last ? (int)descriptor : -1;
  }
  return -1;
}

int totem_descriptor_lost(void) {
  for (int descriptor = next_kept(0, MOST - 1); descriptor >= 0; descriptor = next_kept((unsigned)descriptor + 1, MOST - 1))
    if (!totem_descriptor_is_there(descriptor)) return descriptor;
  return -1;
}

void totem_descriptors_before_giving_up(unsigned first, unsigned last, uintptr_t caller) {
  int descriptor = next_kept(first, last);
  if (descriptor < 0 || getpid() != owner) return;
  totem_descriptor_guard guard = __atomic_load_n(&asked, __ATOMIC_ACQUIRE);
  for (; descriptor >= 0; descriptor = next_kept((unsigned)descriptor + 1, last)) {
    if (guard == NULL || guard(descriptor, caller)) totem_descriptor_release(descriptor);
  }
}
