// The host as a process sees it that is started again: it registers nothing anew, for its functions are there already.
#include "served.h"

static totem_status on(totem_registry *registry, totem_str hook, totem_function function, int32_t priority) {
  (void)registry, (void)hook, (void)function, (void)priority;
  return TOTEM_OK;
}

static totem_status route(
    totem_registry *registry, totem_str method, totem_str path, totem_role role, uint32_t access, totem_route_fn function) {
  (void)registry, (void)method, (void)path, (void)role, (void)access, (void)function;
  return TOTEM_OK;
}

static totem_status job(totem_registry *registry, totem_str name, totem_str schedule, totem_job_fn function) {
  (void)registry, (void)name, (void)schedule, (void)function;
  return TOTEM_OK;
}

static totem_status service(
    totem_registry *registry, totem_str name, totem_str signature, totem_function function, totem_boxed_fn boxed) {
  (void)registry, (void)name, (void)signature, (void)function, (void)boxed;
  return TOTEM_OK;
}

static totem_status service_role(totem_registry *registry, totem_str name, totem_role role) {
  (void)registry, (void)name, (void)role;
  return TOTEM_OK;
}

static totem_status define_hook(totem_registry *registry, totem_str name, totem_str signature) {
  (void)registry, (void)name, (void)signature;
  return TOTEM_OK;
}

static totem_status on_own(
    totem_registry *registry, totem_str hook, totem_str signature, totem_function function, totem_boxed_fn boxed,
    int32_t priority) {
  (void)registry, (void)hook, (void)signature, (void)function, (void)boxed, (void)priority;
  return TOTEM_OK;
}

const totem_host *totem_agreeing_host(const totem_host *host, totem_host *table) {
  *table = *host;
  table->on = on;
  table->route = route;
  table->job = job;
  table->service = service;
  table->service_role = service_role;
  table->define_hook = define_hook;
  table->on_own = on_own;
  return table;
}
