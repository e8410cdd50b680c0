// The plugin's library: loading, starting and stopping it, and calling its functions.
#include "proxies.h"

#include <dlfcn.h>
#include <string.h>

enum { MOST_FUNCTIONS = 1024 };

// Of the descriptor in ABI 1.0: what every plugin has.
static const size_t first_size = offsetof(totem_plugin, stop) + sizeof(((totem_plugin *)0)->stop);

static child_function functions[MOST_FUNCTIONS];
static size_t function_count;
static const totem_plugin *plugin;
static void *state;
static totem_registry registry = {.size = sizeof registry, .kind = CHILD_REGISTRY, .host = &totem_child_host};
static totem_instance instance = {.size = sizeof instance, .kind = CHILD_INSTANCE, .host = &totem_child_host};

// Called inside `start` alone, by one thread.
uint64_t child_add_function(child_function function) {
  if (function_count == MOST_FUNCTIONS) return UINT64_MAX;
  functions[function_count] = function;
  return function_count++;
}

uint64_t totem_function_number(totem_function function) {
  return function == NULL ? UINT64_MAX : child_add_function((child_function){.function = function});
}

// MARK: - Loading

typedef struct child_info {
  totem_host_info head;
  bool has_refused;
  char reason[501];
  size_t reason_length;
} child_info;

static void refuse(const totem_host_info *raw, totem_str reason) {
  if (raw == NULL) return;
  child_info *info = (child_info *)raw;
  info->has_refused = true;
  // One byte more than the host takes says that it is too long.
  info->reason_length = reason.ptr == NULL ? 0 : reason.len < sizeof info->reason ? reason.len : sizeof info->reason;
  if (reason.ptr != NULL) memcpy(info->reason, reason.ptr, info->reason_length);
}

static void put_words(totem_end *end, const char *text) { totem_put_text(end, text, text == NULL ? 0 : strlen(text)); }

// What was found: the loader's error, whether there is an entry point, the plugin's refusal, its descriptor.
static void put_descriptor(totem_end *end, const child_info *info) {
  totem_put(end, info->has_refused);
  if (info->has_refused) {
    totem_put_text(end, info->reason, info->reason_length);
    return;
  }
  totem_put(end, plugin != NULL);
  if (plugin == NULL) return;
  totem_put(end, plugin->size);
  if (plugin->size < first_size) {
    plugin = NULL;
    return;
  }
  totem_put(end, plugin->abi);
  put_words(end, plugin->name);
  put_words(end, plugin->version);
  totem_put(end, plugin->start != NULL);
}

static void load(child_slot *slot) {
  totem_end *end = &slot->end;
  bool is_other = totem_take(end) != TOTEM_MARSHAL_CHECKSUM;
  totem_str path = totem_taken_text(end);
  totem_str version = totem_taken_text(end);
  char place[4096] = {0}, shown[64] = {0};
  memcpy(place, path.ptr, path.len < sizeof place ? path.len : sizeof place - 1);
  memcpy(shown, version.ptr, version.len < sizeof shown ? version.len : sizeof shown - 1);
  void *handle = is_other ? NULL : dlopen(place, RTLD_NOW | RTLD_LOCAL);
  const char *why = is_other ? "totem-plugin-child is of another Totem" : handle == NULL ? dlerror() : NULL;
  typedef const totem_plugin *entry_function(const totem_host_info *);
  entry_function *entry = handle == NULL ? NULL : (entry_function *)dlsym(handle, "totem_plugin_entry");
  child_info info = {.head = {.size = sizeof info.head, .abi = TOTEM_ABI, .version = shown, .refuse = refuse}};
  if (entry != NULL) plugin = entry(&info.head);
  totem_begin(end, TOTEM_MAIL_RESULT);
  put_words(end, why);
  totem_put(end, entry != NULL);
  if (entry != NULL) put_descriptor(end, &info);
}

// MARK: - Calling

static void answer(totem_end *end, totem_status status) {
  totem_begin(end, TOTEM_MAIL_RESULT);
  totem_put(end, (uint64_t)status);
}

static child_function *function_at(uint64_t place) { return place < function_count ? &functions[place] : NULL; }

static totem_status run_hook(child_slot *slot) {
  child_function *function = function_at(totem_take(&slot->end));
  const void *payload = (const void *)(uintptr_t)totem_take(&slot->end);
  typedef totem_status hook_function(totem_call *, const void *, void *);
  if (function == NULL) return TOTEM_MISUSE;
  return ((hook_function *)function->function)(&child_begin_call(slot)->head, payload, state);
}

static totem_status run_transaction(child_slot *slot) {
  totem_transaction_fn function = (totem_transaction_fn)(uintptr_t)totem_take(&slot->end);
  void *own = (void *)(uintptr_t)totem_take(&slot->end);
  return function(&child_begin_call(slot)->head, own);
}

static totem_status run_values(child_slot *slot, char *letter, totem_value *result) {
  child_function *function = function_at(totem_take(&slot->end));
  if (function == NULL) return TOTEM_MISUSE;
  totem_str name = totem_taken_text(&slot->end);
  totem_value room[TOTEM_MOST_VALUES];
  totem_str signature = totem_text(function->signature);
  const totem_value *arguments = totem_take_values(&slot->end, signature, room);
  size_t count = totem_count_values(signature, letter);
  totem_call *call = &child_begin_call(slot)->head;
  if (function->boxed == NULL) return totem_foreign_call(function->foreign, function->function, call, arguments, result, state);
  totem_invocation invocation = {
    .size = sizeof invocation, .argument_count = (uint32_t)count, .name = name, .arguments = arguments,
    .result = *letter == 0 ? NULL : result,
  };
  return function->boxed(call, &invocation, state);
}

void child_run(child_slot *slot, uint32_t kind) {
  totem_end *end = &slot->end;
  char letter = 0;
  totem_value result = {.s = {NULL, 0}};
  switch (kind) {
  case TOTEM_MAIL_LOAD: load(slot); break;
  case TOTEM_MAIL_START: answer(end, plugin->start(&registry, &instance, &state)); break;
  case TOTEM_MAIL_STOP:
    if (plugin->stop != NULL) plugin->stop(state);
    answer(end, TOTEM_OK);
    break;
  case TOTEM_MAIL_HOOK:
    answer(end, run_hook(slot));
    totem_put(end, child_restore_payloads());
    break;
  case TOTEM_MAIL_TRANSACTION: answer(end, run_transaction(slot)); break;
  case TOTEM_MAIL_VALUES: {
    totem_status status = run_values(slot, &letter, &result);
    answer(end, status);
    if (status == TOTEM_OK && letter != 0) totem_put_value(end, letter, &result);
    break;
  }
  default: return;
  }
  child_end_call(slot);
  if (kind != TOTEM_MAIL_HOOK) child_restore_payloads();
  totem_send(end);
  totem_end_forget(end);
}
