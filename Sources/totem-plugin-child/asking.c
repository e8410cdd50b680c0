// Asking the host.
#include "proxies.h"

#include <string.h>
#include <unistd.h>

__thread child_slot *child_current;

static totem_end *ask(child_slot *slot, uint64_t function) {
  totem_begin(&slot->end, TOTEM_MAIL_REQUEST);
  totem_put(&slot->end, function);
  return &slot->end;
}

static child_call *call_of(totem_call *raw) {
  if (raw == NULL || child_current == NULL || raw->kind != CHILD_CALL) return NULL;
  child_call *call = (child_call *)raw;
  return call->slot == child_current && call->is_open ? call : NULL;
}

totem_end *totem_ask_call(totem_call *raw, uint64_t function) {
  return call_of(raw) == NULL ? NULL : ask(child_current, function);
}

child_statement *child_statement_of(totem_stmt *raw) {
  if (raw == NULL || child_current == NULL || raw->kind != CHILD_STATEMENT) return NULL;
  child_statement *statement = (child_statement *)raw;
  child_call *call = statement->call;
  return call != NULL && call->slot == child_current && call->is_open ? statement : NULL;
}

totem_end *totem_ask_stmt(totem_stmt *raw, uint64_t function) {
  child_statement *statement = child_statement_of(raw);
  if (statement == NULL) return NULL;
  totem_end *end = ask(child_current, function);
  totem_put(end, statement->number);
  return end;
}

totem_end *totem_ask_registry(totem_registry *raw, uint64_t function) {
  // The host knows whether `start` runs on this slot.
  if (raw == NULL || child_current == NULL || raw->kind != CHILD_REGISTRY) return NULL;
  return ask(child_current, function);
}

void totem_asked(totem_end *end) {
  totem_send(end);
  if (totem_receive(end) != TOTEM_MAIL_ANSWER) _exit(1);
}

totem_str totem_taken_text(totem_end *end) {
  totem_str text;
  text.ptr = totem_take_text(end, &text.len);
  return text;
}

void totem_put_statement(totem_end *end, totem_stmt *raw) {
  child_statement *statement = child_statement_of(raw);
  totem_put(end, statement == NULL ? UINT64_MAX : statement->number);
  child_give_rows_back(end, statement);
}

void totem_put_numbers(totem_end *end, const int64_t *numbers, size_t count) {
  totem_put(end, numbers != NULL);
  totem_put(end, count);
  if (numbers == NULL || count > TOTEM_LONGEST_ARRAY) return;
  totem_put_bytes(end, numbers, count * sizeof *numbers);
}

void totem_fill(void *target, const void *source, size_t size) {
  uint32_t room;
  memcpy(&room, target, sizeof room);
  if (room < size) size = room;
  if (size > sizeof room) memcpy((char *)target + sizeof room, (const char *)source + sizeof room, size - sizeof room);
}

// MARK: - Handles

child_call *child_begin_call(child_slot *slot) {
  child_call *call = &slot->calls[slot->next_call++ % CALLS_IN_TURN];
  call->head = (totem_call){.size = sizeof call->head, .kind = CHILD_CALL, .host = &totem_child_host};
  call->slot = slot;
  call->is_open = true;
  slot->call = call;
  return call;
}

void child_end_call(child_slot *slot) {
  if (slot->call != NULL) slot->call->is_open = false;
  slot->call = NULL;
}

// MARK: - The instance

bool proxy_instance_is_on(totem_instance *instance) {
  return instance != NULL && instance->kind == CHILD_INSTANCE &&
         __atomic_load_n(&child_channel->is_on, __ATOMIC_ACQUIRE) != 0;
}

// Threads of the plugin's own have no slot, so what they log goes through a pipe: short enough to arrive in one piece.
totem_status child_log(uint32_t level, totem_str message) {
  struct {
    uint32_t level, length;
    char bytes[2000];
  } line = {level, (uint32_t)message.len, {0}};
  if (message.ptr == NULL || message.len > sizeof line.bytes || level > TOTEM_LOG_ERROR) return TOTEM_INVALID;
  memcpy(line.bytes, message.ptr, message.len);
  size_t size = offsetof(typeof(line), bytes) + message.len;
  return write(TOTEM_LOG_FD, &line, size) == (ssize_t)size ? TOTEM_OK : TOTEM_STORE;
}

totem_status proxy_instance_log(totem_instance *instance, uint32_t level, totem_str message) {
  if (instance == NULL || instance->kind != CHILD_INSTANCE) return TOTEM_MISUSE;
  return child_log(level, message);
}

// There is nothing to try out yet.
const void *proxy_extension(totem_registry *registry, totem_str name) {
  (void)registry;
  (void)name;
  return NULL;
}
