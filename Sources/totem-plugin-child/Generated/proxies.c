// Written by `make abi` from totem_plugin.h. The functions of the host as an isolated plugin sees them: each asks the host.

#include "../proxies.h"

#include <string.h>

static totem_status proxy_on(totem_registry *a0, totem_str a1, totem_function a2, int32_t a3) {
  totem_end *end = totem_ask_registry(a0, TOTEM_ASK_ON);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, totem_function_number((totem_function)a2));
  totem_put(end, (uint64_t)a3);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_route(totem_registry *a0, totem_str a1, totem_str a2, totem_role a3, uint32_t a4, totem_route_fn a5) {
  totem_end *end = totem_ask_registry(a0, TOTEM_ASK_ROUTE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_text(end, a2.ptr, a2.len);
  totem_put(end, (uint64_t)a3);
  totem_put(end, (uint64_t)a4);
  totem_put(end, totem_function_number((totem_function)a5));
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_fail_start(totem_registry *a0, totem_str a1) {
  totem_end *end = totem_ask_registry(a0, TOTEM_ASK_FAIL_START);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_problem(totem_call *a0, int32_t a1, totem_str a2, totem_str a3) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_PROBLEM);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_put_text(end, a3.ptr, a3.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_veto_field(totem_call *a0, totem_str a1, totem_str a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_VETO_FIELD);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_fail(totem_call *a0, totem_str a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_FAIL);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_str proxy_last_error(totem_call *a0) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_LAST_ERROR);
  if (end == NULL) return (totem_str){NULL, 0};
  totem_asked(end);
  return totem_taken_text(end);
}

static totem_status proxy_claim(totem_call *a0) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_CLAIM);
  if (end == NULL) return TOTEM_MISUSE;
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_add_discount(totem_call *a0, const totem_discount *a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_ADD_DISCOUNT);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_discount(end, a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_set_metadata(totem_call *a0, totem_str a1, totem_str a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_SET_METADATA);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_param(totem_call *a0, totem_str a1, totem_str *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_PARAM);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL && totem_take(end) != 0) *a2 = totem_taken_text(end);
  return result;
}

static totem_status proxy_param_i64(totem_call *a0, totem_str a1, int64_t *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_PARAM_I64);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_put(end, a2 != NULL ? (uint64_t)*a2 : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL) *a2 = (int64_t)totem_take(end);
  return result;
}

static totem_status proxy_query(totem_call *a0, totem_str a1, totem_str *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_QUERY);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL && totem_take(end) != 0) *a2 = totem_taken_text(end);
  return result;
}

static totem_status proxy_query_i64(totem_call *a0, totem_str a1, int64_t *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_QUERY_I64);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_put(end, a2 != NULL ? (uint64_t)*a2 : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL) *a2 = (int64_t)totem_take(end);
  return result;
}

static totem_status proxy_body_fields(totem_call *a0, totem_str a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_BODY_FIELDS);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_kind proxy_body_kind(totem_call *a0, totem_str a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_BODY_KIND);
  if (end == NULL) return TOTEM_ABSENT;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  totem_kind result = (totem_kind)totem_take(end);
  return result;
}

static totem_status proxy_body_str(totem_call *a0, totem_str a1, totem_str *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_BODY_STR);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL && totem_take(end) != 0) *a2 = totem_taken_text(end);
  return result;
}

static totem_status proxy_body_i64(totem_call *a0, totem_str a1, int64_t *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_BODY_I64);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_put(end, a2 != NULL ? (uint64_t)*a2 : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL) *a2 = (int64_t)totem_take(end);
  return result;
}

static totem_status proxy_body_bool(totem_call *a0, totem_str a1, bool *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_BODY_BOOL);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_put(end, a2 != NULL ? (uint64_t)*a2 : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL) *a2 = (bool)totem_take(end);
  return result;
}

static totem_status proxy_body_time(totem_call *a0, totem_str a1, int64_t *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_BODY_TIME);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_put(end, a2 != NULL ? (uint64_t)*a2 : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL) *a2 = (int64_t)totem_take(end);
  return result;
}

static totem_status proxy_body_count(totem_call *a0, totem_str a1, size_t *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_BODY_COUNT);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_put(end, a2 != NULL ? (uint64_t)*a2 : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL) *a2 = (size_t)totem_take(end);
  return result;
}

