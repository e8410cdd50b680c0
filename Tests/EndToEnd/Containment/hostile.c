// A plugin that does no harm until a file says so: then it does HOW at WHERE.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "hostile_descriptors.h"
#include "hostile_process.h"
#include "totem_plugin.h"

static jmp_buf elsewhere;
static volatile int deep;

static int overflow(int depth) {
  volatile char block[4096];
  block[0] = (char)depth;
  return depth < 0 ? 0 : overflow(depth + 1) + block[0];
}

static void *sleep_for_ever(void *unused) {
  (void)unused;
  for (;;) pause();
  return NULL;
}

static void begin_threads(int count) {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 << 10);
  pthread_t thread;
  while (count-- > 0 && pthread_create(&thread, &small, sleep_for_ever, NULL) == 0) pthread_detach(thread);
  pthread_attr_destroy(&small);
}

static void crash(void *unused) {
  (void)unused;
  *(volatile int *)16 = 1;
}

static void crash_at_end_of_thread(void) {
  pthread_key_t key;
  if (pthread_key_create(&key, crash) == 0) pthread_setspecific(key, &deep);
}

static void misbehave(const char *how) {
  close(open(TRIGGER ".reached", O_CREAT | O_WRONLY, 0600));
  if (strcmp(how, "segv") == 0) *(volatile int *)16 = 1;
  if (strcmp(how, "abort") == 0) abort();
  if (strcmp(how, "trap") == 0) __builtin_trap();
  if (strcmp(how, "overflow") == 0) deep = overflow(0);
  if (strcmp(how, "exit") == 0) exit(0);
  if (strcmp(how, "_exit") == 0) _exit(0);
  if (strcmp(how, "pthread_exit") == 0) pthread_exit(NULL);
  if (strcmp(how, "longjmp") == 0) longjmp(elsewhere, 1);
  if (strcmp(how, "loop") == 0)
    for (;;) deep++;
  if (strcmp(how, "sleep") == 0) pause();
  if (strcmp(how, "fork") == 0) fork();
  if (strcmp(how, "timer") == 0) {
    struct itimerval soon = {{0, 1000}, {0, 1000}};
    setitimer(ITIMER_REAL, &soon, NULL);
    setitimer(ITIMER_PROF, &soon, NULL);
    setitimer(ITIMER_VIRTUAL, &soon, NULL);
  }
  if (strcmp(how, "stop") == 0) raise(SIGSTOP);
  if (strcmp(how, "kill") == 0) raise(SIGKILL);
  if (strcmp(how, "stop unseen") == 0) {
    syscall(SYS_close_range, 0, ~0U, 0);
    raise(SIGSTOP);
  }
  if (strcmp(how, "exec") == 0) execl("/bin/sleep", "sleep", "1000", NULL);
  if (strcmp(how, "threads") == 0) begin_threads(800);
  if (strcmp(how, "wild") == 0) memset((void *)&elsewhere, 0xA5, (size_t)1 << 30);
  if (strcmp(how, "unseen overflow") == 0) {
    block_signals();
    deep = overflow(0);
  }
  if (strcmp(how, "end of threads") == 0) crash_at_end_of_thread();
  give_up_descriptors(how);
  change_process(how);
  if (strcmp(how, "reach") == 0) {
    // None of it works: when something does, it hides that by ending itself.
    if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || open(TRIGGER, O_RDONLY) >= 0 || open(TRIGGER, O_WRONLY) >= 0) abort();
    if (execl("/bin/true", "true", NULL) == 0 || kill(getppid(), SIGTERM) == 0 || unlink(TRIGGER) == 0) abort();
  }
  if (strcmp(how, "memory") == 0)
    for (char *block; (block = malloc((size_t)1 << 20)) != NULL;) memset(block, 1, (size_t)1 << 20);
}

static void at(const char *where) {
  if (strcmp(where, WHERE) == 0 && access(TRIGGER, F_OK) == 0) misbehave(HOW);
}

