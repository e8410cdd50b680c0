// Written by `make abi` from totem_plugin.h. The functions of the host as an isolated plugin asks for them: each reads its
// arguments from the host's own copy of the message, and calls what plugins of this process call.

#include "../served.h"

static bool serve_on(totem_served *served) {
  totem_end *end = served->end;
  totem_registry *a0 = served->registry;
  totem_str a1 = totem_served_text(end);
  totem_function a2 = (totem_function)totem_served_function(served, NULL, 0);
  int32_t a3 = (int32_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->on(a0, a1, a2, a3);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_route(totem_served *served) {
  totem_end *end = served->end;
  totem_registry *a0 = served->registry;
  totem_str a1 = totem_served_text(end);
  totem_str a2 = totem_served_text(end);
  totem_role a3 = (totem_role)totem_take(end);
  uint32_t a4 = (uint32_t)totem_take(end);
  totem_route_fn a5 = (totem_route_fn)totem_served_function(served, NULL, 0);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->route(a0, a1, a2, a3, a4, a5);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_fail_start(totem_served *served) {
  totem_end *end = served->end;
  totem_registry *a0 = served->registry;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->fail_start(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_problem(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int32_t a1 = (int32_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  totem_str a3 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->problem(a0, a1, a2, a3);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_veto_field(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->veto_field(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_fail(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->fail(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_last_error(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  if (!totem_is_whole(end)) return false;
  totem_str result = served->host->last_error(a0);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put_text(end, result.ptr, result.len);
  totem_send(end);
  return true;
}

static bool serve_claim(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->claim(a0);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_add_discount(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_discount *a1 = totem_unpack_discount(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->add_discount(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_set_metadata(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->set_metadata(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_param(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  totem_str a2 = {totem_unfilled, 0};
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->param(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, a2.ptr != totem_unfilled);
  if (has_a2 && a2.ptr != totem_unfilled) totem_put_text(end, a2.ptr, a2.len);
  totem_send(end);
  return true;
}

static bool serve_param_i64(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  int64_t a2 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->param_i64(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, (uint64_t)a2);
  totem_send(end);
  return true;
}

static bool serve_query(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  totem_str a2 = {totem_unfilled, 0};
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->query(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, a2.ptr != totem_unfilled);
  if (has_a2 && a2.ptr != totem_unfilled) totem_put_text(end, a2.ptr, a2.len);
  totem_send(end);
  return true;
}

static bool serve_query_i64(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  int64_t a2 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->query_i64(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, (uint64_t)a2);
  totem_send(end);
  return true;
}

static bool serve_body_fields(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->body_fields(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_body_kind(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_kind result = served->host->body_kind(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_body_str(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  totem_str a2 = {totem_unfilled, 0};
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->body_str(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, a2.ptr != totem_unfilled);
  if (has_a2 && a2.ptr != totem_unfilled) totem_put_text(end, a2.ptr, a2.len);
  totem_send(end);
  return true;
}

static bool serve_body_i64(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  int64_t a2 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->body_i64(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, (uint64_t)a2);
  totem_send(end);
  return true;
}

static bool serve_body_bool(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  bool a2 = (bool)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->body_bool(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, (uint64_t)a2);
  totem_send(end);
  return true;
}

static bool serve_body_time(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  int64_t a2 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->body_time(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, (uint64_t)a2);
  totem_send(end);
  return true;
}

static bool serve_body_count(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  size_t a2 = (size_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->body_count(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, (uint64_t)a2);
  totem_send(end);
  return true;
}

static bool serve_page_read(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  uint32_t a1 = (uint32_t)totem_take(end);
  totem_page a2 = {0};
  a2.size = totem_served_size(end, sizeof a2);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->page_read(a0, a1, a2.size != 0 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (a2.size != 0 && result == TOTEM_OK) totem_pack_page(end, &a2);
  totem_send(end);
  return true;
}

static bool serve_respond(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int32_t a1 = (int32_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->respond(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_respond_row(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int32_t a1 = (int32_t)totem_take(end);
  totem_stmt *a2 = totem_served_statement_at(served);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->respond_row(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_respond_page(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_stmt *a1 = totem_served_statement_at(served);
  const totem_page *a2 = totem_unpack_page(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->respond_page(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_bind_null(totem_served *served) {
  totem_end *end = served->end;
  totem_stmt *a0 = totem_served_statement(served);
  int32_t a1 = (int32_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->bind_null(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_bind_i64(totem_served *served) {
  totem_end *end = served->end;
  totem_stmt *a0 = totem_served_statement(served);
  int32_t a1 = (int32_t)totem_take(end);
  int64_t a2 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->bind_i64(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_bind_f64(totem_served *served) {
  totem_end *end = served->end;
  totem_stmt *a0 = totem_served_statement(served);
  int32_t a1 = (int32_t)totem_take(end);
  double a2 = totem_take_double(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->bind_f64(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_bind_str(totem_served *served) {
  totem_end *end = served->end;
  totem_stmt *a0 = totem_served_statement(served);
  int32_t a1 = (int32_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->bind_str(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_bind_blob(totem_served *served) {
  totem_end *end = served->end;
  totem_stmt *a0 = totem_served_statement(served);
  int32_t a1 = (int32_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->bind_blob(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_changes(totem_served *served) {
  totem_end *end = served->end;
  totem_stmt *a0 = totem_served_statement(served);
  if (!totem_is_whole(end)) return false;
  int64_t result = served->host->changes(a0);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_setting_kind(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_kind result = served->host->setting_kind(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_setting_str(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_str result = served->host->setting_str(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, result.ptr != a2.ptr || result.len != a2.len);
  totem_put_text(end, result.ptr, result.len);
  totem_send(end);
  return true;
}

static bool serve_setting_i64(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  int64_t a2 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  int64_t result = served->host->setting_i64(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_setting_f64(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  double a2 = totem_take_double(end);
  if (!totem_is_whole(end)) return false;
  double result = served->host->setting_f64(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put_double(end, result);
  totem_send(end);
  return true;
}

static bool serve_setting_bool(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool a2 = (bool)totem_take(end);
  if (!totem_is_whole(end)) return false;
  bool result = served->host->setting_bool(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_now(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  if (!totem_is_whole(end)) return false;
  int64_t result = served->host->now(a0);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_log(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  uint32_t a1 = (uint32_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->log(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_set_quantity(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  int64_t a2 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->set_quantity(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_set_properties(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->set_properties(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_allocate(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  int64_t a2 = (int64_t)totem_take(end);
  int64_t a3 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->allocate(a0, a1, a2, a3);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_backorder(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  int64_t a2 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->backorder(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_hide_method(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->hide_method(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_rank_method(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  int32_t a2 = (int32_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->rank_method(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_change_price(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_price_change *a1 = totem_unpack_price_change(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->change_price(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_add_rate(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_rate *a1 = totem_unpack_rate(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->add_rate(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_add_fee(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_fee *a1 = totem_unpack_fee(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->add_fee(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_add_tax(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_tax *a1 = totem_unpack_tax(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->add_tax(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_add_tender(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_tender *a1 = totem_unpack_tender(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->add_tender(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_job(totem_served *served) {
  totem_end *end = served->end;
  totem_registry *a0 = served->registry;
  totem_str a1 = totem_served_text(end);
  totem_str a2 = totem_served_text(end);
  totem_job_fn a3 = (totem_job_fn)totem_served_function(served, NULL, 0);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->job(a0, a1, a2, a3);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_enqueue(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  totem_str a2 = totem_served_text(end);
  int64_t a3 = (int64_t)totem_take(end);
  totem_str a4 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->enqueue(a0, a1, a2, a3, a4);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_checkpoint(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->checkpoint(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_http(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_http_request *a1 = totem_unpack_http_request(end);
  totem_http_response a2 = {0};
  a2.size = totem_served_size(end, sizeof a2);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->http(a0, a1, a2.size != 0 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (a2.size != 0 && result == TOTEM_OK) totem_pack_http_response(end, &a2);
  totem_send(end);
  return true;
}

static bool serve_remaining(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->remaining(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_extend(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->extend(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_touch(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  int64_t a2 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->touch(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_add_audience(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->add_audience(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_in_audience(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  bool result = served->host->in_audience(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_read(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  size_t a3;
  const int64_t *a2 = totem_served_numbers(end, &a3);
  bool has_a4 = totem_take(end) != 0;
  totem_str a4 = {totem_unfilled, 0};
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->read(a0, a1, a2, a3, has_a4 ? &a4 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a4) totem_put(end, a4.ptr != totem_unfilled);
  if (has_a4 && a4.ptr != totem_unfilled) totem_put_text(end, a4.ptr, a4.len);
  totem_send(end);
  return true;
}

static bool serve_metadata(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  int64_t a2 = (int64_t)totem_take(end);
  bool has_a3 = totem_take(end) != 0;
  totem_str a3 = {totem_unfilled, 0};
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->metadata(a0, a1, a2, has_a3 ? &a3 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a3) totem_put(end, a3.ptr != totem_unfilled);
  if (has_a3 && a3.ptr != totem_unfilled) totem_put_text(end, a3.ptr, a3.len);
  totem_send(end);
  return true;
}

static bool serve_put_metadata(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  int64_t a2 = (int64_t)totem_take(end);
  totem_str a3 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->put_metadata(a0, a1, a2, a3);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_adjust_stock(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_stock_change *a1 = totem_unpack_stock_change(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->adjust_stock(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_add_note(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->add_note(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_hold(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  totem_str a3 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->hold(a0, a1, a2, a3);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_release(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->release(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_move(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  totem_str a3 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->move(a0, a1, a2, a3);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_refund(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_new_refund *a1 = totem_unpack_new_refund(end);
  bool has_a2 = totem_take(end) != 0;
  int64_t a2 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->refund(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, (uint64_t)a2);
  totem_send(end);
  return true;
}

static bool serve_fulfil(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_new_fulfilment *a1 = totem_unpack_new_fulfilment(end);
  bool has_a2 = totem_take(end) != 0;
  int64_t a2 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->fulfil(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, (uint64_t)a2);
  totem_send(end);
  return true;
}

static bool serve_service_role(totem_served *served) {
  totem_end *end = served->end;
  totem_registry *a0 = served->registry;
  totem_str a1 = totem_served_text(end);
  totem_role a2 = (totem_role)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->service_role(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_define_hook(totem_served *served) {
  totem_end *end = served->end;
  totem_registry *a0 = served->registry;
  totem_str a1 = totem_served_text(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->define_hook(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_keep(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  totem_str a2 = {totem_unfilled, 0};
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->keep(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, a2.ptr != totem_unfilled);
  if (has_a2 && a2.ptr != totem_unfilled) totem_put_text(end, a2.ptr, a2.len);
  totem_send(end);
  return true;
}

static bool serve_set_number(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->set_number(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_request_header(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  totem_str a2 = {totem_unfilled, 0};
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->request_header(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, a2.ptr != totem_unfilled);
  if (has_a2 && a2.ptr != totem_unfilled) totem_put_text(end, a2.ptr, a2.len);
  totem_send(end);
  return true;
}

static bool serve_respond_bytes(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int32_t a1 = (int32_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  totem_str a3 = totem_served_text(end);
  totem_str a4 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->respond_bytes(a0, a1, a2, a3, a4);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_redirect(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int32_t a1 = (int32_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->redirect(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_payment_provider(totem_served *served) {
  totem_end *end = served->end;
  totem_registry *a0 = served->registry;
  totem_str a1 = totem_served_text(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->payment_provider(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_answer_payment(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_payment_answer *a1 = totem_unpack_payment_answer(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->answer_payment(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_payment_changed(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  totem_str a2 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->payment_changed(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_put_line(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_new_line *a1 = totem_unpack_new_line(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->put_line(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_drop_line(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->drop_line(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_create_order(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  totem_str a2 = totem_served_text(end);
  bool has_a3 = totem_take(end) != 0;
  int64_t a3 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->create_order(a0, a1, a2, has_a3 ? &a3 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a3) totem_put(end, (uint64_t)a3);
  totem_send(end);
  return true;
}

static bool serve_price_order(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  totem_str a2 = {totem_unfilled, 0};
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->price_order(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, a2.ptr != totem_unfilled);
  if (has_a2 && a2.ptr != totem_unfilled) totem_put_text(end, a2.ptr, a2.len);
  totem_send(end);
  return true;
}

static bool serve_put_quote(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  totem_str a2 = totem_served_text(end);
  int64_t a3 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->put_quote(a0, a1, a2, a3);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_quote(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  totem_str a2 = {totem_unfilled, 0};
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->quote(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, a2.ptr != totem_unfilled);
  if (has_a2 && a2.ptr != totem_unfilled) totem_put_text(end, a2.ptr, a2.len);
  totem_send(end);
  return true;
}

static bool serve_change_customer(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_customer_edit *a1 = totem_unpack_customer_edit(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->change_customer(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_put_address(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  bool a3 = (bool)totem_take(end);
  const totem_address *a4 = totem_unpack_address(end);
  bool has_a5 = totem_take(end) != 0;
  int64_t a5 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->put_address(a0, a1, a2, a3, a4, has_a5 ? &a5 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a5) totem_put(end, (uint64_t)a5);
  totem_send(end);
  return true;
}

static bool serve_remove_address(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  int64_t a2 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->remove_address(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_set_column(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  totem_str a2 = totem_served_text(end);
  totem_str a3 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->set_column(a0, a1, a2, a3);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_sorted_page_read(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  totem_sorted_page a2 = {0};
  a2.size = totem_served_size(end, sizeof a2);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->sorted_page_read(a0, a1, a2.size != 0 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (a2.size != 0 && result == TOTEM_OK) totem_pack_sorted_page(end, &a2);
  totem_send(end);
  return true;
}

static bool serve_respond_sorted_page(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_stmt *a1 = totem_served_statement_at(served);
  const totem_sorted_page *a2 = totem_unpack_sorted_page(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->respond_sorted_page(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_found(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  size_t a2;
  const int64_t *a1 = totem_served_numbers(end, &a2);
  bool a3 = (bool)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->found(a0, a1, a2, a3);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_add_item(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_new_item *a1 = totem_unpack_new_item(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->add_item(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_create_cart(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  bool has_a2 = totem_take(end) != 0;
  int64_t a2 = (int64_t)totem_take(end);
  bool has_a3 = totem_take(end) != 0;
  totem_str a3 = {totem_unfilled, 0};
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->create_cart(a0, a1, has_a2 ? &a2 : NULL, has_a3 ? &a3 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, (uint64_t)a2);
  if (has_a3) totem_put(end, a3.ptr != totem_unfilled);
  if (has_a3 && a3.ptr != totem_unfilled) totem_put_text(end, a3.ptr, a3.len);
  totem_send(end);
  return true;
}

static bool serve_keep_rows(totem_served *served) {
  totem_end *end = served->end;
  totem_stmt *a0 = totem_served_statement(served);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->keep_rows(a0);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_step_at_commit(totem_served *served) {
  totem_end *end = served->end;
  totem_stmt *a0 = totem_served_statement(served);
  bool a1 = (bool)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->step_at_commit(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_spread_discount(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_discount *a1 = totem_unpack_discount(end);
  size_t a3;
  const int64_t *a2 = totem_served_numbers(end, &a3);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->spread_discount(a0, a1, a2, a3);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_scale_prices(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  const totem_price_scale *a1 = totem_unpack_price_scale(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->scale_prices(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_add_flags(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  int64_t a1 = (int64_t)totem_take(end);
  uint32_t a2 = (uint32_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->add_flags(a0, a1, a2);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_claim_as(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->claim_as(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_find_cart(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  bool has_a2 = totem_take(end) != 0;
  int64_t a2 = (int64_t)totem_take(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->find_cart(a0, a1, has_a2 ? &a2 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a2) totem_put(end, (uint64_t)a2);
  totem_send(end);
  return true;
}

static bool serve_hmac_sha256(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  totem_str a2 = totem_served_text(end);
  bool has_a3 = totem_take(end) != 0;
  totem_str a3 = {totem_unfilled, 0};
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->hmac_sha256(a0, a1, a2, has_a3 ? &a3 : NULL);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  if (has_a3) totem_put(end, a3.ptr != totem_unfilled);
  if (has_a3 && a3.ptr != totem_unfilled) totem_put_text(end, a3.ptr, a3.len);
  totem_send(end);
  return true;
}

static bool serve_cannot_ship(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->cannot_ship(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_emit(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  totem_str a2 = totem_served_text(end);
  int64_t a3 = (int64_t)totem_take(end);
  totem_str a4 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->emit(a0, a1, a2, a3, a4);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

static bool serve_lock(totem_served *served) {
  totem_end *end = served->end;
  totem_call *a0 = served->call;
  totem_str a1 = totem_served_text(end);
  if (!totem_is_whole(end)) return false;
  totem_status result = served->host->lock(a0, a1);
  totem_begin(end, TOTEM_MAIL_ANSWER);
  totem_put(end, (uint64_t)result);
  totem_send(end);
  return true;
}

bool totem_serve(totem_served *served, uint64_t function) {
  switch (function) {
  case TOTEM_ASK_ON: return serve_on(served);
  case TOTEM_ASK_ROUTE: return serve_route(served);
  case TOTEM_ASK_FAIL_START: return serve_fail_start(served);
  case TOTEM_ASK_PROBLEM: return serve_problem(served);
  case TOTEM_ASK_VETO_FIELD: return serve_veto_field(served);
  case TOTEM_ASK_FAIL: return serve_fail(served);
  case TOTEM_ASK_LAST_ERROR: return serve_last_error(served);
  case TOTEM_ASK_CLAIM: return serve_claim(served);
  case TOTEM_ASK_ADD_DISCOUNT: return serve_add_discount(served);
  case TOTEM_ASK_SET_METADATA: return serve_set_metadata(served);
  case TOTEM_ASK_PARAM: return serve_param(served);
  case TOTEM_ASK_PARAM_I64: return serve_param_i64(served);
  case TOTEM_ASK_QUERY: return serve_query(served);
  case TOTEM_ASK_QUERY_I64: return serve_query_i64(served);
  case TOTEM_ASK_BODY_FIELDS: return serve_body_fields(served);
  case TOTEM_ASK_BODY_KIND: return serve_body_kind(served);
  case TOTEM_ASK_BODY_STR: return serve_body_str(served);
  case TOTEM_ASK_BODY_I64: return serve_body_i64(served);
  case TOTEM_ASK_BODY_BOOL: return serve_body_bool(served);
  case TOTEM_ASK_BODY_TIME: return serve_body_time(served);
  case TOTEM_ASK_BODY_COUNT: return serve_body_count(served);
  case TOTEM_ASK_PAGE_READ: return serve_page_read(served);
  case TOTEM_ASK_RESPOND: return serve_respond(served);
  case TOTEM_ASK_RESPOND_ROW: return serve_respond_row(served);
  case TOTEM_ASK_RESPOND_PAGE: return serve_respond_page(served);
  case TOTEM_ASK_PREPARE: return serve_prepare(served);
  case TOTEM_ASK_BIND_NULL: return serve_bind_null(served);
  case TOTEM_ASK_BIND_I64: return serve_bind_i64(served);
  case TOTEM_ASK_BIND_F64: return serve_bind_f64(served);
  case TOTEM_ASK_BIND_STR: return serve_bind_str(served);
  case TOTEM_ASK_BIND_BLOB: return serve_bind_blob(served);
  case TOTEM_ASK_STEP: return serve_step(served);
  case TOTEM_ASK_RESET: return serve_reset(served);
  case TOTEM_ASK_CHANGES: return serve_changes(served);
  case TOTEM_ASK_COLUMN_COUNT: return serve_column_count(served);
  case TOTEM_ASK_COLUMN_STR: return serve_column_str(served);
  case TOTEM_ASK_SETTING_KIND: return serve_setting_kind(served);
  case TOTEM_ASK_SETTING_STR: return serve_setting_str(served);
  case TOTEM_ASK_SETTING_I64: return serve_setting_i64(served);
  case TOTEM_ASK_SETTING_F64: return serve_setting_f64(served);
  case TOTEM_ASK_SETTING_BOOL: return serve_setting_bool(served);
  case TOTEM_ASK_NOW: return serve_now(served);
  case TOTEM_ASK_LOG: return serve_log(served);
  case TOTEM_ASK_SET_QUANTITY: return serve_set_quantity(served);
  case TOTEM_ASK_SET_PROPERTIES: return serve_set_properties(served);
  case TOTEM_ASK_ALLOCATE: return serve_allocate(served);
  case TOTEM_ASK_BACKORDER: return serve_backorder(served);
  case TOTEM_ASK_HIDE_METHOD: return serve_hide_method(served);
  case TOTEM_ASK_RANK_METHOD: return serve_rank_method(served);
  case TOTEM_ASK_CHANGE_PRICE: return serve_change_price(served);
  case TOTEM_ASK_ADD_RATE: return serve_add_rate(served);
  case TOTEM_ASK_ADD_FEE: return serve_add_fee(served);
  case TOTEM_ASK_ADD_TAX: return serve_add_tax(served);
  case TOTEM_ASK_ADD_TENDER: return serve_add_tender(served);
  case TOTEM_ASK_JOB: return serve_job(served);
  case TOTEM_ASK_ENQUEUE: return serve_enqueue(served);
  case TOTEM_ASK_CHECKPOINT: return serve_checkpoint(served);
  case TOTEM_ASK_TRANSACTION: return serve_transaction(served);
  case TOTEM_ASK_HTTP: return serve_http(served);
  case TOTEM_ASK_REMAINING: return serve_remaining(served);
  case TOTEM_ASK_EXTEND: return serve_extend(served);
  case TOTEM_ASK_TOUCH: return serve_touch(served);
  case TOTEM_ASK_ADD_AUDIENCE: return serve_add_audience(served);
  case TOTEM_ASK_IN_AUDIENCE: return serve_in_audience(served);
  case TOTEM_ASK_READ: return serve_read(served);
  case TOTEM_ASK_METADATA: return serve_metadata(served);
  case TOTEM_ASK_PUT_METADATA: return serve_put_metadata(served);
  case TOTEM_ASK_ADJUST_STOCK: return serve_adjust_stock(served);
  case TOTEM_ASK_ADD_NOTE: return serve_add_note(served);
  case TOTEM_ASK_HOLD: return serve_hold(served);
  case TOTEM_ASK_RELEASE: return serve_release(served);
  case TOTEM_ASK_MOVE: return serve_move(served);
  case TOTEM_ASK_REFUND: return serve_refund(served);
  case TOTEM_ASK_FULFIL: return serve_fulfil(served);
  case TOTEM_ASK_SERVICE: return serve_service(served);
  case TOTEM_ASK_SERVICE_ROLE: return serve_service_role(served);
  case TOTEM_ASK_DEFINE_HOOK: return serve_define_hook(served);
  case TOTEM_ASK_ON_OWN: return serve_on_own(served);
  case TOTEM_ASK_INVOKE: return serve_invoke(served);
  case TOTEM_ASK_FIRE: return serve_fire(served);
  case TOTEM_ASK_KEEP: return serve_keep(served);
  case TOTEM_ASK_SET_NUMBER: return serve_set_number(served);
  case TOTEM_ASK_REQUEST_HEADER: return serve_request_header(served);
  case TOTEM_ASK_RESPOND_BYTES: return serve_respond_bytes(served);
  case TOTEM_ASK_REDIRECT: return serve_redirect(served);
  case TOTEM_ASK_PAYMENT_PROVIDER: return serve_payment_provider(served);
  case TOTEM_ASK_ANSWER_PAYMENT: return serve_answer_payment(served);
  case TOTEM_ASK_PAYMENT_CHANGED: return serve_payment_changed(served);
  case TOTEM_ASK_PUT_LINE: return serve_put_line(served);
  case TOTEM_ASK_DROP_LINE: return serve_drop_line(served);
  case TOTEM_ASK_CREATE_ORDER: return serve_create_order(served);
  case TOTEM_ASK_PRICE_ORDER: return serve_price_order(served);
  case TOTEM_ASK_PUT_QUOTE: return serve_put_quote(served);
  case TOTEM_ASK_QUOTE: return serve_quote(served);
  case TOTEM_ASK_CHANGE_CUSTOMER: return serve_change_customer(served);
  case TOTEM_ASK_PUT_ADDRESS: return serve_put_address(served);
  case TOTEM_ASK_REMOVE_ADDRESS: return serve_remove_address(served);
  case TOTEM_ASK_SET_COLUMN: return serve_set_column(served);
  case TOTEM_ASK_SORTED_PAGE_READ: return serve_sorted_page_read(served);
  case TOTEM_ASK_RESPOND_SORTED_PAGE: return serve_respond_sorted_page(served);
  case TOTEM_ASK_FOUND: return serve_found(served);
  case TOTEM_ASK_ADD_ITEM: return serve_add_item(served);
  case TOTEM_ASK_CREATE_CART: return serve_create_cart(served);
  case TOTEM_ASK_CLOSE: return serve_close(served);
  case TOTEM_ASK_KEEP_ROWS: return serve_keep_rows(served);
  case TOTEM_ASK_STEP_AT_COMMIT: return serve_step_at_commit(served);
  case TOTEM_ASK_SPREAD_DISCOUNT: return serve_spread_discount(served);
  case TOTEM_ASK_SCALE_PRICES: return serve_scale_prices(served);
  case TOTEM_ASK_ADD_FLAGS: return serve_add_flags(served);
  case TOTEM_ASK_CLAIM_AS: return serve_claim_as(served);
  case TOTEM_ASK_FIND_CART: return serve_find_cart(served);
  case TOTEM_ASK_HMAC_SHA256: return serve_hmac_sha256(served);
  case TOTEM_ASK_CANNOT_SHIP: return serve_cannot_ship(served);
  case TOTEM_ASK_EMIT: return serve_emit(served);
  case TOTEM_ASK_LOCK: return serve_lock(served);
  default: return false;
  }
}
