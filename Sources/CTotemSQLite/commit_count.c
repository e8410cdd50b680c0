#include "totem_commit_count.h"

#include <stddef.h>

/* The beginning of the wal-index header, in the machine's own byte order. */
typedef struct wal_index_header {
  uint32_t version;
  uint32_t unused;
  uint32_t change; /* iChange */
} wal_index_header;

enum { KNOWN_VERSION = 3007000, REGION_BYTES = 32768 };

const void *totem_wal_index(sqlite3 *connection) {
  sqlite3_file *file = NULL;
  int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (code != SQLITE_OK || !file || !file->pMethods || file->pMethods->iVersion < 2) return NULL;
  void volatile *region = NULL;
  code = file->pMethods->xShmMap(file, 0, REGION_BYTES, 0, &region);
  if (code != SQLITE_OK || !region) return NULL;
  const wal_index_header *header = (const wal_index_header *)(const void *)region;
  return header->version == KNOWN_VERSION ? header : NULL;
}

uint32_t totem_commit_count(const void *wal_index) {
  const wal_index_header *header = wal_index;
  return __atomic_load_n(&header->change, __ATOMIC_ACQUIRE);
}
