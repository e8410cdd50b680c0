#include "totem_log_layer.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* The most that SQLite's own layer writes in one call: the pages of one order and more. */
enum { ROOM = 0x1ffff };

/* What follows the system layer's part in the memory of an open log. */
typedef struct log_part {
  sqlite3_io_methods methods; /* the system layer's, but for those below */
  const sqlite3_io_methods *system;
  unsigned char *bytes; /* ROOM of them; NULL until the first write: who only reads needs none */
  int count;            /* of bytes that are not written yet */
  sqlite3_int64 offset; /* where they belong */
} log_part;

static sqlite3_vfs *system_layer;
static size_t log_part_offset;

static log_part *part_of(sqlite3_file *file) { return (log_part *)(void *)((char *)file + log_part_offset); }

/* What can't be written stays gathered, so that its transaction can't be committed. */
static int write_gathered(sqlite3_file *file) {
  log_part *part = part_of(file);
  if (part->count == 0) return SQLITE_OK;
  int code = part->system->xWrite(file, part->bytes, part->count, part->offset);
  if (code == SQLITE_OK) part->count = 0;
  return code;
}

static int write_log(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  log_part *part = part_of(file);
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
  log_part *part = part_of(file);
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

/* Every commit has been flushed: what is left belongs to a transaction that was undone. */
static int close_log(sqlite3_file *file) {
  log_part *part = part_of(file);
  free(part->bytes);
  return part->system->xClose(file);
}

void totem_forget_undone(sqlite3 *connection) {
  sqlite3_file *log = NULL;
  int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (code == SQLITE_OK && log && log->pMethods && log->pMethods->xWrite == write_log) part_of(log)->count = 0;
}

static int open_file(sqlite3_vfs *layer, const char *name, sqlite3_file *file, int flags, int *flags_out) {
  (void)layer;
  int code = system_layer->xOpen(system_layer, name, file, flags, flags_out);
  if (code != SQLITE_OK || !(flags & SQLITE_OPEN_WAL)) return code;
  log_part *part = part_of(file);
  *part = (log_part){.methods = *file->pMethods, .system = file->pMethods};
  part->methods.xRead = read_log;
  part->methods.xWrite = write_log;
  part->methods.xTruncate = truncate_log;
  part->methods.xSync = flush_log;
  part->methods.xFileSize = size_of_log;
  part->methods.xClose = close_log;
  file->pMethods = &part->methods;
  return SQLITE_OK;
}

int totem_register_log_layer(void) {
  static sqlite3_vfs layer;
  system_layer = sqlite3_vfs_find(NULL);
  if (!system_layer) return SQLITE_ERROR;
  log_part_offset = ((size_t)system_layer->szOsFile + 15) & ~(size_t)15;
  layer = *system_layer;
  layer.zName = TOTEM_LOG_LAYER;
  layer.szOsFile = (int)(log_part_offset + sizeof(log_part));
  layer.xOpen = open_file;
  return sqlite3_vfs_register(&layer, 0);
}
