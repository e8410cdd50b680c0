#include "totem_memory_limit.h"

#include <sqlite3.h>

static sqlite3_mem_methods plain;
static int code;
static _Thread_local int64_t used, limit;

static void *counted_malloc(int size) {
  if (limit && used + size > limit) return 0;
  void *memory = plain.xMalloc(size);
  if (limit && memory) used += plain.xSize(memory);
  return memory;
}

static void counted_free(void *memory) {
  if (limit && memory) used -= plain.xSize(memory);
  plain.xFree(memory);
}

static void *counted_realloc(void *memory, int size) {
  if (!limit) return plain.xRealloc(memory, size);
  int64_t before = memory ? plain.xSize(memory) : 0;
  if (used - before + size > limit) return 0;
  void *moved = plain.xRealloc(memory, size);
  if (moved) used += plain.xSize(moved) - before;
  return moved;
}

// SQLite takes no other allocator once it is used, so this comes before anything that the program does: a host of the kernel may have
// databases of its own. Memory statistics, which nobody reads, would cost a lock around every allocation of every connection.
__attribute__((constructor)) static void count_memory(void) {
  code = sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain);
  if (code != SQLITE_OK) return;
  sqlite3_mem_methods counted = plain;
  counted.xMalloc = counted_malloc;
  counted.xFree = counted_free;
  counted.xRealloc = counted_realloc;
  code = sqlite3_config(SQLITE_CONFIG_MALLOC, &counted);
  if (code == SQLITE_OK) code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

int totem_memory_code(void) { return code; }

void totem_memory_begin(int64_t before, int64_t most) {
  used = before;
  limit = most;
}

int64_t totem_memory_used(void) { return used; }

int64_t totem_memory_end(void) {
  limit = 0;
  return used;
}
