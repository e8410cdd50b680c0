// Calling functions of an isolated plugin, and what comes of a process that does not return from one.
#include "served.h"

#include <stdio.h>
#include <string.h>
#include <totem_marker.h>

// A call of a function in a slot, from its message to its result.
typedef struct call {
  totem_served served;
  const char *function;
  int slot;
  bool is_alone;            // in its process: it has taken no slot
  int64_t given;            // nanoseconds that it got beside its limit
} call;

static const int64_t soon = 10000000;

static const char *const too_many = "too many of its functions run at once";

// On a busy machine the child may have had no processor: it is given that time, though not without end.
static int64_t give_time(totem_end *end) {
  call *call = end->asked;
  int64_t most = call->served.limit * TOTEM_MARKER_PATIENCE - call->given;
  int64_t delayed = (int64_t)totem_child_delayed(call->served.child, call->slot);
  if (delayed > most) delayed = most;
  if (delayed <= 0) return 0;
  call->given += delayed;
  return delayed;
}

static void open_in(call *call, int slot, totem_remote *remote, totem_child *child, const char *function, uint32_t limit) {
  call->function = function;
  call->given = 0;
  call->slot = slot;
  call->is_alone = false;
  totem_child_enter(child, slot, function);
  totem_end *end = &child->ends[slot];
  end->patience = (int64_t)limit * 1000000;
  end->more_patience = give_time;
  end->asked = call;
  totem_served_open(&call->served, end, remote, child);
}

// In a process that is not ready yet, or not any more, and that somebody else keeps: those who wait for one have all the slots, perhaps.
static void open_alone(call *call, totem_remote *remote, totem_child *child, const char *function) {
  open_in(call, 0, remote, child, function, remote->options.limit);
  call->is_alone = true;
}

// In a process that the call around it keeps.
static bool open_call(call *call, totem_remote *remote, totem_child *child, const char *function, uint32_t limit) {
  int slot = totem_slot_take(remote);
  if (slot >= 0) open_in(call, slot, remote, child, function, limit);
  return slot >= 0;
}

// In the one that is ready.
static bool open_ready(
    call *call, totem_remote *remote, const char *function, uint32_t limit, char *why, size_t room) {
  int slot = totem_slot_take(remote);
  if (slot < 0) {
    snprintf(why, room, "%s", too_many);
    return false;
  }
  totem_child *child = totem_remote_ready(remote, why, room);
  if (child != NULL) open_in(call, slot, remote, child, function, limit);
  else totem_slot_give(remote, slot);
  return child != NULL;
}

// The process may be freed from then on, but where somebody else keeps it.
static void end_call(call *call) {
  totem_child_leave(call->served.child, call->slot);
  if (!call->is_alone) totem_slot_give(call->served.remote, call->slot);
}

static totem_outcome await_result(call *call) {
  totem_served *served = &call->served;
  totem_outcome outcome = totem_served_until_result(served);
  // Whose call it was in has had no processor either.
  if (served->limit + call->given - served->end->patience > soon)
    totem_marker_here()->delay_elsewhere += (uint64_t)call->given + totem_child_delayed(served->child, call->slot);
  return outcome;
}

// Sends the message and serves the child until its result is there. False: the process is to be given up, or has ended.
static bool run(call *call, char *why, size_t room) {
  totem_served *served = &call->served;
  totem_send(served->end);
  switch (await_result(call)) {
  case TOTEM_ARRIVED: return true;
  case TOTEM_LATE:
    // It has answered all the time, and asked the next question.
    if (served->end->outcome != TOTEM_LATE)
      snprintf(why, room, "it did not return within %lld ms, with all that was done for it",
               (long long)(served->limit / 1000000 * TOTEM_MARKER_LONGEST));
    else snprintf(why, room, "it did not return within %lld ms", (long long)(served->limit / 1000000));
    totem_child_kill(served->child, why, call->function);
    return false;
  case TOTEM_GARBLED:
    snprintf(why, room, "its process sends what is no message");
    totem_child_kill(served->child, why, call->function);
    return false;
  case TOTEM_GONE: break;
  }
  totem_child_reason(served->child, why, room);
  return false;
}

