// Written by `make abi` from totem_plugin.h. The host as a process sees it that is started again: it registers nothing anew,
// for its functions are there already.

#include "../served.h"

static totem_status agree_on(totem_registry *a0, totem_str a1, totem_function a2, int32_t a3) {
  (void)a0, (void)a1, (void)a2, (void)a3;
  return TOTEM_OK;
}

static totem_status agree_route(totem_registry *a0, totem_str a1, totem_str a2, totem_role a3, uint32_t a4, totem_route_fn a5) {
  (void)a0, (void)a1, (void)a2, (void)a3, (void)a4, (void)a5;
  return TOTEM_OK;
}

static totem_status agree_job(totem_registry *a0, totem_str a1, totem_str a2, totem_job_fn a3) {
  (void)a0, (void)a1, (void)a2, (void)a3;
  return TOTEM_OK;
}

static totem_status agree_service(totem_registry *a0, totem_str a1, totem_str a2, totem_function a3, totem_boxed_fn a4) {
  (void)a0, (void)a1, (void)a2, (void)a3, (void)a4;
  return TOTEM_OK;
}

static totem_status agree_service_role(totem_registry *a0, totem_str a1, totem_role a2) {
  (void)a0, (void)a1, (void)a2;
  return TOTEM_OK;
}

static totem_status agree_define_hook(totem_registry *a0, totem_str a1, totem_str a2) {
  (void)a0, (void)a1, (void)a2;
  return TOTEM_OK;
}

static totem_status agree_on_own(totem_registry *a0, totem_str a1, totem_str a2, totem_function a3, totem_boxed_fn a4, int32_t a5) {
  (void)a0, (void)a1, (void)a2, (void)a3, (void)a4, (void)a5;
  return TOTEM_OK;
}

static totem_status agree_payment_provider(totem_registry *a0, totem_str a1, totem_str a2) {
  (void)a0, (void)a1, (void)a2;
  return TOTEM_OK;
}

const totem_host *totem_agreeing_host(const totem_host *host, totem_host *table) {
  *table = *host;
  table->on = agree_on;
  table->route = agree_route;
  table->job = agree_job;
  table->service = agree_service;
  table->service_role = agree_service_role;
  table->define_hook = agree_define_hook;
  table->on_own = agree_on_own;
  table->payment_provider = agree_payment_provider;
  return table;
}
