// What the child's table of functions is made of: asking the host, and waiting for the answer.
#pragma once

#include "child.h"

// Begins a question about a handle; NULL when it is none, has ended, or is of another thread.
totem_end *totem_ask_call(totem_call *, uint64_t function);
totem_end *totem_ask_stmt(totem_stmt *, uint64_t function);
totem_end *totem_ask_registry(totem_registry *, uint64_t function);

// Sends it, and waits for the answer. Where there is no host any more the process ends here.
void totem_asked(totem_end *);

totem_str totem_taken_text(totem_end *);
// A statement, and how far the plugin has come with its rows.
void totem_put_statement(totem_end *, totem_stmt *);
uint64_t totem_function_number(totem_function);
void totem_put_numbers(totem_end *, const int64_t *, size_t count);
// Fills in as much of the plugin's struct as it has room for, and leaves its size.
void totem_fill(void *target, const void *source, size_t size);

// Written by hand: see IsolationSources.swift.
totem_status proxy_prepare(totem_call *, totem_str sql, totem_stmt **);
totem_status proxy_step(totem_stmt *);
totem_status proxy_reset(totem_stmt *);
totem_status proxy_close(totem_stmt *);
int32_t proxy_column_count(totem_stmt *);
totem_kind proxy_column_kind(totem_stmt *, int32_t column);
int64_t proxy_column_i64(totem_stmt *, int32_t column);
double proxy_column_f64(totem_stmt *, int32_t column);
totem_str proxy_column_str(totem_stmt *, int32_t column);
totem_status proxy_invoke(totem_call *, totem_str, totem_str, const totem_value *, totem_value *);
totem_status proxy_fire(totem_call *, totem_str, totem_str, const totem_value *);
totem_status proxy_transaction(totem_call *, totem_transaction_fn, void *state);
totem_status proxy_service(totem_registry *, totem_str, totem_str, totem_function, totem_boxed_fn);
totem_status proxy_on_own(totem_registry *, totem_str, totem_str, totem_function, totem_boxed_fn, int32_t);
const void *proxy_extension(totem_registry *, totem_str name);
totem_status proxy_instance_log(totem_instance *, uint32_t level, totem_str message);
bool proxy_instance_is_on(totem_instance *);
