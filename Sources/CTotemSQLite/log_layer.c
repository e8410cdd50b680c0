#include "totem_log_layer.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* The most that SQLite's own layer writes in one call: the pages of one order and more. */
enum { ROOM = 0x1ffff };
/* Where this layer's part of an open file begins, behind that of the layer below. */
enum { PART_OFFSET = 1024 };
/* WAL_WRITE_LOCK in SQLite's wal.c: sqlite.org/walformat.html, §2.3. */
enum { WRITE_LOCK = 0 };

typedef struct file_part {
  sqlite3_io_methods methods; /* those of the layer below, but for this layer's own */
  const sqlite3_io_methods *system;
  sqlite3_file *other;  /* of a database its open log, if any; of a log its database */
  unsigned char *bytes; /* of a log, ROOM of them; NULL until the first write: who only reads needs none */
  int count;            /* of bytes that are not written yet */
  sqlite3_int64 offset; /* where they belong */
} file_part;

typedef struct log_layer {
  sqlite3_vfs vfs; /* first, for SQLite */
  sqlite3_vfs *system;
} log_layer;

static file_part *part_of(sqlite3_file *file) { return (file_part *)(void *)((char *)file + PART_OFFSET); }

/* What can't be written stays gathered, so that its transaction can't be committed. */
static int write_gathered(sqlite3_file *file) {
  file_part *part = part_of(file);
  if (part->count == 0) return SQLITE_OK;
  int code = part->system->xWrite(file, part->bytes, part->count, part->offset);
  if (code == SQLITE_OK) part->count = 0;
  return code;
}

static int write_log(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  file_part *part = part_of(file);
  if (offset != part->offset + part->count || count > ROOM - part->count) {
    int code = write_gathered(file);
    if (code != SQLITE_OK) return code;
    part->offset = offset;
  }
  if (!part->bytes && !(part->bytes = malloc(ROOM))) return SQLITE_IOERR_NOMEM;
  if (count > ROOM) return part->system->xWrite(file, bytes, count, offset);
  memcpy(part->bytes + part->count, bytes, (size_t)count);
  part->count += count;
  return SQLITE_OK;
}

/* Pages that were committed can be read even while nothing can be written. */
static int read_log(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
  file_part *part = part_of(file);
  int overlaps = offset < part->offset + part->count && part->offset < offset + count;
  int code = overlaps ? write_gathered(file) : SQLITE_OK;
  return code == SQLITE_OK ? part->system->xRead(file, bytes, count, offset) : code;
}

static int truncate_log(sqlite3_file *file, sqlite3_int64 size) {
  int code = write_gathered(file);
  return code == SQLITE_OK ? part_of(file)->system->xTruncate(file, size) : code;
}

static int flush_log(sqlite3_file *file, int flags) {
  int code = write_gathered(file);
  return code == SQLITE_OK ? part_of(file)->system->xSync(file, flags) : code;
}

static int size_of_log(sqlite3_file *file, sqlite3_int64 *size) {
  int code = write_gathered(file);
  return code == SQLITE_OK ? part_of(file)->system->xFileSize(file, size) : code;
}

static int close_log(sqlite3_file *file) {
  file_part *part = part_of(file);
  part_of(part->other)->other = NULL;
  free(part->bytes);
  return part->system->xClose(file);
}

/* The write lock of the log lies on the database's file. */
static int lock_index(sqlite3_file *database, int first, int count, int flags) {
  file_part *part = part_of(database);
  int lets_go = SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE;
  if (first == WRITE_LOCK && (flags & lets_go) == lets_go && part->other) part_of(part->other)->count = 0;
  return part->system->xShmLock(database, first, count, flags);
}

static int open_file(sqlite3_vfs *layer, const char *name, sqlite3_file *file, int flags, int *flags_out) {
  sqlite3_vfs *system = ((log_layer *)(void *)layer)->system;
  int code = system->xOpen(system, name, file, flags, flags_out);
  if (code != SQLITE_OK || !(flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_DB))) return code;
  file_part *part = part_of(file);
  *part = (file_part){.methods = *file->pMethods, .system = file->pMethods};
  if (flags & SQLITE_OPEN_MAIN_DB) {
    part->methods.xShmLock = lock_index;
  } else {
    part->other = sqlite3_database_file_object(name);
    part_of(part->other)->other = file;
    part->methods.xRead = read_log;
    part->methods.xWrite = write_log;
    part->methods.xTruncate = truncate_log;
    part->methods.xSync = flush_log;
    part->methods.xFileSize = size_of_log;
    part->methods.xClose = close_log;
  }
  file->pMethods = &part->methods;
  return SQLITE_OK;
}

int totem_register_log_layer(const char *name, const char *system_name) {
  sqlite3_vfs *system = sqlite3_vfs_find(system_name);
  if (!system || system->szOsFile > PART_OFFSET) return SQLITE_ERROR;
  /* Both for as long as the process lives. */
  log_layer *layer = malloc(sizeof *layer);
  char *kept_name = strdup(name);
  if (!layer || !kept_name) return SQLITE_NOMEM;
  *layer = (log_layer){.vfs = *system, .system = system};
  layer->vfs.pNext = NULL;
  layer->vfs.zName = kept_name;
  layer->vfs.szOsFile = (int)(PART_OFFSET + sizeof(file_part));
  layer->vfs.xOpen = open_file;
  return sqlite3_vfs_register(&layer->vfs, 0);
}