static totem_status proxy_page_read(totem_call *a0, uint32_t a1, totem_page *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_PAGE_READ);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put(end, a2 != NULL ? a2->size : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL && result == TOTEM_OK) {
    const totem_page *filled = totem_unpack_page(end);
    if (filled != NULL) totem_fill(a2, filled, sizeof *filled);
  }
  return result;
}

static totem_status proxy_respond(totem_call *a0, int32_t a1, totem_str a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_RESPOND);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_respond_row(totem_call *a0, int32_t a1, totem_stmt *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_RESPOND_ROW);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_statement(end, a2);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_respond_page(totem_call *a0, totem_stmt *a1, const totem_page *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_RESPOND_PAGE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_statement(end, a1);
  totem_pack_page(end, a2);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_bind_null(totem_stmt *a0, int32_t a1) {
  totem_end *end = totem_ask_stmt(a0, TOTEM_ASK_BIND_NULL);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_bind_i64(totem_stmt *a0, int32_t a1, int64_t a2) {
  totem_end *end = totem_ask_stmt(a0, TOTEM_ASK_BIND_I64);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put(end, (uint64_t)a2);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_bind_f64(totem_stmt *a0, int32_t a1, double a2) {
  totem_end *end = totem_ask_stmt(a0, TOTEM_ASK_BIND_F64);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_double(end, a2);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_bind_str(totem_stmt *a0, int32_t a1, totem_str a2) {
  totem_end *end = totem_ask_stmt(a0, TOTEM_ASK_BIND_STR);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_bind_blob(totem_stmt *a0, int32_t a1, totem_str a2) {
  totem_end *end = totem_ask_stmt(a0, TOTEM_ASK_BIND_BLOB);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static int64_t proxy_changes(totem_stmt *a0) {
  totem_end *end = totem_ask_stmt(a0, TOTEM_ASK_CHANGES);
  if (end == NULL) return 0;
  totem_asked(end);
  int64_t result = (int64_t)totem_take(end);
  return result;
}

static totem_kind proxy_setting_kind(totem_call *a0, totem_str a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_SETTING_KIND);
  if (end == NULL) return TOTEM_ABSENT;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  totem_kind result = (totem_kind)totem_take(end);
  return result;
}

static totem_str proxy_setting_str(totem_call *a0, totem_str a1, totem_str a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_SETTING_STR);
  if (end == NULL) return a2;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  if (totem_take(end) == 0) return a2;
  return totem_taken_text(end);
}

static int64_t proxy_setting_i64(totem_call *a0, totem_str a1, int64_t a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_SETTING_I64);
  if (end == NULL) return a2;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, (uint64_t)a2);
  totem_asked(end);
  int64_t result = (int64_t)totem_take(end);
  return result;
}

static double proxy_setting_f64(totem_call *a0, totem_str a1, double a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_SETTING_F64);
  if (end == NULL) return a2;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_double(end, a2);
  totem_asked(end);
  double result = totem_take_double(end);
  return result;
}

static bool proxy_setting_bool(totem_call *a0, totem_str a1, bool a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_SETTING_BOOL);
  if (end == NULL) return a2;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, (uint64_t)a2);
  totem_asked(end);
  bool result = (bool)totem_take(end);
  return result;
}

static int64_t proxy_now(totem_call *a0) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_NOW);
  if (end == NULL) return 0;
  totem_asked(end);
  int64_t result = (int64_t)totem_take(end);
  return result;
}