// What it says beside its result, or before it is asked again, is no message.
static void close_call(call *call, bool is_good) {
  totem_end *end = call->served.end;
  bool is_quiet = __atomic_load_n(&end->in->sequence, __ATOMIC_ACQUIRE) == end->received;
  if (!is_good || !totem_is_whole(end) || !is_quiet)
    totem_child_kill(call->served.child, "its process sends what is no message", call->function);
  end_call(call);
}

static totem_status fail(totem_remote *remote, totem_call *call, const char *why) {
  return remote->options.host->fail(call, totem_text(why));
}

// MARK: - Hooks, routes, jobs, services

static void put_payload(call *call, size_t function, const void *payload) {
  totem_begin(call->served.end, TOTEM_MAIL_HOOK);
  totem_put(call->served.end, function);
  totem_put(call->served.end, (uint64_t)(uintptr_t)payload);
}

static void put_invocation(call *call, const totem_remote_function *function, size_t place, const totem_invocation *invocation) {
  totem_end *end = call->served.end;
  totem_begin(end, TOTEM_MAIL_VALUES);
  totem_put(end, place);
  totem_put_text(end, invocation->name.ptr, invocation->name.len);
  totem_put_values(end, totem_text(function->signature), invocation->arguments);
}

// A text lies in the host's copy of the message, so it is kept for as long as the call.
static totem_status take_result(call *call, const totem_remote_function *function, totem_status status, totem_value *result) {
  char letter;
  totem_count_values(totem_text(function->signature), &letter);
  if (status != TOTEM_OK || letter == 0) return status;
  totem_value value = totem_take_value(call->served.end, letter);
  if (result == NULL || call->served.end->is_garbled) return status;
  if (letter == 's' || letter == 'j') {
    totem_str kept = {NULL, 0};
    status = call->served.host->keep(call->served.call, value.s, &kept);
    value.s = kept;
  }
  *result = value;
  return status;
}

static bool is_shown(const totem_remote *remote, const void *payload) {
  const char *place = payload;
  return place >= remote->options.payloads && place < remote->options.payloads + remote->options.payload_bytes;
}

static totem_status finish(
    call *call, totem_remote *remote, totem_call *raw, const totem_remote_function *function, totem_value *result,
    bool *has_written) {
  totem_status status = (totem_status)totem_take(call->served.end);
  if (function->has_values) status = take_result(call, function, status, result);
  else *has_written = totem_take(call->served.end) != 0;
  bool is_whole = totem_is_whole(call->served.end);
  close_call(call, true);
  return is_whole ? status : fail(remote, raw, "its process sends what is no message");
}

static totem_status run_ready(
    totem_remote *remote, size_t place, totem_call *raw, const void *payload, totem_value *result, bool *has_written) {
  const totem_remote_function *function = &remote->functions[place];
  call call;
  char why[LONGEST_REASON];
  if (!open_ready(&call, remote, function->name, function->limit, why, sizeof why)) return fail(remote, raw, why);
  call.served.call = raw;
  if (function->has_values) put_invocation(&call, function, place, payload);
  else put_payload(&call, place, payload);
  if (run(&call, why, sizeof why)) return finish(&call, remote, raw, function, result, has_written);
  end_call(&call);
  return fail(remote, raw, why);
}

totem_status totem_remote_call(totem_remote *remote, size_t place, totem_call *raw, const void *payload) {
  if (remote->functions[place].has_values) {
    const totem_invocation *invocation = payload;
    return run_ready(remote, place, raw, payload, invocation->result, NULL);
  }
  if (!is_shown(remote, payload) || !remote->options.show(remote, raw, remote->copy))
    return fail(remote, raw, "there is no memory to show it what it is called with");
  bool has_written = false;
  totem_status status = run_ready(remote, place, raw, payload, NULL, &has_written);
  remote->options.hide(raw, remote->copy_file, has_written);
  return status;
}

// MARK: - Transactions

// What totem_transaction was called with: pointers of the child's, which mean something to that process alone.
typedef struct transaction {
  totem_remote *remote;
  totem_child *child;
  uint64_t function, state;
} transaction;

static totem_status run_transaction(totem_call *raw, void *state) {
  const transaction *transaction = state;
  call call;
  if (!open_call(&call, transaction->remote, transaction->child, "a transaction", transaction->remote->options.limit))
    return fail(transaction->remote, raw, too_many);
  call.served.call = raw;
  totem_begin(call.served.end, TOTEM_MAIL_TRANSACTION);
  totem_put(call.served.end, transaction->function);
  totem_put(call.served.end, transaction->state);
  char why[LONGEST_REASON];
  if (!run(&call, why, sizeof why)) {
    end_call(&call);
    return fail(transaction->remote, raw, why);
  }
  totem_status status = (totem_status)totem_take(call.served.end);
  close_call(&call, true);
  return status;
}

