#define _GNU_SOURCE
#include "totem_payload.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

static totem_payload_region region;
static int file = -1;
static uintptr_t page;
static struct sigaction before;
static bool soiled[TOTEM_PAYLOAD_BLOCKS];

// Where no system puts anything by itself, so that another process can have it there as well; when it is taken, elsewhere.
static void *const place = (void *)0x200000000000;

static const size_t size = TOTEM_PAYLOAD_BLOCK * TOTEM_PAYLOAD_BLOCKS;

// Makes the page that somebody writes into its own; every other fault is for whoever was asked before.
static void on_fault(int signal, siginfo_t *info, void *context) {
  char *address = info->si_addr;
  if (region.shown != NULL && address >= region.shown && address < region.shown + size) {
    __atomic_store_n(&soiled[(size_t)(address - region.shown) / TOTEM_PAYLOAD_BLOCK], true, __ATOMIC_RELEASE);
    void *start = (void *)((uintptr_t)address & ~(page - 1));
    if (mprotect(start, page, PROT_READ | PROT_WRITE) == 0) return;
  }
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(signal, info, context);
  } else if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) {
    // The instruction runs again, and meets what would have happened without us.
    sigaction(signal, &before, NULL);
  } else {
    before.sa_handler(signal);
  }
}

static void open_region(void) {
  page = (uintptr_t)sysconf(_SC_PAGESIZE);
  file = memfd_create("totem-payloads", MFD_CLOEXEC);
  if (file < 0 || ftruncate(file, (off_t)size) != 0) return;
  char *written = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
  char *shown = mmap(place, size, PROT_READ, MAP_PRIVATE | MAP_NORESERVE, file, 0);
  if (written == MAP_FAILED || shown == MAP_FAILED) return;
  // A plugin in the middle of a call may use the alternate stack of its thread.
  struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  region.written = written;
  region.shown = shown;
  if (sigaction(SIGSEGV, &action, &before) != 0) region = (totem_payload_region){NULL, NULL};
}

totem_payload_region totem_payload_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_region);
  return region;
}

bool totem_payload_is_soiled(size_t block) { return __atomic_load_n(&soiled[block], __ATOMIC_ACQUIRE); }

void totem_payload_soil(size_t block) { __atomic_store_n(&soiled[block], true, __ATOMIC_RELEASE); }

const bool *totem_payload_note(size_t block) { return &soiled[block]; }

void totem_payload_restore(size_t block, size_t count) {
  char *start = region.shown + block * TOTEM_PAYLOAD_BLOCK;
  for (size_t i = 0; i < count; i++) __atomic_store_n(&soiled[block + i], false, __ATOMIC_RELEASE);
  // Drops the private copies: the next look finds the host's pages.
  mprotect(start, count * TOTEM_PAYLOAD_BLOCK, PROT_READ);
  madvise(start, count * TOTEM_PAYLOAD_BLOCK, MADV_DONTNEED);
}

void totem_payload_release(size_t block, size_t count) {
  fallocate(
      file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)(block * TOTEM_PAYLOAD_BLOCK),
      (off_t)(count * TOTEM_PAYLOAD_BLOCK));
}
