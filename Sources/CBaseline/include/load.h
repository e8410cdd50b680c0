/*
 * A load generator for HTTP/1.1 that costs little beside the server: one thread, many connections that stay open, and
 * requests that are ready as bytes.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef struct load_request {
  const char *before;
  const char *after;  /* what comes after the kept id; NULL: `before` is all */
  int status;         /* the answer that it must have */
  int keeps_id;       /* whether the answer's "id" is kept for the requests after it */
} load_request;

typedef struct load_plan {
  int port;                     /* on 127.0.0.1 */
  int connections;
  const load_request *requests; /* scripts one after another */
  size_t script_length;         /* requests that make one script, sent in turn on one connection */
  size_t script_count;          /* different scripts; run number n is script n modulo this */
  int64_t runs;                 /* scripts to run, over all connections */
  int64_t *latencies;           /* room for runs * script_length, in nanoseconds */
} load_plan;

/* Runs the plan to its end. 0, or -1 with the reason in `error`. */
int load_run(const load_plan *, char *error, size_t error_size);

/* Sends one request, which says "Connection: close", and puts the whole answer, head and body, into the buffer. Its length,
   or -1. */
int64_t load_ask(int port, const char *request, char *buffer, size_t size);