static totem_status proxy_log(totem_call *a0, uint32_t a1, totem_str a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_LOG);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_set_quantity(totem_call *a0, int64_t a1, int64_t a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_SET_QUANTITY);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put(end, (uint64_t)a2);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_set_properties(totem_call *a0, int64_t a1, totem_str a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_SET_PROPERTIES);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_allocate(totem_call *a0, int64_t a1, int64_t a2, int64_t a3) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_ALLOCATE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put(end, (uint64_t)a2);
  totem_put(end, (uint64_t)a3);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_backorder(totem_call *a0, int64_t a1, int64_t a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_BACKORDER);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put(end, (uint64_t)a2);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_hide_method(totem_call *a0, totem_str a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_HIDE_METHOD);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_rank_method(totem_call *a0, totem_str a1, int32_t a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_RANK_METHOD);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, (uint64_t)a2);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_change_price(totem_call *a0, const totem_price_change *a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_CHANGE_PRICE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_price_change(end, a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_add_rate(totem_call *a0, const totem_rate *a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_ADD_RATE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_rate(end, a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_add_fee(totem_call *a0, const totem_fee *a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_ADD_FEE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_fee(end, a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_add_tax(totem_call *a0, const totem_tax *a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_ADD_TAX);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_tax(end, a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_add_tender(totem_call *a0, const totem_tender *a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_ADD_TENDER);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_tender(end, a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_job(totem_registry *a0, totem_str a1, totem_str a2, totem_job_fn a3) {
  totem_end *end = totem_ask_registry(a0, TOTEM_ASK_JOB);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_text(end, a2.ptr, a2.len);
  totem_put(end, totem_function_number((totem_function)a3));
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_enqueue(totem_call *a0, totem_str a1, totem_str a2, int64_t a3, totem_str a4) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_ENQUEUE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_text(end, a2.ptr, a2.len);
  totem_put(end, (uint64_t)a3);
  totem_put_text(end, a4.ptr, a4.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_checkpoint(totem_call *a0, totem_str a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_CHECKPOINT);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_http(totem_call *a0, const totem_http_request *a1, totem_http_response *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_HTTP);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_http_request(end, a1);
  totem_put(end, a2 != NULL ? a2->size : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL && result == TOTEM_OK) {
    const totem_http_response *filled = totem_unpack_http_response(end);
    if (filled != NULL) totem_fill(a2, filled, sizeof *filled);
  }
  return result;
}

static totem_status proxy_remaining(totem_call *a0, int64_t a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_REMAINING);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_extend(totem_call *a0, int64_t a1, totem_str a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_EXTEND);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_touch(totem_call *a0, totem_str a1, int64_t a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_TOUCH);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, (uint64_t)a2);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_add_audience(totem_call *a0, totem_str a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_ADD_AUDIENCE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static bool proxy_in_audience(totem_call *a0, totem_str a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_IN_AUDIENCE);
  if (end == NULL) return 0;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  bool result = (bool)totem_take(end);
  return result;
}

static totem_status proxy_read(totem_call *a0, totem_str a1, const int64_t *a2, size_t a3, totem_str *a4) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_READ);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_numbers(end, a2, a3);
  totem_put(end, a4 != NULL);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a4 != NULL && totem_take(end) != 0) *a4 = totem_taken_text(end);
  return result;
}

static totem_status proxy_metadata(totem_call *a0, totem_str a1, int64_t a2, totem_str *a3) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_METADATA);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, (uint64_t)a2);
  totem_put(end, a3 != NULL);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a3 != NULL && totem_take(end) != 0) *a3 = totem_taken_text(end);
  return result;
}

static totem_status proxy_put_metadata(totem_call *a0, totem_str a1, int64_t a2, totem_str a3) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_PUT_METADATA);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, (uint64_t)a2);
  totem_put_text(end, a3.ptr, a3.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_adjust_stock(totem_call *a0, const totem_stock_change *a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_ADJUST_STOCK);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_stock_change(end, a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_add_note(totem_call *a0, int64_t a1, totem_str a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_ADD_NOTE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_hold(totem_call *a0, int64_t a1, totem_str a2, totem_str a3) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_HOLD);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_put_text(end, a3.ptr, a3.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_release(totem_call *a0, int64_t a1, totem_str a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_RELEASE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_move(totem_call *a0, int64_t a1, totem_str a2, totem_str a3) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_MOVE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_put_text(end, a3.ptr, a3.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_refund(totem_call *a0, const totem_new_refund *a1, int64_t *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_REFUND);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_new_refund(end, a1);
  totem_put(end, a2 != NULL);
  totem_put(end, a2 != NULL ? (uint64_t)*a2 : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL) *a2 = (int64_t)totem_take(end);
  return result;
}

static totem_status proxy_fulfil(totem_call *a0, const totem_new_fulfilment *a1, int64_t *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_FULFIL);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_new_fulfilment(end, a1);
  totem_put(end, a2 != NULL);
  totem_put(end, a2 != NULL ? (uint64_t)*a2 : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL) *a2 = (int64_t)totem_take(end);
  return result;
}

static totem_status proxy_service_role(totem_registry *a0, totem_str a1, totem_role a2) {
  totem_end *end = totem_ask_registry(a0, TOTEM_ASK_SERVICE_ROLE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, (uint64_t)a2);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_define_hook(totem_registry *a0, totem_str a1, totem_str a2) {
  totem_end *end = totem_ask_registry(a0, TOTEM_ASK_DEFINE_HOOK);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_keep(totem_call *a0, totem_str a1, totem_str *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_KEEP);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL && totem_take(end) != 0) *a2 = totem_taken_text(end);
  return result;
}

static totem_status proxy_set_number(totem_call *a0, totem_str a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_SET_NUMBER);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_request_header(totem_call *a0, totem_str a1, totem_str *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_REQUEST_HEADER);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL && totem_take(end) != 0) *a2 = totem_taken_text(end);
  return result;
}

static totem_status proxy_respond_bytes(totem_call *a0, int32_t a1, totem_str a2, totem_str a3, totem_str a4) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_RESPOND_BYTES);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_put_text(end, a3.ptr, a3.len);
  totem_put_text(end, a4.ptr, a4.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_redirect(totem_call *a0, int32_t a1, totem_str a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_REDIRECT);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_payment_provider(totem_registry *a0, totem_str a1, totem_str a2) {
  totem_end *end = totem_ask_registry(a0, TOTEM_ASK_PAYMENT_PROVIDER);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_answer_payment(totem_call *a0, const totem_payment_answer *a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_ANSWER_PAYMENT);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_payment_answer(end, a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_payment_changed(totem_call *a0, totem_str a1, totem_str a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_PAYMENT_CHANGED);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_text(end, a2.ptr, a2.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_put_line(totem_call *a0, const totem_new_line *a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_PUT_LINE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_new_line(end, a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_drop_line(totem_call *a0, totem_str a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_DROP_LINE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_create_order(totem_call *a0, totem_str a1, totem_str a2, int64_t *a3) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_CREATE_ORDER);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_text(end, a2.ptr, a2.len);
  totem_put(end, a3 != NULL);
  totem_put(end, a3 != NULL ? (uint64_t)*a3 : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a3 != NULL) *a3 = (int64_t)totem_take(end);
  return result;
}

static totem_status proxy_price_order(totem_call *a0, totem_str a1, totem_str *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_PRICE_ORDER);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL && totem_take(end) != 0) *a2 = totem_taken_text(end);
  return result;
}

static totem_status proxy_put_quote(totem_call *a0, totem_str a1, totem_str a2, int64_t a3) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_PUT_QUOTE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_text(end, a2.ptr, a2.len);
  totem_put(end, (uint64_t)a3);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_quote(totem_call *a0, totem_str a1, totem_str *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_QUOTE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL && totem_take(end) != 0) *a2 = totem_taken_text(end);
  return result;
}

static totem_status proxy_change_customer(totem_call *a0, const totem_customer_edit *a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_CHANGE_CUSTOMER);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_customer_edit(end, a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_put_address(totem_call *a0, int64_t a1, totem_str a2, bool a3, const totem_address *a4, int64_t *a5) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_PUT_ADDRESS);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_put(end, (uint64_t)a3);
  totem_pack_address(end, a4);
  totem_put(end, a5 != NULL);
  totem_put(end, a5 != NULL ? (uint64_t)*a5 : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a5 != NULL) *a5 = (int64_t)totem_take(end);
  return result;
}

static totem_status proxy_remove_address(totem_call *a0, int64_t a1, int64_t a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_REMOVE_ADDRESS);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put(end, (uint64_t)a2);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_set_column(totem_call *a0, int64_t a1, totem_str a2, totem_str a3) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_SET_COLUMN);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put_text(end, a2.ptr, a2.len);
  totem_put_text(end, a3.ptr, a3.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_sorted_page_read(totem_call *a0, totem_str a1, totem_sorted_page *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_SORTED_PAGE_READ);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL ? a2->size : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL && result == TOTEM_OK) {
    const totem_sorted_page *filled = totem_unpack_sorted_page(end);
    if (filled != NULL) totem_fill(a2, filled, sizeof *filled);
  }
  return result;
}

