// abandoned-carts: finds carts that their buyers have left, brings them back, and counts what came of it. abandoned_carts.h says what
// is where.
#include "abandoned_carts.h"

// Registers one thing after the other, until one can't be.
#define REGISTER(registration) \
  do { \
    totem_status registered = (registration); \
    if (registered != TOTEM_OK) return registered; \
  } while (0)

static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
  (void)instance;
  *state = NULL;
  REGISTER(totem_job(registry, "find", "every 5m", find_abandoned));
  REGISTER(totem_job(registry, "catch-up", NULL, catch_up));
  REGISTER(totem_on_order_committed(registry, orders_committed, 100));
  REGISTER(totem_on_order_transitioned(registry, orders_transitioned, 100));
  REGISTER(totem_on_customer_erasing(registry, erase_customer, 100));
  REGISTER(totem_on_customer_exporting(registry, export_customer, 100));
  REGISTER(totem_on_retention_run(registry, delete_old, 100));
  REGISTER(totem_on_plugin_enabled(registry, queue_catching_up, 100));
  REGISTER(totem_route(registry, "GET", "/", TOTEM_STAFF, TOTEM_READS, list_carts));
  REGISTER(totem_route(registry, "GET", "/statistics", TOTEM_STAFF, TOTEM_READS, show_statistics));
  REGISTER(totem_route(registry, "GET", "/{id}", TOTEM_STAFF, TOTEM_READS, show_cart));
  REGISTER(totem_route(registry, "POST", "/{id}/recover", TOTEM_CUSTOMER, TOTEM_WRITES, recover_by_id));
  REGISTER(totem_route(registry, "GET", "/recover/{token}", TOTEM_ANYONE, TOTEM_WRITES, recover_by_link));
  return TOTEM_OK;
}

TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
  (void)host;
  static const totem_plugin plugin = {
    .size = sizeof plugin,
    .abi = TOTEM_ABI,
    .name = "abandoned-carts",
    .version = "1.0.0",
    .start = start,
  };
  return &plugin;
}
