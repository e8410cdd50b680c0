// A plugin that closes what is the host's, or puts another file in its place, ends the process in that moment, before anything can be
// written where it does not belong. One that changes the process itself is refused that.
#define _GNU_SOURCE
#include "marker.h"

#include <link.h>
#include <stdio.h>
#include <time.h>
#include <totem_descriptors.h>
#include <totem_whole_process.h>
#include <unistd.h>

// The program and what it is linked with. They close what is the host's when they should.
static struct {
  uintptr_t start, end;
} host[128];
static size_t host_count;
// A child that shares this memory is none of this.
static pid_t own;

static int note_library(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size, (void)unused;
  for (size_t i = 0; i < info->dlpi_phnum && host_count < sizeof host / sizeof *host; i++) {
    const ElfW(Phdr) *part = &info->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
    host[host_count].start = info->dlpi_addr + part->p_vaddr;
    host[host_count++].end = info->dlpi_addr + part->p_vaddr + part->p_memsz;
  }
  return 0;
}

static bool is_of_host(uintptr_t address) {
  for (size_t i = 0; i < host_count; i++)
    if (address >= host[i].start && address < host[i].end) return true;
  return false;
}

// Returns where another thread ends the process already, for what it has done.
static void end(int descriptor, uint32_t number, const char *function) {
  if (!totem_marker_write_down(TOTEM_FAULT_DESCRIPTOR, descriptor, 0, number, function)) return;
  const totem_fault *fault = &totem_marker_memory->fault;
  char text[16];
  snprintf(text, sizeof text, "%d", descriptor);
  const char *parts[] = {
    "totem: the shop's descriptor ", text, number != 0 ? " is closed by the plugin " : " was closed", fault->plugin,
    fault->function[0] != '\0' ? ", " : "", fault->function,
  };
  totem_marker_say(parts, sizeof parts / sizeof *parts);
  totem_marker_say_stack();
  _exit(70);
}

static bool is_free(uintptr_t caller) { return !totem_marker_is_open || is_of_host(caller) || getpid() != own; }

// The plugin whose own code this is, or a library's that came with one and works for it on this thread; 0: it is the host's, or nobody
// knows.
static uint32_t plugin_at(uintptr_t caller, const char **function) {
  if (is_free(caller)) return 0;
  uint32_t inside = totem_marker_mine != NULL ? totem_marker_innermost(totem_marker_mine) : 0;
  *function = inside != 0 ? NULL : "a thread of its own";
  return inside != 0 ? inside : totem_marker_library_of(caller);
}

static bool before_giving_up(int descriptor, uintptr_t caller) {
  const char *function;
  uint32_t number = plugin_at(caller, &function);
  if (number == 0) return is_free(caller);
  if (!totem_descriptor_is_there(descriptor)) return true;
  end(descriptor, number, function);
  for (;;) pause();
}

static bool refuses(const char *called, uintptr_t caller) {
  enum { MOST_LINES = 100 };
  static uint32_t lines;
  const char *function;
  uint32_t number = plugin_at(caller, &function);
  if (number == 0) return false;
  const char *parts[] = {
    "totem: the plugin ", totem_marker_memory->names[number].plugin, " is refused ", called, ", which is about the whole process, in ",
    function != NULL ? function : totem_marker_memory->names[number].function,
  };
  if (__atomic_fetch_add(&lines, 1, __ATOMIC_RELAXED) < MOST_LINES) totem_marker_say(parts, sizeof parts / sizeof *parts);
  return true;
}

void totem_marker_guard_process(void) {
  own = getpid();
  dl_iterate_phdr(note_library, NULL);
  totem_descriptors_guard(before_giving_up);
  totem_process_guard_by(refuses);
}

void totem_marker_look_at_descriptors(void) {
  int lost = totem_descriptor_lost();
  if (lost < 0) return;
  // Not what is closed at this moment.
  nanosleep(&(struct timespec){0, 2000000}, NULL);
  if (totem_descriptor_lost() == lost) end(lost, 0, NULL);
}