static totem_status proxy_respond_sorted_page(totem_call *a0, totem_stmt *a1, const totem_sorted_page *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_RESPOND_SORTED_PAGE);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_statement(end, a1);
  totem_pack_sorted_page(end, a2);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_found(totem_call *a0, const int64_t *a1, size_t a2, bool a3) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_FOUND);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_numbers(end, a1, a2);
  totem_put(end, (uint64_t)a3);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_add_item(totem_call *a0, const totem_new_item *a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_ADD_ITEM);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_new_item(end, a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_create_cart(totem_call *a0, int64_t a1, int64_t *a2, totem_str *a3) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_CREATE_CART);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put(end, a2 != NULL);
  totem_put(end, a2 != NULL ? (uint64_t)*a2 : 0);
  totem_put(end, a3 != NULL);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL) *a2 = (int64_t)totem_take(end);
  if (a3 != NULL && totem_take(end) != 0) *a3 = totem_taken_text(end);
  return result;
}

static totem_status proxy_keep_rows(totem_stmt *a0) {
  totem_end *end = totem_ask_stmt(a0, TOTEM_ASK_KEEP_ROWS);
  if (end == NULL) return TOTEM_MISUSE;
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_step_at_commit(totem_stmt *a0, bool a1) {
  totem_end *end = totem_ask_stmt(a0, TOTEM_ASK_STEP_AT_COMMIT);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_spread_discount(totem_call *a0, const totem_discount *a1, const int64_t *a2, size_t a3) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_SPREAD_DISCOUNT);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_discount(end, a1);
  totem_put_numbers(end, a2, a3);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_scale_prices(totem_call *a0, const totem_price_scale *a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_SCALE_PRICES);
  if (end == NULL) return TOTEM_MISUSE;
  totem_pack_price_scale(end, a1);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_add_flags(totem_call *a0, int64_t a1, uint32_t a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_ADD_FLAGS);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put(end, (uint64_t)a1);
  totem_put(end, (uint64_t)a2);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_claim_as(totem_call *a0, totem_str a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_CLAIM_AS);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_find_cart(totem_call *a0, totem_str a1, int64_t *a2) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_FIND_CART);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put(end, a2 != NULL);
  totem_put(end, a2 != NULL ? (uint64_t)*a2 : 0);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a2 != NULL) *a2 = (int64_t)totem_take(end);
  return result;
}

