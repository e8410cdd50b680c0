// Watching a process: what it writes is passed on, and its end is described.
#define _GNU_SOURCE
#include "remote.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// So many lines of a child are passed on in a second; then it waits until they are. A plugin that floods its log slows itself.
enum { LINES_A_SECOND = 500, LONGEST_LINE = 2000 };

// Of its own, beside those of its slots. Threads are the system's: one plugin could take all that there are.
enum { MOST_THREADS = 512, LOOK_EVERY = 200 };

typedef struct reader {
  char bytes[8192];
  size_t length;
} reader;

static bool fill(reader *reader, int file) {
  ssize_t count = read(file, reader->bytes + reader->length, sizeof reader->bytes - reader->length);
  if (count <= 0) return false;
  reader->length += (size_t)count;
  return true;
}

static void drop(reader *reader, size_t count) {
  reader->length -= count;
  memmove(reader->bytes, reader->bytes + count, reader->length);
}

static void tell_line(totem_remote *remote, uint32_t level, const char *text, size_t length) {
  remote->options.told(remote->options.context, TOTEM_REMOTE_LINE, level, "", text, length);
}

static unsigned pass_on_output(totem_remote *remote, reader *reader) {
  unsigned lines = 0;
  while (reader->length > 0) {
    char *end = memchr(reader->bytes, '\n', reader->length);
    size_t length = end == NULL ? reader->length : (size_t)(end - reader->bytes);
    if (end == NULL && length < LONGEST_LINE) break;
    if (length > LONGEST_LINE) length = LONGEST_LINE;
    tell_line(remote, TOTEM_LOG_INFO, reader->bytes, length);
    drop(reader, end == reader->bytes + length ? length + 1 : length);
    lines++;
  }
  return lines;
}

// Lines of totem_instance_log: level, length, and the text. False when it is none.
static bool pass_on_log(totem_remote *remote, reader *reader, unsigned *lines) {
  uint32_t head[2];
  while (reader->length >= sizeof head) {
    memcpy(head, reader->bytes, sizeof head);
    if (head[1] > LONGEST_LINE || head[0] > TOTEM_LOG_ERROR) return false;
    if (reader->length < sizeof head + head[1]) break;
    tell_line(remote, head[0], reader->bytes + sizeof head, head[1]);
    drop(reader, sizeof head + head[1]);
    (*lines)++;
  }
  return true;
}

// What ran where the process has crashed; where it has not, the function that was begun last, of those that ran.
static const char *blamed(totem_child *child) {
  uint32_t crashed = __atomic_load_n(&child->channel->crashed, __ATOMIC_ACQUIRE);
  if (crashed == TOTEM_CRASHED_ELSEWHERE) return "a thread of its own";
  if (crashed >= 1 && crashed <= TOTEM_SLOTS) {
    const char *function = __atomic_load_n(&child->running[crashed - 1], __ATOMIC_ACQUIRE);
    if (function != NULL) return function;
  }
  const char *found = NULL;
  uint64_t last = 0;
  for (size_t i = 0; i < TOTEM_SLOTS; i++) {
    const char *function = __atomic_load_n(&child->running[i], __ATOMIC_ACQUIRE);
    uint64_t begun = __atomic_load_n(&child->begun[i], __ATOMIC_RELAXED);
    if (function == NULL || begun < last) continue;
    found = function;
    last = begun;
  }
  return found == NULL ? "a thread of its own" : found;
}

static void describe_end(totem_child *child) {
  siginfo_t info = {0};
  char why[LONGEST_REASON];
  while (waitid(P_PID, (id_t)child->pid, &info, WEXITED) != 0 && errno == EINTR) {}
  if (__atomic_load_n(&child->channel->has_lost_thread, __ATOMIC_RELAXED) != 0)
    snprintf(why, sizeof why, "it has ended the thread that it was called on");
  else if (info.si_code == CLD_EXITED)
    snprintf(why, sizeof why, "its process has ended itself with status %d", info.si_status);
  else
    snprintf(why, sizeof why, "its process was ended by signal %d (%s)", info.si_status, strsignal(info.si_status));
  // Its sandbox does not let it send this signal itself.
  bool is_kill = info.si_code != CLD_EXITED && info.si_status == SIGKILL;
  bool is_first = totem_child_note(child, why, is_kill ? "" : blamed(child));
  child->is_foreign_end = is_kill && is_first;
}

// 0 where that can't be known.
static unsigned count_threads(const totem_child *child) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", child->pid);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  text[length > 0 ? length : 0] = '\0';
  // Its name may have anything in it. What follows are the 3rd field and the next ones; threads are the 20th.
  const char *rest = strrchr(text, ')');
  unsigned threads = 0;
  if (rest == NULL || sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %u", &threads) != 1)
    return 0;
  return threads;
}

void totem_child_watch(totem_remote *remote, totem_child *child) {
  reader output = {.length = 0}, log = {.length = 0};
  unsigned lines = 0;
  int64_t second = totem_channel_now();
  int output_file = child->output, log_file = child->log;
  for (;;) {
    bool is_full = lines >= LINES_A_SECOND;
    struct pollfd files[] = {
      {.fd = child->process, .events = POLLIN},
      {.fd = is_full ? -1 : output_file, .events = POLLIN},
      {.fd = is_full ? -1 : log_file, .events = POLLIN},
    };
    poll(files, 3, is_full ? LOOK_EVERY / 2 : LOOK_EVERY);
    if (count_threads(child) > TOTEM_SLOTS + MOST_THREADS) {
      char why[LONGEST_REASON];
      snprintf(why, sizeof why, "it has more than %d threads of its own", MOST_THREADS);
      totem_child_kill(child, why, blamed(child));
    }
    totem_remote_free_retired(remote);
    if (totem_channel_now() - second > 1000000000) {
      second = totem_channel_now();
      lines = 0;
    }
    if (files[1].revents & POLLIN && fill(&output, child->output)) lines += pass_on_output(remote, &output);
    if (files[2].revents & POLLIN && fill(&log, child->log) && !pass_on_log(remote, &log, &lines))
      totem_child_kill(child, "it writes into its log what is no line", blamed(child));
    // It has closed what it writes to.
    if (files[1].revents == POLLHUP) output_file = -1;
    if (files[2].revents == POLLHUP) log_file = -1;
    if (files[0].revents != 0) break;
  }
  if (output.length > 0) tell_line(remote, TOTEM_LOG_INFO, output.bytes, output.length);
  describe_end(child);
  __atomic_store_n(&child->is_doomed, 1, __ATOMIC_RELEASE);
  __atomic_store_n(&child->is_gone, 1, __ATOMIC_RELEASE);
  for (size_t i = 0; i < TOTEM_SLOTS; i++) totem_mail_wake(&child->channel->slots[i].to_host);
}
