// totem-plugin-child LIBRARY: runs one plugin for the process that has started it, and ends with it.
#define _GNU_SOURCE
#include "child.h"

#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// As much as a thread of the shop's has use for; each slot that was ever used takes it.
static const size_t stack_size = (size_t)2 << 20;

totem_channel *child_channel;
static uint32_t spins;
static pthread_key_t end_of_slot;

static void fail(const char *why) {
  fprintf(stderr, "totem-plugin-child: %s\n", why);
  _exit(1);
}

static void map_memory(void) {
  void *channel = mmap(NULL, sizeof(totem_channel), PROT_READ | PROT_WRITE, MAP_SHARED, TOTEM_CHANNEL_FD, 0);
  if (channel == MAP_FAILED) fail("it is started by Totem alone");
  child_channel = channel;
  if (!child_map_payloads()) fail("the memory of payloads can't be had at its address");
  close(TOTEM_CHANNEL_FD);
  close(TOTEM_PAYLOADS_FD);
}

// The host would wait for it in vain.
static void on_end_of_slot(void *slot) {
  __atomic_store_n(&child_channel->crashed, ((child_slot *)slot)->number, __ATOMIC_RELEASE);
  __atomic_store_n(&child_channel->has_lost_thread, 1, __ATOMIC_RELEASE);
  _exit(1);
}

static void *run_slot(void *argument) {
  child_slot *slot = argument;
  child_current = slot;
  pthread_setspecific(end_of_slot, slot);
  __atomic_store_n(&child_channel->threads[slot->number - 1], (uint32_t)gettid(), __ATOMIC_RELEASE);
  sigaltstack(&(stack_t){.ss_sp = slot->spare_stack, .ss_size = sizeof slot->spare_stack}, NULL);
  for (;;) {
    uint32_t kind = totem_receive(&slot->end);
    if (kind == 0) _exit(1);
    child_run(slot, kind);
  }
}

static void begin_slot(size_t index) {
  child_slot *slot = calloc(1, sizeof *slot);
  if (slot == NULL) fail("there is no memory for another call");
  slot->number = (uint32_t)index + 1;
  totem_slot *shared = &child_channel->slots[index];
  totem_end_open(&slot->end, &shared->to_child, &shared->to_host, spins);
  slot->end.keeps = true;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_t thread;
  if (pthread_create(&thread, &attributes, run_slot, slot) != 0) fail("there is no thread for another call");
  pthread_attr_destroy(&attributes);
}

int main(int count, char **arguments) {
  if (count != 2) fail("it is started by Totem alone");
  // It ends with the thread that has started it.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  map_memory();
  if ((uint32_t)getppid() != child_channel->parent) _exit(1);
  umask(077);
  setvbuf(stdout, NULL, _IOLBF, 0);
  spins = totem_channel_spins();
  atexit(child_tell_thread);
  if (pthread_key_create(&end_of_slot, on_end_of_slot) != 0) fail("there is no memory");
  if (!child_enter_sandbox(arguments[1])) fail("the kernel has no seccomp");
  // None, which is not the same as nowhere: who reads it goes through the array.
  static char *no_environment[1];
  environ = no_environment;
  uint32_t begun = 0;
  for (;;) {
    uint32_t wanted = __atomic_load_n(&child_channel->wanted, __ATOMIC_ACQUIRE);
    while (begun < wanted && begun < TOTEM_SLOTS) begin_slot(begun++);
    syscall(SYS_futex, &child_channel->wanted, FUTEX_WAIT, wanted, NULL, NULL, 0);
  }
}
