#define _GNU_SOURCE
#include "totem_remote.h"

#include <link.h>
#include <string.h>

typedef struct folders {
  char *text;
  size_t room;
  const char *except;
} folders;

static bool has(const char *list, const char *folder, size_t length) {
  for (const char *place = list; (place = strstr(place, folder)) != NULL; place++) {
    bool begins = place == list || place[-1] == ':';
    if (begins && (place[length] == ':' || place[length] == '\0')) return true;
  }
  return false;
}

static int add(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  folders *folders = context;
  const char *end = strrchr(info->dlpi_name, '/');
  if (end == NULL || end == info->dlpi_name) return 0;
  if (strncmp(info->dlpi_name, folders->except, strlen(folders->except)) == 0) return 0;
  char folder[4096];
  size_t length = (size_t)(end - info->dlpi_name), used = strlen(folders->text);
  if (length >= sizeof folder || used + length + 2 > folders->room) return 0;
  memcpy(folder, info->dlpi_name, length);
  folder[length] = '\0';
  if (has(folders->text, folder, length)) return 0;
  if (used > 0) folders->text[used++] = ':';
  memcpy(folders->text + used, folder, length + 1);
  return 0;
}

void totem_remote_folders(char *text, size_t room, const char *except) {
  folders folders = {text, room, except};
  text[0] = '\0';
  dl_iterate_phdr(add, &folders);
}
