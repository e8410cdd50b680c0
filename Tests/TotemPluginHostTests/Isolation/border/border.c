// border CHILD PLUGIN: the border of an isolated plugin, with a host that is a few functions. Ends with 0 when all is as it should
// be; built with sanitizers where they can run.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <totem_channel.h>
#include <totem_remote.h>
#include <unistd.h>

#define CHECK(what) \
  do { \
    if (!(what)) { \
      fprintf(stderr, "border.c:%d: %s\n", __LINE__, #what); \
      exit(1); \
    } \
  } while (0)

enum { HOOKS = 17, SECRET = 1 << 16 };
enum {
  COUNT_LINES, USE_KEPT, READ_ROWS, SEND_LONG, CRASH, SCRIBBLE, LOOP, ASK_FOR_EVER, LEAVE, END_THREAD, TRY_ALL, BEGIN_THREAD,
  FLOOD, NOTHING, ASK_ONCE, CALL_SERVICE, SPY
};

static totem_function hooks[HOOKS], sum_service, twice_service;
static _Thread_local char failure[300];
static char kept[1000], blamed[200];
static _Thread_local int64_t discount;
static int64_t row;
static size_t responded;
static unsigned lines, ends, restarts, given_up;
static bool has_thread_line, has_printed, has_written;

static totem_status on(totem_registry *registry, totem_str name, totem_function function, int32_t priority) {
  (void)registry;
  CHECK(totem_equal(name, TOTEM_STR("cart.discounts")));
  hooks[priority] = function;
  return TOTEM_OK;
}
static totem_status service(totem_registry *registry, totem_str name, totem_str signature, totem_function f, totem_boxed_fn boxed) {
  (void)registry;
  CHECK(f == NULL && boxed != NULL && signature.len > 2);
  *(name.len == 3 ? &sum_service : &twice_service) = (totem_function)boxed;
  return TOTEM_OK;
}
static totem_status fail(totem_call *call, totem_str message) {
  (void)call;
  snprintf(failure, sizeof failure, "%.*s", (int)message.len, message.ptr);
  return TOTEM_ERROR;
}
static totem_status add_discount(totem_call *call, const totem_discount *given) {
  CHECK(call->kind == 77 && given->size == sizeof *given && totem_equal(given->label, TOTEM_STR("less")));
  CHECK(given->rule.ptr == NULL);
  discount = given->amount;
  return TOTEM_OK;
}
static int64_t now(totem_call *call) { return call->kind == 77 ? 1234 : 0; }
static totem_str setting_str(totem_call *call, totem_str name, totem_str fallback) {
  (void)call;
  return totem_equal(name, TOTEM_STR("greeting")) ? TOTEM_STR("hello") : fallback;
}
static double setting_f64(totem_call *call, totem_str name, double fallback) {
  (void)call, (void)name;
  return fallback + 0.5;
}
static totem_status prepare(totem_call *call, totem_str sql, totem_stmt **statement) {
  static totem_stmt only;
  CHECK(call->kind == 77 && sql.len == 24);
  *statement = &only;
  row = 0;
  return TOTEM_OK;
}
static totem_status step(totem_stmt *statement) {
  CHECK(statement != NULL);
  return row++ < 1000 ? TOTEM_ROW : TOTEM_DONE;
}
static int32_t column_count(totem_stmt *statement) { return statement == NULL ? 0 : 2; }
static totem_kind column_kind(totem_stmt *statement, int32_t column) {
  (void)statement;
  return column == 0 ? TOTEM_INTEGER : TOTEM_TEXT;
}
static int64_t column_i64(totem_stmt *statement, int32_t column) { return statement != NULL && column == 0 ? row : 0; }
static totem_str column_str(totem_stmt *statement, int32_t column) {
  static char text[1 << 20];
  (void)statement, (void)column;
  memset(text, 'x', sizeof text);
  return (totem_str){text, row == 500 ? sizeof text : 3};
}
static totem_status respond(totem_call *call, int32_t status, totem_str json) {
  (void)call;
  if (status == 201) return json.len == SIZE_MAX - 1 || json.len == SIZE_MAX ? TOTEM_LIMIT : TOTEM_ERROR;
  responded = json.len;
  for (size_t i = 0; i < json.len; i++) CHECK(json.ptr[i] == 'y');
  return TOTEM_OK;
}
static totem_status keep(totem_call *call, totem_str text, totem_str *copy) {
  (void)call;
  CHECK(text.len < sizeof kept);
  if (text.ptr != kept) memcpy(kept, text.ptr, text.len);
  *copy = (totem_str){kept, text.len};
  return TOTEM_OK;
}
static totem_status claim(totem_call *call) {
  (void)call;
  return TOTEM_OK;
}
static totem_status invoke(totem_call *call, totem_str name, totem_str signature, const totem_value *arguments, totem_value *result) {
  (void)call, (void)name;
  CHECK(totem_equal(signature, TOTEM_STR("i>i")));
  result->i = arguments[0].i + 1;
  return TOTEM_OK;
}

static void told(
    void *context, totem_remote_event event, uint32_t level, const char *function, const char *text, size_t length) {
  (void)context;
  totem_str said = {text, length};
  switch (event) {
  case TOTEM_REMOTE_LINE:
    lines++;
    if (totem_equal(said, TOTEM_STR("from a thread"))) has_thread_line = level == TOTEM_LOG_WARNING;
    if (totem_equal(said, TOTEM_STR("printed"))) has_printed = true;
    break;
  case TOTEM_REMOTE_ENDED:
    snprintf(blamed, sizeof blamed, "%s", function);
    __atomic_add_fetch(&ends, 1, __ATOMIC_SEQ_CST);
    break;
  case TOTEM_REMOTE_RESTARTED: __atomic_add_fetch(&restarts, 1, __ATOMIC_SEQ_CST); break;
  case TOTEM_REMOTE_GIVEN_UP: __atomic_add_fetch(&given_up, 1, __ATOMIC_SEQ_CST); break;
  }
}

static const totem_host host = {
  .size = sizeof host, .abi = TOTEM_ABI, .on = on, .service = service, .fail = fail, .add_discount = add_discount, .now = now,
  .setting_str = setting_str, .setting_f64 = setting_f64, .prepare = prepare, .step = step, .column_count = column_count,
  .column_kind = column_kind, .column_i64 = column_i64, .column_str = column_str, .respond = respond, .keep = keep,
  .claim = claim, .invoke = invoke,
};

static totem_cart_event *event;
static totem_call call = {.size = sizeof call, .kind = 77, .host = &host};
static totem_remote *remote;

static totem_status run(int hook) {
  typedef totem_status hook_function(totem_call *, const totem_cart_event *, void *);
  failure[0] = '\0';
  return ((hook_function *)hooks[hook])(&call, event, remote);
}

static void fails(int hook, const char *why) {
  totem_status status = run(hook);
  if (status != TOTEM_ERROR || strstr(failure, why) == NULL) {
    fprintf(stderr, "hook %d: status %d, '%s', not '%s'\n", hook, status, failure, why);
    exit(1);
  }
}

static char *payloads;
static const size_t payload_bytes = (size_t)1 << 30;

typedef struct shape {
  totem_cart_event event;
  totem_cart cart;
  totem_line line;
  const totem_line *lines[2];
} shape;

static void make_payloads(void) {
  payloads = mmap(
      (void *)0x200000000000, payload_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  CHECK(payloads != MAP_FAILED);
  shape *there = (shape *)payloads;
  *there = (shape){
    .event = {.size = sizeof(totem_cart_event), .cart = &there->cart},
    .cart = {.size = sizeof(totem_cart), .lines = there->lines, .line_count = 2},
    .line = {.size = sizeof(totem_line), .total = 700},
    .lines = {&there->line, &there->line},
  };
  strcpy(payloads + SECRET, "of another call");
  event = &there->event;
}

static bool show(totem_remote *own, totem_call *shown, char *copy) {
  CHECK(totem_remote_make_room(own, 3 << 20));
  CHECK(shown == &call);
  memcpy(copy, payloads, sizeof(shape));
  return true;
}
static void hide(totem_call *shown, int copy, bool was_written) {
  CHECK(shown == &call && copy >= 0);
  __atomic_store_n(&has_written, was_written, __ATOMIC_SEQ_CST);
}
static void give_back(totem_stmt *statement, const totem_remote_cell *cells, totem_status end) {
  CHECK(statement != NULL && (cells == NULL ? end == TOTEM_DONE || end == TOTEM_ROW : cells[0].kind == TOTEM_INTEGER));
}

static unsigned forgotten;

static void forget(totem_call *shown) {
  CHECK(shown == &call);
  forgotten++;
}

static void open_remote(char **arguments) {
  totem_remote_options options = {
    .child = arguments[1], .library = arguments[2], .folders = "/opt/none", .version = "9.9.9", .host = &host,
    .payloads = payloads, .payload_bytes = payload_bytes, .show = show, .hide = hide,
    .give_back = give_back, .forget = forget, .limit = 10000, .told = told,
  };
  char why[256] = "";
  remote = totem_remote_open(&options, why, sizeof why);
  if (remote == NULL) fprintf(stderr, "%s\n", why);
  CHECK(remote != NULL);
  totem_remote_descriptor descriptor;
  if (!totem_remote_load(remote, &descriptor, why, sizeof why)) fprintf(stderr, "%s\n", why);
  if (descriptor.loader_error.ptr != NULL) fprintf(stderr, "%.*s\n", (int)descriptor.loader_error.len, descriptor.loader_error.ptr);
  CHECK(descriptor.has_start && totem_equal(descriptor.name, TOTEM_STR("border")));
  totem_status status = TOTEM_ERROR;
  static totem_registry registry;
  CHECK(totem_remote_start(remote, &registry, &status, why, sizeof why) && status == TOTEM_OK);
  for (int i = 0; i < HOOKS; i++) totem_remote_describe(remote, hooks[i], i == CRASH ? "the crash" : "a hook", 1500);
}

static void check_talk(void) {
  CHECK(run(COUNT_LINES) == 2 && discount == 700);
  CHECK(run(SPY) == TOTEM_OK);
  CHECK(run(USE_KEPT) == TOTEM_MISUSE);
  CHECK(run(READ_ROWS) == 500500 + 1 && forgotten == 1);
  CHECK(run(SEND_LONG) == TOTEM_LIMIT && responded == (size_t)3 << 20);
  totem_status tried = run(TRY_ALL);
  if (tried != TOTEM_OK) fprintf(stderr, "it got away with try %d: %s\n", tried, failure);
  CHECK(tried == TOTEM_OK);
  CHECK(run(BEGIN_THREAD) == TOTEM_OK);
  CHECK(run(CALL_SERVICE) == 21);
  CHECK(!has_written && run(SCRIBBLE) == TOTEM_OK && event->size == sizeof *event && has_written);
  CHECK(run(COUNT_LINES) == 2);
  totem_value result, values[] = {{.i = -7}, {.d = 1.25}, {.b = true}, {.s = TOTEM_STR("text")}};
  totem_invocation invocation = {.size = sizeof invocation, .argument_count = 4, .name = TOTEM_STR("sum"), .arguments = values, .result = &result};
  typedef totem_status service_function(totem_call *, const totem_invocation *, void *);
  CHECK(((service_function *)sum_service)(&call, &invocation, remote) == TOTEM_OK);
  CHECK(totem_equal(result.s, TOTEM_STR("-7 1.25 1 text")));
  invocation.name = TOTEM_STR("twice");
  CHECK(((service_function *)twice_service)(&call, &invocation, remote) == TOTEM_OK && result.i == -14);
}

// Each ends the process, and is called no more often than that is forgiven.
static void check_ends(char **arguments) {
  static const struct {
    int hook;
    const char *why;
  } all[] = {
    {CRASH, "signal 11"}, {LOOP, "within 1500 ms"}, {LEAVE, "status 0"}, {ASK_FOR_EVER, "did not return within"},
    {END_THREAD, "has ended the thread"}, {FLOOD, "within 1500 ms"},
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    fails(all[i].hook, all[i].why);
    CHECK(run(COUNT_LINES) == 2);
    CHECK(strcmp(blamed, all[i].hook == CRASH ? "the crash" : "a hook") == 0);
    if (i % 2 == 0) continue;
    totem_remote_stop(remote);
    CHECK(ends == i + 1 && restarts == i + 1 && given_up == 0);
    open_remote(arguments);
  }
  CHECK(has_thread_line && has_printed && lines < 20000);
  // Who kills it from outside is not the plugin.
  for (int i = 0; i < 5; i++) {
    kill(totem_remote_process(remote), SIGKILL);
    while (run(COUNT_LINES) != 2) continue;
  }
  CHECK(given_up == 0 && blamed[0] == '\0');
  totem_remote_stop(remote);
}

static void check_given_up(char **arguments) {
  open_remote(arguments);
  given_up = 0;
  for (int i = 0; i < 2000 && !__atomic_load_n(&given_up, __ATOMIC_SEQ_CST); i++) {
    CHECK(run(CRASH) != TOTEM_OK);
    usleep(1000);
  }
  CHECK(given_up == 1);
  fails(COUNT_LINES, "does not run now");
  totem_remote_stop(remote);
}

static void *run_many(void *unused) {
  for (int i = 0; i < 300; i++) CHECK(((totem_status(*)(totem_call *, const void *, void *))hooks[COUNT_LINES])(&call, event, remote) == 2);
  return unused;
}

static void check_many(char **arguments) {
  open_remote(arguments);
  pthread_t threads[40];
  for (int i = 0; i < 40; i++) CHECK(pthread_create(&threads[i], NULL, run_many, NULL) == 0);
  for (int i = 0; i < 40; i++) pthread_join(threads[i], NULL);
}

// What ends costs the calls that are in it, and no memory that they still look at.
static void *run_until_over(void *is_over) {
  typedef totem_status hook_function(totem_call *, const void *, void *);
  while (!__atomic_load_n((bool *)is_over, __ATOMIC_SEQ_CST)) {
    totem_status status = ((hook_function *)hooks[COUNT_LINES])(&call, event, remote);
    CHECK(status == 2 || status == TOTEM_ERROR);
  }
  return NULL;
}

static void check_kills_of_many(void) {
  pthread_t threads[8];
  bool is_over = false;
  for (int i = 0; i < 8; i++) CHECK(pthread_create(&threads[i], NULL, run_until_over, &is_over) == 0);
  for (int i = 0; i < 4; i++) {
    usleep(100000);
    kill(totem_remote_process(remote), SIGKILL);
    while (run(COUNT_LINES) != 2) continue;
  }
  __atomic_store_n(&is_over, true, __ATOMIC_SEQ_CST);
  for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
  CHECK(given_up == 0);
}

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static totem_slot together;
static cpu_set_t allowed;

static void stay_on_one_processor(void) {
  cpu_set_t one;
  int processor = 0;
  while (!CPU_ISSET(processor, &allowed)) processor++;
  CPU_ZERO(&one);
  CPU_SET(processor, &one);
  CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
}

enum { TALKS = 20 };

static void *answer(void *unused) {
  totem_end end;
  stay_on_one_processor();
  totem_end_open(&end, &together.to_child, &together.to_host, UINT32_MAX);
  for (int i = 0; i < TALKS; i++) {
    CHECK(totem_receive(&end) == TOTEM_MAIL_REQUEST);
    totem_begin(&end, TOTEM_MAIL_ANSWER);
    totem_send(&end);
  }
  totem_end_close(&end);
  return unused;
}

// Who would look for an answer there keeps the other from giving it: it sleeps at once, as soon as it knows where the other is.
static void check_one_processor(void) {
  pthread_t thread;
  totem_end end;
  CHECK(sched_getaffinity(0, sizeof allowed, &allowed) == 0);
  CHECK(pthread_create(&thread, NULL, answer, NULL) == 0);
  stay_on_one_processor();
  totem_end_open(&end, &together.to_host, &together.to_child, UINT32_MAX);
  for (int i = 0; i < TALKS; i++) {
    for (int looks = 0; i > 0 && !__atomic_load_n(&together.to_child.sleeps, __ATOMIC_SEQ_CST); looks++) {
      CHECK(looks < 500);
      sched_yield();
    }
    totem_begin(&end, TOTEM_MAIL_REQUEST);
    totem_send(&end);
    CHECK(totem_receive(&end) == TOTEM_MAIL_ANSWER);
  }
  pthread_join(thread, NULL);
  totem_end_close(&end);
  CHECK(sched_setaffinity(0, sizeof allowed, &allowed) == 0);
}

// Another side that says that more follows, with nothing in it, each time before the host begins to sleep.
static void *drip(void *unused) {
  for (uint32_t part = 1; part <= 50; part++) {
    totem_mail *mail = &together.to_host;
    mail->kind = TOTEM_MAIL_PART;
    mail->length = 0;
    mail->processor = UINT16_MAX - 1;
    __atomic_store_n(&mail->sequence, part, __ATOMIC_SEQ_CST);
    totem_mail_wake(mail);
    for (int looks = 0; __atomic_load_n(&together.to_child.sequence, __ATOMIC_SEQ_CST) != part; looks++) {
      if (looks == 1000) return unused;
      usleep(1000);
    }
  }
  CHECK(!"a message has parts without end");
  return unused;
}

static void check_empty_parts(void) {
  pthread_t thread;
  totem_end end;
  memset(&together, 0, sizeof together);
  totem_end_open(&end, &together.to_host, &together.to_child, UINT32_MAX);
  end.patience = INT64_C(60000000000);
  CHECK(pthread_create(&thread, NULL, drip, NULL) == 0);
  CHECK(totem_receive(&end) == 0 && end.outcome == TOTEM_GARBLED);
  pthread_join(thread, NULL);
  totem_end_close(&end);
}

static bool was_asked;

static int64_t give_a_minute(totem_end *end) {
  CHECK(end->length == TOTEM_MAIL_BYTES);
  __atomic_store_n(&was_asked, true, __ATOMIC_SEQ_CST);
  return INT64_C(60000000000);
}

// Sends the first part, and the second when the other side has been told that it is late.
static void *send_late(void *unused) {
  static char bytes[100000];
  totem_end end;
  totem_end_open(&end, &together.to_child, &together.to_host, 0);
  totem_begin(&end, TOTEM_MAIL_RESULT);
  totem_put_bytes(&end, bytes, sizeof bytes);
  while (!__atomic_load_n(&was_asked, __ATOMIC_SEQ_CST)) usleep(1000);
  totem_send(&end);
  totem_end_close(&end);
  return unused;
}

// Who had no processor in the middle of a message goes on there.
static void check_late_part(void) {
  pthread_t thread;
  totem_end end;
  memset(&together, 0, sizeof together);
  totem_end_open(&end, &together.to_host, &together.to_child, 0);
  end.patience = 200000000;
  end.more_patience = give_a_minute;
  CHECK(pthread_create(&thread, NULL, send_late, NULL) == 0);
  CHECK(totem_receive(&end) == TOTEM_MAIL_RESULT && end.length == 100000);
  pthread_join(thread, NULL);
  totem_end_close(&end);
}

// Where there are too few descriptors no process is started, calls fail at once, and the plugin is not to blame.
static void check_few_descriptors(void) {
  struct rlimit usual;
  CHECK(getrlimit(RLIMIT_NOFILE, &usual) == 0);
  for (rlim_t most = 8; most <= 20; most += 2) {
    CHECK(setrlimit(RLIMIT_NOFILE, &(struct rlimit){most, usual.rlim_max}) == 0);
    kill(totem_remote_process(remote), SIGKILL);
    bool has_failed = false;
    for (int i = 0; i < 300 && !has_failed; i++) {
      usleep(1000);
      has_failed = run(COUNT_LINES) != 2 && strstr(failure, "Too many open files") != NULL;
    }
    double start = seconds();
    if (has_failed) CHECK(run(COUNT_LINES) == 2 || seconds() - start < 0.3);
    CHECK(setrlimit(RLIMIT_NOFILE, &usual) == 0);
    while (run(COUNT_LINES) != 2) CHECK(!given_up);
  }
}

int main(int count, char **arguments) {
  CHECK(count >= 3);
  make_payloads();
  open_remote(arguments);
  check_talk();
  check_ends(arguments);
  check_many(arguments);
  check_kills_of_many();
  check_few_descriptors();
  check_one_processor();
  check_empty_parts();
  check_late_part();
  if (count > 3) {
    double start = seconds();
    for (int i = 0; i < 100000; i++) run(NOTHING);
    double hooks = seconds() - start;
    start = seconds();
    for (int i = 0; i < 100; i++) run(ASK_ONCE);
    printf("hook %.0f ns, host call %.0f ns\n", hooks * 1e4, (seconds() - start) * 1e4);
  }
  totem_remote_stop(remote);
  check_given_up(arguments);
  return 0;
}
