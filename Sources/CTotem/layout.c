// Freezes the layout of ABI 1: a change that would break plugins built before does not compile. Lines are only added.

#include "totem_plugin.h"

_Static_assert(sizeof(void *) == 8, "Totem runs on 64-bit machines only");

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), "the size of " #type " changed")
#define AT(type, field, offset) \
  _Static_assert(offsetof(type, field) == (offset), "the place of " #type "." #field " changed")

SIZE(totem_str, 16);
AT(totem_str, ptr, 0);
AT(totem_str, len, 8);

SIZE(totem_registry, 16);
AT(totem_registry, size, 0);
AT(totem_registry, reserved, 4);
AT(totem_registry, host, 8);

SIZE(totem_call, 16);
AT(totem_call, size, 0);
AT(totem_call, reserved, 4);
AT(totem_call, host, 8);

SIZE(totem_stmt, 16);
AT(totem_stmt, size, 0);
AT(totem_stmt, reserved, 4);
AT(totem_stmt, host, 8);

SIZE(totem_line, 152);
AT(totem_line, size, 0);
AT(totem_line, flags, 4);
AT(totem_line, id, 8);
AT(totem_line, product_id, 16);
AT(totem_line, variant_id, 24);
AT(totem_line, quantity, 32);
AT(totem_line, price, 40);
AT(totem_line, total, 48);
AT(totem_line, discount, 56);
AT(totem_line, weight, 64);
AT(totem_line, sku, 72);
AT(totem_line, name, 88);
AT(totem_line, parent, 104);
AT(totem_line, tax, 112);
AT(totem_line, tax_class, 120);
AT(totem_line, properties, 136);

SIZE(totem_code, 40);
AT(totem_code, size, 0);
AT(totem_code, reserved, 4);
AT(totem_code, code, 8);
AT(totem_code, plugin, 24);

SIZE(totem_adjustment, 88);
AT(totem_adjustment, size, 0);
AT(totem_adjustment, reserved, 4);
AT(totem_adjustment, line, 8);
AT(totem_adjustment, amount, 16);
AT(totem_adjustment, kind, 24);
AT(totem_adjustment, plugin, 40);
AT(totem_adjustment, rule, 56);
AT(totem_adjustment, label, 72);

SIZE(totem_cart, 152);
AT(totem_cart, size, 0);
AT(totem_cart, currency_digits, 4);
AT(totem_cart, id, 8);
AT(totem_cart, user_id, 16);
AT(totem_cart, currency, 24);
AT(totem_cart, subtotal, 40);
AT(totem_cart, discount, 48);
AT(totem_cart, shipping, 56);
AT(totem_cart, tax, 64);
AT(totem_cart, total, 72);
AT(totem_cart, lines, 80);
AT(totem_cart, line_count, 88);
AT(totem_cart, codes, 96);
AT(totem_cart, code_count, 104);
AT(totem_cart, adjustments, 112);
AT(totem_cart, adjustment_count, 120);
AT(totem_cart, fees, 128);
AT(totem_cart, tenders, 136);
AT(totem_cart, prices_include_tax, 144);

SIZE(totem_address, 184);
AT(totem_address, size, 0);
AT(totem_address, reserved, 4);
AT(totem_address, first_name, 8);
AT(totem_address, last_name, 24);
AT(totem_address, company, 40);
AT(totem_address, phone, 56);
AT(totem_address, tax_id, 72);
AT(totem_address, address_line1, 88);
AT(totem_address, address_line2, 104);
AT(totem_address, city, 120);
AT(totem_address, state, 136);
AT(totem_address, postal_code, 152);
AT(totem_address, country, 168);

SIZE(totem_order, 240);
AT(totem_order, size, 0);
AT(totem_order, currency_digits, 4);
AT(totem_order, id, 8);
AT(totem_order, user_id, 16);
AT(totem_order, email, 24);
AT(totem_order, status, 40);
AT(totem_order, currency, 56);
AT(totem_order, subtotal, 72);
AT(totem_order, discount, 80);
AT(totem_order, shipping, 88);
AT(totem_order, tax, 96);
AT(totem_order, total, 104);
AT(totem_order, payment_method, 112);
AT(totem_order, cart, 128);
AT(totem_order, lines, 136);
AT(totem_order, line_count, 144);
AT(totem_order, adjustments, 152);
AT(totem_order, adjustment_count, 160);
AT(totem_order, shipping_address, 168);
AT(totem_order, billing_address, 176);
AT(totem_order, payment_status, 184);
AT(totem_order, fulfilment_status, 200);
AT(totem_order, fees, 216);
AT(totem_order, tenders, 224);
AT(totem_order, prices_include_tax, 232);

SIZE(totem_transition, 64);
AT(totem_transition, size, 0);
AT(totem_transition, reserved, 4);
AT(totem_transition, order, 8);
AT(totem_transition, which, 16);
AT(totem_transition, from, 32);
AT(totem_transition, to, 48);

SIZE(totem_request, 80);
AT(totem_request, size, 0);
AT(totem_request, role, 4);
AT(totem_request, user_id, 8);
AT(totem_request, method, 16);
AT(totem_request, path, 32);
AT(totem_request, route, 48);
AT(totem_request, body, 64);

SIZE(totem_discount, 56);
AT(totem_discount, size, 0);
AT(totem_discount, reserved, 4);
AT(totem_discount, line, 8);
AT(totem_discount, amount, 16);
AT(totem_discount, label, 24);
AT(totem_discount, rule, 40);

SIZE(totem_page, 24);
AT(totem_page, size, 0);
AT(totem_page, limit, 4);
AT(totem_page, after, 8);
AT(totem_page, fetch, 16);

SIZE(totem_plugin, 48);
AT(totem_plugin, size, 0);
AT(totem_plugin, abi, 4);
AT(totem_plugin, name, 8);
AT(totem_plugin, version, 16);
AT(totem_plugin, flags, 24);
AT(totem_plugin, reserved, 28);
AT(totem_plugin, start, 32);
AT(totem_plugin, stop, 40);

SIZE(totem_host, 376);
AT(totem_host, size, 0);
AT(totem_host, abi, 4);
AT(totem_host, on, 8);
AT(totem_host, route, 16);
AT(totem_host, fail_start, 24);
AT(totem_host, problem, 32);
AT(totem_host, veto_field, 40);
AT(totem_host, fail, 48);
AT(totem_host, last_error, 56);
AT(totem_host, claim, 64);
AT(totem_host, add_discount, 72);
AT(totem_host, set_metadata, 80);
AT(totem_host, param, 88);
AT(totem_host, param_i64, 96);
AT(totem_host, query, 104);
AT(totem_host, query_i64, 112);
AT(totem_host, body_fields, 120);
AT(totem_host, body_kind, 128);
AT(totem_host, body_str, 136);
AT(totem_host, body_i64, 144);
AT(totem_host, body_bool, 152);
AT(totem_host, body_time, 160);
AT(totem_host, body_count, 168);
AT(totem_host, page_read, 176);
AT(totem_host, respond, 184);
AT(totem_host, respond_row, 192);
AT(totem_host, respond_page, 200);
AT(totem_host, prepare, 208);
AT(totem_host, bind_null, 216);
AT(totem_host, bind_i64, 224);
AT(totem_host, bind_f64, 232);
AT(totem_host, bind_str, 240);
AT(totem_host, bind_blob, 248);
AT(totem_host, step, 256);
AT(totem_host, reset, 264);
AT(totem_host, changes, 272);
AT(totem_host, column_count, 280);
AT(totem_host, column_kind, 288);
AT(totem_host, column_i64, 296);
AT(totem_host, column_f64, 304);
AT(totem_host, column_str, 312);
AT(totem_host, setting_kind, 320);
AT(totem_host, setting_str, 328);
AT(totem_host, setting_i64, 336);
AT(totem_host, setting_f64, 344);
AT(totem_host, setting_bool, 352);
AT(totem_host, now, 360);
AT(totem_host, log, 368);
