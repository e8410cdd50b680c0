// A plugin of ABI 1.0, kept as it was built: see README.md beside it. It has every hook and calls every group of functions
// that ABI 1.0 began with, and remembers in a table what it was told.
#include "totem_plugin.h"

static totem_status note(totem_call *call, totem_str what, int64_t number) {
  totem_stmt *insert;
  totem_status status = totem_prepare(call, "INSERT INTO vintage_notes (what, number, at) VALUES ($1, $2, $3)", &insert);
  if (status != TOTEM_OK) return status;
  totem_bind_str(insert, 1, what);
  totem_bind_i64(insert, 2, number);
  totem_bind_i64(insert, 3, totem_now(call));
  status = totem_step(insert);
  return status == TOTEM_DONE ? TOTEM_OK : status;
}

static totem_status validate(totem_call *call, const totem_code_event *event, void *state) {
  (void)state;
  if (totem_equal(event->code, TOTEM_STR("VINTAGE"))) return totem_claim(call);
  if (totem_equal(event->code, TOTEM_STR("CORKED"))) return totem_veto(call, "corked", TOTEM_STR("That one has turned."));
  return TOTEM_OK;
}

static totem_status take_off(totem_call *call, const totem_cart_event *event, void *state) {
  (void)state;
  const totem_cart *cart = event->cart;
  int64_t percent = totem_setting_i64(call, "percent", 0);
  for (size_t i = 0; i < cart->line_count; i++) {
    totem_discount discount = {
      .size = sizeof discount,
      .line = cart->lines[i]->id,
      .amount = cart->lines[i]->total * percent / 100,
      .label = totem_setting_str(call, "label", TOTEM_STR("Vintage")),
      .rule = TOTEM_STR("age"),
    };
    totem_status status = totem_add_discount(call, &discount);
    if (status != TOTEM_OK) return status;
  }
  return TOTEM_OK;
}

static totem_status placing(totem_call *call, const totem_order_event *event, void *state) {
  (void)state;
  if (event->order->cart == NULL) return totem_fail(call, TOTEM_STR("no cart"));
  return totem_set_metadata(call, "year", TOTEM_STR("1982"));
}

static totem_status placed(totem_call *call, const totem_order_event *event, void *state) {
  (void)state;
  totem_log(call, TOTEM_LOG_INFO, TOTEM_STR("an order for the cellar"));
  return note(call, TOTEM_STR("placed"), event->order->total);
}

static totem_status transition(totem_call *call, const totem_transition *event, void *state) {
  (void)state;
  if (!totem_equal(event->which, TOTEM_STR("status"))) return TOTEM_OK;
  return note(call, event->to, event->order->id);
}

static totem_status enabled(totem_call *call, const totem_plugin_event *event, void *state) {
  (void)state;
  return note(call, event->version, event->version_before.ptr == NULL);
}

static totem_status disabled(totem_call *call, const totem_plugin_event *event, void *state) {
  (void)state;
  return note(call, TOTEM_STR("disabled"), (int64_t)event->version.len);
}

static totem_status settings(totem_call *call, const totem_settings_event *event, void *state) {
  (void)state;
  if (event->json.len == 0) return totem_fail(call, TOTEM_STR("no settings"));
  if (totem_setting_i64(call, "percent", 0) == 13) return totem_veto_field(call, "percent", TOTEM_STR("brings bad luck"));
  return TOTEM_OK;
}

static totem_status list(totem_call *call, const totem_request *request, void *state) {
  (void)request;
  (void)state;
  totem_page page = {.size = sizeof page};
  totem_status status = totem_page_read(call, TOTEM_ASCENDING, &page);
  if (status != TOTEM_OK) return status;
  totem_stmt *rows;
  status = totem_prepare(call, "SELECT id, what, number FROM vintage_notes WHERE id > $1 ORDER BY id LIMIT $2", &rows);
  if (status != TOTEM_OK) return status;
  totem_bind_i64(rows, 1, page.after);
  totem_bind_i64(rows, 2, page.fetch);
  return totem_respond_page(call, rows, &page);
}

static totem_status add(totem_call *call, const totem_request *request, void *state) {
  totem_str what;
  int64_t number, *starts = state;
  if (request->role < TOTEM_STAFF) return totem_problem(call, 403, "no-entry", TOTEM_STR("The cellar is locked."));
  totem_status status = totem_body_fields(call, "what");
  if (status == TOTEM_OK) status = totem_body_str(call, "what", &what);
  if (status == TOTEM_OK) status = totem_param_i64(call, "number", &number);
  if (status == TOTEM_OK) status = note(call, what, number + *starts);
  totem_stmt *row;
  if (status == TOTEM_OK) status = totem_prepare(call, "SELECT what, number FROM vintage_notes ORDER BY id DESC", &row);
  if (status != TOTEM_OK) return status;
  return totem_respond_row(call, 201, row);
}

static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
  static int64_t starts = 1;
  *state = &starts;
  if (!totem_instance_is_on(instance)) return totem_fail_start(registry, TOTEM_STR("it is told that it is off"));
  totem_instance_log(instance, TOTEM_LOG_INFO, TOTEM_STR("the cellar is open"));
  totem_status status = totem_on_cart_code_validate(registry, validate, 10);
  if (status == TOTEM_OK) status = totem_on_cart_discounts(registry, take_off, 10);
  if (status == TOTEM_OK) status = totem_on_order_placing(registry, placing, 10);
  if (status == TOTEM_OK) status = totem_on_order_placed(registry, placed, 10);
  if (status == TOTEM_OK) status = totem_on_order_transition(registry, transition, 10);
  if (status == TOTEM_OK) status = totem_on_plugin_enabled(registry, enabled, 10);
  if (status == TOTEM_OK) status = totem_on_plugin_disabled(registry, disabled, 10);
  if (status == TOTEM_OK) status = totem_on_settings_validate(registry, settings, 10);
  if (status == TOTEM_OK) status = totem_route(registry, "GET", "/notes", TOTEM_ANYONE, TOTEM_READS, list);
  if (status == TOTEM_OK) status = totem_route(registry, "POST", "/notes/{number}", TOTEM_STAFF, TOTEM_WRITES, add);
  return status;
}

TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
  static const totem_plugin plugin = {
    .size = sizeof plugin, .abi = 0x00010000u, .name = "vintage", .version = "1.0.0", .start = start,
  };
  if (TOTEM_ABI_MAJOR(host->abi) != 1) {
    host->refuse(host, TOTEM_STR("vintage is from the time of ABI 1"));
    return NULL;
  }
  return &plugin;
}
