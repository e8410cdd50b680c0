#include "totem_commit_count.h"

#include <stddef.h>

/* The beginning of the wal-index header, in the machine's own byte order. */
typedef struct wal_index_header {
  uint32_t version;
  uint32_t unused;
  uint32_t change; /* iChange */
  uint32_t shape[5];
  uint32_t salt[2];
  uint32_t checksum[2];
  uint32_t copy[12];
  uint32_t done; /* nBackfill */
  uint32_t marks[5];
  uint8_t locks[8];
  uint32_t begun; /* nBackfillAttempted */
} wal_index_header;

_Static_assert(offsetof(wal_index_header, done) == 96 && offsetof(wal_index_header, begun) == 128, "as walformat.html has it");

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

totem_checkpoints totem_wal_checkpoints(const void *wal_index) {
  const wal_index_header *header = wal_index;
  return (totem_checkpoints){
    .salt = {__atomic_load_n(&header->salt[0], __ATOMIC_ACQUIRE), __atomic_load_n(&header->salt[1], __ATOMIC_ACQUIRE)},
    .done = __atomic_load_n(&header->done, __ATOMIC_ACQUIRE),
    .begun = __atomic_load_n(&header->begun, __ATOMIC_ACQUIRE),
  };
}

uint32_t totem_commit_count(const void *wal_index) {
  const wal_index_header *header = wal_index;
  return __atomic_load_n(&header->change, __ATOMIC_ACQUIRE);
}
