#include "totem_power_cut.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PART_OFFSET = 512, SECTOR = 512, FILES = 4, PATH = 1024 };
enum kind { WRITE, TRUNCATE, FLUSH };

typedef struct event {
  enum kind kind;
  int file;
  sqlite3_int64 offset; /* of a truncation the new size */
  int count;
  unsigned char *bytes;
} event;

typedef struct file_part {
  sqlite3_io_methods methods;
  const sqlite3_io_methods *system;
  const char *name;
} file_part;

typedef struct image {
  unsigned char *bytes;
  sqlite3_int64 size;
} image;

static sqlite3_vfs *system_layer;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
/* All below is guarded by the mutex. */
static char folder[PATH];
static char names[FILES][PATH];
static image bases[FILES];
static int file_count;
static event *events;
static long event_count;

static file_part *part_of(sqlite3_file *file) { return (file_part *)(void *)((char *)file + PART_OFFSET); }

static void *checked(void *memory) {
  if (!memory) abort();
  return memory;
}

static image read_image(const char *path) {
  image image = {0};
  FILE *file = fopen(path, "rb");
  if (!file) return image;
  fseek(file, 0, SEEK_END);
  image.size = ftell(file);
  rewind(file);
  image.bytes = checked(malloc((size_t)image.size + 1));
  if (fread(image.bytes, 1, (size_t)image.size, file) != (size_t)image.size) abort();
  fclose(file);
  return image;
}

/* The number of a file of the folder; -1 for all others. What is there when it is first met has been flushed. */
static int number_of(const char *name) {
  size_t length = strlen(folder);
  if (length == 0 || strncmp(name, folder, length) != 0) return -1;
  for (int i = 0; i < file_count; i++)
    if (strcmp(names[i], name) == 0) return i;
  if (file_count == FILES) abort();
  snprintf(names[file_count], PATH, "%s", name);
  bases[file_count] = read_image(name);
  return file_count++;
}

static void remember(int file, enum kind kind, sqlite3_int64 offset, int count, const void *bytes) {
  if (file < 0) return;
  events = checked(realloc(events, (size_t)(event_count + 1) * sizeof *events));
  event *event = &events[event_count++];
  *event = (struct event){.kind = kind, .file = file, .offset = offset, .count = count};
  if (count > 0) event->bytes = memcpy(checked(malloc((size_t)count)), bytes, (size_t)count);
}

static int write_file(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  pthread_mutex_lock(&mutex);
  int number = number_of(part_of(file)->name);
  int code = part_of(file)->system->xWrite(file, bytes, count, offset);
  remember(number, WRITE, offset, count, bytes);
  pthread_mutex_unlock(&mutex);
  return code;
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
  pthread_mutex_lock(&mutex);
  int number = number_of(part_of(file)->name);
  int code = part_of(file)->system->xTruncate(file, size);
  remember(number, TRUNCATE, size, 0, NULL);
  pthread_mutex_unlock(&mutex);
  return code;
}

static int flush_file(sqlite3_file *file, int flags) {
  pthread_mutex_lock(&mutex);
  int code = part_of(file)->system->xSync(file, flags);
  remember(number_of(part_of(file)->name), FLUSH, 0, 0, NULL);
  pthread_mutex_unlock(&mutex);
  return code;
}

static int open_file(sqlite3_vfs *layer, const char *name, sqlite3_file *file, int flags, int *flags_out) {
  (void)layer;
  int code = system_layer->xOpen(system_layer, name, file, flags, flags_out);
  if (code != SQLITE_OK || !(flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_DB))) return code;
  file_part *part = part_of(file);
  *part = (file_part){.methods = *file->pMethods, .system = file->pMethods, .name = name};
  part->methods.xWrite = write_file;
  part->methods.xTruncate = truncate_file;
  part->methods.xSync = flush_file;
  file->pMethods = &part->methods;
  return SQLITE_OK;
}

int totem_power_cut_register(void) {
  static sqlite3_vfs layer;
  system_layer = sqlite3_vfs_find(NULL);
  if (!system_layer || system_layer->szOsFile > PART_OFFSET) return SQLITE_ERROR;
  layer = *system_layer;
  layer.pNext = NULL;
  layer.zName = TOTEM_POWER_CUT_LAYER;
  layer.szOsFile = (int)(PART_OFFSET + sizeof(file_part));
  layer.xOpen = open_file;
  return sqlite3_vfs_register(&layer, 0);
}

void totem_power_cut_record(const char *path) {
  pthread_mutex_lock(&mutex);
  for (long i = 0; i < event_count; i++) free(events[i].bytes);
  for (int i = 0; i < file_count; i++) free(bases[i].bytes);
  event_count = 0;
  file_count = 0;
  snprintf(folder, PATH, "%s/", path);
  pthread_mutex_unlock(&mutex);
}

long totem_power_cut_count(void) {
  pthread_mutex_lock(&mutex);
  long count = event_count;
  pthread_mutex_unlock(&mutex);
  return count;
}

static void resize(image *image, sqlite3_int64 size) {
  image->bytes = checked(realloc(image->bytes, (size_t)size + 1));
  if (size > image->size) memset(image->bytes + image->size, 0, (size_t)(size - image->size));
  image->size = size;
}

/* Whether a sector that was not flushed is on the disk nevertheless. */
static int remains(unsigned luck, long event, sqlite3_int64 sector) {
  if (luck < 2) return (int)luck;
  unsigned long long x = luck * 0x9e3779b97f4a7c15ULL + (unsigned long long)event * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (unsigned long long)sector) * 0x94d049bb133111ebULL;
  return (int)(x >> 61) & 1;
}

static void apply(image *image, const event *event, long number, int is_flushed, unsigned luck) {
  if (event->kind == TRUNCATE && (is_flushed || remains(luck, number, 0))) resize(image, event->offset);
  for (int done = 0; event->kind == WRITE && done < event->count;) {
    sqlite3_int64 at = event->offset + done;
    int count = SECTOR - (int)(at % SECTOR);
    if (count > event->count - done) count = event->count - done;
    if (is_flushed || remains(luck, number, at / SECTOR)) {
      if (at + count > image->size) resize(image, at + count);
      memcpy(image->bytes + at, event->bytes + done, (size_t)count);
    }
    done += count;
  }
}

static int write_image(const image *image, const char *name, const char *target) {
  char path[2 * PATH];
  snprintf(path, sizeof path, "%s%s", target, strrchr(name, '/'));
  FILE *file = fopen(path, "wb");
  if (!file) return errno;
  size_t written = fwrite(image->bytes, 1, (size_t)image->size, file);
  return fclose(file) == 0 && written == (size_t)image->size ? 0 : EIO;
}

int totem_power_cut_restore(long n, unsigned luck, const char *target) {
  int code = 0;
  pthread_mutex_lock(&mutex);
  for (int file = 0; file < file_count && code == 0; file++) {
    long flushed = -1;
    for (long i = 0; i < n; i++)
      if (events[i].file == file && events[i].kind == FLUSH) flushed = i;
    image image = {0};
    resize(&image, bases[file].size);
    if (bases[file].size) memcpy(image.bytes, bases[file].bytes, (size_t)bases[file].size);
    for (long i = 0; i <= n && i < event_count; i++)
      if (events[i].file == file) apply(&image, &events[i], i, i < flushed, luck);
    code = write_image(&image, names[file], target);
    free(image.bytes);
  }
  pthread_mutex_unlock(&mutex);
  return code;
}
