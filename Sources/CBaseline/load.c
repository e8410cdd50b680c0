#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024, REQUEST = 16 * 1024, ID = 128, PATIENCE = 30000 };

typedef struct connection {
  int socket;
  const load_request *script;
  size_t step;
  int64_t sent_at;
  size_t filled;
  char id[ID];
  char buffer[BUFFER + 1];
} connection;

typedef struct load {
  const load_plan *plan;
  int poll;
  int64_t started, latency_count;
  connection *connections;
  char *error;
  size_t error_size;
} load;

static int fail(load *l, const char *what, const char *detail) {
  snprintf(l->error, l->error_size, "%s: %.700s", what, detail);
  return -1;
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* A connected socket; -1 with errno. */
static int connect_to(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int result = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (result < 0) return -1;
  int on = 1;
  setsockopt(result, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(result, (struct sockaddr *)&address, sizeof address) == 0) return result;
  close(result);
  return -1;
}

static int open_connection(load *l, connection *c) {
  c->socket = connect_to(l->plan->port);
  if (c->socket < 0) return fail(l, "can't connect", strerror(errno));
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  return epoll_ctl(l->poll, EPOLL_CTL_ADD, c->socket, &event) ? fail(l, "epoll", strerror(errno)) : 0;
}

static int send_request(load *l, connection *c) {
  const load_request *r = &c->script[c->step];
  char text[REQUEST];
  int length = snprintf(text, sizeof text, "%s%s%s", r->before, r->after ? c->id : "", r->after ? r->after : "");
  if (length < 0 || (size_t)length >= sizeof text) return fail(l, "a request is too long", r->before);
  c->filled = 0;
  c->sent_at = now();
  /* The sockets block, so nothing is sent in part. */
  return send(c->socket, text, (size_t)length, MSG_NOSIGNAL) == length ? 0 : fail(l, "send", strerror(errno));
}

/* Begins the next script, when there is one. */
static int begin_script(load *l, connection *c) {
  if (l->started == l->plan->runs) return 0;
  c->script = l->plan->requests + (size_t)(l->started % (int64_t)l->plan->script_count) * l->plan->script_length;
  c->step = 0;
  l->started++;
  return send_request(l, c);
}

/* The whole length of the answer in the buffer; 0 while its head is not there yet. */
static size_t answer_length(const char *buffer) {
  const char *end = strstr(buffer, "\r\n\r\n");
  if (!end) return 0;
  const char *length = strcasestr(buffer, "\r\ncontent-length:");
  size_t body = length && length < end ? strtoul(length + strlen("\r\ncontent-length:"), NULL, 10) : 0;
  return (size_t)(end - buffer) + 4 + body;
}

static int keep_id(load *l, connection *c) {
  const char *start = strstr(c->buffer, "\"id\":\"");
  const char *end = start ? strchr(start + 6, '"') : NULL;
  if (!end || end - start - 6 >= ID) return fail(l, "an answer has no id", c->buffer);
  snprintf(c->id, sizeof c->id, "%.*s", (int)(end - start - 6), start + 6);
  return 0;
}

static int take_answer(load *l, connection *c) {
  const load_request *r = &c->script[c->step];
  l->plan->latencies[l->latency_count++] = now() - c->sent_at;
  if (atoi(c->buffer + strlen("HTTP/1.1 ")) != r->status) return fail(l, "not the expected answer", c->buffer);
  if (r->keeps_id && keep_id(l, c)) return -1;
  c->step++;
  return c->step < l->plan->script_length ? send_request(l, c) : begin_script(l, c);
}

static int receive(load *l, connection *c) {
  ssize_t count = recv(c->socket, c->buffer + c->filled, BUFFER - c->filled, 0);
  if (count <= 0) return fail(l, "the server closed a connection", count < 0 ? strerror(errno) : "");
  c->filled += (size_t)count;
  c->buffer[c->filled] = 0;
  size_t length = answer_length(c->buffer);
  if (length > BUFFER) return fail(l, "an answer is too long", c->buffer);
  return length == 0 || c->filled < length ? 0 : take_answer(l, c);
}

static int run(load *l) {
  int64_t expected = l->plan->runs * (int64_t)l->plan->script_length;
  for (int i = 0; i < l->plan->connections; i++)
    if (open_connection(l, &l->connections[i]) || begin_script(l, &l->connections[i])) return -1;
  struct epoll_event events[64];
  while (l->latency_count < expected) {
    int count = epoll_wait(l->poll, events, 64, PATIENCE);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return fail(l, "no answer", count < 0 ? strerror(errno) : "for 30 seconds");
    for (int i = 0; i < count; i++)
      if (receive(l, events[i].data.ptr)) return -1;
  }
  return 0;
}

int load_run(const load_plan *plan, char *error, size_t error_size) {
  load l = {.plan = plan, .error = error, .error_size = error_size};
  l.connections = calloc((size_t)plan->connections, sizeof *l.connections);
  if (!l.connections) return fail(&l, "load", "no memory");
  for (int i = 0; i < plan->connections; i++) l.connections[i].socket = -1;
  l.poll = epoll_create1(EPOLL_CLOEXEC);
  int result = l.poll < 0 ? fail(&l, "epoll", strerror(errno)) : run(&l);
  for (int i = 0; i < plan->connections; i++)
    if (l.connections[i].socket >= 0) close(l.connections[i].socket);
  if (l.poll >= 0) close(l.poll);
  free(l.connections);
  return result;
}

int64_t load_ask(int port, const char *request, char *buffer, size_t size) {
  int s = connect_to(port);
  if (s < 0) return -1;
  size_t length = strlen(request);
  size_t filled = 0;
  ssize_t count = send(s, request, length, MSG_NOSIGNAL) == (ssize_t)length ? 1 : -1;
  while (count > 0 && filled < size) {
    count = recv(s, buffer + filled, size - filled, 0);
    if (count > 0) filled += (size_t)count;
  }
  close(s);
  return count < 0 ? -1 : (int64_t)filled;
}
