// Written by `make abi` from totem_plugin.h. What plugins were built with: a difference here is a change of the ABI.

#include "totem_plugin.h"

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), "the size of " #type " changed")
#define AT(type, field, offset) \
  _Static_assert(offsetof(type, field) == (offset), "the place of " #type "." #field " changed")
#define VALUE(name, number) _Static_assert((name) == (number), "the value of " #name " changed")
#define FUNCTION(name, result, ...) \
  _Static_assert( \
      _Generic(((totem_host *)0)->name, result(*)(__VA_ARGS__) : 1, default : 0), \
      "the signature of " #name " changed")

_Static_assert(sizeof(void *) == 8, "Totem runs on 64-bit machines only");

SIZE(totem_str, 16);
AT(totem_str, ptr, 0);
AT(totem_str, len, 8);

SIZE(totem_registry, 16);
AT(totem_registry, size, 0);
AT(totem_registry, kind, 4);
AT(totem_registry, host, 8);

SIZE(totem_instance, 16);
AT(totem_instance, size, 0);
AT(totem_instance, kind, 4);
AT(totem_instance, host, 8);

SIZE(totem_call, 16);
AT(totem_call, size, 0);
AT(totem_call, kind, 4);
AT(totem_call, host, 8);

SIZE(totem_stmt, 16);
AT(totem_stmt, size, 0);
AT(totem_stmt, kind, 4);
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

SIZE(totem_cart, 216);
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
AT(totem_cart, email, 152);
AT(totem_cart, locale, 168);
AT(totem_cart, shipping_address, 184);
AT(totem_cart, billing_address, 192);
AT(totem_cart, shipping_rate, 200);

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

SIZE(totem_code_event, 32);
AT(totem_code_event, size, 0);
AT(totem_code_event, reserved, 4);
AT(totem_code_event, cart, 8);
AT(totem_code_event, code, 16);

SIZE(totem_item_change, 120);
AT(totem_item_change, size, 0);
AT(totem_item_change, flags, 4);
AT(totem_item_change, line, 8);
AT(totem_item_change, product_id, 16);
AT(totem_item_change, variant_id, 24);
AT(totem_item_change, parent, 32);
AT(totem_item_change, quantity_before, 40);
AT(totem_item_change, quantity, 48);
AT(totem_item_change, sku, 56);
AT(totem_item_change, properties_before, 72);
AT(totem_item_change, properties, 88);
AT(totem_item_change, path, 104);

SIZE(totem_item_event, 40);
AT(totem_item_event, size, 0);
AT(totem_item_event, reserved, 4);
AT(totem_item_event, cart_id, 8);
AT(totem_item_event, user_id, 16);
AT(totem_item_event, changes, 24);
AT(totem_item_event, change_count, 32);

SIZE(totem_cart_event, 16);
AT(totem_cart_event, size, 0);
AT(totem_cart_event, reserved, 4);
AT(totem_cart_event, cart, 8);

SIZE(totem_fee, 64);
AT(totem_fee, size, 0);
AT(totem_fee, reserved, 4);
AT(totem_fee, amount, 8);
AT(totem_fee, label, 16);
AT(totem_fee, rule, 32);
AT(totem_fee, tax_class, 48);

SIZE(totem_tax_event, 40);
AT(totem_tax_event, size, 0);
AT(totem_tax_event, reserved, 4);
AT(totem_tax_event, cart, 8);
AT(totem_tax_event, fees, 16);
AT(totem_tax_event, fee_count, 24);
AT(totem_tax_event, shipping, 32);

SIZE(totem_priced_item, 96);
AT(totem_priced_item, size, 0);
AT(totem_priced_item, reserved, 4);
AT(totem_priced_item, line, 8);
AT(totem_priced_item, product_id, 16);
AT(totem_priced_item, variant_id, 24);
AT(totem_priced_item, quantity, 32);
AT(totem_priced_item, price, 40);
AT(totem_priced_item, sku, 48);
AT(totem_priced_item, tax_class, 64);
AT(totem_priced_item, properties, 80);

SIZE(totem_price_event, 56);
AT(totem_price_event, size, 0);
AT(totem_price_event, purpose, 4);
AT(totem_price_event, user_id, 8);
AT(totem_price_event, currency, 16);
AT(totem_price_event, items, 32);
AT(totem_price_event, item_count, 40);
AT(totem_price_event, prices_include_tax, 48);

SIZE(totem_payment_method, 24);
AT(totem_payment_method, size, 0);
AT(totem_payment_method, reserved, 4);
AT(totem_payment_method, name, 8);

SIZE(totem_methods_event, 32);
AT(totem_methods_event, size, 0);
AT(totem_methods_event, reserved, 4);
AT(totem_methods_event, cart, 8);
AT(totem_methods_event, methods, 16);
AT(totem_methods_event, method_count, 24);

SIZE(totem_stock, 24);
AT(totem_stock, size, 0);
AT(totem_stock, reserved, 4);
AT(totem_stock, warehouse_id, 8);
AT(totem_stock, quantity, 16);

SIZE(totem_demand, 64);
AT(totem_demand, size, 0);
AT(totem_demand, reserved, 4);
AT(totem_demand, product_id, 8);
AT(totem_demand, variant_id, 16);
AT(totem_demand, quantity, 24);
AT(totem_demand, sku, 32);
AT(totem_demand, stocks, 48);
AT(totem_demand, stock_count, 56);

SIZE(totem_allocate_event, 32);
AT(totem_allocate_event, size, 0);
AT(totem_allocate_event, reserved, 4);
AT(totem_allocate_event, address, 8);
AT(totem_allocate_event, demands, 16);
AT(totem_allocate_event, demand_count, 24);

SIZE(totem_order_event, 16);
AT(totem_order_event, size, 0);
AT(totem_order_event, reserved, 4);
AT(totem_order_event, order, 8);

SIZE(totem_checkout_event, 48);
AT(totem_checkout_event, size, 0);
AT(totem_checkout_event, reserved, 4);
AT(totem_checkout_event, order, 8);
AT(totem_checkout_event, source, 16);
AT(totem_checkout_event, note, 32);

SIZE(totem_plugin_event, 40);
AT(totem_plugin_event, size, 0);
AT(totem_plugin_event, reserved, 4);
AT(totem_plugin_event, version, 8);
AT(totem_plugin_event, version_before, 24);

SIZE(totem_settings_event, 24);
AT(totem_settings_event, size, 0);
AT(totem_settings_event, reserved, 4);
AT(totem_settings_event, json, 8);

SIZE(totem_transition, 64);
AT(totem_transition, size, 0);
AT(totem_transition, reserved, 4);
AT(totem_transition, order, 8);
AT(totem_transition, which, 16);
AT(totem_transition, from, 32);
AT(totem_transition, to, 48);

SIZE(totem_refund_line, 48);
AT(totem_refund_line, size, 0);
AT(totem_refund_line, reserved, 4);
AT(totem_refund_line, line, 8);
AT(totem_refund_line, quantity, 16);
AT(totem_refund_line, amount, 24);
AT(totem_refund_line, tax, 32);
AT(totem_refund_line, restock, 40);

SIZE(totem_refund, 64);
AT(totem_refund, size, 0);
AT(totem_refund, reserved, 4);
AT(totem_refund, order, 8);
AT(totem_refund, amount, 16);
AT(totem_refund, shipping, 24);
AT(totem_refund, lines, 32);
AT(totem_refund, line_count, 40);
AT(totem_refund, reason, 48);

SIZE(totem_variant, 88);
AT(totem_variant, size, 0);
AT(totem_variant, reserved, 4);
AT(totem_variant, id, 8);
AT(totem_variant, sku, 16);
AT(totem_variant, price, 32);
AT(totem_variant, weight, 40);
AT(totem_variant, tax_class, 48);
AT(totem_variant, options, 64);
AT(totem_variant, stock, 80);

SIZE(totem_product, 224);
AT(totem_product, size, 0);
AT(totem_product, currency_digits, 4);
AT(totem_product, slug, 8);
AT(totem_product, sku, 24);
AT(totem_product, name, 40);
AT(totem_product, description, 56);
AT(totem_product, currency, 72);
AT(totem_product, price, 88);
AT(totem_product, cost, 96);
AT(totem_product, weight, 104);
AT(totem_product, tax_class, 112);
AT(totem_product, is_active, 128);
AT(totem_product, dimensions, 136);
AT(totem_product, categories, 152);
AT(totem_product, attributes, 168);
AT(totem_product, images, 184);
AT(totem_product, variants, 200);
AT(totem_product, variant_count, 208);
AT(totem_product, stock, 216);

SIZE(totem_product_change, 32);
AT(totem_product_change, size, 0);
AT(totem_product_change, reserved, 4);
AT(totem_product_change, id, 8);
AT(totem_product_change, before, 16);
AT(totem_product_change, after, 24);

SIZE(totem_product_event, 24);
AT(totem_product_event, size, 0);
AT(totem_product_event, reserved, 4);
AT(totem_product_event, changes, 8);
AT(totem_product_event, change_count, 16);

SIZE(totem_customer, 88);
AT(totem_customer, size, 0);
AT(totem_customer, reserved, 4);
AT(totem_customer, id, 8);
AT(totem_customer, email, 16);
AT(totem_customer, first_name, 32);
AT(totem_customer, last_name, 48);
AT(totem_customer, phone_number, 64);
AT(totem_customer, is_active, 80);

SIZE(totem_customer_change, 24);
AT(totem_customer_change, size, 0);
AT(totem_customer_change, reserved, 4);
AT(totem_customer_change, before, 8);
AT(totem_customer_change, after, 16);

SIZE(totem_customer_event, 16);
AT(totem_customer_event, size, 0);
AT(totem_customer_event, reserved, 4);
AT(totem_customer_event, customer, 8);

SIZE(totem_context, 80);
AT(totem_context, size, 0);
AT(totem_context, role, 4);
AT(totem_context, user_id, 8);
AT(totem_context, actor, 16);
AT(totem_context, locale, 32);
AT(totem_context, channel, 48);
AT(totem_context, country, 64);

SIZE(totem_subject, 16);
AT(totem_subject, size, 0);
AT(totem_subject, reserved, 4);
AT(totem_subject, id, 8);

SIZE(totem_view_event, 48);
AT(totem_view_event, size, 0);
AT(totem_view_event, reserved, 4);
AT(totem_view_event, kind, 8);
AT(totem_view_event, for_staff, 24);
AT(totem_view_event, subjects, 32);
AT(totem_view_event, subject_count, 40);

SIZE(totem_search_filter, 40);
AT(totem_search_filter, size, 0);
AT(totem_search_filter, reserved, 4);
AT(totem_search_filter, name, 8);
AT(totem_search_filter, value, 24);

SIZE(totem_search_event, 72);
AT(totem_search_event, size, 0);
AT(totem_search_event, limit, 4);
AT(totem_search_event, offset, 8);
AT(totem_search_event, words, 16);
AT(totem_search_event, sort, 32);
AT(totem_search_event, filters, 48);
AT(totem_search_event, filter_count, 56);
AT(totem_search_event, for_staff, 64);

SIZE(totem_cell, 40);
AT(totem_cell, size, 0);
AT(totem_cell, reserved, 4);
AT(totem_cell, column, 8);
AT(totem_cell, text, 24);

SIZE(totem_file_row, 40);
AT(totem_file_row, size, 0);
AT(totem_file_row, reserved, 4);
AT(totem_file_row, id, 8);
AT(totem_file_row, line, 16);
AT(totem_file_row, cells, 24);
AT(totem_file_row, cell_count, 32);

SIZE(totem_rows_event, 64);
AT(totem_rows_event, size, 0);
AT(totem_rows_event, reserved, 4);
AT(totem_rows_event, kind, 8);
AT(totem_rows_event, format, 24);
AT(totem_rows_event, dry_run, 40);
AT(totem_rows_event, rows, 48);
AT(totem_rows_event, row_count, 56);

SIZE(totem_request, 80);
AT(totem_request, size, 0);
AT(totem_request, role, 4);
AT(totem_request, user_id, 8);
AT(totem_request, method, 16);
AT(totem_request, path, 32);
AT(totem_request, route, 48);
AT(totem_request, body, 64);

SIZE(totem_event, 136);
AT(totem_event, size, 0);
AT(totem_event, reserved, 4);
AT(totem_event, id, 8);
AT(totem_event, at, 16);
AT(totem_event, type, 24);
AT(totem_event, subject, 40);
AT(totem_event, subject_id, 56);
AT(totem_event, actor, 64);
AT(totem_event, data, 80);
AT(totem_event, before, 96);
AT(totem_event, after, 112);
AT(totem_event, order, 128);

SIZE(totem_events, 24);
AT(totem_events, size, 0);
AT(totem_events, reserved, 4);
AT(totem_events, events, 8);
AT(totem_events, event_count, 16);

SIZE(totem_retention_event, 16);
AT(totem_retention_event, size, 0);
AT(totem_retention_event, reserved, 4);
AT(totem_retention_event, limit, 8);

SIZE(totem_job_run, 88);
AT(totem_job_run, size, 0);
AT(totem_job_run, attempt, 4);
AT(totem_job_run, id, 8);
AT(totem_job_run, job, 16);
AT(totem_job_run, json, 32);
AT(totem_job_run, checkpoint, 48);
AT(totem_job_run, key, 64);
AT(totem_job_run, due, 80);

SIZE(totem_header, 40);
AT(totem_header, size, 0);
AT(totem_header, reserved, 4);
AT(totem_header, name, 8);
AT(totem_header, value, 24);

SIZE(totem_http_request, 72);
AT(totem_http_request, size, 0);
AT(totem_http_request, timeout, 4);
AT(totem_http_request, method, 8);
AT(totem_http_request, url, 24);
AT(totem_http_request, headers, 40);
AT(totem_http_request, header_count, 48);
AT(totem_http_request, body, 56);

SIZE(totem_http_response, 40);
AT(totem_http_response, size, 0);
AT(totem_http_response, status, 4);
AT(totem_http_response, body, 8);
AT(totem_http_response, headers, 24);
AT(totem_http_response, header_count, 32);

SIZE(totem_discount, 56);
AT(totem_discount, size, 0);
AT(totem_discount, target, 4);
AT(totem_discount, line, 8);
AT(totem_discount, amount, 16);
AT(totem_discount, label, 24);
AT(totem_discount, rule, 40);

SIZE(totem_price_change, 56);
AT(totem_price_change, size, 0);
AT(totem_price_change, kind, 4);
AT(totem_price_change, item, 8);
AT(totem_price_change, value, 16);
AT(totem_price_change, label, 24);
AT(totem_price_change, rule, 40);

SIZE(totem_rate, 64);
AT(totem_rate, size, 0);
AT(totem_rate, reserved, 4);
AT(totem_rate, id, 8);
AT(totem_rate, label, 24);
AT(totem_rate, amount, 40);
AT(totem_rate, rule, 48);

SIZE(totem_tax, 64);
AT(totem_tax, size, 0);
AT(totem_tax, target, 4);
AT(totem_tax, id, 8);
AT(totem_tax, rate, 16);
AT(totem_tax, amount, 24);
AT(totem_tax, label, 32);
AT(totem_tax, rule, 48);

SIZE(totem_tender, 48);
AT(totem_tender, size, 0);
AT(totem_tender, reserved, 4);
AT(totem_tender, amount, 8);
AT(totem_tender, label, 16);
AT(totem_tender, rule, 32);

SIZE(totem_stock_change, 56);
AT(totem_stock_change, size, 0);
AT(totem_stock_change, how, 4);
AT(totem_stock_change, sku, 8);
AT(totem_stock_change, warehouse, 24);
AT(totem_stock_change, quantity, 32);
AT(totem_stock_change, reason, 40);

SIZE(totem_new_refund, 64);
AT(totem_new_refund, size, 0);
AT(totem_new_refund, reserved, 4);
AT(totem_new_refund, order, 8);
AT(totem_new_refund, amount, 16);
AT(totem_new_refund, shipping, 24);
AT(totem_new_refund, lines, 32);
AT(totem_new_refund, line_count, 40);
AT(totem_new_refund, reason, 48);

SIZE(totem_customer_edit, 64);
AT(totem_customer_edit, size, 0);
AT(totem_customer_edit, active, 4);
AT(totem_customer_edit, id, 8);
AT(totem_customer_edit, first_name, 16);
AT(totem_customer_edit, last_name, 32);
AT(totem_customer_edit, phone_number, 48);

SIZE(totem_units, 24);
AT(totem_units, size, 0);
AT(totem_units, reserved, 4);
AT(totem_units, line, 8);
AT(totem_units, quantity, 16);

SIZE(totem_new_fulfilment, 104);
AT(totem_new_fulfilment, size, 0);
AT(totem_new_fulfilment, reserved, 4);
AT(totem_new_fulfilment, order, 8);
AT(totem_new_fulfilment, warehouse, 16);
AT(totem_new_fulfilment, lines, 24);
AT(totem_new_fulfilment, line_count, 32);
AT(totem_new_fulfilment, status, 40);
AT(totem_new_fulfilment, carrier, 56);
AT(totem_new_fulfilment, tracking_number, 72);
AT(totem_new_fulfilment, tracking_url, 88);

SIZE(totem_value, 16);
AT(totem_value, i, 0);
AT(totem_value, d, 0);
AT(totem_value, b, 0);
AT(totem_value, s, 0);

SIZE(totem_invocation, 40);
AT(totem_invocation, size, 0);
AT(totem_invocation, argument_count, 4);
AT(totem_invocation, name, 8);
AT(totem_invocation, arguments, 24);
AT(totem_invocation, result, 32);

SIZE(totem_page, 24);
AT(totem_page, size, 0);
AT(totem_page, limit, 4);
AT(totem_page, after, 8);
AT(totem_page, fetch, 16);

SIZE(totem_host, 744);
AT(totem_host, size, 0);
AT(totem_host, abi, 4);
AT(totem_host, on, 8);
AT(totem_host, route, 16);
AT(totem_host, fail_start, 24);
AT(totem_host, extension, 32);
AT(totem_host, instance_log, 40);
AT(totem_host, instance_is_on, 48);
AT(totem_host, problem, 56);
AT(totem_host, veto_field, 64);
AT(totem_host, fail, 72);
AT(totem_host, last_error, 80);
AT(totem_host, claim, 88);
AT(totem_host, add_discount, 96);
AT(totem_host, set_metadata, 104);
AT(totem_host, param, 112);
AT(totem_host, param_i64, 120);
AT(totem_host, query, 128);
AT(totem_host, query_i64, 136);
AT(totem_host, body_fields, 144);
AT(totem_host, body_kind, 152);
AT(totem_host, body_str, 160);
AT(totem_host, body_i64, 168);
AT(totem_host, body_bool, 176);
AT(totem_host, body_time, 184);
AT(totem_host, body_count, 192);
AT(totem_host, page_read, 200);
AT(totem_host, respond, 208);
AT(totem_host, respond_row, 216);
AT(totem_host, respond_page, 224);
AT(totem_host, prepare, 232);
AT(totem_host, bind_null, 240);
AT(totem_host, bind_i64, 248);
AT(totem_host, bind_f64, 256);
AT(totem_host, bind_str, 264);
AT(totem_host, bind_blob, 272);
AT(totem_host, step, 280);
AT(totem_host, reset, 288);
AT(totem_host, changes, 296);
AT(totem_host, column_count, 304);
AT(totem_host, column_kind, 312);
AT(totem_host, column_i64, 320);
AT(totem_host, column_f64, 328);
AT(totem_host, column_str, 336);
AT(totem_host, setting_kind, 344);
AT(totem_host, setting_str, 352);
AT(totem_host, setting_i64, 360);
AT(totem_host, setting_f64, 368);
AT(totem_host, setting_bool, 376);
AT(totem_host, now, 384);
AT(totem_host, log, 392);
AT(totem_host, set_quantity, 400);
AT(totem_host, set_properties, 408);
AT(totem_host, allocate, 416);
AT(totem_host, backorder, 424);
AT(totem_host, hide_method, 432);
AT(totem_host, rank_method, 440);
AT(totem_host, change_price, 448);
AT(totem_host, add_rate, 456);
AT(totem_host, add_fee, 464);
AT(totem_host, add_tax, 472);
AT(totem_host, add_tender, 480);
AT(totem_host, job, 488);
AT(totem_host, enqueue, 496);
AT(totem_host, checkpoint, 504);
AT(totem_host, transaction, 512);
AT(totem_host, http, 520);
AT(totem_host, remaining, 528);
AT(totem_host, extend, 536);
AT(totem_host, touch, 544);
AT(totem_host, add_audience, 552);
AT(totem_host, in_audience, 560);
AT(totem_host, read, 568);
AT(totem_host, metadata, 576);
AT(totem_host, put_metadata, 584);
AT(totem_host, adjust_stock, 592);
AT(totem_host, add_note, 600);
AT(totem_host, hold, 608);
AT(totem_host, release, 616);
AT(totem_host, move, 624);
AT(totem_host, refund, 632);
AT(totem_host, fulfil, 640);
AT(totem_host, service, 648);
AT(totem_host, service_role, 656);
AT(totem_host, define_hook, 664);
AT(totem_host, on_own, 672);
AT(totem_host, invoke, 680);
AT(totem_host, fire, 688);
AT(totem_host, keep, 696);
AT(totem_host, change_customer, 704);
AT(totem_host, put_address, 712);
AT(totem_host, remove_address, 720);
AT(totem_host, set_column, 728);
AT(totem_host, found, 736);

SIZE(totem_plugin, 48);
AT(totem_plugin, size, 0);
AT(totem_plugin, abi, 4);
AT(totem_plugin, name, 8);
AT(totem_plugin, version, 16);
AT(totem_plugin, flags, 24);
AT(totem_plugin, reserved, 28);
AT(totem_plugin, start, 32);
AT(totem_plugin, stop, 40);

SIZE(totem_host_info, 24);
AT(totem_host_info, size, 0);
AT(totem_host_info, abi, 4);
AT(totem_host_info, version, 8);
AT(totem_host_info, refuse, 16);

VALUE(TOTEM_OK, 0);
VALUE(TOTEM_ROW, 1);
VALUE(TOTEM_DONE, 2);
VALUE(TOTEM_VETO, -1);
VALUE(TOTEM_ERROR, -2);
VALUE(TOTEM_MISUSE, -3);
VALUE(TOTEM_INVALID, -4);
VALUE(TOTEM_DENIED, -5);
VALUE(TOTEM_SYNTAX, -6);
VALUE(TOTEM_CONSTRAINT, -7);
VALUE(TOTEM_UNIQUE, -8);
VALUE(TOTEM_LIMIT, -9);
VALUE(TOTEM_NOT_FOUND, -10);
VALUE(TOTEM_STORE, -11);
VALUE(TOTEM_UNSUPPORTED, -12);
VALUE(TOTEM_UNREACHABLE, -13);
VALUE(TOTEM_REFUSED, -14);
VALUE(TOTEM_ABSENT, 0);
VALUE(TOTEM_NULL, 1);
VALUE(TOTEM_BOOLEAN, 2);
VALUE(TOTEM_INTEGER, 3);
VALUE(TOTEM_REAL, 4);
VALUE(TOTEM_TEXT, 5);
VALUE(TOTEM_BLOB, 6);
VALUE(TOTEM_ARRAY, 7);
VALUE(TOTEM_OBJECT, 8);
VALUE(TOTEM_ANYONE, 0);
VALUE(TOTEM_CUSTOMER, 10);
VALUE(TOTEM_STAFF, 20);
VALUE(TOTEM_STORE_MANAGER, 30);
VALUE(TOTEM_ADMIN, 40);
VALUE(TOTEM_LINE_NO_DISCOUNT, 1);
VALUE(TOTEM_LINE_NO_SHIPPING, 2);
VALUE(TOTEM_PURPOSE_LISTING, 1);
VALUE(TOTEM_PURPOSE_CART, 2);
VALUE(TOTEM_PURPOSE_ORDER, 3);
VALUE(TOTEM_DISCOUNT_LINES, 0);
VALUE(TOTEM_DISCOUNT_SHIPPING, 1);
VALUE(TOTEM_PRICE_SET, 1);
VALUE(TOTEM_PRICE_PERCENT, 2);
VALUE(TOTEM_PRICE_ADD, 3);
VALUE(TOTEM_TAX_LINE, 1);
VALUE(TOTEM_TAX_SHIPPING, 2);
VALUE(TOTEM_TAX_FEE, 3);
VALUE(TOTEM_STOCK_BY, 0);
VALUE(TOTEM_STOCK_TO, 1);
VALUE(TOTEM_AS_IT_IS, 0);
VALUE(TOTEM_YES, 1);
VALUE(TOTEM_NO, 2);
VALUE(TOTEM_READS, 0);
VALUE(TOTEM_WRITES, 1);
VALUE(TOTEM_OUTSIDE, 2);
VALUE(TOTEM_ASCENDING, 0);
VALUE(TOTEM_DESCENDING, 1);
VALUE(TOTEM_LOG_DEBUG, 0);
VALUE(TOTEM_LOG_INFO, 1);
VALUE(TOTEM_LOG_WARNING, 2);
VALUE(TOTEM_LOG_ERROR, 3);

FUNCTION(on, totem_status, totem_registry *, totem_str, totem_function, int32_t);
FUNCTION(route, totem_status, totem_registry *, totem_str, totem_str, totem_role, uint32_t, totem_route_fn);
FUNCTION(fail_start, totem_status, totem_registry *, totem_str);
FUNCTION(extension, const void *, totem_registry *, totem_str);
FUNCTION(instance_log, totem_status, totem_instance *, uint32_t, totem_str);
FUNCTION(instance_is_on, bool, totem_instance *);
FUNCTION(problem, totem_status, totem_call *, int32_t, totem_str, totem_str);
FUNCTION(veto_field, totem_status, totem_call *, totem_str, totem_str);
FUNCTION(fail, totem_status, totem_call *, totem_str);
FUNCTION(last_error, totem_str, totem_call *);
FUNCTION(claim, totem_status, totem_call *);
FUNCTION(add_discount, totem_status, totem_call *, const totem_discount *);
FUNCTION(set_metadata, totem_status, totem_call *, totem_str, totem_str);
FUNCTION(param, totem_status, totem_call *, totem_str, totem_str *);
FUNCTION(param_i64, totem_status, totem_call *, totem_str, int64_t *);
FUNCTION(query, totem_status, totem_call *, totem_str, totem_str *);
FUNCTION(query_i64, totem_status, totem_call *, totem_str, int64_t *);
FUNCTION(body_fields, totem_status, totem_call *, totem_str);
FUNCTION(body_kind, totem_kind, totem_call *, totem_str);
FUNCTION(body_str, totem_status, totem_call *, totem_str, totem_str *);
FUNCTION(body_i64, totem_status, totem_call *, totem_str, int64_t *);
FUNCTION(body_bool, totem_status, totem_call *, totem_str, bool *);
FUNCTION(body_time, totem_status, totem_call *, totem_str, int64_t *);
FUNCTION(body_count, totem_status, totem_call *, totem_str, size_t *);
FUNCTION(page_read, totem_status, totem_call *, uint32_t, totem_page *);
FUNCTION(respond, totem_status, totem_call *, int32_t, totem_str);
FUNCTION(respond_row, totem_status, totem_call *, int32_t, totem_stmt *);
FUNCTION(respond_page, totem_status, totem_call *, totem_stmt *, const totem_page *);
FUNCTION(prepare, totem_status, totem_call *, totem_str, totem_stmt **);
FUNCTION(bind_null, totem_status, totem_stmt *, int32_t);
FUNCTION(bind_i64, totem_status, totem_stmt *, int32_t, int64_t);
FUNCTION(bind_f64, totem_status, totem_stmt *, int32_t, double);
FUNCTION(bind_str, totem_status, totem_stmt *, int32_t, totem_str);
FUNCTION(bind_blob, totem_status, totem_stmt *, int32_t, totem_str);
FUNCTION(step, totem_status, totem_stmt *);
FUNCTION(reset, totem_status, totem_stmt *);
FUNCTION(changes, int64_t, totem_stmt *);
FUNCTION(column_count, int32_t, totem_stmt *);
FUNCTION(column_kind, totem_kind, totem_stmt *, int32_t);
FUNCTION(column_i64, int64_t, totem_stmt *, int32_t);
FUNCTION(column_f64, double, totem_stmt *, int32_t);
FUNCTION(column_str, totem_str, totem_stmt *, int32_t);
FUNCTION(setting_kind, totem_kind, totem_call *, totem_str);
FUNCTION(setting_str, totem_str, totem_call *, totem_str, totem_str);
FUNCTION(setting_i64, int64_t, totem_call *, totem_str, int64_t);
FUNCTION(setting_f64, double, totem_call *, totem_str, double);
FUNCTION(setting_bool, bool, totem_call *, totem_str, bool);
FUNCTION(now, int64_t, totem_call *);
FUNCTION(log, totem_status, totem_call *, uint32_t, totem_str);
FUNCTION(set_quantity, totem_status, totem_call *, int64_t, int64_t);
FUNCTION(set_properties, totem_status, totem_call *, int64_t, totem_str);
FUNCTION(allocate, totem_status, totem_call *, int64_t, int64_t, int64_t);
FUNCTION(backorder, totem_status, totem_call *, int64_t, int64_t);
FUNCTION(hide_method, totem_status, totem_call *, totem_str);
FUNCTION(rank_method, totem_status, totem_call *, totem_str, int32_t);
FUNCTION(change_price, totem_status, totem_call *, const totem_price_change *);
FUNCTION(add_rate, totem_status, totem_call *, const totem_rate *);
FUNCTION(add_fee, totem_status, totem_call *, const totem_fee *);
FUNCTION(add_tax, totem_status, totem_call *, const totem_tax *);
FUNCTION(add_tender, totem_status, totem_call *, const totem_tender *);
FUNCTION(job, totem_status, totem_registry *, totem_str, totem_str, totem_job_fn);
FUNCTION(enqueue, totem_status, totem_call *, totem_str, totem_str, int64_t, totem_str);
FUNCTION(checkpoint, totem_status, totem_call *, totem_str);
FUNCTION(transaction, totem_status, totem_call *, totem_transaction_fn, void *);
FUNCTION(http, totem_status, totem_call *, const totem_http_request *, totem_http_response *);
FUNCTION(remaining, totem_status, totem_call *, int64_t);
FUNCTION(extend, totem_status, totem_call *, int64_t, totem_str);
FUNCTION(touch, totem_status, totem_call *, totem_str, int64_t);
FUNCTION(add_audience, totem_status, totem_call *, totem_str);
FUNCTION(in_audience, bool, totem_call *, totem_str);
FUNCTION(read, totem_status, totem_call *, totem_str, const int64_t *, size_t, totem_str *);
FUNCTION(metadata, totem_status, totem_call *, totem_str, int64_t, totem_str *);
FUNCTION(put_metadata, totem_status, totem_call *, totem_str, int64_t, totem_str);
FUNCTION(adjust_stock, totem_status, totem_call *, const totem_stock_change *);
FUNCTION(add_note, totem_status, totem_call *, int64_t, totem_str);
FUNCTION(hold, totem_status, totem_call *, int64_t, totem_str, totem_str);
FUNCTION(release, totem_status, totem_call *, int64_t, totem_str);
FUNCTION(move, totem_status, totem_call *, int64_t, totem_str, totem_str);
FUNCTION(refund, totem_status, totem_call *, const totem_new_refund *, int64_t *);
FUNCTION(fulfil, totem_status, totem_call *, const totem_new_fulfilment *, int64_t *);
FUNCTION(service, totem_status, totem_registry *, totem_str, totem_str, totem_function, totem_boxed_fn);
FUNCTION(service_role, totem_status, totem_registry *, totem_str, totem_role);
FUNCTION(define_hook, totem_status, totem_registry *, totem_str, totem_str);
FUNCTION(on_own, totem_status, totem_registry *, totem_str, totem_str, totem_function, totem_boxed_fn, int32_t);
FUNCTION(invoke, totem_status, totem_call *, totem_str, totem_str, const totem_value *, totem_value *);
FUNCTION(fire, totem_status, totem_call *, totem_str, totem_str, const totem_value *);
FUNCTION(keep, totem_status, totem_call *, totem_str, totem_str *);
FUNCTION(change_customer, totem_status, totem_call *, const totem_customer_edit *);
FUNCTION(put_address, totem_status, totem_call *, int64_t, totem_str, bool, const totem_address *, int64_t *);
FUNCTION(remove_address, totem_status, totem_call *, int64_t, int64_t);
FUNCTION(set_column, totem_status, totem_call *, int64_t, totem_str, totem_str);
FUNCTION(found, totem_status, totem_call *, const int64_t *, size_t, bool);