static totem_status placing(totem_call *call, const totem_order_event *event, void *state) {
  (void)call, (void)state;
  at("hook");
  if (strcmp(HOW, "payload") == 0) memset((void *)event->order, 0x7F, sizeof *event->order);
  return TOTEM_OK;
}

static totem_status fetching(totem_call *call, const totem_cart_event *event, void *state) {
  (void)event, (void)state;
  at("fetch");
  return totem_put_quote(call, "rate", TOTEM_STR("1"), 60);
}

// Nearly all of its time is the store's.
static void query(totem_call *call) {
  const char *sql = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT COUNT(*) FROM n";
  totem_stmt *statement;
  if (totem_prepare(call, sql, &statement) != TOTEM_OK) return;
  totem_step(statement);
  totem_close(statement);
}

static totem_status pinged(totem_call *call, const totem_request *request, void *state) {
  (void)request, (void)state;
  at("route");
  if (strcmp(HOW, "ask") == 0 && access(TRIGGER, F_OK) == 0)
    for (;;) totem_now(call);
  if (strcmp(HOW, "query") == 0 && access(TRIGGER, F_OK) == 0)
    for (;;) query(call);
  return totem_respond(call, 200, TOTEM_STR("{}"));
}

static totem_status asked(totem_call *call, const totem_request *request, void *state) {
  (void)request, (void)state;
  totem_status status = totem_enqueue(call, "work", TOTEM_STR("{}"), 0, (totem_str){0});
  return status == TOTEM_OK ? totem_respond(call, 200, TOTEM_STR("{}")) : status;
}

static totem_status work(totem_call *call, const totem_job_run *run, void *state) {
  (void)call, (void)run, (void)state;
  at("job");
  return TOTEM_OK;
}

// A service that jumps over the host into the plugin's own function that has called it.
static totem_status inner(totem_call *call, void *state) {
  (void)call, (void)state;
  at("service");
  return TOTEM_OK;
}

static totem_status outer(totem_call *call, void *state) {
  (void)state;
  if (setjmp(elsewhere) == 0) return totem_invoke(call, "hostile.inner", "", NULL, NULL);
  return TOTEM_OK;
}

static void *own(void *unused) {
  (void)unused;
  for (;;) {
    at("thread");
    usleep(10000);
  }
  return NULL;
}

__attribute__((constructor)) static void constructed(void) { at("constructor"); }

static void at_exit(void) { misbehave("segv"); }

static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
  (void)instance;
  *state = NULL;
  at("start");
  if (strcmp(WHERE, "atexit") == 0) atexit(at_exit);
  pthread_t thread;
  if (strcmp(WHERE, "thread") == 0) pthread_create(&thread, NULL, own, NULL);
  totem_status status = totem_on_order_placing(registry, placing, 100);
  if (status == TOTEM_OK) status = totem_on_cart_fetch(registry, fetching, 100);
  if (status == TOTEM_OK) status = totem_route(registry, "GET", "/ping", TOTEM_ANYONE, TOTEM_READS, pinged);
  if (status == TOTEM_OK) status = totem_route(registry, "POST", "/ask", TOTEM_ANYONE, TOTEM_WRITES, asked);
  if (status == TOTEM_OK) status = totem_job(registry, "work", NULL, work);
  if (status == TOTEM_OK) status = totem_service(registry, "inner", "", (totem_function)inner);
  if (status == TOTEM_OK) status = totem_service_role(registry, "inner", TOTEM_ANYONE);
  if (status == TOTEM_OK) status = totem_service(registry, "outer", "", (totem_function)outer);
  if (status == TOTEM_OK) status = totem_service_role(registry, "outer", TOTEM_ANYONE);
  return status;
}

static void stop(void *state) {
  (void)state;
  at("stop");
}

TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
  (void)host;
  at("entry");
  static const totem_plugin plugin = {
    .size = sizeof plugin, .abi = TOTEM_ABI, .name = "hostile", .version = "1.0.0", .start = start, .stop = stop,
  };
  return &plugin;
}