bool serve_transaction(totem_served *served) {
  totem_end *end = served->end;
  transaction transaction = {.remote = served->remote, .child = served->child};
  transaction.function = totem_take(end);
  transaction.state = totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_transaction_fn function = transaction.function == 0 ? NULL : run_transaction;
  totem_status status = served->host->transaction(served->call, function, &transaction);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)status);
  totem_send(end);
  return true;
}

// MARK: - Loading, starting, stopping

static totem_str keep(totem_remote *remote, size_t place, totem_str text) {
  if (text.ptr == NULL) return text;
  size_t length = text.len < sizeof remote->texts[place] ? text.len : sizeof remote->texts[place];
  memcpy(remote->texts[place], text.ptr, length);
  return (totem_str){remote->texts[place], length};
}

static void take_descriptor(totem_remote *remote, totem_end *end, totem_remote_descriptor *descriptor) {
  memset(descriptor, 0, sizeof *descriptor);
  descriptor->loader_error = keep(remote, 0, totem_served_text(end));
  descriptor->has_entry = totem_take(end) != 0;
  if (!descriptor->has_entry) return;
  descriptor->has_refused = totem_take(end) != 0;
  if (descriptor->has_refused) {
    descriptor->refusal = keep(remote, 1, totem_served_text(end));
    return;
  }
  descriptor->has_descriptor = totem_take(end) != 0;
  if (!descriptor->has_descriptor) return;
  descriptor->size = (uint32_t)totem_take(end);
  if (descriptor->size < offsetof(totem_plugin, stop) + sizeof(((totem_plugin *)0)->stop)) return;
  descriptor->abi = (uint32_t)totem_take(end);
  descriptor->name = keep(remote, 2, totem_served_text(end));
  descriptor->version = keep(remote, 3, totem_served_text(end));
  descriptor->has_start = totem_take(end) != 0;
}

bool totem_remote_load_in(
    totem_remote *remote, totem_child *child, totem_remote_descriptor *descriptor, char *why, size_t room) {
  call call;
  open_alone(&call, remote, child, "loading its library");
  totem_end *end = call.served.end;
  totem_begin(end, TOTEM_MAIL_LOAD);
  totem_put(end, TOTEM_MARSHAL_CHECKSUM);
  totem_put_text(end, remote->library, strlen(remote->library));
  totem_put_text(end, remote->version, strlen(remote->version));
  if (!run(&call, why, room)) {
    end_call(&call);
    return false;
  }
  take_descriptor(remote, end, descriptor);
  descriptor->has_landlock = __atomic_load_n(&child->channel->has_landlock, __ATOMIC_RELAXED) != 0;
  bool is_whole = totem_is_whole(end);
  if (!is_whole) snprintf(why, room, "its process sends what is no message");
  close_call(&call, true);
  return is_whole;
}

bool totem_remote_start_in(
    totem_remote *remote, totem_child *child, totem_registry *registry, totem_status *status, char *why, size_t room) {
  call call;
  open_alone(&call, remote, child, "start");
  totem_host agreeing;
  bool is_again = registry == NULL;
  call.served.registry = registry;
  call.served.is_starting = true;
  if (is_again) call.served.host = totem_agreeing_host(remote->options.host, &agreeing);
  totem_begin(call.served.end, TOTEM_MAIL_START);
  if (!run(&call, why, room)) {
    end_call(&call);
    return false;
  }
  *status = (totem_status)totem_take(call.served.end);
  close_call(&call, true);
  if (is_again && (call.served.digest != remote->digest || call.served.functions != remote->function_count)) {
    snprintf(why, room, "started again, it registers something else than before");
    return false;
  }
  if (!is_again) {
    remote->digest = call.served.digest;
    remote->function_count = call.served.functions;
  }
  return true;
}

void totem_remote_stop_in(totem_remote *remote, totem_child *child) {
  call call;
  char why[LONGEST_REASON];
  open_alone(&call, remote, child, "stop");
  totem_begin(call.served.end, TOTEM_MAIL_STOP);
  run(&call, why, sizeof why);
  end_call(&call);
}
