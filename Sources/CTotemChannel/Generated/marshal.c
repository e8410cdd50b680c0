// Written by `make abi` from totem_plugin.h.

#include "totem_marshal.h"

#include <string.h>

void totem_pack_discount(totem_end *end, const totem_discount *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_discount value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.target);
  totem_put(end, (uint64_t)value.line);
  totem_put(end, (uint64_t)value.amount);
  totem_put_text(end, value.label.ptr, value.label.len);
  totem_put_text(end, value.rule.ptr, value.rule.len);
}

totem_discount *totem_unpack_discount(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_discount *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->target = (uint32_t)totem_take(end);
  value->line = (int64_t)totem_take(end);
  value->amount = (int64_t)totem_take(end);
  value->label.ptr = totem_take_text(end, &value->label.len);
  value->rule.ptr = totem_take_text(end, &value->rule.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_page(totem_end *end, const totem_page *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_page value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.limit);
  totem_put(end, (uint64_t)value.after);
  totem_put(end, (uint64_t)value.fetch);
}

totem_page *totem_unpack_page(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_page *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->limit = (uint32_t)totem_take(end);
  value->after = (int64_t)totem_take(end);
  value->fetch = (int64_t)totem_take(end);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_price_change(totem_end *end, const totem_price_change *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_price_change value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.kind);
  totem_put(end, (uint64_t)value.item);
  totem_put(end, (uint64_t)value.value);
  totem_put_text(end, value.label.ptr, value.label.len);
  totem_put_text(end, value.rule.ptr, value.rule.len);
}

totem_price_change *totem_unpack_price_change(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_price_change *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->kind = (uint32_t)totem_take(end);
  value->item = (int64_t)totem_take(end);
  value->value = (int64_t)totem_take(end);
  value->label.ptr = totem_take_text(end, &value->label.len);
  value->rule.ptr = totem_take_text(end, &value->rule.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_rate(totem_end *end, const totem_rate *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_rate value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.reserved);
  totem_put_text(end, value.id.ptr, value.id.len);
  totem_put_text(end, value.label.ptr, value.label.len);
  totem_put(end, (uint64_t)value.amount);
  totem_put_text(end, value.rule.ptr, value.rule.len);
}

totem_rate *totem_unpack_rate(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_rate *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->reserved = (uint32_t)totem_take(end);
  value->id.ptr = totem_take_text(end, &value->id.len);
  value->label.ptr = totem_take_text(end, &value->label.len);
  value->amount = (int64_t)totem_take(end);
  value->rule.ptr = totem_take_text(end, &value->rule.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_fee(totem_end *end, const totem_fee *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_fee value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.reserved);
  totem_put(end, (uint64_t)value.amount);
  totem_put_text(end, value.label.ptr, value.label.len);
  totem_put_text(end, value.rule.ptr, value.rule.len);
  totem_put_text(end, value.tax_class.ptr, value.tax_class.len);
}

totem_fee *totem_unpack_fee(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_fee *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->reserved = (uint32_t)totem_take(end);
  value->amount = (int64_t)totem_take(end);
  value->label.ptr = totem_take_text(end, &value->label.len);
  value->rule.ptr = totem_take_text(end, &value->rule.len);
  value->tax_class.ptr = totem_take_text(end, &value->tax_class.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_tax(totem_end *end, const totem_tax *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_tax value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.target);
  totem_put(end, (uint64_t)value.id);
  totem_put(end, (uint64_t)value.rate);
  totem_put(end, (uint64_t)value.amount);
  totem_put_text(end, value.label.ptr, value.label.len);
  totem_put_text(end, value.rule.ptr, value.rule.len);
}

totem_tax *totem_unpack_tax(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_tax *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->target = (uint32_t)totem_take(end);
  value->id = (int64_t)totem_take(end);
  value->rate = (int64_t)totem_take(end);
  value->amount = (int64_t)totem_take(end);
  value->label.ptr = totem_take_text(end, &value->label.len);
  value->rule.ptr = totem_take_text(end, &value->rule.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_tender(totem_end *end, const totem_tender *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_tender value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.reserved);
  totem_put(end, (uint64_t)value.amount);
  totem_put_text(end, value.label.ptr, value.label.len);
  totem_put_text(end, value.rule.ptr, value.rule.len);
}

totem_tender *totem_unpack_tender(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_tender *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->reserved = (uint32_t)totem_take(end);
  value->amount = (int64_t)totem_take(end);
  value->label.ptr = totem_take_text(end, &value->label.len);
  value->rule.ptr = totem_take_text(end, &value->rule.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_header(totem_end *end, const totem_header *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_header value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.reserved);
  totem_put_text(end, value.name.ptr, value.name.len);
  totem_put_text(end, value.value.ptr, value.value.len);
}

totem_header *totem_unpack_header(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_header *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->reserved = (uint32_t)totem_take(end);
  value->name.ptr = totem_take_text(end, &value->name.len);
  value->value.ptr = totem_take_text(end, &value->value.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_http_request(totem_end *end, const totem_http_request *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_http_request value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.timeout);
  totem_put_text(end, value.method.ptr, value.method.len);
  totem_put_text(end, value.url.ptr, value.url.len);
  totem_put(end, value.headers != NULL);
  totem_put(end, value.header_count);
  if (value.headers != NULL && value.header_count <= TOTEM_LONGEST_ARRAY)
    for (size_t i = 0; i < value.header_count; i++) totem_pack_header(end, value.headers[i]);
  totem_put_text(end, value.body.ptr, value.body.len);
}

totem_http_request *totem_unpack_http_request(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_http_request *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->timeout = (uint32_t)totem_take(end);
  value->method.ptr = totem_take_text(end, &value->method.len);
  value->url.ptr = totem_take_text(end, &value->url.len);
  if (totem_take(end) == 0) {
    value->header_count = totem_take(end);
  } else {
    size_t count = totem_take_count(end, &value->header_count);
    const totem_header **array = totem_end_allocate(end, (count + 1) * sizeof *array);
    for (size_t i = 0; i < count; i++) array[i] = totem_unpack_header(end);
    value->headers = array;
  }
  value->body.ptr = totem_take_text(end, &value->body.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_http_response(totem_end *end, const totem_http_response *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_http_response value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.status);
  totem_put_text(end, value.body.ptr, value.body.len);
  totem_put(end, value.headers != NULL);
  totem_put(end, value.header_count);
  if (value.headers != NULL && value.header_count <= TOTEM_LONGEST_ARRAY)
    for (size_t i = 0; i < value.header_count; i++) totem_pack_header(end, value.headers[i]);
}

totem_http_response *totem_unpack_http_response(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_http_response *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->status = (int32_t)totem_take(end);
  value->body.ptr = totem_take_text(end, &value->body.len);
  if (totem_take(end) == 0) {
    value->header_count = totem_take(end);
  } else {
    size_t count = totem_take_count(end, &value->header_count);
    const totem_header **array = totem_end_allocate(end, (count + 1) * sizeof *array);
    for (size_t i = 0; i < count; i++) array[i] = totem_unpack_header(end);
    value->headers = array;
  }
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_stock_change(totem_end *end, const totem_stock_change *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_stock_change value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.how);
  totem_put_text(end, value.sku.ptr, value.sku.len);
  totem_put(end, (uint64_t)value.warehouse);
  totem_put(end, (uint64_t)value.quantity);
  totem_put_text(end, value.reason.ptr, value.reason.len);
}

totem_stock_change *totem_unpack_stock_change(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_stock_change *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->how = (uint32_t)totem_take(end);
  value->sku.ptr = totem_take_text(end, &value->sku.len);
  value->warehouse = (int64_t)totem_take(end);
  value->quantity = (int64_t)totem_take(end);
  value->reason.ptr = totem_take_text(end, &value->reason.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_refund_line(totem_end *end, const totem_refund_line *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_refund_line value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.reserved);
  totem_put(end, (uint64_t)value.line);
  totem_put(end, (uint64_t)value.quantity);
  totem_put(end, (uint64_t)value.amount);
  totem_put(end, (uint64_t)value.tax);
  totem_put(end, (uint64_t)value.restock);
}

totem_refund_line *totem_unpack_refund_line(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_refund_line *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->reserved = (uint32_t)totem_take(end);
  value->line = (int64_t)totem_take(end);
  value->quantity = (int64_t)totem_take(end);
  value->amount = (int64_t)totem_take(end);
  value->tax = (int64_t)totem_take(end);
  value->restock = (bool)totem_take(end);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_new_refund(totem_end *end, const totem_new_refund *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_new_refund value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.reserved);
  totem_put(end, (uint64_t)value.order);
  totem_put(end, (uint64_t)value.amount);
  totem_put(end, (uint64_t)value.shipping);
  totem_put(end, value.lines != NULL);
  totem_put(end, value.line_count);
  if (value.lines != NULL && value.line_count <= TOTEM_LONGEST_ARRAY)
    for (size_t i = 0; i < value.line_count; i++) totem_pack_refund_line(end, value.lines[i]);
  totem_put_text(end, value.reason.ptr, value.reason.len);
}

totem_new_refund *totem_unpack_new_refund(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_new_refund *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->reserved = (uint32_t)totem_take(end);
  value->order = (int64_t)totem_take(end);
  value->amount = (int64_t)totem_take(end);
  value->shipping = (int64_t)totem_take(end);
  if (totem_take(end) == 0) {
    value->line_count = totem_take(end);
  } else {
    size_t count = totem_take_count(end, &value->line_count);
    const totem_refund_line **array = totem_end_allocate(end, (count + 1) * sizeof *array);
    for (size_t i = 0; i < count; i++) array[i] = totem_unpack_refund_line(end);
    value->lines = array;
  }
  value->reason.ptr = totem_take_text(end, &value->reason.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_units(totem_end *end, const totem_units *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_units value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.reserved);
  totem_put(end, (uint64_t)value.line);
  totem_put(end, (uint64_t)value.quantity);
}

totem_units *totem_unpack_units(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_units *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->reserved = (uint32_t)totem_take(end);
  value->line = (int64_t)totem_take(end);
  value->quantity = (int64_t)totem_take(end);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_new_fulfilment(totem_end *end, const totem_new_fulfilment *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_new_fulfilment value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.reserved);
  totem_put(end, (uint64_t)value.order);
  totem_put(end, (uint64_t)value.warehouse);
  totem_put(end, value.lines != NULL);
  totem_put(end, value.line_count);
  if (value.lines != NULL && value.line_count <= TOTEM_LONGEST_ARRAY)
    for (size_t i = 0; i < value.line_count; i++) totem_pack_units(end, value.lines[i]);
  totem_put_text(end, value.status.ptr, value.status.len);
  totem_put_text(end, value.carrier.ptr, value.carrier.len);
  totem_put_text(end, value.tracking_number.ptr, value.tracking_number.len);
  totem_put_text(end, value.tracking_url.ptr, value.tracking_url.len);
}

totem_new_fulfilment *totem_unpack_new_fulfilment(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_new_fulfilment *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->reserved = (uint32_t)totem_take(end);
  value->order = (int64_t)totem_take(end);
  value->warehouse = (int64_t)totem_take(end);
  if (totem_take(end) == 0) {
    value->line_count = totem_take(end);
  } else {
    size_t count = totem_take_count(end, &value->line_count);
    const totem_units **array = totem_end_allocate(end, (count + 1) * sizeof *array);
    for (size_t i = 0; i < count; i++) array[i] = totem_unpack_units(end);
    value->lines = array;
  }
  value->status.ptr = totem_take_text(end, &value->status.len);
  value->carrier.ptr = totem_take_text(end, &value->carrier.len);
  value->tracking_number.ptr = totem_take_text(end, &value->tracking_number.len);
  value->tracking_url.ptr = totem_take_text(end, &value->tracking_url.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_payment_answer(totem_end *end, const totem_payment_answer *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_payment_answer value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.outcome);
  totem_put_text(end, value.transaction_id.ptr, value.transaction_id.len);
  totem_put_text(end, value.reason.ptr, value.reason.len);
  totem_put_text(end, value.action.ptr, value.action.len);
}

totem_payment_answer *totem_unpack_payment_answer(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_payment_answer *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->outcome = (uint32_t)totem_take(end);
  value->transaction_id.ptr = totem_take_text(end, &value->transaction_id.len);
  value->reason.ptr = totem_take_text(end, &value->reason.len);
  value->action.ptr = totem_take_text(end, &value->action.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_new_line(totem_end *end, const totem_new_line *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_new_line value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.flags);
  totem_put_text(end, value.key.ptr, value.key.len);
  totem_put_text(end, value.sku.ptr, value.sku.len);
  totem_put(end, (uint64_t)value.quantity);
  totem_put(end, (uint64_t)value.parent);
  totem_put_text(end, value.properties.ptr, value.properties.len);
}

totem_new_line *totem_unpack_new_line(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_new_line *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->flags = (uint32_t)totem_take(end);
  value->key.ptr = totem_take_text(end, &value->key.len);
  value->sku.ptr = totem_take_text(end, &value->sku.len);
  value->quantity = (int64_t)totem_take(end);
  value->parent = (int64_t)totem_take(end);
  value->properties.ptr = totem_take_text(end, &value->properties.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_customer_edit(totem_end *end, const totem_customer_edit *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_customer_edit value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.active);
  totem_put(end, (uint64_t)value.id);
  totem_put_text(end, value.first_name.ptr, value.first_name.len);
  totem_put_text(end, value.last_name.ptr, value.last_name.len);
  totem_put_text(end, value.phone_number.ptr, value.phone_number.len);
}

totem_customer_edit *totem_unpack_customer_edit(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_customer_edit *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->active = (uint32_t)totem_take(end);
  value->id = (int64_t)totem_take(end);
  value->first_name.ptr = totem_take_text(end, &value->first_name.len);
  value->last_name.ptr = totem_take_text(end, &value->last_name.len);
  value->phone_number.ptr = totem_take_text(end, &value->phone_number.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_address(totem_end *end, const totem_address *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_address value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.reserved);
  totem_put_text(end, value.first_name.ptr, value.first_name.len);
  totem_put_text(end, value.last_name.ptr, value.last_name.len);
  totem_put_text(end, value.company.ptr, value.company.len);
  totem_put_text(end, value.phone.ptr, value.phone.len);
  totem_put_text(end, value.tax_id.ptr, value.tax_id.len);
  totem_put_text(end, value.address_line1.ptr, value.address_line1.len);
  totem_put_text(end, value.address_line2.ptr, value.address_line2.len);
  totem_put_text(end, value.city.ptr, value.city.len);
  totem_put_text(end, value.state.ptr, value.state.len);
  totem_put_text(end, value.postal_code.ptr, value.postal_code.len);
  totem_put_text(end, value.country.ptr, value.country.len);
}

totem_address *totem_unpack_address(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_address *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->reserved = (uint32_t)totem_take(end);
  value->first_name.ptr = totem_take_text(end, &value->first_name.len);
  value->last_name.ptr = totem_take_text(end, &value->last_name.len);
  value->company.ptr = totem_take_text(end, &value->company.len);
  value->phone.ptr = totem_take_text(end, &value->phone.len);
  value->tax_id.ptr = totem_take_text(end, &value->tax_id.len);
  value->address_line1.ptr = totem_take_text(end, &value->address_line1.len);
  value->address_line2.ptr = totem_take_text(end, &value->address_line2.len);
  value->city.ptr = totem_take_text(end, &value->city.len);
  value->state.ptr = totem_take_text(end, &value->state.len);
  value->postal_code.ptr = totem_take_text(end, &value->postal_code.len);
  value->country.ptr = totem_take_text(end, &value->country.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_sorted_page(totem_end *end, const totem_sorted_page *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_sorted_page value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.limit);
  totem_put(end, (uint64_t)value.is_first);
  totem_put(end, (uint64_t)value.key_kind);
  totem_put(end, (uint64_t)value.key_i64);
  totem_put_text(end, value.key_str.ptr, value.key_str.len);
  totem_put(end, (uint64_t)value.id);
  totem_put(end, (uint64_t)value.fetch);
  totem_put_text(end, value.key_name.ptr, value.key_name.len);
}

totem_sorted_page *totem_unpack_sorted_page(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_sorted_page *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->limit = (uint32_t)totem_take(end);
  value->is_first = (bool)totem_take(end);
  value->key_kind = (totem_kind)totem_take(end);
  value->key_i64 = (int64_t)totem_take(end);
  value->key_str.ptr = totem_take_text(end, &value->key_str.len);
  value->id = (int64_t)totem_take(end);
  value->fetch = (int64_t)totem_take(end);
  value->key_name.ptr = totem_take_text(end, &value->key_name.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_new_item(totem_end *end, const totem_new_item *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_new_item value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.reserved);
  totem_put_text(end, value.cart.ptr, value.cart.len);
  totem_put(end, (uint64_t)value.product_id);
  totem_put(end, (uint64_t)value.variant_id);
  totem_put(end, (uint64_t)value.quantity);
  totem_put_text(end, value.properties.ptr, value.properties.len);
}

totem_new_item *totem_unpack_new_item(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_new_item *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->reserved = (uint32_t)totem_take(end);
  value->cart.ptr = totem_take_text(end, &value->cart.len);
  value->product_id = (int64_t)totem_take(end);
  value->variant_id = (int64_t)totem_take(end);
  value->quantity = (int64_t)totem_take(end);
  value->properties.ptr = totem_take_text(end, &value->properties.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}

void totem_pack_price_scale(totem_end *end, const totem_price_scale *raw) {
  totem_put(end, raw != NULL);
  if (raw == NULL) return;
  totem_price_scale value = {0};
  memcpy(&value, raw, raw->size < sizeof value ? raw->size : sizeof value);
  if (value.size > sizeof value) value.size = sizeof value;
  totem_put(end, (uint64_t)value.size);
  totem_put(end, (uint64_t)value.target);
  totem_put_text(end, value.tax_class.ptr, value.tax_class.len);
  totem_put(end, (uint64_t)value.numerator);
  totem_put(end, (uint64_t)value.denominator);
  totem_put_text(end, value.label.ptr, value.label.len);
  totem_put_text(end, value.rule.ptr, value.rule.len);
}

totem_price_scale *totem_unpack_price_scale(totem_end *end) {
  if (totem_take(end) == 0) return NULL;
  totem_price_scale *value = totem_end_allocate(end, sizeof *value);
  value->size = (uint32_t)totem_take(end);
  value->target = (uint32_t)totem_take(end);
  value->tax_class.ptr = totem_take_text(end, &value->tax_class.len);
  value->numerator = (int64_t)totem_take(end);
  value->denominator = (int64_t)totem_take(end);
  value->label.ptr = totem_take_text(end, &value->label.len);
  value->rule.ptr = totem_take_text(end, &value->rule.len);
  if (value->size > sizeof *value) value->size = sizeof *value;
  return value;
}
