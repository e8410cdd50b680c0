// The C library's functions that give up a descriptor, in their place: libraries that are loaded find those of the program first. The
// C library itself calls its own, in posix_spawn for one.
#define _GNU_SOURCE
#include "kept.h"
#include "sanitized.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4
#endif

#ifndef IS_SANITIZED
#define CALLER ((uintptr_t)__builtin_return_address(0))

int close(int descriptor) {
  if (descriptor >= 0) totem_descriptors_before_giving_up((unsigned)descriptor, (unsigned)descriptor, CALLER);
  return (int)syscall(SYS_close, descriptor);
}

int close_range(unsigned first, unsigned last, int flags) {
  if (!(flags & CLOSE_RANGE_CLOEXEC) && first <= last) totem_descriptors_before_giving_up(first, last, CALLER);
  return (int)syscall(SYS_close_range, first, last, flags);
}

void closefrom(int lowest) {
  unsigned first = lowest < 0 ? 0 : (unsigned)lowest;
  totem_descriptors_before_giving_up(first, UINT_MAX, CALLER);
  if (syscall(SYS_close_range, first, UINT_MAX, 0) == 0) return;
  for (long descriptor = first, most = sysconf(_SC_OPEN_MAX); descriptor < most; descriptor++) syscall(SYS_close, descriptor);
}

// A call that fails gives up nothing.
static void before_replacing(int to, int from, uintptr_t caller) {
  if (to < 0 || from == to || fcntl(from, F_GETFD) < 0) return;
  totem_descriptors_before_giving_up((unsigned)to, (unsigned)to, caller);
}

int dup3(int from, int to, int flags) {
  before_replacing(to, from, CALLER);
  return (int)syscall(SYS_dup3, from, to, flags);
}

int dup2(int from, int to) {
  if (from == to) return fcntl(from, F_GETFD) < 0 ? -1 : to;
  before_replacing(to, from, CALLER);
  return (int)syscall(SYS_dup3, from, to, 0);
}
#endif
