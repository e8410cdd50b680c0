// A plugin for border.c: each hook tries one thing of the border.
#define _GNU_SOURCE
#include "totem_plugin.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

static totem_instance *own;
static totem_call *kept;

// Returns how many lines there are, after a few words with the host.
static totem_status count_lines(totem_call *call, const totem_cart_event *event, void *state) {
  kept = call;
  if (*(int *)state != 42) return TOTEM_ERROR;
  totem_discount discount = {.size = sizeof discount, .amount = event->cart->lines[0]->total, .label = TOTEM_STR("less")};
  totem_status status = totem_add_discount(call, &discount);
  if (status != TOTEM_OK) return status;
  if (totem_now(call) != 1234) return TOTEM_ERROR;
  if (!totem_equal(totem_setting_str(call, "greeting", TOTEM_STR("?")), TOTEM_STR("hello"))) return TOTEM_ERROR;
  if (!totem_equal(totem_setting_str(call, "nothing", TOTEM_STR("?")), TOTEM_STR("?"))) return TOTEM_ERROR;
  if (totem_setting_f64(call, "half", 0) != 0.5) return TOTEM_ERROR;
  return (totem_status)event->cart->line_count;
}

static totem_status use_kept(totem_call *call, const totem_cart_event *event, void *state) {
  (void)call, (void)event, (void)state;
  return totem_claim(kept);
}

// Sums 1000 rows, and a text of a megabyte.
static totem_status read_rows(totem_call *call, const totem_cart_event *event, void *state) {
  (void)event, (void)state;
  totem_stmt *rows;
  totem_status status = totem_prepare(call, "SELECT n, text FROM rows", &rows);
  if (status != TOTEM_OK) return status;
  int64_t sum = 0;
  while ((status = totem_step(rows)) == TOTEM_ROW) {
    sum += totem_column_i64(rows, 0);
    totem_str text = totem_column_str(rows, 1);
    if (text.len > 0 && text.ptr[text.len - 1] != 'x') return TOTEM_ERROR;
    sum += (int64_t)(text.len >> 20);
  }
  if (status != TOTEM_DONE || totem_column_kind(rows, 0) != TOTEM_ABSENT) return TOTEM_ERROR;
  return (totem_status)sum;
}

static totem_status send_long(totem_call *call, const totem_cart_event *event, void *state) {
  (void)event, (void)state;
  totem_str text = {NULL, (size_t)3 << 20};
  char *bytes = malloc(text.len);
  memset(bytes, 'y', text.len);
  text.ptr = bytes;
  totem_status status = totem_respond(call, 200, text);
  text.len = SIZE_MAX;
  if (status == TOTEM_OK) status = totem_respond(call, 201, text);
  free(bytes);
  return status;
}

static totem_status crash(totem_call *call, const totem_cart_event *event, void *state) {
  (void)call, (void)event, (void)state;
  volatile int *nowhere = NULL;
  return *nowhere;
}
static totem_status scribble(totem_call *call, const totem_cart_event *event, void *state) {
  (void)call, (void)state;
  *(volatile uint32_t *)&event->size = 7;
  return event->size == 7 ? TOTEM_OK : TOTEM_ERROR;
}
static totem_status loop(totem_call *call, const totem_cart_event *event, void *state) {
  (void)call, (void)event, (void)state;
  for (volatile int i = 0;; i++) {}
  return TOTEM_OK;
}
static totem_status ask_for_ever(totem_call *call, const totem_cart_event *event, void *state) {
  (void)event, (void)state;
  for (;;) totem_now(call);
  return TOTEM_OK;
}
static totem_status leave(totem_call *call, const totem_cart_event *event, void *state) {
  (void)call, (void)event, (void)state;
  exit(0);
}
static totem_status end_thread(totem_call *call, const totem_cart_event *event, void *state) {
  (void)call, (void)event, (void)state;
  pthread_exit(NULL);
}