static totem_status proxy_hmac_sha256(totem_call *a0, totem_str a1, totem_str a2, totem_str *a3) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_HMAC_SHA256);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_text(end, a2.ptr, a2.len);
  totem_put(end, a3 != NULL);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  if (a3 != NULL && totem_take(end) != 0) *a3 = totem_taken_text(end);
  return result;
}

static totem_status proxy_cannot_ship(totem_call *a0, totem_str a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_CANNOT_SHIP);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_emit(totem_call *a0, totem_str a1, totem_str a2, int64_t a3, totem_str a4) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_EMIT);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_put_text(end, a2.ptr, a2.len);
  totem_put(end, (uint64_t)a3);
  totem_put_text(end, a4.ptr, a4.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

static totem_status proxy_lock(totem_call *a0, totem_str a1) {
  totem_end *end = totem_ask_call(a0, TOTEM_ASK_LOCK);
  if (end == NULL) return TOTEM_MISUSE;
  totem_put_text(end, a1.ptr, a1.len);
  totem_asked(end);
  totem_status result = (totem_status)totem_take(end);
  return result;
}

const totem_host totem_child_host = {
  .size = sizeof(totem_host),
  .abi = TOTEM_ABI,
  .on = proxy_on,
  .route = proxy_route,
  .fail_start = proxy_fail_start,
  .extension = proxy_extension,
  .instance_log = proxy_instance_log,
  .instance_is_on = proxy_instance_is_on,
  .problem = proxy_problem,
  .veto_field = proxy_veto_field,
  .fail = proxy_fail,
  .last_error = proxy_last_error,
  .claim = proxy_claim,
  .add_discount = proxy_add_discount,
  .set_metadata = proxy_set_metadata,
  .param = proxy_param,
  .param_i64 = proxy_param_i64,
  .query = proxy_query,
  .query_i64 = proxy_query_i64,
  .body_fields = proxy_body_fields,
  .body_kind = proxy_body_kind,
  .body_str = proxy_body_str,
  .body_i64 = proxy_body_i64,
  .body_bool = proxy_body_bool,
  .body_time = proxy_body_time,
  .body_count = proxy_body_count,
  .page_read = proxy_page_read,
  .respond = proxy_respond,
  .respond_row = proxy_respond_row,
  .respond_page = proxy_respond_page,
  .prepare = proxy_prepare,
  .bind_null = proxy_bind_null,
  .bind_i64 = proxy_bind_i64,
  .bind_f64 = proxy_bind_f64,
  .bind_str = proxy_bind_str,
  .bind_blob = proxy_bind_blob,
  .step = proxy_step,
  .reset = proxy_reset,
  .changes = proxy_changes,
  .column_count = proxy_column_count,
  .column_kind = proxy_column_kind,
  .column_i64 = proxy_column_i64,
  .column_f64 = proxy_column_f64,
  .column_str = proxy_column_str,
  .setting_kind = proxy_setting_kind,
  .setting_str = proxy_setting_str,
  .setting_i64 = proxy_setting_i64,
  .setting_f64 = proxy_setting_f64,
  .setting_bool = proxy_setting_bool,
  .now = proxy_now,
  .log = proxy_log,
  .set_quantity = proxy_set_quantity,
  .set_properties = proxy_set_properties,
  .allocate = proxy_allocate,
  .backorder = proxy_backorder,
  .hide_method = proxy_hide_method,
  .rank_method = proxy_rank_method,
  .change_price = proxy_change_price,
  .add_rate = proxy_add_rate,
  .add_fee = proxy_add_fee,
  .add_tax = proxy_add_tax,
  .add_tender = proxy_add_tender,
  .job = proxy_job,
  .enqueue = proxy_enqueue,
  .checkpoint = proxy_checkpoint,
  .transaction = proxy_transaction,
  .http = proxy_http,
  .remaining = proxy_remaining,
  .extend = proxy_extend,
  .touch = proxy_touch,
  .add_audience = proxy_add_audience,
  .in_audience = proxy_in_audience,
  .read = proxy_read,
  .metadata = proxy_metadata,
  .put_metadata = proxy_put_metadata,
  .adjust_stock = proxy_adjust_stock,
  .add_note = proxy_add_note,
  .hold = proxy_hold,
  .release = proxy_release,
  .move = proxy_move,
  .refund = proxy_refund,
  .fulfil = proxy_fulfil,
  .service = proxy_service,
  .service_role = proxy_service_role,
  .define_hook = proxy_define_hook,
  .on_own = proxy_on_own,
  .invoke = proxy_invoke,
  .fire = proxy_fire,
  .keep = proxy_keep,
  .set_number = proxy_set_number,
  .request_header = proxy_request_header,
  .respond_bytes = proxy_respond_bytes,
  .redirect = proxy_redirect,
  .payment_provider = proxy_payment_provider,
  .answer_payment = proxy_answer_payment,
  .payment_changed = proxy_payment_changed,
  .put_line = proxy_put_line,
  .drop_line = proxy_drop_line,
  .create_order = proxy_create_order,
  .price_order = proxy_price_order,
  .put_quote = proxy_put_quote,
  .quote = proxy_quote,
  .change_customer = proxy_change_customer,
  .put_address = proxy_put_address,
  .remove_address = proxy_remove_address,
  .set_column = proxy_set_column,
  .sorted_page_read = proxy_sorted_page_read,
  .respond_sorted_page = proxy_respond_sorted_page,
  .found = proxy_found,
  .add_item = proxy_add_item,
  .create_cart = proxy_create_cart,
  .close = proxy_close,
  .keep_rows = proxy_keep_rows,
  .step_at_commit = proxy_step_at_commit,
  .spread_discount = proxy_spread_discount,
  .scale_prices = proxy_scale_prices,
  .add_flags = proxy_add_flags,
  .claim_as = proxy_claim_as,
  .find_cart = proxy_find_cart,
  .hmac_sha256 = proxy_hmac_sha256,
  .cannot_ship = proxy_cannot_ship,
  .emit = proxy_emit,
  .lock = proxy_lock,
};
