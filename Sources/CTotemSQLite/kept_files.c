#include "totem_kept_files.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <totem_descriptors.h>
#include <unistd.h>

static int open_kept(const char *path, int flags, int mode) {
  int descriptor = open(path, flags, mode);
  totem_descriptor_keep(descriptor);
  return descriptor;
}

static int close_kept(int descriptor) {
  totem_descriptor_release(descriptor);
  return close(descriptor);
}

int totem_keep_files(void) {
  sqlite3_vfs *system = sqlite3_vfs_find("unix");
  if (!system || system->iVersion < 3) return SQLITE_ERROR;
  int code = system->xSetSystemCall(system, "open", (sqlite3_syscall_ptr)open_kept);
  return code == SQLITE_OK ? system->xSetSystemCall(system, "close", (sqlite3_syscall_ptr)close_kept) : code;
}
