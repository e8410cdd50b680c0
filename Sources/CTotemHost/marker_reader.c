// What is done with a marker by who looks after the process that keeps it. Nothing in it is believed.
#define _GNU_SOURCE
#include "marker.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int totem_marker_make(void **mapping) {
  int descriptor = memfd_create("totem-marker", MFD_CLOEXEC);
  if (descriptor < 0) return -1;
  *mapping = MAP_FAILED;
  if (ftruncate(descriptor, sizeof(totem_marker)) == 0)
    *mapping = mmap(NULL, sizeof(totem_marker), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (*mapping != MAP_FAILED) return descriptor;
  close(descriptor);
  return -1;
}

void totem_marker_drop(int descriptor, void *mapping) {
  munmap(mapping, sizeof(totem_marker));
  close(descriptor);
}

// Names are shown to people and looked for in tables: anything but a plain line is cut off.
static void copy_plain(char *to, const char *from, size_t size) {
  size_t i = 0;
  for (; i + 1 < size && from[i] >= 0x20 && from[i] < 0x7f; i++) to[i] = from[i];
  memset(to + i, 0, size - i);
}

void totem_marker_fault(const void *mapping, totem_fault *fault) {
  const totem_marker *marker = mapping;
  memset(fault, 0, sizeof *fault);
  if (__atomic_load_n(&marker->fault_state, __ATOMIC_ACQUIRE) != 2) return;
  fault->kind = marker->fault.kind;
  fault->number = marker->fault.number;
  fault->address = marker->fault.address;
  copy_plain(fault->plugin, marker->fault.plugin, TOTEM_MARKER_PLUGIN);
  copy_plain(fault->function, marker->fault.function, TOTEM_MARKER_FUNCTION);
}

bool totem_marker_expected_exit(const void *mapping) { return ((const totem_marker *)mapping)->expects_exit == 1; }

bool totem_marker_running(const void *mapping, size_t *place, totem_fault *found) {
  const totem_marker *marker = mapping;
  for (; *place < TOTEM_MARKER_SLOTS; (*place)++) {
    const totem_marker_slot *slot = &marker->slots[*place];
    uint32_t depth = slot->depth;
    if (slot->thread == 0 || depth == 0) continue;
    depth = depth < TOTEM_MARKER_DEPTH ? depth : TOTEM_MARKER_DEPTH;
    uint32_t number = 0, innermost = depth - 1;
    while (depth > 0 && number == 0) number = totem_mark_own_number(slot->entries[--depth].mark);
    if (number == 0) continue;
    memset(found, 0, sizeof *found);
    uint64_t now = totem_coarse_exact(), since = slot->entries[depth].since;
    if (depth == innermost && now > since) found->number = now - since < INT32_MAX ? (int32_t)(now - since) : INT32_MAX;
    copy_plain(found->plugin, marker->names[number].plugin, TOTEM_MARKER_PLUGIN);
    copy_plain(found->function, marker->names[number].function, TOTEM_MARKER_FUNCTION);
    (*place)++;
    return true;
  }
  return false;
}

bool totem_marker_loaded(const void *mapping, size_t *place, totem_fault *found) {
  const totem_marker *marker = mapping;
  while (++*place < TOTEM_MARKER_NAMES && marker->names[*place].plugin[0] != '\0') {
    if (strncmp(marker->names[*place].function, TOTEM_MARKER_LIBRARY, TOTEM_MARKER_FUNCTION) != 0) continue;
    memset(found, 0, sizeof *found);
    copy_plain(found->plugin, marker->names[*place].plugin, TOTEM_MARKER_PLUGIN);
    return true;
  }
  return false;
}

void totem_marker_pass_on(void *mapping, const totem_fault *fault, const char *reason) {
  totem_marker *marker = mapping;
  memset(marker, 0, offsetof(totem_marker, names));
  for (size_t i = 1; i < TOTEM_MARKER_NAMES && marker->names[i].plugin[0] != '\0'; i++)
    memset(&marker->names[i], 0, sizeof marker->names[i]);
  if (fault == NULL) return;
  marker->passed_on = *fault;
  strncpy(marker->reason, reason, TOTEM_MARKER_REASON - 1);
  marker->is_passed_on = 1;
}