// The number of what it could do that it must not.
static totem_status try_all(totem_call *call, const totem_cart_event *event, void *state) {
  (void)call, (void)event, (void)state;
  if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || socket(AF_UNIX, SOCK_STREAM, 0) >= 0) return 1;
  if (fork() >= 0) return 2;
  if (open("/etc/passwd", O_RDONLY) >= 0) return 3;
  if (open("/tmp/totem-was-here", O_CREAT | O_WRONLY, 0600) >= 0) return 4;
  if (kill(getppid(), 0) == 0) return 5;
  if (ptrace(PTRACE_TRACEME, 0, 0, 0) == 0) return 6;
  if (execl("/bin/true", "true", NULL) == 0) return 7;
  if (open("/proc/self/mem", O_RDONLY) >= 0) return 8;
  if (memfd_create("more", 0) >= 0) return 10;
  if (getenv("PATH") != NULL || getenv("LD_LIBRARY_PATH") != NULL) return 11;
  if (fcntl(5, F_SETOWN, getppid()) == 0) return 12;
  void *volatile memory = malloc((size_t)2 << 30);
  if (memory != NULL) return 13;
  if (mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) return 15;
  if (mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1, 0) != MAP_FAILED) return 16;
  if (mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) return 17;
  if (rename("/tmp/a", "/tmp/b") == 0 || unlink("/tmp/a") == 0) return 14;
  return TOTEM_OK;
}

static void *talk(void *unused) {
  totem_instance_log(own, TOTEM_LOG_WARNING, TOTEM_STR("from a thread"));
  return unused;
}
static totem_status begin_thread(totem_call *call, const totem_cart_event *event, void *state) {
  (void)call, (void)event, (void)state;
  pthread_t thread;
  if (pthread_create(&thread, NULL, talk, NULL) != 0) return TOTEM_ERROR;
  pthread_join(thread, NULL);
  printf("printed\n");
  return totem_instance_is_on(own) ? TOTEM_OK : TOTEM_ERROR;
}
static totem_status flood(totem_call *call, const totem_cart_event *event, void *state) {
  (void)call, (void)event, (void)state;
  for (;;) printf("many, many lines\n");
  return TOTEM_OK;
}
static totem_status nothing(totem_call *call, const totem_cart_event *event, void *state) {
  (void)call, (void)event, (void)state;
  return TOTEM_OK;
}
static totem_status ask_once(totem_call *call, const totem_cart_event *event, void *state) {
  (void)event, (void)state;
  for (int i = 0; i < 1000; i++) totem_now(call);
  return TOTEM_OK;
}

static totem_status sum(totem_call *call, int64_t a, double b, bool c, totem_str d, totem_str *result, void *state) {
  (void)state;
  char text[100];
  int length = snprintf(text, sizeof text, "%lld %.2f %d %.*s", (long long)a, b, c, (int)d.len, d.ptr);
  return totem_keep(call, (totem_str){text, (size_t)length}, result);
}
static totem_status twice(totem_call *call, const totem_invocation *invocation, void *state) {
  (void)call, (void)state;
  invocation->result->i = invocation->arguments[0].i * 2;
  return invocation->name.len == 5 ? TOTEM_OK : TOTEM_ERROR;
}
static totem_status call_service(totem_call *call, const totem_cart_event *event, void *state) {
  (void)event, (void)state;
  totem_value arguments[] = {{.i = 20}}, result;
  totem_status status = totem_invoke(call, "other.add", "i>i", arguments, &result);
  return status == TOTEM_OK ? (totem_status)result.i : status;
}

// Whether it sees what other calls are given.
static totem_status spy(totem_call *call, const totem_cart_event *event, void *state) {
  (void)call, (void)state;
  const char *place = (const char *)event;
  for (size_t i = 4096; i < (1 << 20); i++)
    if (place[i] != 0) return TOTEM_ERROR;
  return TOTEM_OK;
}

static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
  static int answer = 42;
  *state = &answer;
  own = instance;
  const totem_cart_discounts_fn hooks[] = {
    count_lines, use_kept, read_rows, send_long, crash, scribble, loop, ask_for_ever, leave, end_thread, try_all,
    begin_thread, flood, nothing, ask_once, call_service, spy,
  };
  for (size_t i = 0; i < sizeof hooks / sizeof *hooks; i++) {
    totem_status status = totem_on_cart_discounts(registry, hooks[i], (int32_t)i);
    if (status != TOTEM_OK) return status;
  }
  totem_status status = totem_service(registry, "sum", "idbs>s", (totem_function)sum);
  return status == TOTEM_OK ? totem_service_boxed(registry, "twice", "i>i", twice) : status;
}

TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
  static const totem_plugin plugin = {.size = sizeof plugin, .abi = TOTEM_ABI, .name = "border", .version = "1.0.0", .start = start};
  if (strcmp(host->version, "9.9.9") != 0) host->refuse(host, TOTEM_STR("another version"));
  return &plugin;
}
