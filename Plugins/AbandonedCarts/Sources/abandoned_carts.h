// What the files of this plugin know of each other. Each has one job:
//   abandoned_carts.c   the descriptor, and what is registered
//   finding.c           the job that finds carts that were left
//   recovery.c          links, and carts that are made of what was left
//   recovered.c         orders that follow, and what was missed while the plugin was off
//   listing.c           the lists of the shop's staff
//   statistics.c        counts by day, week and month
//   people.c            what is kept of a person, and for how long
//   calendar.c, text.c  days, and JSON text
#ifndef ABANDONED_CARTS_H
#define ABANDONED_CARTS_H

#include "totem_plugin.h"

// Prepares a statement, or returns from the function with what was wrong.
#define PREPARE(call, sql, statement) \
  do { \
    totem_status prepared = totem_prepare(call, sql, statement); \
    if (prepared != TOTEM_OK) return prepared; \
  } while (0)

enum { TOKEN_LENGTH = 48 };

// finding.c
totem_status find_abandoned(totem_call *call, const totem_job_run *run, void *state);

// recovery.c
totem_status recover_by_id(totem_call *call, const totem_request *request, void *state);
totem_status recover_by_link(totem_call *call, const totem_request *request, void *state);

// recovered.c
totem_status orders_committed(totem_call *call, const totem_events *events, void *state);
totem_status orders_transitioned(totem_call *call, const totem_events *events, void *state);
totem_status queue_catching_up(totem_call *call, const totem_plugin_event *event, void *state);
totem_status catch_up(totem_call *call, const totem_job_run *run, void *state);
// Carts that were found: those with an id above `after`. In a transaction, with this as its state; to be run again until it is done.
struct found {
  int64_t after;
  bool is_done;
};
totem_status recover_found(totem_call *call, void *state);

// listing.c
totem_status list_carts(totem_call *call, const totem_request *request, void *state);
totem_status show_cart(totem_call *call, const totem_request *request, void *state);

// statistics.c
totem_status show_statistics(totem_call *call, const totem_request *request, void *state);

// people.c
totem_status erase_customer(totem_call *call, const totem_customer_event *event, void *state);
totem_status export_customer(totem_call *call, const totem_customer_event *event, void *state);
totem_status delete_old(totem_call *call, const totem_retention_event *event, void *state);

// Runs a statement that is bound and has no rows. TOTEM_OK, or what went wrong.
static inline totem_status run_statement(totem_stmt *statement) {
  totem_status status = totem_step(statement);
  return status == TOTEM_DONE ? TOTEM_OK : status;
}

#endif
