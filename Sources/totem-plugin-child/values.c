// Services, own hooks and short transactions: what has values by a signature, or a state of the plugin's.
#include "proxies.h"

#include <string.h>

totem_status proxy_invoke(
    totem_call *call, totem_str service, totem_str signature, const totem_value *arguments, totem_value *result) {
  totem_end *end = totem_ask_call(call, TOTEM_ASK_INVOKE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, service.ptr, service.len);
  totem_put_text(end, signature.ptr, signature.len);
  totem_put_values(end, signature, arguments);
  totem_put(end, result != NULL);
  totem_asked(end);
  totem_status status = (totem_status)totem_take(end);
  char letter;
  totem_count_values(signature, &letter);
  if (status == TOTEM_OK && result != NULL && letter != 0) *result = totem_take_value(end, letter);
  return status;
}

totem_status proxy_fire(totem_call *call, totem_str hook, totem_str signature, const totem_value *arguments) {
  totem_end *end = totem_ask_call(call, TOTEM_ASK_FIRE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, hook.ptr, hook.len);
  totem_put_text(end, signature.ptr, signature.len);
  totem_put_values(end, signature, arguments);
  totem_asked(end);
  return (totem_status)totem_take(end);
}

// The function and its state come back as they went: the host makes nothing of them.
totem_status proxy_transaction(totem_call *call, totem_transaction_fn function, void *state) {
  totem_end *end = totem_ask_call(call, TOTEM_ASK_TRANSACTION);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)(uintptr_t)function);
  totem_put(end, (uint64_t)(uintptr_t)state);
  totem_asked(end);
  return (totem_status)totem_take(end);
}

// MARK: - Registering

static child_function with_signature(totem_str signature, totem_function typed, totem_boxed_fn boxed) {
  child_function function = {.function = typed, .boxed = boxed};
  if (signature.ptr == NULL || signature.len > TOTEM_LONGEST_SIGNATURE) return function;
  memcpy(function.signature, signature.ptr, signature.len);
  if (typed != NULL) function.foreign = totem_foreign_make(function.signature);
  return function;
}

// How many functions there are: the host takes exactly one, and has its words for the rest.
static void put_function(totem_end *end, totem_str signature, totem_function typed, totem_boxed_fn boxed) {
  totem_put(end, (typed != NULL) + (boxed != NULL));
  totem_put(end, child_add_function(with_signature(signature, typed, boxed)));
}

totem_status proxy_service(
    totem_registry *registry, totem_str name, totem_str signature, totem_function typed, totem_boxed_fn boxed) {
  totem_end *end = totem_ask_registry(registry, TOTEM_ASK_SERVICE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, name.ptr, name.len);
  totem_put_text(end, signature.ptr, signature.len);
  put_function(end, signature, typed, boxed);
  totem_asked(end);
  return (totem_status)totem_take(end);
}

totem_status proxy_on_own(
    totem_registry *registry, totem_str hook, totem_str signature, totem_function typed, totem_boxed_fn boxed,
    int32_t priority) {
  totem_end *end = totem_ask_registry(registry, TOTEM_ASK_ON_OWN);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, hook.ptr, hook.len);
  totem_put_text(end, signature.ptr, signature.len);
  put_function(end, signature, typed, boxed);
  totem_put(end, (uint64_t)priority);
  totem_asked(end);
  return (totem_status)totem_take(end);
}
