// totem_plugin.h: how to write a plugin for Totem. ABI 1.0.
//
// This file is the whole manual: with it, a C compiler and a text editor you can write a plugin. It needs
// nothing else of Totem, and a plugin links against nothing of Totem. It is C11 and C++17, and can be imported
// by every language that reads C headers.
//
// CONTENTS
//   1  What a plugin is, and a whole one to copy
//   2  plugin.json
//   3  The rules: threads, ownership, errors, growth, limits
//   4  Basic types: strings, statuses
//   5  What hooks are given: carts, orders, requests
//   6  The host's functions (what all functions after it are made of; read on at 7)
//   7  Hooks: the catalogue
//   8  Routes
//   9  Saying no, and failing
//   10 SQL
//   11 The core's data
//   12 Settings, time, log
//   13 Jobs, the network, and short transactions: what happens outside of the shop's own
//   14 Services, and hooks of your own
//   15 The descriptor and the entry point
//
// ---------------------------------------------------------------------------------------------------------------
// 1  WHAT A PLUGIN IS
// ---------------------------------------------------------------------------------------------------------------
//
// A folder, named as you like, with a `plugin.json`, one shared library, and the SQL that makes its tables:
//
//     thanks/plugin.json
//     thanks/thanks.so
//     thanks/migrations/1.0.0-orders.sql
//
// `totem plugin install thanks` checks the folder and copies it to the folder `plugins` beside the store; it may also stay
// in one that the programs are given with --plugins. Then `totem plugin enable thanks` switches it on while the shop is
// running, and `totem plugin disable thanks` off.
//
// This one takes a part off every line, as much as its setting says, remembers each order in a table of its own
// inside the order's transaction, refuses a state of an order, and answers GET /v1/x/thanks/orders. Build it with
//
//     cc -std=c11 -Wall -O2 -shared -fPIC -fvisibility=hidden -I include -o thanks/thanks.so thanks.c
//
//<example thanks.c>
// #include "totem_plugin.h"
//
// // cart.discounts: runs whenever a cart is priced, and again when it becomes an order.
// static totem_status take_off(totem_call *call, const totem_cart_event *event, void *state) {
//   (void)state;
//   const totem_cart *cart = event->cart;
//   int64_t percent = totem_setting_i64(call, "percent", 5);
//   for (size_t i = 0; i < cart->line_count; i++) {
//     const totem_line *line = cart->lines[i];
//     totem_discount discount = {
//       .size = sizeof discount,
//       .line = line->id,
//       .amount = line->total * percent / 100,
//       .label = TOTEM_STR("Thank you for buying here"),
//     };
//     if (discount.amount == 0) continue;
//     totem_status status = totem_add_discount(call, &discount);
//     if (status != TOTEM_OK) return status;
//   }
//   return TOTEM_OK;
// }
//
// // order.placed: every row of the order is written, nothing is committed. What is written here is durable
// // together with the order, or not at all.
// static totem_status remember(totem_call *call, const totem_order_event *event, void *state) {
//   (void)state;
//   const totem_order *order = event->order;
//   totem_stmt *insert;
//   totem_status status = totem_prepare(call,
//       "INSERT INTO thanks_orders (order_id, saved, placed_at) VALUES ($1, $2, $3)", &insert);
//   if (status != TOTEM_OK) return status;
//   totem_bind_i64(insert, 1, order->id);
//   totem_bind_i64(insert, 2, order->discount);
//   totem_bind_i64(insert, 3, totem_now(call));
//   status = totem_step(insert);
//   return status == TOTEM_DONE ? TOTEM_OK : status;
// }
//
// // order.transition: before one of an order's three states takes an edge.
// static totem_status guard(totem_call *call, const totem_transition *transition, void *state) {
//   (void)state;
//   if (totem_equal(transition->to, TOTEM_STR("cancelled")) && !totem_setting_bool(call, "may_cancel", true))
//     return totem_veto(call, "no-cancellation", TOTEM_STR("Orders of this shop can't be cancelled."));
//   return TOTEM_OK;
// }
//
// // GET /v1/x/thanks/orders?limit=20&cursor=…
// static totem_status list(totem_call *call, const totem_request *request, void *state) {
//   (void)request;
//   (void)state;
//   totem_page page = {.size = sizeof page};
//   totem_status status = totem_page_read(call, TOTEM_DESCENDING, &page);
//   if (status != TOTEM_OK) return status;
//   totem_stmt *rows;
//   status = totem_prepare(call,
//       "SELECT id, order_id, saved, placed_at AS \"placed_at:time\" FROM thanks_orders "
//       "WHERE id < $1 ORDER BY id DESC LIMIT $2", &rows);
//   if (status != TOTEM_OK) return status;
//   totem_bind_i64(rows, 1, page.after);
//   totem_bind_i64(rows, 2, page.fetch);
//   return totem_respond_page(call, rows, &page);
// }
//
// static totem_status start(totem_registry *registry, totem_instance *instance, void **state) {
//   (void)instance;
//   *state = NULL;
//   totem_status status = totem_on_cart_discounts(registry, take_off, 100);
//   if (status == TOTEM_OK) status = totem_on_order_placed(registry, remember, 100);
//   if (status == TOTEM_OK) status = totem_on_order_transition(registry, guard, 100);
//   if (status == TOTEM_OK) status = totem_route(registry, "GET", "/orders", TOTEM_STAFF, TOTEM_READS, list);
//   return status;
// }
//
// TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host) {
//   (void)host;
//   static const totem_plugin plugin = {
//     .size = sizeof plugin, .abi = TOTEM_ABI, .name = "thanks", .version = "1.0.0", .start = start,
//   };
//   return &plugin;
// }
//</example>
//
//<example migrations/1.0.0-orders.sql>
// CREATE TABLE thanks_orders (
//   id INTEGER PRIMARY KEY AUTOINCREMENT,
//   order_id INTEGER NOT NULL UNIQUE,
//   saved INTEGER NOT NULL,
//   placed_at INTEGER NOT NULL
// ) STRICT;
//</example>
//
// ---------------------------------------------------------------------------------------------------------------
// 2  PLUGIN.JSON
// ---------------------------------------------------------------------------------------------------------------
//
//<example plugin.json>
// {
//   "name": "thanks",
//   "version": "1.0.0",
//   "title": "Thank you",
//   "description": "Takes a part off every line, and remembers how much.",
//   "license": "MIT",
//   "abi": 1,
//   "requires": {"kernel": ">=1.0.0 <2.0.0"},
//   "library": "thanks.so",
//   "tables": ["thanks_orders"],
//   "permissions": {"read": ["products"]},
//   "settings": {
//     "type": "object",
//     "additionalProperties": false,
//     "properties": {
//       "percent": {"type": "integer", "title": "Percent off", "minimum": 0, "maximum": 50, "default": 5},
//       "may_cancel": {"type": "boolean", "title": "Orders may be cancelled", "default": true}
//     }
//   },
//   "hooks": {
//     "cart.discounts": {"reads": ["lines"], "writes": ["discounts"], "fail": "open", "budget_ms": 20},
//     "order.placed": {"fail": "closed"},
//     "order.transition": {"fail": "closed"}
//   },
//   "migrations": "migrations"
// }
//</example>
//
// Required are name, version and abi. A member that is not listed here is refused, so a typing error is found.
//
// name          lower case letters, digits and '-', a letter first, at most 40; equal to the descriptor's, and none that
//               the core has for a part of its own, such as core, kernel, catalog, orders or system
// version       three numbers, 1.2.3; equal to the descriptor's
// title, description, license   for people
// abi           the number before the point of TOTEM_ABI: 1
// requires      {"kernel": RANGE, "plugins": {NAME: RANGE}}. A range is comparisons that must all hold
//               (">=1.2.0 <2.0.0"; also =, >, <=), or "^1.2.0" (at least this, same first number), "~1.2.0"
//               (at least this, same first two), "1.2.0" (exactly this) or "*". A plugin that others need is started
//               before them, and can't be switched off, or replaced by a version that does not fit, as long as they are on
// library       file in the folder; "NAME.so" when it is left out
// tables        tables and views that the plugin owns: its migrations make each of them, nobody else touches them. Lower case letters,
//               digits and '_'. No other plugin and not the core may have one of the same name, nor one like v1_orders.
//               Foreign keys may name the id of products, product_variants, orders and users besides the plugin's own
//               tables, with ON DELETE CASCADE or SET NULL: a plugin never keeps the core from deleting
// permissions   what the plugin wants besides its own tables. Its owner is shown it in words, and agrees before the plugin
//               is switched on; a newer version that wants more asks again, and does not run before
//               read     names of the core's tables that it reads, as views: "orders" grants v1_orders, and so on. Which
//                        there are, with their columns, says docs/plugin-views.md: the views stay what they are when the
//                        core's tables change. Nothing grants the tables themselves, nor writing to them
//               do       what it does through the host's functions: "stock.adjust", "refunds.create", "payments.provide", "orders.create",
//                        "orders.write" (notes, holds, states and fulfilments), "customers.read", "customers.write", "mail.send".
//                        With "customers.read" comes everything that tells who somebody is: the views of people's data, such as
//                        v1_customers; the hooks customer.saving, customer.erasing and customer.exporting, which can't be
//                        registered without it; and in the payloads of all other hooks e-mails, buyers' notes, and of addresses names,
//                        company, phone, tax id and the lines of the street. Without it these have no text; country, state, postal code
//                        and city, which rates and taxes need, are there
//               network  names of the hosts that it talks to, such as "api.example.com"
// settings      JSON Schema of an object: type, enum, const, minimum, maximum, minLength, maxLength, pattern, format, required,
//               properties, additionalProperties, items, minItems, maxItems, uniqueItems, minProperties, maxProperties, default,
//               title, description, writeOnly. Other keywords are refused. `type` is one name or an array of several: ["integer", "null"]. `writeOnly` true makes
//               a property a secret: it is given, and shown to nobody but the plugin. A `pattern` has at most 200 characters and no
//               references back or looking ahead, and its texts have at most 10,000. A `format` is one of: line (nothing that
//               can't be seen, and from minLength 1 on something that can), lines (the same with line breaks), word (a line without
//               white space), date, date-time, email, country (ISO 3166-1), currency (ISO 4217), store-currency (the shop's own, which your
//               library checks), cursor (of a page)
// hooks         every hook that the library registers, those of other plugins ("loyalty.points_awarded") with `fail` alone.
//               `fail`: what it means when the hook fails or is far too slow:
//               "closed" (the default) refuses what the shop was about to do, and does so with 503 also while the plugin is
//               on and can't run at all; "open" goes on as if the hook had not run and undoes what it wrote. `budget_ms`:
//               how long it may take (default 50), its SQL and what it waits for a processor not counted: longer is
//               logged, ten times longer, and half a second at least, is a failure. Of a hook after the commit: for each of the
//               events that it is told of at once, which are no more than could take a second, each with its budget.
//               Of a hook that runs outside: how long its answer is waited for (default 5,000, of payment.… 30,000).
//               `reads` and `writes`: what it looks at and changes, in words for its owner, who is told which plugins write the same in
//               one hook: so say what all call it, such as "prices", "discounts", "rates", "fees", "taxes", "tenders", "stock", "numbers";
//               of export.rows, `writes` names its columns
// routes        what the query, body and answers of routes are: section 8
// schemas       JSON Schemas that bodies of routes refer to, by names of lower case letters and '_'
// events        what the plugin tells of with totem_emit, each with a sentence for its owner: {"price_fell": "A price fell of something
//               on somebody's list."}. Names of lower case letters, digits and '_', a letter first, at most 60
// limit_ms      how long `start`, `stop`, the entry point, a route or a function in totem_transaction may take, from 1000 to
//               60,000 (default 10,000): see "Faults" in section 3
// migrations    folder of files VERSION-NAME.sql ("1.2.0-add-notes.sql"), each applied once and in order, in the
//               transaction that switches the plugin on; "migrations" when it is left out and there is such a folder. A
//               file that has been applied must never change. One text serves every engine; where one needs another,
//               VERSION-NAME.postgres.sql or VERSION-NAME.sqlite.sql is used there instead. A version without a text
//               for the engine that the store is in is refused. An id is INTEGER PRIMARY KEY AUTOINCREMENT: without
//               the last word SQLite gives the id of the newest row again once that was deleted, and what others noted
//               of it names another one then
// isolation     where the plugin runs when its owner says nothing (`totem plugin isolate NAME process`): "none", the default, in the
//               shop's process, or "process", in one of its own. Section 3 says what it may rely on in both
//
// ---------------------------------------------------------------------------------------------------------------
// 3  THE RULES
// ---------------------------------------------------------------------------------------------------------------
//
// Contexts. Every hook runs in one of four, which its block in section 7 names:
//   pure     reads only. What comes of it depends on what it is given and on what it reads; it may run at any time and any
//            number of times, and its answer may be kept for as long as the cart stays the same. A statement that writes is
//            refused with TOTEM_MISUSE.
//   tx       inside the shop's transaction: what it writes is committed with what is happening, or not at all. The
//            transaction may be run again, so nothing may be kept in memory.
//   outside  in no transaction: the place for the network. totem_transaction opens short ones.
//   after    after the commit, in a transaction of its own, at least once for each event
// Hooks in pure, tx and after do no network, no sleeping and no waiting. A route that is TOTEM_READS runs like pure (its
// transaction can only read: what writes answers TOTEM_DENIED), one that is TOTEM_WRITES like tx, one that is TOTEM_OUTSIDE like
// outside, and so does a job. A hook is never entered again by what it does itself.
//
// Threads. Each function below carries a tag that says where it may be used:
//   [any]    on any thread at any time
//   [setup]  inside `start`, with the registry that it was given
//   [call]   inside every hook, route and job, with the totem_call that it was given, on the thread that it runs on; outside
//            of transactions what is about SQL answers TOTEM_MISUSE
//   [pure] [tx] [outside] [after]   only in hooks of these contexts, and in routes like them
// Elsewhere it answers TOTEM_MISUSE, and totem_last_error names the place. Hooks and routes run on any thread, and several
// at once: what a plugin keeps in memory is only read after `start`, or guarded by the plugin's own atomics; everything
// else belongs in tables. A totem_call and its totem_stmt end with the call: kept, or used on another thread, every
// function answers TOTEM_MISUSE.
//
// Two places. The same library runs in the shop's process, or in one of its own; it can't tell which, and need not. What it may rely
// on in both: all of this file, threads of its own, memory, the clocks and random numbers, and printing, which goes to the log. In a
// process of its own that is all there is: files (but for the libraries that it links), networks, other processes, devices, the
// environment and signals to others answer with an error. It has 768 MiB of memory. A function that takes longer than it may (the times
// under "Faults"), crashes or ends its process has failed, and so have the functions that run beside it: the process is started again,
// with `start` and without `stop`, and must register the same in the same order. One that does so for the third time within a minute is
// in quarantine. Rows of a statement are read up to 64 ahead there, and a text that is read again from the same row counts once. Pointers
// mean nothing to other plugins: a service's `i` is a number.
//
// Ownership. What a hook is given, and what a function below returns, is the host's and lives until the hook
// returns. It can only be read: what is written into it is thrown away when the hook returns. What you pass to a function
// is copied before it returns. Nobody frees the other's memory.
//
// Errors. Functions return a totem_status; TOTEM_OK is 0, errors are negative. A hook returns TOTEM_OK, or the status
// of the function that it could not do without: `return status;` is always a right answer to an error. After an
// error totem_last_error() says what was wrong. No exception and no longjmp may leave a plugin.
//
// Faults. A plugin that ends the process it runs in costs the shop a moment, and itself its place: another process takes over without
// it, and it stays off ("in quarantine", with the function and the reason) until its owner switches it on again. That is what comes of a
// crash, of exit(), of ending the thread of a call, of jumping out of a call, of closing a descriptor that is not its own (those of
// standard input, output and errors are not), and of a call that does not return: a hook in ten times its budget and 2 seconds at least
// (outside of transactions: in a minute), a job in 5 minutes, a service in 10 seconds, everything else in the manifest's `limit_ms`.
// What the host and other plugins do meanwhile is not counted: SQL, totem_http, a service that is called; nor is the time for which a
// busy machine gives it no processor, up to four times as much; but with all of it no call lasts for more than ten times as long. What
// belongs to the whole process is not a plugin's to change: its limits, its working directory, its user, its priority and what its
// signals do; that is refused with EPERM. A thread that you make is yours: whoever crashes on it ends the process, too. Before a library
// whose content was never seen is loaded, it is tried out in a process of its own, where it is loaded, started and stopped, without the
// network and without other processes: a `start` that needs them is refused. Nothing of a plugin runs at the exit of the shop's process,
// neither destructors nor what was given to atexit: put an end to things in `stop`, and rely on neither. Do not fork: the child ends
// when it returns to the host.
//
// Growth. Every struct starts with `uint32_t size`. Fields are only added, at the end. Set `size` in every struct
// that you pass (and zero the rest: `= {.size = sizeof x}`). A plugin built with this file runs on every host with
// ABI 1.x. To use what a later 1.x added and run on older hosts too, ask TOTEM_HAS(pointer, field) first. Arrays are
// arrays of pointers, because elements grow too.
//
// Money is a 64-bit number of minor units (cents) of the cart's currency. Times are milliseconds since
// 1970-01-01T00:00:00Z. Ids are 64-bit numbers from 1; 0 means none.
//
// While you develop: `totemd --plugins DIR` (and totem's commands with the same) looks into DIR, each folder of which may be a plugin,
// and not where it would without: name the folder of Totem's own plugins too, where your shop has some of them on. Of a plugin that is
// installed only plugin.json, the library and the migrations are copied.
//
// Limits of a plugin: 200 routes, 1 MiB of plugin.json, 60,000 of budget_ms.
//
// Limits of one call: 400 changes of prices, 200 scales, 64 discounts, 64 rates, 64 fees, 10,000 taxes, 64 tenders, 100 bad fields,
// 32 open statements, with 64 MiB of bound texts and of rows that are read ahead, 100 locks, 100,000 rows, 16 MiB of texts read, 1 MiB
// of answer; 200 characters of an amount's label, 400 bytes of its rule, 64 of an error's code, 500 of a message, 100 names and 16 KiB
// each of metadata, 64 KiB of SQL, and for the SQL of a hook ten times its budget and 2 seconds at least, 10 seconds for that of a
// route; on PostgreSQL 10 seconds more, because a wait for rows that another order holds counts there. Beyond them: TOTEM_LIMIT.

#ifndef TOTEM_PLUGIN_H
#define TOTEM_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The ABI of this file: the major number times 65536, plus the minor number.
#define TOTEM_ABI 0x00010000u
#define TOTEM_ABI_MAJOR(abi) ((abi) >> 16)
#define TOTEM_ABI_MINOR(abi) ((abi) & 0xffffu)

// Whether the struct that `pointer` points to has `field`: false when it was made by an older host.
#define TOTEM_HAS(pointer, field) \
  ((pointer)->size >= (size_t)((const char *)(&(pointer)->field + 1) - (const char *)(pointer)))

// The first member of a struct that you pass, for languages and compilers that have no `.size = sizeof x`:
// `totem_discount d; memset(&d, 0, sizeof d); d.size = TOTEM_SIZED(totem_discount);`
#define TOTEM_SIZED(type) ((uint32_t)sizeof(type))

// Marks the one symbol that a plugin exports.
#define TOTEM_EXPORT __attribute__((visibility("default")))

// ---------------------------------------------------------------------------------------------------------------
// 4  BASIC TYPES
// ---------------------------------------------------------------------------------------------------------------

// UTF-8 text. It does not end with a NUL. ptr is NULL when there is no text, which is not the same as an empty one.
typedef struct totem_str {
  const char *ptr;
  size_t len;
} totem_str;

// A totem_str of a literal.
#ifdef __cplusplus
#define TOTEM_STR(literal) (totem_str{"" literal, sizeof(literal) - 1})
#else
#define TOTEM_STR(literal) ((totem_str){"" literal, sizeof(literal) - 1})
#endif

// [any] A totem_str of text that ends with a NUL, such as what snprintf wrote.
static inline totem_str totem_text(const char *text) {
  totem_str result = {text, 0};
  if (text != NULL)
    while (text[result.len] != '\0') result.len++;
  return result;
}

// [any] Whether two texts have the same bytes.
static inline bool totem_equal(totem_str one, totem_str other) {
  if (one.len != other.len) return false;
  for (size_t i = 0; i < one.len; i++)
    if (one.ptr[i] != other.ptr[i]) return false;
  return true;
}

typedef int32_t totem_status;
enum {
  TOTEM_OK = 0,
  TOTEM_ROW = 1,            // totem_step: there is a row
  TOTEM_DONE = 2,           // totem_step: there are no more rows
  TOTEM_VETO = -1,          // what totem_veto and its like return, for you to return
  TOTEM_ERROR = -2,         // what totem_fail returns, for you to return
  TOTEM_MISUSE = -3,        // a call used after its end, on another thread, or where the function means nothing
  TOTEM_INVALID = -4,       // an argument is wrong: NULL, no UTF-8, negative, not known
  TOTEM_DENIED = -5,        // the manifest does not grant it
  TOTEM_SYNTAX = -6,        // the SQL can't be compiled
  TOTEM_CONSTRAINT = -7,    // a NOT NULL, CHECK, type or foreign key rule of a table
  TOTEM_UNIQUE = -8,        // a value that must be unique is there already
  TOTEM_LIMIT = -9,         // too many, too long, or more than is left
  TOTEM_NOT_FOUND = -10,    // no such name
  TOTEM_STORE = -11,        // the database has trouble: full, locked, damaged
  TOTEM_UNSUPPORTED = -12,  // the host is older than this function
  TOTEM_UNREACHABLE = -13,  // totem_http: no such host, no connection, no good certificate, or it broke off
  TOTEM_REFUSED = -14       // the shop's rules don't allow it now, or another plugin vetoed it
};

// What a column, a member of a JSON body or a setting holds.
typedef uint32_t totem_kind;
enum {
  TOTEM_ABSENT = 0,
  TOTEM_NULL = 1,
  TOTEM_BOOLEAN = 2,        // not in columns: there, 0 and 1
  TOTEM_INTEGER = 3,
  TOTEM_REAL = 4,
  TOTEM_TEXT = 5,
  TOTEM_BLOB = 6,           // in columns only
  TOTEM_ARRAY = 7,          // in JSON only
  TOTEM_OBJECT = 8          // in JSON only
};

// Who may use a route, and who asks. A role includes those of lower numbers; later versions may put others between them.
typedef uint32_t totem_role;
enum {
  TOTEM_ANYONE = 0,
  TOTEM_CUSTOMER = 10,
  TOTEM_STAFF = 20,
  TOTEM_STORE_MANAGER = 30,
  TOTEM_ADMIN = 40
};

typedef struct totem_host totem_host;

// Handles. `kind` is the host's own mark: one handle passed for another is TOTEM_MISUSE.

// What a plugin registers with, inside `start` only.
typedef struct totem_registry {
  uint32_t size;
  uint32_t kind;
  const totem_host *host;
} totem_registry;

// The plugin as it runs: given to `start`, good until `stop` has returned, on every thread.
typedef struct totem_instance {
  uint32_t size;
  uint32_t kind;
  const totem_host *host;
} totem_instance;

// One call of a hook or route.
typedef struct totem_call {
  uint32_t size;
  uint32_t kind;
  const totem_host *host;
} totem_call;

// An SQL statement of a call. The host closes it when the call ends.
typedef struct totem_stmt {
  uint32_t size;
  uint32_t kind;
  const totem_host *host;
} totem_stmt;

// ---------------------------------------------------------------------------------------------------------------
// 5  WHAT HOOKS ARE GIVEN
// ---------------------------------------------------------------------------------------------------------------

// What is special about a line.
enum {
  TOTEM_LINE_NO_DISCOUNT = 1,   // discounts of the whole cart leave it out, and none can be put on it
  TOTEM_LINE_NO_SHIPPING = 2,   // nothing of it is sent
  TOTEM_LINE_GIFT = 4,          // it costs nothing, whatever price.resolve says
  TOTEM_LINE_NO_TAX = 8         // it is not taxed, and what cart.taxes puts on it lapses: a voucher, whose worth is taxed when it is spent
};

// A line of a cart or of an order; several may hold the same variant. Of a cart you are shown what can be bought: a line whose product or variant was
// deleted or switched off waits in the cart for its buyer, counts for nothing, and is not among them.
typedef struct totem_line {
  uint32_t size;
  uint32_t flags;           // TOTEM_LINE_…
  int64_t id;               // of the cart's line; of an order that is kept, of the order's
  int64_t product_id;
  int64_t variant_id;       // 0: the product has no variants
  int64_t quantity;         // from 1
  int64_t price;            // of one unit
  int64_t total;            // price times quantity, before discounts
  int64_t discount;         // what was taken off this line so far, with its share of what was taken off the cart: 0 or more
  int64_t weight;           // grams of one unit; 0 of an order that is kept
  totem_str sku;
  totem_str name;
  int64_t parent;           // the id of the line that it is a part of; 0: of none
  int64_t tax;              // of `total - discount`; 0 in the hooks up to cart.taxes
  totem_str tax_class;      // of the product or variant; no text: the usual one
  totem_str properties;     // a JSON object that tells it from others of the same variant; no text when there is none
  totem_str plugin;         // of a cart: the plugin that has put it in; no text: its buyer has
  totem_str key;            // that plugin's own name for it; no text: its buyer has put it in
} totem_line;

// A code that the buyer entered.
typedef struct totem_code {
  uint32_t size;
  uint32_t reserved;
  totem_str code;
  totem_str plugin;         // the name of the plugin that claimed it
} totem_code;

// An amount that changes a total, and where it comes from.
typedef struct totem_adjustment {
  uint32_t size;
  uint32_t reserved;
  int64_t line;             // the line that it is for; 0: the whole cart
  int64_t amount;           // signed: a discount is negative
  totem_str kind;           // "price" (in its line's total already), "discount", "shipping", "shipping_discount", "fee", "tax",
                            // "tender", or what a later host knows
  totem_str plugin;         // the plugin that made it; "core": the shop's settings
  totem_str rule;           // that plugin's own name for the reason; no text when there is none
  totem_str label;          // what the buyer reads
} totem_adjustment;

typedef struct totem_address {
  uint32_t size;
  uint32_t reserved;
  totem_str first_name;                 // no text when it was not given, or to a plugin without "customers.read"
  totem_str last_name;                  // no text: the same
  totem_str company;                    // no text: the same
  totem_str phone;                      // as it was given, in any notation; no text: the same
  totem_str tax_id;                     // no text: the same
  totem_str address_line1;              // no text to a plugin without "customers.read"
  totem_str address_line2;              // no text: as first_name
  totem_str city;                       // of a city-state: its name
  totem_str state;                      // or province, prefecture, emirate; no text when it was not given
  totem_str postal_code;                // as it was given; no text when it was not
  totem_str country;                    // ISO 3166-1 alpha-2: "DE"
} totem_address;

// total = subtotal - discount + fees + shipping + tax; the tax is left out of the sum where prices include it.
typedef struct totem_cart {
  uint32_t size;
  uint32_t currency_digits;             // of the minor unit: 2 for EUR, 0 for JPY
  int64_t id;                           // 0: nobody keeps it, such as that of an order made by the shop's staff
  int64_t user_id;                      // 0: a guest
  totem_str currency;                   // ISO 4217: "EUR"
  int64_t subtotal;                     // the sum of the lines' totals
  int64_t discount;                     // taken off so far, by this hook and by those before it: 0 or more
  int64_t shipping;
  int64_t tax;
  int64_t total;
  const totem_line *const *lines;
  size_t line_count;
  const totem_code *const *codes;       // all claimed codes, those of other plugins too
  size_t code_count;
  const totem_adjustment *const *adjustments;   // what came before
  size_t adjustment_count;
  int64_t fees;
  int64_t tenders;                      // what pays a part of the total before the buyer is asked for the rest
  bool prices_include_tax;
  totem_str email;                      // no text when the buyer has not said it, or to a plugin without "customers.read"
  totem_str locale;                     // BCP 47: "de-AT"; no text when it is not known
  const totem_address *shipping_address;   // NULL when the buyer has not said it
  const totem_address *billing_address;    // NULL when the buyer has not said it
  totem_str shipping_rate;              // the id of the chosen rate, NAME:ID of a plugin's; no text when none is
} totem_cart;

typedef struct totem_order {
  uint32_t size;
  uint32_t currency_digits;
  int64_t id;                           // 0 in order.placing: it has none yet
  int64_t user_id;                      // 0: a guest
  totem_str email;                      // no text when the shop's staff gave none, or to a plugin without "customers.read"
  totem_str status;                     // "pending", "open", …: see order.transition
  totem_str currency;
  int64_t subtotal;
  int64_t discount;
  int64_t shipping;
  int64_t tax;
  int64_t total;
  totem_str payment_method;             // no text of an order that is kept
  const totem_cart *cart;               // what it was made from, with its codes; NULL of an order that is kept
  const totem_line *const *lines;
  size_t line_count;
  const totem_adjustment *const *adjustments;
  size_t adjustment_count;
  const totem_address *shipping_address;   // NULL when there is none
  const totem_address *billing_address;    // NULL when there is none
  totem_str payment_status;             // follows from its payments: see order.transition
  totem_str fulfilment_status;          // follows from its fulfilments: see order.transition
  int64_t fees;
  int64_t tenders;
  bool prices_include_tax;
} totem_order;

// What hooks are given: each its own payload, which may grow at its end.

typedef struct totem_code_event {
  uint32_t size;
  uint32_t reserved;
  const totem_cart *cart;   // with the codes claimed before
  totem_str code;           // as it was entered
} totem_code_event;

// A line that is about to be put into a cart, or to change.
typedef struct totem_item_change {
  uint32_t size;
  uint32_t flags;           // TOTEM_LINE_…
  int64_t line;             // 0: it is new
  int64_t product_id;
  int64_t variant_id;       // 0: the product has no variants
  int64_t parent;           // the line that it is a part of; 0: of none
  int64_t quantity_before;  // nothing where it is new
  int64_t quantity;         // as it will be, from 1
  totem_str sku;
  totem_str properties_before;   // no text when there are none
  totem_str properties;     // as they will be, a JSON object; no text when there are none
  totem_str path;           // what comes before the names of its fields in the request, for totem_veto_field: "items[2]."
} totem_item_change;

typedef struct totem_item_event {
  uint32_t size;
  uint32_t reserved;
  int64_t cart_id;
  int64_t user_id;          // 0: a guest
  const totem_item_change *const *changes;
  size_t change_count;
} totem_item_event;

typedef struct totem_cart_event {
  uint32_t size;
  uint32_t reserved;
  const totem_cart *cart;
} totem_cart_event;

// What totem_add_fee takes, and a hook of taxes is shown.
typedef struct totem_fee {
  uint32_t size;
  uint32_t reserved;
  int64_t amount;           // what to charge: more than 0
  totem_str label;          // what the buyer reads: not empty
  totem_str rule;           // your own name for the reason; may be no text
  totem_str tax_class;      // of what is charged for; no text: the usual one
} totem_fee;

typedef struct totem_tax_event {
  uint32_t size;
  uint32_t reserved;
  const totem_cart *cart;
  const totem_fee *const *fees;   // what is charged, with its tax class
  size_t fee_count;
  int64_t shipping;         // what shipping costs, less its discounts
  bool rounds_per_order;    // whether the shop rounds taxes per order: a tax that you say by its amount is to be made so
} totem_tax_event;

// What prices are asked for.
enum {
  TOTEM_PURPOSE_LISTING = 1,    // a product page or a list of products
  TOTEM_PURPOSE_CART = 2,
  TOTEM_PURPOSE_ORDER = 3       // a checkout, or an order by the shop's staff
};

// Something that has a price.
typedef struct totem_priced_item {
  uint32_t size;
  uint32_t reserved;
  int64_t line;             // of the cart; 0: none, in a listing
  int64_t product_id;
  int64_t variant_id;       // 0: the product itself
  int64_t quantity;         // from 1; in a listing 1
  int64_t price;            // of one unit in the catalogue
  totem_str sku;
  totem_str tax_class;      // no text: the usual one
  totem_str properties;     // a JSON object; no text when there is none. A buyer may have written it
  int64_t parent;           // the id of the cart's line that it is a part of; 0: of none
  totem_str plugin;         // the plugin that has put the line into the cart; no text: its buyer has, or it is in none
  totem_str key;            // that plugin's own name for the line; no text: the same
} totem_priced_item;

typedef struct totem_price_event {
  uint32_t size;
  uint32_t purpose;         // TOTEM_PURPOSE_…
  int64_t user_id;          // 0: a guest
  totem_str currency;
  const totem_priced_item *const *items;   // at most 100
  size_t item_count;
  bool prices_include_tax;
} totem_price_event;

// A way to pay that the shop has.
typedef struct totem_payment_method {
  uint32_t size;
  uint32_t reserved;
  totem_str name;           // "manual", which is paid outside of Totem, or a provider's
} totem_payment_method;

typedef struct totem_methods_event {
  uint32_t size;
  uint32_t reserved;
  const totem_cart *cart;
  const totem_payment_method *const *methods;
  size_t method_count;
} totem_methods_event;

// What one warehouse has of what is wanted.
typedef struct totem_stock {
  uint32_t size;
  uint32_t reserved;
  int64_t warehouse_id;
  int64_t quantity;
} totem_stock;

// What an order wants of one product or variant, whose stock is counted, in all its lines.
typedef struct totem_demand {
  uint32_t size;
  uint32_t reserved;
  int64_t product_id;
  int64_t variant_id;       // 0: the product has no variants
  int64_t quantity;
  totem_str sku;
  const totem_stock *const *stocks;   // of the active warehouses, by their ids
  size_t stock_count;
} totem_demand;

typedef struct totem_allocate_event {
  uint32_t size;
  uint32_t reserved;
  const totem_address *address;       // where it is sent; NULL when nothing is
  const totem_demand *const *demands;
  size_t demand_count;
} totem_allocate_event;

typedef struct totem_order_event {
  uint32_t size;
  uint32_t reserved;
  const totem_order *order;
} totem_order_event;

typedef struct totem_checkout_event {
  uint32_t size;
  uint32_t reserved;
  const totem_order *order; // as it would be, with its cart
  totem_str source;         // "storefront", "staff", or what a later host knows
  totem_str note;           // of the buyer; no text when there is none, or to a plugin without "customers.read"
} totem_checkout_event;

typedef struct totem_plugin_event {
  uint32_t size;
  uint32_t reserved;
  totem_str version;        // of the plugin: "1.2.0"
  totem_str version_before; // the version whose tables it finds; no text when it was never on
} totem_plugin_event;

typedef struct totem_settings_event {
  uint32_t size;
  uint32_t reserved;
  totem_str json;           // the new settings, an object
} totem_settings_event;

typedef struct totem_transition {
  uint32_t size;
  uint32_t reserved;
  const totem_order *order; // as it is before
  totem_str which;          // which of its three states; later versions may add others:
                            //   "status": pending, open, completed, cancelled
                            //   "payment": pending, authorized, partially_paid, paid, partially_refunded, refunded,
                            //     voided, failed
                            //   "fulfilment": unfulfilled, partially_fulfilled, fulfilled, delivered
  totem_str from;
  totem_str to;
  bool is_fact;             // it follows from what has happened already: a veto changes nothing
  totem_str comment;        // what the order's history will say; no text for nothing
  totem_str actor;          // who does it: "user:12", "key:3", "plugin:NAME", "system"
} totem_transition;

// Units of one line of an order that are given back.
typedef struct totem_refund_line {
  uint32_t size;
  uint32_t reserved;
  int64_t line;             // the id of the order's line
  int64_t quantity;         // from 1
  int64_t amount;           // what is given back for them, tax included
  int64_t tax;              // of it
  bool restock;             // whether their stock goes back to where it came from
} totem_refund_line;

typedef struct totem_refund {
  uint32_t size;
  uint32_t reserved;
  const totem_order *order; // as it is before
  int64_t amount;           // all of it: lines, shipping, and what is for neither
  int64_t shipping;         // what of it is for shipping, its added tax included
  const totem_refund_line *const *lines;   // none where an amount is given back that is for no line
  size_t line_count;
  totem_str reason;         // for the shop's staff; may be empty
} totem_refund;

// Products, customers, who asks, and what is shown.

// One form of a product, as it is saved.
typedef struct totem_variant {
  uint32_t size;
  uint32_t reserved;
  int64_t id;               // 0: a new one, or one that is known by its SKU or its options
  totem_str sku;            // no text where it is made of the product's slug and the options
  int64_t price;
  int64_t weight;           // grams of one unit; -1: the product's
  totem_str tax_class;      // no text: the product's
  totem_str options;        // JSON, in the shop's order: [{"name": "Size", "value": "Large"}]
  int64_t stock;            // units in all warehouses; -1: not counted
} totem_variant;

// A product, as it is saved.
typedef struct totem_product {
  uint32_t size;
  uint32_t currency_digits; // of the minor unit: 2 for EUR, 0 for JPY
  totem_str slug;           // no text where it is made of the name
  totem_str sku;            // no text: the slug
  totem_str name;
  totem_str description;
  totem_str currency;       // ISO 4217
  int64_t price;
  int64_t cost;             // what the shop pays; -1: not known
  int64_t weight;           // grams of one unit
  totem_str tax_class;      // no text: the usual one
  bool is_active;           // whether it is on sale
  totem_str dimensions;     // a JSON object; no text when there are none
  totem_str categories;     // JSON, each from the root down by names: [["Home", "Pots"]]
  totem_str attributes;     // JSON, by name: {"Color": "red"}
  totem_str images;         // JSON: ["https://example.com/pot.jpg"]
  const totem_variant *const *variants;
  size_t variant_count;
  int64_t stock;            // units in all warehouses; -1: not counted, or that of its variants is
} totem_product;

typedef struct totem_product_change {
  uint32_t size;
  uint32_t reserved;
  int64_t id;                    // 0: a new product
  const totem_product *before;   // NULL for a new one
  const totem_product *after;
} totem_product_change;

typedef struct totem_product_event {
  uint32_t size;
  uint32_t reserved;
  const totem_product_change *const *changes;   // 1 to 250
  size_t change_count;
} totem_product_event;

typedef struct totem_customer {
  uint32_t size;
  uint32_t reserved;
  int64_t id;
  totem_str email;
  totem_str first_name;     // may be empty
  totem_str last_name;      // may be empty
  totem_str phone_number;   // as it was given; no text when it was not
  bool is_active;           // whether they may log in
} totem_customer;

typedef struct totem_customer_change {
  uint32_t size;
  uint32_t reserved;
  const totem_customer *before;  // NULL for a new one
  const totem_customer *after;
} totem_customer_change;

typedef struct totem_customer_event {
  uint32_t size;
  uint32_t reserved;
  const totem_customer *customer;
} totem_customer_event;

// Who asks the shop for something.
typedef struct totem_context {
  uint32_t size;
  totem_role role;          // the highest role of who asks; TOTEM_ANYONE: a guest
  int64_t user_id;          // 0: a guest, an API key, or the program itself
  totem_str actor;          // "user:12", "key:3", "system", "guest", or what a later host knows
  totem_str locale;         // BCP 47, what the client likes best to read; no text when it does not say
  totem_str channel;        // as an order's source: "storefront", "staff", "plugin", "import"; no text for the program's own work
  totem_str country;        // ISO 3166-1, of the cart's shipping or billing address, else of the customer's own default ones; no text
                            // when none is known yet
} totem_context;

// One of the things that are shown.
typedef struct totem_subject {
  uint32_t size;
  uint32_t reserved;
  int64_t id;
} totem_subject;

typedef struct totem_view_event {
  uint32_t size;
  uint32_t reserved;
  totem_str kind;           // "product", "cart", "order", "customer", or what a later host shows
  bool for_staff;           // whether the shop's staff look, who may see more
  const totem_subject *const *subjects;   // 1 to 100, each once
  size_t subject_count;
} totem_view_event;

// What is looked for.

// Something that what is found must be or have.
typedef struct totem_search_filter {
  uint32_t size;
  uint32_t reserved;
  totem_str name;           // as in GET /v1/products: "category", "min_price", "max_price", "is_active", "attribute.NAME"
  totem_str value;          // of a category its id
} totem_search_filter;

typedef struct totem_search_event {
  uint32_t size;
  uint32_t limit;           // how many products there is room for, from 1 to 100
  int64_t offset;           // how many you have found for the pages before
  totem_str words;          // as they were typed; the last may be begun only
  totem_str sort;           // "relevance", "id", "newest", "price", "-price" or "name"
  const totem_search_filter *const *filters;
  size_t filter_count;
  bool for_staff;           // whether the shop's staff look, who see what is not on sale
} totem_search_event;

// Files.

// A cell of a row.
typedef struct totem_cell {
  uint32_t size;
  uint32_t reserved;
  totem_str column;         // its name in the file's first line; of WooCommerce's translated files the English one
  totem_str text;           // without blanks around it; may be empty, as what tells of people is without "customers.read"
} totem_cell;

typedef struct totem_file_row {
  uint32_t size;
  uint32_t reserved;
  int64_t id;               // of the product, order or customer that it is about; 0: it is not saved yet
  int64_t line;             // of the file, from 1; 0 where it is being written
  const totem_cell *const *cells;   // of every column of the core's
  size_t cell_count;
} totem_file_row;

typedef struct totem_rows_event {
  uint32_t size;
  uint32_t reserved;
  totem_str kind;           // "products", "orders", "customers", or what a later host knows
  totem_str format;         // "totem", "shopify", "woocommerce", …; no text where it is being written
  bool dry_run;             // of an import that keeps nothing
  const totem_file_row *const *rows;   // 1 to 250
  size_t row_count;
} totem_rows_event;

typedef struct totem_request {
  uint32_t size;
  totem_role role;          // the highest role of who asks; TOTEM_ANYONE: a guest
  int64_t user_id;          // 0: a guest or an API key
  totem_str method;         // "GET"
  totem_str path;           // below /v1/x/NAME: "/coupons/12"
  totem_str route;          // the path that was registered: "/coupons/{id}"
  totem_str body;           // as it came; any bytes
} totem_request;

// What a discount is taken off.
enum {
  TOTEM_DISCOUNT_LINES = 0,
  TOTEM_DISCOUNT_SHIPPING = 1
};

// What happened after a commit, and outside of transactions.

// Something that happened.
typedef struct totem_event {
  uint32_t size;
  uint32_t reserved;
  int64_t id;               // the same when it is told again
  int64_t at;               // when it happened, in milliseconds
  totem_str type;           // "order.committed": one hook may tell several types
  totem_str subject;        // what it is about: "order", "product", "payment", …
  int64_t subject_id;       // the id of that
  totem_str actor;          // who did it: "guest", "user:12", "key:3", "system"
  totem_str data;           // a JSON object: the members that the hook names
  totem_str before;         // what was before, a JSON value; no text when the event names none
  totem_str after;          // what is since, a JSON value; no text when the event names none
  const totem_order *order; // as it is now, not as it was then; NULL when the event is about something else
} totem_event;

typedef struct totem_events {
  uint32_t size;
  uint32_t reserved;
  const totem_event *const *events;   // in the order in which they happened; all of one type
  size_t event_count;
} totem_events;

typedef struct totem_retention_event {
  uint32_t size;
  uint32_t reserved;
  int64_t limit;            // how many rows to delete in this call at most
} totem_retention_event;

// One run of a job.
typedef struct totem_job_run {
  uint32_t size;
  uint32_t attempt;         // 1 at the first try
  int64_t id;               // of the run: the same at every try
  totem_str job;            // its name
  totem_str json;           // what was queued, JSON text; "null" for what its schedule began
  totem_str checkpoint;     // what totem_checkpoint kept last, JSON text; no text when there is none
  totem_str key;            // what it was queued with; no text when there is none
  int64_t due;              // when it was to begin, in milliseconds
} totem_job_run;

// A payment that its provider is asked about.
typedef struct totem_payment_event {
  uint32_t size;
  uint32_t currency_digits; // of the minor unit: 2 for EUR, 0 for JPY
  totem_str method;         // the name that you registered: "card"
  totem_str key;            // tells the payment from every other for ever; a repeat has the same
  totem_str operation_key;  // the same of what is to be done with it; no text in payment.authorize, payment.confirm, payment.retrieve
  int64_t amount;           // what to reserve, to take or to give back; of payment.void and payment.retrieve the whole payment
  totem_str currency;       // ISO 4217
  totem_str order_number;   // what people call the order
  totem_str email;          // of the buyer; no text when the shop does not know it, or to a plugin without "customers.read"
  totem_str transaction_id; // your own name for it; no text before an answer has given one
  totem_str details;        // what the client sent with this request for you, such as a token of a card, JSON; no text when nothing
  int64_t user_id;          // the customer whose order it is; 0: a guest
} totem_payment_event;

// What became of it.
enum {
  TOTEM_PAYMENT_AUTHORIZED = 1,   // the money is reserved; the shop's staff take it
  TOTEM_PAYMENT_CAPTURED = 2,     // it is taken
  TOTEM_PAYMENT_PENDING = 3,      // it is not known yet: ask again
  TOTEM_PAYMENT_ACTION = 4,       // the buyer must do something first
  TOTEM_PAYMENT_DECLINED = 5,
  TOTEM_PAYMENT_UNKNOWN = 6,      // nobody has asked for it
  TOTEM_PAYMENT_DONE = 7          // what was to be done with it
};

// What totem_answer_payment takes.
typedef struct totem_payment_answer {
  uint32_t size;
  uint32_t outcome;         // TOTEM_PAYMENT_…
  totem_str transaction_id; // of AUTHORIZED and CAPTURED: your own name for it, 1 to 255 bytes
  totem_str reason;         // of DECLINED: what the buyer reads, 1 to 500 bytes: "The card has expired."
  totem_str action;         // of ACTION: JSON for the buyer's client, such as where to go, at most 16 KiB
} totem_payment_answer;

// A header of a request or of its answer.
typedef struct totem_header {
  uint32_t size;
  uint32_t reserved;
  totem_str name;           // "Content-Type"
  totem_str value;
} totem_header;

// What totem_http takes.
typedef struct totem_http_request {
  uint32_t size;
  uint32_t timeout;         // milliseconds for all of it; 0: 10,000. At most 60,000
  totem_str method;         // "GET", "POST", …
  totem_str url;            // "https://api.example.com/rates?to=DE"
  const totem_header *const *headers;
  size_t header_count;
  totem_str body;           // any bytes; no text: none
} totem_http_request;

// What totem_http gives.
typedef struct totem_http_response {
  uint32_t size;
  int32_t status;           // 200, 404, 500, …: whatever the other side says is TOTEM_OK
  totem_str body;           // any bytes
  const totem_header *const *headers;
  size_t header_count;
} totem_http_response;

// What totem_add_discount takes.
typedef struct totem_discount {
  uint32_t size;
  uint32_t target;          // TOTEM_DISCOUNT_…
  int64_t line;             // the line that it is for; 0: the whole cart, or shipping
  int64_t amount;           // what to take off: more than 0
  totem_str label;          // what the buyer reads: not empty
  totem_str rule;           // your own name for the reason, such as the code; may be no text
} totem_discount;

// How a price is changed.
enum {
  TOTEM_PRICE_SET = 1,      // to `value` minor units
  TOTEM_PRICE_PERCENT = 2,  // by `value` basis points: -1000 takes 10 % off
  TOTEM_PRICE_ADD = 3       // by `value` minor units, which may be below 0
};

// What totem_change_price takes.
typedef struct totem_price_change {
  uint32_t size;
  uint32_t kind;            // TOTEM_PRICE_…
  int64_t item;             // its place in `items`, from 0
  int64_t value;
  totem_str label;          // what the buyer may read: not empty
  totem_str rule;           // your own name for the reason, such as a price list; may be no text
} totem_price_change;

// What totem_scale_prices takes.
typedef struct totem_price_scale {
  uint32_t size;
  uint32_t target;          // TOTEM_TAX_LINE, TOTEM_TAX_SHIPPING or TOTEM_TAX_FEE: which prices
  totem_str tax_class;      // of lines and fees: those of this class alone; no text: of the usual one
  int64_t numerator;        // the price becomes price * numerator / denominator: both from 1 to 10^15
  int64_t denominator;
  totem_str label;          // what the buyer may read: not empty
  totem_str rule;           // your own name for the reason; may be no text
} totem_price_scale;

// What totem_add_rate takes.
typedef struct totem_rate {
  uint32_t size;
  uint32_t reserved;
  totem_str id;             // what tells it from your other rates: lower case letters, digits and '-', at most 64 bytes
  totem_str label;          // what the buyer reads: not empty
  int64_t amount;           // what it costs: 0 or more
  totem_str rule;           // your own name for the reason of its price; may be no text
} totem_rate;

// What a tax is on.
enum {
  TOTEM_TAX_LINE = 1,
  TOTEM_TAX_SHIPPING = 2,
  TOTEM_TAX_FEE = 3
};

// What totem_add_tax takes.
typedef struct totem_tax {
  uint32_t size;
  uint32_t target;          // TOTEM_TAX_…
  int64_t id;               // of the line, or the place of the fee among `fees` from 1; 0 for shipping
  int64_t rate;             // in basis points, from 0 to 10000: 1900 is 19 %
  int64_t amount;           // 0: as the rate says; above 0, where the rate is 0: the tax itself
  totem_str label;          // what the buyer reads: not empty
  totem_str rule;           // your own name for the reason, such as a jurisdiction; may be no text
} totem_tax;

// What totem_put_line takes.
typedef struct totem_new_line {
  uint32_t size;
  uint32_t flags;           // TOTEM_LINE_…
  totem_str key;            // your own name for the line: 1 to 100 bytes
  totem_str sku;            // of a variant, or of a product that has none
  int64_t quantity;         // from 1
  int64_t parent;           // the id of the buyer's line that it is a part of, and goes with; 0: of none
  totem_str properties;     // a JSON object of at most 8 KiB; may be no text
} totem_new_line;

// What totem_add_item takes.
typedef struct totem_new_item {
  uint32_t size;
  uint32_t reserved;
  totem_str cart;           // its id, as clients name it: "3oYb…"
  int64_t product_id;       // of a product that has no variants; 0 where a variant is named
  int64_t variant_id;       // 0 where a product is named
  int64_t quantity;         // from 1
  totem_str properties;     // a JSON object of at most 8 KiB; may be no text
} totem_new_item;

// What totem_add_tender takes.
typedef struct totem_tender {
  uint32_t size;
  uint32_t reserved;
  int64_t amount;           // what it pays: more than 0
  totem_str label;          // what the buyer reads: not empty
  totem_str rule;           // your own name for what pays, such as a code; may be no text
} totem_tender;

// What the functions on the core's data take.

enum {
  TOTEM_STOCK_BY = 0,       // so many more, or fewer when negative
  TOTEM_STOCK_TO = 1        // so many now
};

typedef struct totem_stock_change {
  uint32_t size;
  uint32_t how;             // TOTEM_STOCK_…
  totem_str sku;            // of a variant, or of a product that has none
  int64_t warehouse;        // 0: the default one
  int64_t quantity;
  totem_str reason;         // 1 to 255 characters
} totem_stock_change;

typedef struct totem_new_refund {
  uint32_t size;
  uint32_t reserved;
  int64_t order;
  int64_t amount;           // money alone; 0: what the lines and the shipping come to
  int64_t shipping;         // of what was paid for shipping, its added tax included
  const totem_refund_line *const *lines;   // `line`, `quantity` and `restock` of each
  size_t line_count;
  totem_str reason;         // at most 500 characters; may be no text
} totem_new_refund;

// What a field that says yes or no becomes.
enum {
  TOTEM_AS_IT_IS = 0,
  TOTEM_YES = 1,
  TOTEM_NO = 2
};

// What becomes of a customer. No text leaves a name or number as it is.
typedef struct totem_customer_edit {
  uint32_t size;
  uint32_t active;          // whether they may log in: TOTEM_AS_IT_IS, TOTEM_YES, or TOTEM_NO, which ends every session
  int64_t id;
  totem_str first_name;
  totem_str last_name;
  totem_str phone_number;   // an empty one takes it away
} totem_customer_edit;

// Units of one line of an order.
typedef struct totem_units {
  uint32_t size;
  uint32_t reserved;
  int64_t line;             // the id of the order's line
  int64_t quantity;         // from 1
} totem_units;

typedef struct totem_new_fulfilment {
  uint32_t size;
  uint32_t reserved;
  int64_t order;
  int64_t warehouse;        // 0: it is not said
  const totem_units *const *lines;   // none: all that is left
  size_t line_count;
  totem_str status;         // "pending", "shipped" or "delivered"; no text: shipped
  totem_str carrier;        // may be no text
  totem_str tracking_number;   // may be no text
  totem_str tracking_url;   // may be no text
} totem_new_fulfilment;

// A value of a service or of a plugin's own hook; which member holds it is said by the signature, see section 14.
typedef union totem_value {
  int64_t i;
  double d;
  bool b;
  totem_str s;              // of "s" and "j"
} totem_value;

// What a totem_boxed_fn is called with.
typedef struct totem_invocation {
  uint32_t size;
  uint32_t argument_count;
  totem_str name;           // of the service as you registered it, or of the hook: "loyalty.points_awarded"
  const totem_value *arguments;
  totem_value *result;      // put the answer here; NULL when the signature has none
} totem_invocation;

// What totem_page_read gives: bind `after` and `fetch` to a statement, then pass both to totem_respond_page.
typedef struct totem_page {
  uint32_t size;
  uint32_t limit;           // how many rows the client wants
  int64_t after;            // rows come after (or, descending, before) this id
  int64_t fetch;            // the LIMIT to ask for: one more than `limit`, to see whether there is a next page
} totem_page;

// What totem_sorted_page_read gives: bind it with totem_bind_page, then pass both to totem_respond_sorted_page.
typedef struct totem_sorted_page {
  uint32_t size;
  uint32_t limit;           // how many rows the client wants
  bool is_first;            // whether the list begins here: then key and id say nothing
  totem_kind key_kind;      // TOTEM_INTEGER or TOTEM_TEXT, of the last row before; TOTEM_NULL where the list begins
  int64_t key_i64;
  totem_str key_str;
  int64_t id;               // of the last row before
  int64_t fetch;            // the LIMIT to ask for: one more than `limit`, to see whether there is a next page
  totem_str key_name;       // as you gave it
} totem_sorted_page;

// ---------------------------------------------------------------------------------------------------------------
// 6  THE HOST'S FUNCTIONS
// ---------------------------------------------------------------------------------------------------------------
//
// Use the functions after this table: they are the same, with fewer arguments and checked types. New ones are added
// at the end.

typedef void (*totem_function)(void);

typedef totem_status (*totem_route_fn)(totem_call *, const totem_request *, void *state);
typedef totem_status (*totem_job_fn)(totem_call *, const totem_job_run *, void *state);
typedef totem_status (*totem_transaction_fn)(totem_call *, void *state);

// A service or a listener whose values come in an array: for languages whose functions are made at run time.
typedef totem_status (*totem_boxed_fn)(totem_call *, const totem_invocation *, void *state);

struct totem_host {
  uint32_t size;
  uint32_t abi;

  // setup
  totem_status (*on)(totem_registry *, totem_str hook, totem_function, int32_t priority);
  totem_status (*route)(
      totem_registry *, totem_str method, totem_str path, totem_role, uint32_t access, totem_route_fn);
  totem_status (*fail_start)(totem_registry *, totem_str message);
  const void *(*extension)(totem_registry *, totem_str name);

  // the plugin's own threads
  totem_status (*instance_log)(totem_instance *, uint32_t level, totem_str message);
  bool (*instance_is_on)(totem_instance *);

  // answers of hooks
  totem_status (*problem)(totem_call *, int32_t status, totem_str code, totem_str message);
  totem_status (*veto_field)(totem_call *, totem_str field, totem_str message);
  totem_status (*fail)(totem_call *, totem_str message);
  totem_str (*last_error)(totem_call *);
  totem_status (*claim)(totem_call *);
  totem_status (*add_discount)(totem_call *, const totem_discount *);
  totem_status (*set_metadata)(totem_call *, totem_str name, totem_str json);

  // requests and answers
  totem_status (*param)(totem_call *, totem_str name, totem_str *value);
  totem_status (*param_i64)(totem_call *, totem_str name, int64_t *value);
  totem_status (*query)(totem_call *, totem_str name, totem_str *value);
  totem_status (*query_i64)(totem_call *, totem_str name, int64_t *value);
  totem_status (*body_fields)(totem_call *, totem_str names);
  totem_kind (*body_kind)(totem_call *, totem_str field);
  totem_status (*body_str)(totem_call *, totem_str field, totem_str *value);
  totem_status (*body_i64)(totem_call *, totem_str field, int64_t *value);
  totem_status (*body_bool)(totem_call *, totem_str field, bool *value);
  totem_status (*body_time)(totem_call *, totem_str field, int64_t *value);
  totem_status (*body_count)(totem_call *, totem_str field, size_t *value);
  totem_status (*page_read)(totem_call *, uint32_t order, totem_page *);
  totem_status (*respond)(totem_call *, int32_t status, totem_str json);
  totem_status (*respond_row)(totem_call *, int32_t status, totem_stmt *);
  totem_status (*respond_page)(totem_call *, totem_stmt *, const totem_page *);

  // SQL
  totem_status (*prepare)(totem_call *, totem_str sql, totem_stmt **);
  totem_status (*bind_null)(totem_stmt *, int32_t index);
  totem_status (*bind_i64)(totem_stmt *, int32_t index, int64_t value);
  totem_status (*bind_f64)(totem_stmt *, int32_t index, double value);
  totem_status (*bind_str)(totem_stmt *, int32_t index, totem_str value);
  totem_status (*bind_blob)(totem_stmt *, int32_t index, totem_str value);
  totem_status (*step)(totem_stmt *);
  totem_status (*reset)(totem_stmt *);
  int64_t (*changes)(totem_stmt *);
  int32_t (*column_count)(totem_stmt *);
  totem_kind (*column_kind)(totem_stmt *, int32_t column);
  int64_t (*column_i64)(totem_stmt *, int32_t column);
  double (*column_f64)(totem_stmt *, int32_t column);
  totem_str (*column_str)(totem_stmt *, int32_t column);

  // settings, time, log
  totem_kind (*setting_kind)(totem_call *, totem_str name);
  totem_str (*setting_str)(totem_call *, totem_str name, totem_str fallback);
  int64_t (*setting_i64)(totem_call *, totem_str name, int64_t fallback);
  double (*setting_f64)(totem_call *, totem_str name, double fallback);
  bool (*setting_bool)(totem_call *, totem_str name, bool fallback);
  int64_t (*now)(totem_call *);
  totem_status (*log)(totem_call *, uint32_t level, totem_str message);

  // lines of a cart
  totem_status (*set_quantity)(totem_call *, int64_t change, int64_t quantity);
  totem_status (*set_properties)(totem_call *, int64_t change, totem_str json);

  // stock
  totem_status (*allocate)(totem_call *, int64_t demand, int64_t warehouse_id, int64_t quantity);
  totem_status (*backorder)(totem_call *, int64_t demand, int64_t quantity);

  // ways to pay
  totem_status (*hide_method)(totem_call *, totem_str name);
  totem_status (*rank_method)(totem_call *, totem_str name, int32_t rank);

  // amounts of a cart
  totem_status (*change_price)(totem_call *, const totem_price_change *);
  totem_status (*add_rate)(totem_call *, const totem_rate *);
  totem_status (*add_fee)(totem_call *, const totem_fee *);
  totem_status (*add_tax)(totem_call *, const totem_tax *);
  totem_status (*add_tender)(totem_call *, const totem_tender *);
  // after the order, and outside of it
  totem_status (*job)(totem_registry *, totem_str name, totem_str schedule, totem_job_fn);
  totem_status (*enqueue)(totem_call *, totem_str job, totem_str json, int64_t due, totem_str key);
  totem_status (*checkpoint)(totem_call *, totem_str json);
  totem_status (*transaction)(totem_call *, totem_transaction_fn, void *state);
  totem_status (*http)(totem_call *, const totem_http_request *, totem_http_response *);
  totem_status (*remaining)(totem_call *, int64_t count);

  // customers, requests and views
  totem_status (*extend)(totem_call *, int64_t id, totem_str json);
  totem_status (*touch)(totem_call *, totem_str kind, int64_t id);
  totem_status (*add_audience)(totem_call *, totem_str name);
  bool (*in_audience)(totem_call *, totem_str name);

  // the core's data
  totem_status (*read)(totem_call *, totem_str kind, const int64_t *ids, size_t count, totem_str *json);
  totem_status (*metadata)(totem_call *, totem_str kind, int64_t id, totem_str *json);
  totem_status (*put_metadata)(totem_call *, totem_str kind, int64_t id, totem_str json);
  totem_status (*adjust_stock)(totem_call *, const totem_stock_change *);
  totem_status (*add_note)(totem_call *, int64_t order, totem_str text);
  totem_status (*hold)(totem_call *, int64_t order, totem_str name, totem_str reason);
  totem_status (*release)(totem_call *, int64_t order, totem_str name);
  totem_status (*move)(totem_call *, int64_t order, totem_str status, totem_str comment);
  totem_status (*refund)(totem_call *, const totem_new_refund *, int64_t *id);
  totem_status (*fulfil)(totem_call *, const totem_new_fulfilment *, int64_t *id);

  // services and hooks of plugins: a typed function, or a boxed one and NULL for it
  totem_status (*service)(
      totem_registry *, totem_str name, totem_str signature, totem_function, totem_boxed_fn boxed);
  totem_status (*service_role)(totem_registry *, totem_str name, totem_role);
  totem_status (*define_hook)(totem_registry *, totem_str name, totem_str signature);
  totem_status (*on_own)(
      totem_registry *, totem_str hook, totem_str signature, totem_function, totem_boxed_fn boxed, int32_t priority);
  totem_status (*invoke)(
      totem_call *, totem_str service, totem_str signature, const totem_value *arguments, totem_value *result);
  totem_status (*fire)(totem_call *, totem_str hook, totem_str signature, const totem_value *arguments);
  totem_status (*keep)(totem_call *, totem_str text, totem_str *kept);

  // the order's number
  totem_status (*set_number)(totem_call *, totem_str number);

  // requests and answers that are not JSON
  totem_status (*request_header)(totem_call *, totem_str name, totem_str *value);
  totem_status (*respond_bytes)(totem_call *, int32_t status, totem_str type, totem_str file_name, totem_str bytes);
  totem_status (*redirect)(totem_call *, int32_t status, totem_str url);

  // payments by a provider
  totem_status (*payment_provider)(totem_registry *, totem_str name, totem_str title);
  totem_status (*answer_payment)(totem_call *, const totem_payment_answer *);
  totem_status (*payment_changed)(totem_call *, totem_str method, totem_str reference);

  // carts and orders
  totem_status (*put_line)(totem_call *, const totem_new_line *);
  totem_status (*drop_line)(totem_call *, totem_str key);
  totem_status (*create_order)(totem_call *, totem_str json, totem_str key, int64_t *id);
  totem_status (*price_order)(totem_call *, totem_str json, totem_str *priced);
  totem_status (*put_quote)(totem_call *, totem_str key, totem_str json, int64_t seconds);
  totem_status (*quote)(totem_call *, totem_str key, totem_str *json);

  // customers
  totem_status (*change_customer)(totem_call *, const totem_customer_edit *);
  totem_status (*put_address)(
      totem_call *, int64_t customer, totem_str kind, bool is_default, const totem_address *, int64_t *id);
  totem_status (*remove_address)(totem_call *, int64_t customer, int64_t id);

  // files
  totem_status (*set_column)(totem_call *, int64_t row, totem_str column, totem_str text);

  // lists in other orders than that of an id
  totem_status (*sorted_page_read)(totem_call *, totem_str key, totem_sorted_page *);
  totem_status (*respond_sorted_page)(totem_call *, totem_stmt *, const totem_sorted_page *);

  // searches
  totem_status (*found)(totem_call *, const int64_t *ids, size_t count, bool more);

  // what buyers put into carts
  totem_status (*add_item)(totem_call *, const totem_new_item *);

  // carts that plugins make
  totem_status (*create_cart)(totem_call *, int64_t customer, int64_t *id, totem_str *token);

  // statements that end early, rows that are read once, and what waits for the commit
  totem_status (*close)(totem_stmt *);
  totem_status (*keep_rows)(totem_stmt *);
  totem_status (*step_at_commit)(totem_stmt *, bool one_row);

  // discounts of several lines
  totem_status (*spread_discount)(totem_call *, const totem_discount *, const int64_t *lines, size_t count);

  // amounts of a cart, all at once
  totem_status (*scale_prices)(totem_call *, const totem_price_scale *);

  // what is special about lines, codes that are worth money, and carts by their tokens
  totem_status (*add_flags)(totem_call *, int64_t line, uint32_t flags);
  totem_status (*claim_as)(totem_call *, totem_str kept);
  totem_status (*find_cart)(totem_call *, totem_str token, int64_t *id);

  // signatures
  totem_status (*hmac_sha256)(totem_call *, totem_str key, totem_str message, totem_str *code);

  // what is not sent
  totem_status (*cannot_ship)(totem_call *, totem_str reason);

  // events of your own
  totem_status (*emit)(totem_call *, totem_str event, totem_str subject, int64_t id, totem_str json);

  // rules about several rows
  totem_status (*lock)(totem_call *, totem_str name);
};

// Calls a function of the table: a NULL handle is TOTEM_MISUSE, a host that does not have the function yet is
// TOTEM_UNSUPPORTED.
#define TOTEM_CALL_HOST(handle, function, ...) \
  ((handle) == NULL                            ? TOTEM_MISUSE : \
   !TOTEM_HAS((handle)->host, function)        ? TOTEM_UNSUPPORTED : (handle)->host->function(__VA_ARGS__))

// ---------------------------------------------------------------------------------------------------------------
// 7  HOOKS
// ---------------------------------------------------------------------------------------------------------------
//
// Register hooks in `start`; the manifest must name them. The hooks of one name run by priority, lowest first, then by
// plugin name. Registration is a transaction: when `start` fails, nothing of it is left.
//
// Each hook has one line that programs read too: its name, its context (section 3), its payload (section 5), whether it may
// veto (section 9), and its effects, the functions by which it changes something; each means nothing elsewhere. An effect is
// checked at once, kept with the plugin's name, and applied when all plugins have spoken: nothing is changed in place.

// Declares totem_on_IDENTIFIER(registry, function, priority), [setup], and the type of the function.
#define TOTEM_HOOK(identifier, name, payload) \
  typedef totem_status (*totem_##identifier##_fn)(totem_call *, const payload *, void *state); \
  static inline totem_status totem_on_##identifier( \
      totem_registry *registry, totem_##identifier##_fn fn, int32_t priority) { \
    return TOTEM_CALL_HOST(registry, on, registry, TOTEM_STR(name), (totem_function)fn, priority); \
  }

// @hook cart.code.validate   tx   totem_code_event   veto   effects: claim, claim_as
// A code was entered, and again at checkout. Do you know it? Call totem_claim when it is yours and good, totem_veto when it
// is yours and can't be used now, and neither when it is not yours. The first plugin that claims or vetoes has the last word.
// When it is entered, no more of the cart is known yet than its lines with their prices. A code that was claimed before is asked
// about as the cart keeps it, and is among the cart's codes then; one that is being entered is not.
TOTEM_HOOK(cart_code_validate, "cart.code.validate", totem_code_event)

// @hook cart.item.validate   tx   totem_item_event   veto   effects: set_quantity, set_properties
// A buyer puts lines in, or changes some: refuse what can't be sold so (name the field by the change's `path` and "quantity" or
// "properties"), or put quantity and properties right. What you put right, the next plugin sees. All changes of a request come at
// once. Taking a line out is not asked about, and neither is a dry run.
TOTEM_HOOK(cart_item_validate, "cart.item.validate", totem_item_event)

// @hook cart.lines   tx   totem_cart_event   effects: put_line, drop_line
// A buyer has made or changed a cart: its lines, codes, addresses, shipping or details. Put in lines of your own, change them and take
// them out: the parts of a bundle, a deposit with each bottle, a gift. You see the cart as it is priced with the change and with the
// lines that plugins have put in before; put what you want each time, for what is so already is left alone. All plugins see the same
// cart, and none is called again for what the others have put in.
//
// Your lines are sold as all others are: at the catalogue's price and price.resolve's, unless they are gifts, with their stock, taxes
// and refunds; cart.item.validate is not asked about them. The buyer sees whose they are and can't change them, and what is a part of a
// line goes with it. While your plugin is off they count for nothing: they go with the next change of the cart, and no order takes
// them. What you have put in and is out of stock keeps the cart from being bought; so does what is not on sale any more, even if it costs
// nothing: checkout names it to the buyer, who can take it out then, or it goes with the next change of the cart. A dry run and an order
// by the shop's staff do not call this.
TOTEM_HOOK(cart_lines, "cart.lines", totem_cart_event)

// @hook cart.fetch   outside   totem_cart_event   effects: put_quote
// What do you have to ask others before you can price this cart: a carrier for its rates, an authority for a tax? Put what they say
// with totem_put_quote; your hooks from cart.discounts to cart.tenders, and those of an order being placed, read it with totem_quote.
// Called for a cart that has a shipping address, when it is shown or was changed and you were not asked about what is in it (its lines
// at the catalogue's prices, codes, addresses, buyer, and how it is shipped for how much), and before its checkout also when a quote is
// too old. Nobody else waits for it, and all plugins are asked at once: so when their quotes make it known what shipping costs, those are
// asked a second time that have hooks after that (cart.fees, cart.taxes, cart.tenders), and whenever it is another.
//
// A quote is good for the cart as you were asked about it: when that is another, your hooks find none until you have been asked again.
// Only cart.discounts and cart.shipping_rates, which come before it is known how a cart is shipped, find it whichever rate that is.
// A changed quote is a change of the cart: its version and ETag are others, and a checkout that says what it expects is told. When you
// fail, or do not answer within `budget_ms`, a cart is shown without your quotes; with `fail: closed` it can't be bought (503), with
// `fail: open` it is bought without them, and you are asked again a minute later.
TOTEM_HOOK(cart_fetch, "cart.fetch", totem_cart_event)

// @hook price.resolve   pure   totem_price_event   effects: change_price
// Say what one unit costs this buyer: a price list, a price by quantity or by `properties`. Runs before all else whenever a cart or
// an order is priced, and for product pages and lists, where the shop's staff see the catalogue's prices. Up to 100 prices at
// once; for more it runs again. A price that staff have given a line is not asked about. What is yours of cart.lines, such as a part
// that costs less in its bundle, is known by `plugin` and `key`: its properties could be a buyer's.
TOTEM_HOOK(price_resolve, "price.resolve", totem_price_event)

// @hook cart.flags   pure   totem_cart_event   effects: add_flags
// Say what is special about lines, whose prices are known: nothing of one is sent, nothing is taken off it, it is not taxed. Runs
// first whenever a cart or an order is priced, also one that the shop's staff or a plugin makes, and for dry runs. All plugins see
// the same cart.
TOTEM_HOOK(cart_flags, "cart.flags", totem_cart_event)

// @hook cart.prices   pure   totem_cart_event   effects: scale_prices
// Are the shop's prices another matter for this buyer as a whole, such as where they include a tax that this one does not pay, or pays at
// another rate? Runs when lines have their prices, before all discounts, whenever a cart is priced, and at checkout. Product pages show
// prices as they are without it.
TOTEM_HOOK(cart_prices, "cart.prices", totem_cart_event)

// @hook cart.discounts   pure   totem_cart_event   effects: add_discount, spread_discount
// Take something off with totem_add_discount or totem_spread_discount. Runs whenever a cart is priced, and at checkout.
TOTEM_HOOK(cart_discounts, "cart.discounts", totem_cart_event)

// @hook cart.shipping_rates   pure   totem_cart_event   effects: add_rate, cannot_ship
// Offer ways to send what was bought, each with its price; discounts of lines are known. Runs whenever a cart is priced of which
// something is sent, and at checkout. Where any plugin offers a rate, the one of the shop's settings is gone, and where none does
// and one has said totem_cannot_ship, the cart can't be bought. A buyer has to choose when there are several, and again when what
// they chose is not offered any more.
TOTEM_HOOK(cart_shipping_rates, "cart.shipping_rates", totem_cart_event)

// @hook cart.fees   pure   totem_cart_event   effects: add_fee
// Charge something beside lines and shipping, which are known by now: gift wrapping, a deposit. Runs whenever a cart is
// priced, and at checkout. The setting `tax_shipping` says whether fees are taxed, where no plugin answers for taxes.
TOTEM_HOOK(cart_fees, "cart.fees", totem_cart_event)

// @hook cart.taxes   pure   totem_tax_event   effects: add_tax
// Tax the nets: of a line its total less its discount, of shipping and fees what they cost. Runs whenever a cart is priced, and at
// checkout. Where any plugin answers, be it with a rate of 0, the tax of the shop's settings is gone, also for what no plugin
// names. Several taxes may be on one thing.
TOTEM_HOOK(cart_taxes, "cart.taxes", totem_tax_event)

// @hook cart.tenders   pure   totem_cart_event   effects: add_tender
// Pay a part of the total, which is known with its tax, before the buyer is asked for the rest: a gift card, a credit. Runs
// whenever a cart is priced, and at checkout. Each tender becomes a captured payment of the order by your plugin, so take what pays
// out of your own tables in order.placed, whose cart has it among its adjustments, and veto there when it is gone. When such an
// order is cancelled, its status going to "cancelled" in order.transition, its payment counts as given back: put back what you took.
// A refund gives back what was paid otherwise first, then what tenders have paid: how much of yours has come back says
// v1_payments.refunded_amount of the payment with your plugin's name, in refund.created.
// While your plugin is off, or in quarantine, orders that it has paid for are cancelled and refunded all the same, their payments count as
// given back, and it is never told. So keep what you took with the id of its payment, and let plugin.enabled queue a job that compares it
// with v1_payments.refunded_amount and puts back what is missing.
TOTEM_HOOK(cart_tenders, "cart.tenders", totem_cart_event)

// @hook payment.methods   pure   totem_methods_event   effects: hide_method, rank_method
// Hide ways to pay from a cart, such as an invoice from guests, and put them in order. Runs when a client asks what there is, and
// at checkout about the one that was chosen. Staff may take any.
TOTEM_HOOK(payment_methods, "payment.methods", totem_methods_event)

// @hook checkout.validate   tx   totem_checkout_event   veto
// Are these the addresses, the e-mail, the method of payment that your shop takes? Refuse fields with totem_veto_field, by the
// names that clients give them: "shipping_address.postal_code", "payment.method". Nothing is written, and no number is taken.
TOTEM_HOOK(checkout_validate, "checkout.validate", totem_checkout_event)

// @hook order.placing   tx   totem_order_event   veto   effects: set_metadata, set_number
// The order is priced, nothing of it is written. Veto it, add metadata, or give it a number of your own.
TOTEM_HOOK(order_placing, "order.placing", totem_order_event)

// @hook inventory.allocate   tx   totem_allocate_event   veto   effects: allocate, backorder
// An order is about to take its stock: say from which warehouses, or let a part of it wait for stock that is to come. What you say
// nothing about comes from the first warehouse that has all of it, else from several by their ids. The first plugin that says
// something about a demand decides it.
TOTEM_HOOK(inventory_allocate, "inventory.allocate", totem_allocate_event)

// @hook order.placed   tx   totem_order_event   veto
// The order's rows are written, nothing is committed. Write your own rows (redeem a coupon), or veto: then nothing of the
// order remains.
TOTEM_HOOK(order_placed, "order.placed", totem_order_event)

// @hook order.transition   tx   totem_transition   veto
// One of an order's three states is about to go to the next. One change may take several edges, each with its own call, the
// status first. Write your own rows (release a coupon when the status goes to "cancelled"), or veto: then nothing of the
// change remains. Where a payment provider is to move money, you are asked before it is, and what you write then is undone; when
// the money has moved, or never will, you are told with `is_fact`: what you write then stays, unless you veto, which the order's
// history tells and nothing else comes of. When you fail then, with `fail: closed`, you are told again until you do not.
TOTEM_HOOK(order_transition, "order.transition", totem_transition)

// @hook refund.creating   tx   totem_refund   veto
// Money of an order is about to be given back, by itself or because the order is being cancelled: then all that is left, with
// no lines. Nothing of it is written. Where a payment provider gives it back, this comes before the provider is asked, who may
// still decline. A veto leaves everything as it is, and a cancelled order as it was.
TOTEM_HOOK(refund_creating, "refund.creating", totem_refund)

// Payments by a provider
//
// A plugin that takes payments for the shop asks for payments.provide, registers each way to pay with totem_payment_provider, and
// has the hooks below. Only the plugin whose way to pay it is is called. The shop writes down what it wants, asks outside of any
// transaction, and writes what was said; it may be stopped anywhere between, so:
//
//   A key moves money once. The keys are the shop's, and who asks again, after a crash too, has the same: hand them on to whoever
//   moves the money, as the key that tells a repeat, and put the payment's key where they give it back to you.
//
//   Answer with totem_answer_payment, once. All else is unclear: an error, garbage, a second answer, no answer, none within
//   `budget_ms`, at whose end totem_http is refused. What is unclear is taken neither for paid nor for declined, whatever `fail`
//   says: the order holds what it holds, the buyer is told to ask again, and the shop asks with payment.retrieve, or with the
//   same key.
//
//   While the plugin is off, or can't run, nobody can pay so, and what is outstanding waits as it is until it is on again. The
//   shop's staff see it in GET /v1/payment-operations.
//
// What the other side tells of itself comes to a route of yours that is TOTEM_OUTSIDE, which checks who speaks and calls
// totem_payment_changed. Plugins can't veto; say TOTEM_PAYMENT_DECLINED.

// @hook payment.authorize   outside   totem_payment_event   effects: answer_payment
// A buyer pays a new order: reserve the amount, or take it. Answer with AUTHORIZED, CAPTURED, PENDING, ACTION or DECLINED.
TOTEM_HOOK(payment_authorize, "payment.authorize", totem_payment_event)

// @hook payment.confirm   outside   totem_payment_event   effects: answer_payment
// The buyer comes back from what an ACTION has asked of them. Answer as payment.authorize does. Without this hook payment.retrieve
// is asked.
TOTEM_HOOK(payment_confirm, "payment.confirm", totem_payment_event)

// @hook payment.retrieve   outside   totem_payment_event   effects: answer_payment
// What became of a payment? Asked by its key when something was unclear, when the buyer does not come back, and when you have told of
// a change. Answer as payment.authorize does, or with UNKNOWN when nobody has asked for it: then payment.void comes, and the order
// is released.
TOTEM_HOOK(payment_retrieve, "payment.retrieve", totem_payment_event)

// @hook payment.capture   outside   totem_payment_event   effects: answer_payment
// Take the amount of what is reserved; the rest may be taken later. Answer with DONE, PENDING or DECLINED.
TOTEM_HOOK(payment_capture, "payment.capture", totem_payment_event)

// @hook payment.void   outside   totem_payment_event   effects: answer_payment
// Give up what is reserved and not taken. Of a payment that has no outcome yet, or that you never heard of, make sure that it can't be
// paid any more. Answer with DONE, PENDING, or DECLINED when it is paid already.
TOTEM_HOOK(payment_void, "payment.void", totem_payment_event)

// @hook payment.refund   outside   totem_payment_event   effects: answer_payment
// Give the amount back, of what was taken. Answer with DONE, PENDING or DECLINED.
TOTEM_HOOK(payment_refund, "payment.refund", totem_payment_event)

// [setup] Registers a way to pay: 1 to 40 lower case letters, digits, '-' and '_'. Checkout names it PLUGIN.NAME. `title`: what
// buyers read, 1 to 100 bytes. Needs payments.provide, and payment.authorize, payment.retrieve, payment.capture, payment.void and
// payment.refund. At most 20.
static inline totem_status totem_payment_provider(totem_registry *registry, const char *name, totem_str title) {
  return TOTEM_CALL_HOST(registry, payment_provider, registry, totem_text(name), title);
}

// [outside] Effect: what became of a payment. TOTEM_INVALID for an outcome that the hook does not have, or what it lacks;
// TOTEM_MISUSE for a second answer: then nothing was said.
static inline totem_status totem_answer_payment(totem_call *call, const totem_payment_answer *answer) {
  return TOTEM_CALL_HOST(call, answer_payment, call, answer);
}

// [outside] Something became of a payment of yours: the shop asks payment.retrieve, and for what is to be done with it, and writes
// what is said before this returns. `method`: the name that you registered. `reference`: the payment's key, or your own name for it.
// The shop believes nobody but the hooks, so telling it twice, or in vain, does nothing. TOTEM_NOT_FOUND when there is no such
// payment. TOTEM_OK also while it is being asked about already: then it is asked about again soon. TOTEM_MISUSE in payment.….
static inline totem_status totem_payment_changed(totem_call *call, const char *method, totem_str reference) {
  return TOTEM_CALL_HOST(call, payment_changed, call, totem_text(method), reference);
}

// Products, customers, requests and views

// @hook product.saving   tx   totem_product_event   veto
// Products are about to be made or changed, by hand or from a file. They are in order as far as the shop can tell, and nothing of
// them is written. Refuse one with totem_veto_field, with its fields named as in the HTTP interface ("price",
// "variants[2].sku"). Name them without saying of which product: after a veto of several the hook is called with fewer, to learn
// which was meant, and what it wrote is undone. A file is asked about before anything of it is saved, and again when it is.
TOTEM_HOOK(product_saving, "product.saving", totem_product_event)

// @hook customer.saving   tx   totem_customer_change   veto
// A customer has registered, or was changed: the row is written, nothing is committed. Refuse fields ("email", "first_name",
// "last_name", "phone_number") with totem_veto_field, or write your own rows. The address book is not told here. Needs
// "customers.read".
TOTEM_HOOK(customer_saving, "customer.saving", totem_customer_change)

// @hook customer.erasing   tx   totem_customer_event   veto
// A customer is being forgotten. Erase what your own tables know of the person, by id and by e-mail. Called when it begins, where
// a veto leaves everything as it is, and again in the transaction in which the customer goes. Needs "customers.read".
TOTEM_HOOK(customer_erasing, "customer.erasing", totem_customer_event)

// @hook customer.exporting   pure   totem_customer_event   effects: extend
// A customer has asked what the shop knows. Answer with all that your tables have of the person with totem_extend. Needs
// "customers.read".
TOTEM_HOOK(customer_exporting, "customer.exporting", totem_customer_event)

// @hook request.context   pure   totem_context   effects: add_audience
// Who asks? Name the audiences that they belong to ("wholesale") with totem_add_audience; totem_in_audience tells all plugins.
// Called once in a request, when something first asks for them: a cart's address counts when it was read before that.
TOTEM_HOOK(request_context, "request.context", totem_context)

// @hook view.extend   pure   totem_view_event   effects: extend
// Things are about to be shown, one or a page of them. Add to each what your plugin knows of it with totem_extend: it stands
// under "extensions" in the answer, with your plugin's name. What is shown of products is kept for a minute: call totem_touch when
// it has changed. It may depend on what is in the payload, on audiences and on your tables, and on nothing else.
TOTEM_HOOK(view_extend, "view.extend", totem_view_event)

// @hook product.search   outside   totem_search_event   effects: found
// A buyer looks for words, with GET /v1/products?q=. Say with totem_found which products those are, page by page; the first plugin that
// answers decides. The shop reads them, and leaves out what there is not or what is not on sale. Who says nothing leaves it to the next, and at
// last to the shop's own search, as does `fail: open` where you fail or do not answer within `budget_ms`: the time that the network
// takes counts. Of other lists, and of pages that go on after the shop's own search, nobody is asked. Nothing is kept of an answer.
TOTEM_HOOK(product_search, "product.search", totem_search_event)

// @hook import.rows   tx   totem_rows_event   veto   effects: set_column
// Rows of a file are about to be imported, in whatever format: set cells right with totem_set_column, which the next plugin sees, or
// refuse rows with totem_veto_field, counted from 0: "rows[2].price", "rows[2]"; a veto that names none is tried again with fewer
// rows, to learn which were meant. Called before anything of the file is saved, where `id` is 0 and what you write is undone; and once more
// in the transaction in which the products of these rows were saved, or found to be so already: then `id` says of which product each row is,
// what you write stays, and what you set means nothing any more. The columns of export.rows come back as "NAME.COLUMN", with
// your plugin's name.
TOTEM_HOOK(import_rows, "import.rows", totem_rows_event)

// @hook export.rows   pure   totem_rows_event   effects: set_column
// Rows of products, orders or customers are about to be written to a CSV file. Put what you know of them into columns of your own with
// totem_set_column. Which ones there are says the manifest, under `writes` of this hook, with the kind before a point:
// "products.points" is the column "NAME.points" of files of products, with your plugin's name. A product with variants has a row for
// each, an order one for each of its lines. A file of products that is imported again changes nothing: give back what import.rows has taken.
TOTEM_HOOK(export_rows, "export.rows", totem_rows_event)

// @hook plugin.enabled   tx   totem_plugin_event   veto
// Your plugin is being switched on; its migrations have run. Of this hook, and of plugin.disabled and settings.validate, a
// plugin is only told what concerns itself. A veto or a failure keeps the plugin as it was.
TOTEM_HOOK(plugin_enabled, "plugin.enabled", totem_plugin_event)

// @hook plugin.upgraded   tx   totem_plugin_event   veto
// A newer version of your plugin takes the place of another; its migrations have run. Only told what concerns itself. A veto or
// a failure leaves the tables as they were, and the new version does not run.
TOTEM_HOOK(plugin_upgraded, "plugin.upgraded", totem_plugin_event)

// @hook plugin.disabled   tx   totem_plugin_event   veto
// Your plugin is being switched off. Requests that began before may still call it for a moment; after the last of them
// `stop` is called. A veto or a failure keeps it on, unless the manifest says `fail: open`. It is not called where nothing of
// your plugin runs or is loaded: `totem plugin disable` switches off also what would crash.
TOTEM_HOOK(plugin_disabled, "plugin.disabled", totem_plugin_event)

// @hook settings.validate   tx   totem_settings_event   veto
// Your plugin's settings are about to be saved; they fit the schema of the manifest. Refuse fields with totem_veto_field,
// by their names in the schema; who has sent them is told "settings.percent". totem_setting_… read the new settings.
TOTEM_HOOK(settings_validate, "settings.validate", totem_settings_event)

// Hooks after the commit. Each is told what happened from the moment at which the plugin was switched on, in the order of
// each subject, at least once: what your hook writes is committed together with how far it was told, so that its tables see
// each event once, while a job that it queues with the event's id as key may be asked to do something a second time.
// Neighbouring events of one type come in one call. When the hook fails, they are told again one by one; one that fails six
// times, over half a minute, is put aside with what was wrong (`totem events failed`), the next ones go on, and the owner may
// have it told again (`totem events replay`): then it comes after later ones. With `fail: open` what fails is passed over
// and only logged. Nobody waits for these hooks. Of what happens while the plugin is off they are never told: what must not be missed
// is looked up in plugin.enabled.

// @hook order.committed   after   totem_events
// Orders were placed, those too that are pending until a provider has decided about their payment: order.transitioned tells when such a
// one opens or is cancelled. data: `products` and `variants` whose stock they took. Each event has its `order`.
TOTEM_HOOK(order_committed, "order.committed", totem_events)

// @hook order.transitioned   after   totem_events
// One of an order's three states went to the next: `before` and `after`. data: `of` (status, payment or fulfilment), `from`,
// `to`, `comment` where there is one. Each event has its `order`.
TOTEM_HOOK(order_transitioned, "order.transitioned", totem_events)

// @hook product.saved   after   totem_events
// product.saved: a product was made or changed; data: `changed`, the names of its fields; none for a new one. product.deleted:
// it is gone; data: `slug`, `sku`. `before` and `after` are objects with its slug, SKU, name, prices and whether it is on sale;
// totem_read has the rest of what is.
TOTEM_HOOK(product_saved, "product.saved", totem_events)

// @hook stock.changed   after   totem_events
// stock.changed: what there is of a product in a warehouse was changed by hand, by a file or an adjustment, or is there with a new
// product; data: `variant`, `warehouse`, `from`, `to`, `reason`. order.committed: an order took some; data: `products` and `variants`. stock.returned: an order gave
// some back; data: the same.
TOTEM_HOOK(stock_changed, "stock.changed", totem_events)

// @hook fulfilment.created   after   totem_events
// Goods of an order were packed or sent. data: `order`, `status`, and as they are now `carrier`, `tracking_number`,
// `tracking_url` and `lines`, each a {"line", "quantity"}. Each event has its `order`.
TOTEM_HOOK(fulfilment_created, "fulfilment.created", totem_events)

// @hook refund.created   after   totem_events
// Money was given back; the subject is the refund. data: `order`, `amount`. Each event has its `order`.
TOTEM_HOOK(refund_created, "refund.created", totem_events)

// @hook payment.changed   after   totem_events
// payment.changed: a payment was captured, given up or given back: `before` and `after`. payment.late: money came for an order
// that was cancelled already, and goes back. data of both: `order`. Each event has its `order`.
TOTEM_HOOK(payment_changed, "payment.changed", totem_events)

// @hook customer.changed   after   totem_events
// customer.changed: somebody registered, or changed something; data: `changed`, the names of what; none for a new customer.
// customer.erased: what you keep of the customer is to go too.
TOTEM_HOOK(customer_changed, "customer.changed", totem_events)

// @hook cart.updated   after   totem_events
// Carts were changed. data: `reason`: created, lines, codes, details or deleted. The subject is the cart's id.
TOTEM_HOOK(cart_updated, "cart.updated", totem_events)

// @hook retention.run   tx   totem_retention_event   effects: remaining
// Once a day: delete what you keep for too long, at most `limit` rows, and say with totem_remaining how many are left to be
// deleted: then you are called again, in the next transaction, until none are.
TOTEM_HOOK(retention_run, "retention.run", totem_retention_event)

// [tx] Effect: how many rows are still to be deleted. Without it: none.
static inline totem_status totem_remaining(totem_call *call, int64_t count) {
  return TOTEM_CALL_HOST(call, remaining, call, count);
}

// [outside] Effect: products by their ids, in the order in which they are shown, and whether there are more behind them; none is an answer too.
// TOTEM_LIMIT beyond the event's `limit`. TOTEM_INVALID: an id below 1, or twice.
static inline totem_status totem_found(totem_call *call, const int64_t *ids, size_t count, bool more) {
  return TOTEM_CALL_HOST(call, found, call, ids, count, more);
}

// [tx] [pure] Effect: puts a text of at most 16 KiB into a cell of a row, by its place in `rows` from 0. In import.rows the column is one that the
// file has, in export.rows one of your own, without your plugin's name. TOTEM_NOT_FOUND: there is no such column. TOTEM_INVALID: no
// such row, or a text with a NUL.
static inline totem_status totem_set_column(totem_call *call, int64_t row, const char *column, totem_str text) {
  return TOTEM_CALL_HOST(call, set_column, call, row, totem_text(column), text);
}

// [any] What a row has in a column. No text when the file has no such column.
static inline totem_str totem_cell_text(const totem_file_row *row, const char *column) {
  totem_str name = totem_text(column), none = {NULL, 0};
  for (size_t i = 0; i < row->cell_count; i++)
    if (totem_equal(row->cells[i]->column, name)) return row->cells[i]->text;
  return none;
}

// [setup] Says why the plugin can't start. Returns TOTEM_ERROR, for you to return.
static inline totem_status totem_fail_start(totem_registry *registry, totem_str message) {
  return TOTEM_CALL_HOST(registry, fail_start, registry, message);
}

// [tx] Effect: the code is yours and good.
static inline totem_status totem_claim(totem_call *call) { return TOTEM_CALL_HOST(call, claim, call); }

// [tx] Effect: the same, and the cart keeps and shows `kept`, of 1 to 100 characters, in the place of what was entered: for a code that is
// worth money, which is to stand in nobody's table. TOTEM_INVALID for another text.
static inline totem_status totem_claim_as(totem_call *call, totem_str kept) {
  return TOTEM_CALL_HOST(call, claim_as, call, kept);
}

// [pure] Effect: adds TOTEM_LINE_NO_DISCOUNT, TOTEM_LINE_NO_SHIPPING or TOTEM_LINE_NO_TAX, or several of them, to a line; nobody takes one
// away. TOTEM_INVALID for other flags, or when there is no such line.
static inline totem_status totem_add_flags(totem_call *call, int64_t line, uint32_t flags) {
  return TOTEM_CALL_HOST(call, add_flags, call, line, flags);
}

// [tx] Effect: puts the quantity of a change right, by its place in `changes` from 0. TOTEM_INVALID when it is none.
static inline totem_status totem_set_quantity(totem_call *call, int64_t change, int64_t quantity) {
  return TOTEM_CALL_HOST(call, set_quantity, call, change, quantity);
}

// [tx] Effect: puts the properties of a change right: a JSON object of at most 8 KiB, or no text for none.
static inline totem_status totem_set_properties(totem_call *call, int64_t change, totem_str json) {
  return TOTEM_CALL_HOST(call, set_properties, call, change, json);
}

// [tx] Effect: puts a line of yours in, or, where you have one with this key, in its place. TOTEM_INVALID when nothing on sale has the
// SKU, it comes in variants, or the parent is no line of the buyer's or is a part of one itself; TOTEM_LIMIT beyond 100 lines.
static inline totem_status totem_put_line(totem_call *call, const totem_new_line *line) {
  return TOTEM_CALL_HOST(call, put_line, call, line);
}

// [tx] Effect: takes a line of yours out. TOTEM_NOT_FOUND when you have none with this key.
static inline totem_status totem_drop_line(totem_call *call, const char *key) {
  return TOTEM_CALL_HOST(call, drop_line, call, totem_text(key));
}

// [outside] Effect: keeps JSON with the cart, under a key of your own (1 to 100 bytes) in the place of what was. `seconds`: how long it
// is good, 1 to 86,400; the shortest of yours counts. What you do not put is gone. At most 50, each of at most 16 KiB: TOTEM_LIMIT.
static inline totem_status totem_put_quote(totem_call *call, const char *key, totem_str json, int64_t seconds) {
  return TOTEM_CALL_HOST(call, put_quote, call, totem_text(key), json, seconds);
}

// [pure] [tx] What you have put for this cart, in cart.discounts, cart.shipping_rates, cart.fees, cart.taxes and cart.tenders, and in
// checkout.validate, order.placing and order.placed. TOTEM_NOT_FOUND when there is none for the cart as it is: it has no address, it is
// a dry run or an order by the shop's staff, or you could not fetch it. The text lives until the call ends.
static inline totem_status totem_quote(totem_call *call, const char *key, totem_str *json) {
  return TOTEM_CALL_HOST(call, quote, call, totem_text(key), json);
}

// [tx] Effect: takes a part of a demand, by its place in `demands` from 0, from a warehouse. TOTEM_LIMIT when it is more than is left of
// the demand or in the warehouse, TOTEM_UNIQUE when another plugin has decided the demand, TOTEM_INVALID when there is none such.
static inline totem_status totem_allocate(totem_call *call, int64_t demand, int64_t warehouse_id, int64_t quantity) {
  return TOTEM_CALL_HOST(call, allocate, call, demand, warehouse_id, quantity);
}

// [tx] Effect: sells a part of a demand without taking stock for it. Nothing is given back for it either.
static inline totem_status totem_backorder(totem_call *call, int64_t demand, int64_t quantity) {
  return TOTEM_CALL_HOST(call, backorder, call, demand, quantity);
}

// [pure] Effect: this cart can't be paid so. TOTEM_NOT_FOUND when it is not among the event's.
static inline totem_status totem_hide_method(totem_call *call, totem_str name) {
  return TOTEM_CALL_HOST(call, hide_method, call, name);
}

// [pure] Effect: puts a way to pay before those of a higher rank. Without one, it has 0; those of equal ranks stay as they are, and the
// last plugin that ranks one has its will. TOTEM_NOT_FOUND when it is not among the event's.
static inline totem_status totem_rank_method(totem_call *call, totem_str name, int32_t rank) {
  return TOTEM_CALL_HOST(call, rank_method, call, name, rank);
}

// [pure] Effect: changes the price of one unit. Of several that set one, the first in the order of the hooks wins, and the trace shows
// the others. Then percents are taken, one after the other, each rounded to the nearest unit, half a unit up; then values are
// added. No price goes below 0, or above the largest of the catalogue. TOTEM_INVALID when there is no such item, or the value is
// none: a SET from 0 to 10^12, PERCENT from -10000 to 90000, ADD from -10^12 to 10^12.
static inline totem_status totem_change_price(totem_call *call, const totem_price_change *change) {
  return TOTEM_CALL_HOST(call, change_price, call, change);
}

// [pure] Effect: multiplies prices of one unit, of shipping or of fees, each rounded to the nearest unit, half a unit up. Several on one
// price follow each other in the order of the hooks. The trace has a row with the difference. Gifts, lines that are not taxed, and prices
// that staff have given a line, stay as they are. TOTEM_INVALID for a target or a factor that is none.
static inline totem_status totem_scale_prices(totem_call *call, const totem_price_scale *scale) {
  return TOTEM_CALL_HOST(call, scale_prices, call, scale);
}

// [pure] Effect: takes an amount off one line, or off the whole cart. TOTEM_LIMIT when it is more than is
// left of it (a line's `total - discount`; of the cart the sum of those), TOTEM_INVALID when there is no such line or the
// amount is not above 0. What comes off the cart is spread over its lines in proportion to what is left of each, rounded
// down; the units left over go one by one to the largest remainders, of equal ones to the earlier line. Of a line with
// TOTEM_LINE_NO_DISCOUNT nothing can be taken. `discount` of cart and lines grow at once. Of TOTEM_DISCOUNT_SHIPPING, whose price is
// not known yet, as much is taken as it costs, and the rest lapses; INT64_MAX is free shipping.
static inline totem_status totem_add_discount(totem_call *call, const totem_discount *discount) {
  return TOTEM_CALL_HOST(call, add_discount, call, discount);
}

// [pure] Effect: takes one amount off several lines, by their ids, each once, and spreads it over them as what comes off the cart is
// spread over all. `line` of the discount is 0. TOTEM_LIMIT when it is more than is left of them.
static inline totem_status totem_spread_discount(
    totem_call *call, const totem_discount *discount, const int64_t *lines, size_t count) {
  return TOTEM_CALL_HOST(call, spread_discount, call, discount, lines, count);
}

// [pure] Effect: offers a way of shipping. Clients choose it by NAME:ID, your plugin's name and its id. TOTEM_UNIQUE when you have
// offered that id, TOTEM_INVALID when the amount is below 0, TOTEM_LIMIT when the total would not fit.
static inline totem_status totem_add_rate(totem_call *call, const totem_rate *rate) {
  return TOTEM_CALL_HOST(call, add_rate, call, rate);
}

// [pure] Effect: you would say how this cart is sent, and can't send it. `reason`: why, 1 to 500 bytes, in a sentence for its buyer, who
// reads it in the cart and, where no plugin offers a rate, at checkout. TOTEM_UNIQUE: you have said so already.
static inline totem_status totem_cannot_ship(totem_call *call, totem_str reason) {
  return TOTEM_CALL_HOST(call, cannot_ship, call, reason);
}

// [pure] Effect: charges a fee. TOTEM_LIMIT when the total would not fit, TOTEM_INVALID when the amount is not above 0. `fees` and
// `total` of the cart grow at once.
static inline totem_status totem_add_fee(totem_call *call, const totem_fee *fee) {
  return TOTEM_CALL_HOST(call, add_fee, call, fee);
}

// [pure] Effect: taxes a line, shipping or a fee. The amount of a rate is the host's, half a unit rounded up: `net * rate / 10000`,
// or, where prices include tax, `net * rate / (10000 + rate)`, with the sum of the rates below, shared by the rates, where there
// are several on one thing. Where the shop rounds taxes per order, that is done over the sum of the nets that have the same tax
// (plugin, rule, label and rate), and spread over them. What no rate can say, such as a finer one, a tax on top of another or one on a
// part of a net, say by its amount, which stays as it is: `rounds_per_order` tells how to round it. TOTEM_INVALID when there is no such
// line or fee, TOTEM_LIMIT when an amount is more than the price that includes it. `tax` of cart and lines is 0 until all plugins have
// spoken.
static inline totem_status totem_add_tax(totem_call *call, const totem_tax *tax) {
  return TOTEM_CALL_HOST(call, add_tax, call, tax);
}

// [pure] Effect: pays a part of the total. TOTEM_LIMIT when it is more than what is due, `total - tenders`; TOTEM_INVALID when it is
// not above 0. `tenders` of the cart grow at once.
static inline totem_status totem_add_tender(totem_call *call, const totem_tender *tender) {
  return TOTEM_CALL_HOST(call, add_tender, call, tender);
}

// [pure] Effect: adds JSON to what is shown or exported of the thing with this id, which must be one of the payload's; again: in
// the place of what was. TOTEM_INVALID for another id or what is no JSON, TOTEM_LIMIT beyond 16 KiB of a view, 1 MiB of an
// export.
static inline totem_status totem_extend(totem_call *call, int64_t id, totem_str json) {
  return TOTEM_CALL_HOST(call, extend, call, id, json);
}

// [tx] [after] What your plugin adds to this thing's answers has changed: caches forget it, and ETags follow, when the
// transaction is committed. `kind` is one of view.extend's. TOTEM_INVALID for another.
static inline totem_status totem_touch(totem_call *call, const char *kind, int64_t id) {
  return TOTEM_CALL_HOST(call, touch, call, totem_text(kind), id);
}

// [pure] Effect: who asks belongs to an audience: 1 to 64 lower case letters, digits, '-', '_', ':'. At most 100 of a plugin.
static inline totem_status totem_add_audience(totem_call *call, const char *name) {
  return TOTEM_CALL_HOST(call, add_audience, call, totem_text(name));
}

// [call] Whether any plugin has said in request.context that who asks belongs to the audience. false in request.context itself.
static inline bool totem_in_audience(totem_call *call, const char *name) {
  return call != NULL && TOTEM_HAS(call->host, in_audience) && call->host->in_audience(call, totem_text(name));
}

// [tx] Effect: keeps a value with the order, under your plugin's name. `json` is JSON text: "12", "[1, 2]".
static inline totem_status totem_set_metadata(totem_call *call, const char *name, totem_str json) {
  return TOTEM_CALL_HOST(call, set_metadata, call, totem_text(name), json);
}

// [tx] Effect: the order's number, what people call it, in the place of the shop's next one, which is not used up: 1 to 40 of the
// characters A-Z a-z 0-9 - _ . / #. TOTEM_INVALID for others. TOTEM_UNIQUE when an order has it already: take another, or none.
// TOTEM_REFUSED when another plugin has given the order its number: the first one's holds. Numbers that count come from a table
// of yours: the transaction is run again where another order takes the same number at the same time, so nobody is refused for it.
static inline totem_status totem_set_number(totem_call *call, totem_str number) {
  return TOTEM_CALL_HOST(call, set_number, call, number);
}

// ---------------------------------------------------------------------------------------------------------------
// 8  ROUTES
// ---------------------------------------------------------------------------------------------------------------

// Whether a route runs in a read-only transaction (cheap, several at once), in one that may write, or outside of any, where it
// may use the network (section 13). Of the last kind no answer is kept for an Idempotency-Key: a repeat runs again.
enum { TOTEM_READS = 0, TOTEM_WRITES = 1, TOTEM_OUTSIDE = 2 };

// [setup] Answers METHOD /v1/x/NAME/… with `fn`. METHOD is GET, POST, PUT, PATCH or DELETE. The path is below
// /v1/x/NAME: "/", "/coupons", "/coupons/{id}"; a part in braces takes one segment. `role`: who may use it. A handler
// answers once, with one of totem_respond…, totem_redirect or with one of the functions of section 9; those undo what it wrote.
static inline totem_status totem_route(
    totem_registry *registry, const char *method, const char *path, totem_role role, uint32_t access,
    totem_route_fn fn) {
  return TOTEM_CALL_HOST(registry, route, registry, totem_text(method), totem_text(path), role, access, fn);
}

// [call] A part of the path that is in braces in the route. TOTEM_NOT_FOUND when the route has no such part.
static inline totem_status totem_param(totem_call *call, const char *name, totem_str *value) {
  return TOTEM_CALL_HOST(call, param, call, totem_text(name), value);
}

// [call] The same as a number from 1. Anything else is answered with 404; the function then returns TOTEM_VETO.
static inline totem_status totem_param_i64(totem_call *call, const char *name, int64_t *value) {
  return TOTEM_CALL_HOST(call, param_i64, call, totem_text(name), value);
}

// [call] A value of the query string, percent-decoded. TOTEM_NOT_FOUND when it is not there; `value` stays as it was.
static inline totem_status totem_query(totem_call *call, const char *name, totem_str *value) {
  return TOTEM_CALL_HOST(call, query, call, totem_text(name), value);
}

// [call] The same as a number. What is no whole number is answered with 422; the function then returns TOTEM_VETO.
static inline totem_status totem_query_i64(totem_call *call, const char *name, int64_t *value) {
  return TOTEM_CALL_HOST(call, query_i64, call, totem_text(name), value);
}

// [call] A header of the request; upper and lower case are the same. TOTEM_NOT_FOUND when it is not there, and always for those
// that hold secrets of whoever asks: Authorization, Proxy-Authorization and Cookie. `value` stays as it was then.
static inline totem_status totem_request_header(totem_call *call, const char *name, totem_str *value) {
  return TOTEM_CALL_HOST(call, request_header, call, totem_text(name), value);
}

// [call] The HMAC-SHA256 (RFC 2104) of any bytes under a key of any bytes, such as the secret that another service signs its requests
// with: *code is 32 bytes, and lives until the call ends. TOTEM_LIMIT beyond 16 MiB. Compare codes with totem_equal_secret.
static inline totem_status totem_hmac_sha256(
    totem_call *call, totem_str key, totem_str message, totem_str *code) {
  return TOTEM_CALL_HOST(call, hmac_sha256, call, key, message, code);
}

// [any] The same as totem_equal, in a time that does not tell how many bytes are right: for what others must not guess.
static inline bool totem_equal_secret(totem_str one, totem_str other) {
  if (one.len != other.len) return false;
  volatile unsigned char differing = 0;
  for (size_t i = 0; i < one.len; i++) differing = (unsigned char)(differing | (one.ptr[i] ^ other.ptr[i]));
  return differing == 0;
}

// The body as JSON. `field` is a member's name or a path: "code", "address.city", "items[2].quantity". What is missing,
// null or of another type is answered with 422 that names the field, and the function returns TOTEM_VETO, so
// `if ((status = totem_body_str(call, "code", &code)) != TOTEM_OK) return status;` is all that a required field needs.
// For one that may be left out or be null, ask totem_body_kind first.

// [call] The body must be an object with no other members than these, written with blanks between: "code type value".
static inline totem_status totem_body_fields(totem_call *call, const char *names) {
  return TOTEM_CALL_HOST(call, body_fields, call, totem_text(names));
}

// [call] What the field holds: TOTEM_ABSENT, TOTEM_NULL, TOTEM_TEXT, …
static inline totem_kind totem_body_kind(totem_call *call, const char *field) {
  if (call == NULL || !TOTEM_HAS(call->host, body_kind)) return TOTEM_ABSENT;
  return call->host->body_kind(call, totem_text(field));
}

// [call] A text.
static inline totem_status totem_body_str(totem_call *call, const char *field, totem_str *value) {
  return TOTEM_CALL_HOST(call, body_str, call, totem_text(field), value);
}

// [call] A whole number.
static inline totem_status totem_body_i64(totem_call *call, const char *field, int64_t *value) {
  return TOTEM_CALL_HOST(call, body_i64, call, totem_text(field), value);
}

// [call] true or false.
static inline totem_status totem_body_bool(totem_call *call, const char *field, bool *value) {
  return TOTEM_CALL_HOST(call, body_bool, call, totem_text(field), value);
}

// [call] A time written as RFC 3339, such as "2026-11-24T09:30:00Z", in milliseconds.
static inline totem_status totem_body_time(totem_call *call, const char *field, int64_t *value) {
  return TOTEM_CALL_HOST(call, body_time, call, totem_text(field), value);
}

// [call] How many elements an array has.
static inline totem_status totem_body_count(totem_call *call, const char *field, size_t *value) {
  return TOTEM_CALL_HOST(call, body_count, call, totem_text(field), value);
}

enum { TOTEM_ASCENDING = 0, TOTEM_DESCENDING = 1 };

// [call] Reads `limit` (1 to 100, default 20) and `cursor` of the query string for a list in the order of an id. What
// is wrong with them is answered with 422, and a cursor that this list has not given with 404; the function then returns TOTEM_VETO.
static inline totem_status totem_page_read(totem_call *call, uint32_t order, totem_page *page) {
  return TOTEM_CALL_HOST(call, page_read, call, order, page);
}

// [call] Answers with a status from 200 to 299 and JSON text. With 204 and 205 there is no text: pass TOTEM_STR("").
static inline totem_status totem_respond(totem_call *call, int32_t status, totem_str json) {
  return TOTEM_CALL_HOST(call, respond, call, status, json);
}

// [call] Answers with bytes that are no JSON, such as an image or a page: at most 1 MiB. `type` is their Content-Type, such as
// "text/csv; charset=utf-8", at most 100 characters. With `file_name`, 1 to 100 letters, digits, blanks, '-', '_' and '.', a browser
// saves them under that name; no text: it shows them.
static inline totem_status totem_respond_bytes(
    totem_call *call, int32_t status, const char *type, totem_str file_name, totem_str bytes) {
  return TOTEM_CALL_HOST(call, respond_bytes, call, status, totem_text(type), file_name, bytes);
}

// [call] Sends the client elsewhere, with 302, 303, 307 or 308: to an address of https or http, or to a path of this shop that begins
// with '/'; at most 2,000 characters.
static inline totem_status totem_redirect(totem_call *call, int32_t status, totem_str url) {
  return TOTEM_CALL_HOST(call, redirect, call, status, url);
}

// Rows as JSON. A column's name is the member's name; a type may follow it, in quotes: SELECT is_active AS
// "is_active:bool", created_at AS "created_at:time", notes AS "notes:json". Without one, numbers and texts are what
// they are.
//   :bool   0 is false, other numbers are true
//   :time   milliseconds, written as RFC 3339
//   :json   JSON text, written as it is
// NULL is null with any of them. A blob can't be written.

// [call] Answers with the next row of a statement that you have bound, as an object. Also for INSERT … RETURNING. When
// there is no row it answers with 404 and returns TOTEM_VETO.
static inline totem_status totem_respond_row(totem_call *call, int32_t status, totem_stmt *statement) {
  return TOTEM_CALL_HOST(call, respond_row, call, status, statement);
}

// [call] Answers with the rows of a statement that you have bound: {"data": […], "next_cursor": "…" or null}. The
// statement has a column `id`, `WHERE id > $1 ORDER BY id LIMIT $2` (`<` and DESC for TOTEM_DESCENDING), and
// the page's `after` and `fetch` bound to them. Rows that an answer of 1 MiB has no room for come with the next page.
static inline totem_status totem_respond_page(totem_call *call, totem_stmt *statement, const totem_page *page) {
  return TOTEM_CALL_HOST(call, respond_page, call, statement, page);
}

// [call] The same for a list in the order of another column, and of the id among rows that are equal in it: `key` is its name in your
// statement, and its values are integers or texts of at most 1000 bytes, never NULL. A cursor of one order is refused in another.
static inline totem_status totem_sorted_page_read(totem_call *call, const char *key, totem_sorted_page *page) {
  return TOTEM_CALL_HOST(call, sorted_page_read, call, totem_text(key), page);
}

// [call] Answers with the rows of a statement that you have bound, which has the columns `id` and the key:
//     SELECT id, title FROM thanks_notes WHERE $1 = 1 OR (title, id) > ($2, $3) ORDER BY title, id LIMIT $4
// with totem_bind_page(rows, 1, &page); `<` and DESC twice for the other direction.
static inline totem_status totem_respond_sorted_page(
    totem_call *call, totem_stmt *statement, const totem_sorted_page *page) {
  return TOTEM_CALL_HOST(call, respond_sorted_page, call, statement, page);
}

// What a route's query and body may be, and what it answers, can be said in plugin.json, for those who read the shop's
// description at /openapi.json:
//     "routes": {"GET /orders": {"summary": "Orders that were thanked for",
//       "query": {"type": "object", "properties": {"limit": {"type": "integer", "minimum": 1, "maximum": 100},
//                                                  "cursor": {"type": "string", "format": "cursor"}}},
//       "answers": {"200": {"type": "object"}}}}
// `query` is the schema of an object of the parameters, `body` that of the body, `answers` those of answers by their status, or null for one
// without a body; all may have the keywords of `settings`, and a body `anyOf` and `$ref` too: "#/schemas/NAME" is the schema by that name in
// the manifest's `schemas`, whose properties and items may refer to it and its like, and which has no `anyOf`; one that says
// `"checkedBy": "plugin"` is described and left to you, who have better words for what is wrong. A request that does not fit is refused with 422 and its fields before your plugin
// runs, and so is a parameter that `query` does not name; defaults are not filled in. Say all that you demand of a value there, so that it is
// checked and described in one place. For what fits and is wrong all the same there is one rule: 422 with the fields (totem_veto_field) where
// values contradict each other, are out of a range that is no constant, or name what is not there; 404 where the path names it; 409 where
// how things are in the shop forbids it. A route that the library does not register is refused.

// ---------------------------------------------------------------------------------------------------------------
// 9  SAYING NO, AND FAILING
// ---------------------------------------------------------------------------------------------------------------
//
// A veto is a decision: it stands whatever the hook returns afterwards, undoes what was about to happen, and the
// client reads its code and message. A failure is an accident: the manifest's `fail` decides what it means. A hook
// that calls totem_fail, or returns an error without a veto, has failed. One that may veto and returns TOTEM_VETO without one has
// said no too, without a reason.

// [call] No, with 422. `code` is for programs: lower case letters, digits and '-', such as "coupon-expired".
// `message` is a sentence for people. Returns TOTEM_VETO, for you to return.
static inline totem_status totem_veto(totem_call *call, const char *code, totem_str message) {
  return TOTEM_CALL_HOST(call, problem, call, 422, totem_text(code), message);
}

// [call] The same with another status: 401, 403, 404, 409 (wrong state), 412, 422, 429 or 503. Fields that were named before it stay.
static inline totem_status totem_problem(totem_call *call, int32_t status, const char *code, totem_str message) {
  return TOTEM_CALL_HOST(call, problem, call, status, totem_text(code), message);
}

// [call] One field of the input is wrong; `message` goes on from its name: "must not be empty". May be called for
// several fields. Returns TOTEM_VETO, for you to return.
static inline totem_status totem_veto_field(totem_call *call, const char *field, totem_str message) {
  return TOTEM_CALL_HOST(call, veto_field, call, totem_text(field), message);
}

// [call] The plugin itself can't go on. The message is for the log. Returns TOTEM_ERROR, for you to return.
static inline totem_status totem_fail(totem_call *call, totem_str message) {
  return TOTEM_CALL_HOST(call, fail, call, message);
}

// [call] What was wrong with the last function of this call that did not return TOTEM_OK.
static inline totem_str totem_last_error(totem_call *call) {
  totem_str none = {NULL, 0};
  return call == NULL ? none : call->host->last_error(call);
}

// ---------------------------------------------------------------------------------------------------------------
// 10  SQL
// ---------------------------------------------------------------------------------------------------------------
//
// Statements run on the transaction that the call runs in: they see what it has written, and are committed or undone
// with it. They may read and write the plugin's own tables, and read those views of the core that the plugin was granted
// (v1_orders, …: docs/plugin-views.md), never the core's tables. One statement at a time; parameters are $1, $2, …; no transactions, no pragmas, and no CREATE outside migrations.
//
// Write what SQLite and PostgreSQL both understand: INSERT … RETURNING id, ON CONFLICT … DO UPDATE, COALESCE; a list is one parameter,
// `WHERE id = ANY($1)` with the text of a JSON array of integers or of texts, "[1,2]";
// booleans are 0 and 1, times are milliseconds, JSON is TEXT; no rowid, no INSERT OR REPLACE. Many nodes may run the
// same statement at once: let the condition of an UPDATE decide (… WHERE id = $1 AND used < allowed), or read what
// must stay as it is with SELECT … FOR UPDATE, by id when there are several.
//
// A statement may take 64 MiB of memory on SQLite, and makes no text or blob of more than 16 MiB; printf and format take a
// format that is written in the statement, without '*' and with numbers of three digits at most. On PostgreSQL each sort and each table
// of hashes has 4 MiB, and the rest goes to files, of at most 256 MiB in all where the server lets Totem say so; where there is WITH RECURSIVE,
// UNION is refused, whose rows would all stay in memory: write UNION ALL, and a condition that ends it. A migration may run for 20
// seconds in all, take 256 MiB of memory and add 1 GiB to the store.
//
// A statement that is still running when the time of its call's SQL is over is stopped, and the call has failed. Where
// that statement writes, the whole transaction ends with it: nothing goes on then, not even after `fail: open`.
//
// Functions of a NULL statement do nothing, and answer TOTEM_MISUSE or nothing.

// [call] Prepares one statement. Cheap for a text that was prepared before. TOTEM_SYNTAX, TOTEM_DENIED, TOTEM_INVALID for a
// text that is none; *statement is NULL then.
static inline totem_status totem_prepare(totem_call *call, const char *sql, totem_stmt **statement) {
  return TOTEM_CALL_HOST(call, prepare, call, totem_text(sql), statement);
}

// [call] Sets parameter `index`, from 1. What is not set is NULL. A totem_str without text is NULL too.
static inline totem_status totem_bind_null(totem_stmt *statement, int32_t index) {
  return TOTEM_CALL_HOST(statement, bind_null, statement, index);
}
static inline totem_status totem_bind_i64(totem_stmt *statement, int32_t index, int64_t value) {
  return TOTEM_CALL_HOST(statement, bind_i64, statement, index, value);
}
static inline totem_status totem_bind_f64(totem_stmt *statement, int32_t index, double value) {
  return TOTEM_CALL_HOST(statement, bind_f64, statement, index, value);
}
static inline totem_status totem_bind_bool(totem_stmt *statement, int32_t index, bool value) {
  return TOTEM_CALL_HOST(statement, bind_i64, statement, index, value ? 1 : 0);
}
static inline totem_status totem_bind_str(totem_stmt *statement, int32_t index, totem_str value) {
  return TOTEM_CALL_HOST(statement, bind_str, statement, index, value);
}
static inline totem_status totem_bind_blob(totem_stmt *statement, int32_t index, totem_str bytes) {
  return TOTEM_CALL_HOST(statement, bind_blob, statement, index, bytes);
}

// [call] Sets four parameters from `index` on to what a page in the order of a key begins behind: whether it is the first (1 or 0), the
// last row's key and id, and the LIMIT.
static inline totem_status totem_bind_page(totem_stmt *statement, int32_t index, const totem_sorted_page *page) {
  totem_status status = totem_bind_bool(statement, index, page->is_first);
  if (status != TOTEM_OK) return status;
  status = page->key_kind == TOTEM_INTEGER ? totem_bind_i64(statement, index + 1, page->key_i64)
                                           : totem_bind_str(statement, index + 1, page->key_str);
  if (status == TOTEM_OK) status = totem_bind_i64(statement, index + 2, page->id);
  if (status == TOTEM_OK) status = totem_bind_i64(statement, index + 3, page->fetch);
  return status;
}

// [call] Runs the statement to its next row. TOTEM_ROW, TOTEM_DONE, or an error: TOTEM_UNIQUE, TOTEM_CONSTRAINT,
// TOTEM_DENIED (a write in a read-only transaction too), TOTEM_LIMIT, TOTEM_STORE.
static inline totem_status totem_step(totem_stmt *statement) { return TOTEM_CALL_HOST(statement, step, statement); }

// [call] Ends the run and forgets the parameters; the statement can be bound and run again.
static inline totem_status totem_reset(totem_stmt *statement) { return TOTEM_CALL_HOST(statement, reset, statement); }

// [call] Ends a statement before its call does, so that it does not count among the open ones. Its pointer is not to be used again.
static inline totem_status totem_close(totem_stmt *statement) { return TOTEM_CALL_HOST(statement, close, statement); }

// [call] Before parameters are bound and rows are read: where the same statement has been run with the same values in this
// transaction, by whichever call of your plugin, its rows may be those that it gave then. For what several hooks of one order need to
// know: it is read once. Forgotten as soon as your plugin writes, or something is undone; what the shop has written since is not
// seen. Of more than 100 rows none are kept. TOTEM_INVALID for a statement that writes or holds rows.
static inline totem_status totem_keep_rows(totem_stmt *statement) {
  return TOTEM_CALL_HOST(statement, keep_rows, statement);
}

// [tx] [after] In the place of totem_step: runs a statement that writes, bound as it is, with the commit, in the order in which these were
// written. A row that every order wants, such as a counter, is then held for no longer than the commit takes, and nobody waits for
// an answer. With `one_row`, the whole transaction is run again when it does not change exactly one row then, because somebody else was
// quicker: its condition is asked by you before, too, or it is run again in vain until the shop gives up. Nothing that comes after it may
// ask for what it changes. What is wrong with it otherwise is the whole transaction's failure. TOTEM_INVALID for one that only
// reads, or has RETURNING.
static inline totem_status totem_step_at_commit(totem_stmt *statement, bool one_row) {
  return TOTEM_CALL_HOST(statement, step_at_commit, statement, one_row);
}

// [tx] [after] Waits until no other transaction holds your plugin's lock of this name, and holds it until this one ends: what is read
// from then on has what the others have written. For rules that no row's own lock can keep, such as "at most 20 of each customer": take
// the lock, count, write. Two who want the same one take turns, so choose a name that few want at once: "lists of 12". `name`: 1 to 200
// bytes, UTF-8. TOTEM_DENIED where the transaction can only read.
static inline totem_status totem_lock(totem_call *call, totem_str name) {
  return TOTEM_CALL_HOST(call, lock, call, name);
}

// [call] How many rows the statement changed that has just run to TOTEM_DONE.
static inline int64_t totem_changes(totem_stmt *statement) {
  return statement == NULL ? 0 : statement->host->changes(statement);
}

// [call] The columns of the current row, from 0. One of another kind, or without a row, is 0 or no text.
static inline int32_t totem_column_count(totem_stmt *statement) {
  return statement == NULL ? 0 : statement->host->column_count(statement);
}
static inline totem_kind totem_column_kind(totem_stmt *statement, int32_t column) {
  return statement == NULL ? (totem_kind)TOTEM_ABSENT : statement->host->column_kind(statement, column);
}
static inline int64_t totem_column_i64(totem_stmt *statement, int32_t column) {
  return statement == NULL ? 0 : statement->host->column_i64(statement, column);
}
static inline bool totem_column_bool(totem_stmt *statement, int32_t column) {
  return totem_column_i64(statement, column) != 0;
}
static inline double totem_column_f64(totem_stmt *statement, int32_t column) {
  return statement == NULL ? 0 : statement->host->column_f64(statement, column);
}
// Text, or the bytes of a blob. It lives until the call ends.
static inline totem_str totem_column_str(totem_stmt *statement, int32_t column) {
  totem_str none = {NULL, 0};
  return statement == NULL ? none : statement->host->column_str(statement, column);
}

// ---------------------------------------------------------------------------------------------------------------
// 11  THE CORE'S DATA
// ---------------------------------------------------------------------------------------------------------------
//
// What SQL can't do, because it would go past the shop's rules, these do: rules, events and hooks hold as if the shop's staff
// did it, and the shop shows "plugin:NAME" as who did. They run in the call's transaction. Where one does not return TOTEM_OK it
// has changed nothing, and totem_last_error says why in words for people. TOTEM_NOT_FOUND: there is no such thing.
// TOTEM_INVALID: a value is wrong. TOTEM_REFUSED: the order is in another state or held, or a plugin vetoed.
//
// What needs a permission of the manifest (`permissions.do`) answers TOTEM_DENIED without it. The functions that change an order's
// state or money answer TOTEM_MISUSE in hooks in which an order or a cart is being changed already.

// [call] Things by their ids as JSON: an array of those that there are, in the order of the ids, at most 100. `kind` is
//   "product"   as GET /v1/products shows them to buyers, also those that are not on sale
//   "variant"   {"product_id": 12, "variant": {…}}
//   "order"     as the shop's staff see them; needs customers.read
//   "customer"  as the shop's staff see them; needs customers.read
// What plugins add to views is not in it. The text lives until the call ends. TOTEM_LIMIT beyond 16 MiB in a call.
static inline totem_status totem_read(
    totem_call *call, const char *kind, const int64_t *ids, size_t count, totem_str *json) {
  return TOTEM_CALL_HOST(call, read, call, totem_text(kind), ids, count, json);
}

// [call] The JSON that your plugin keeps on a "product", "variant", "cart", "order" or "customer". No text when it is nothing.
static inline totem_status totem_metadata(totem_call *call, const char *kind, int64_t id, totem_str *json) {
  return TOTEM_CALL_HOST(call, metadata, call, totem_text(kind), id, json);
}

// [call] The id of the cart that a client knows by its token. Who has the token may use the cart, and see the order that it became: it
// is what guests show. TOTEM_NOT_FOUND when there is none such.
static inline totem_status totem_find_cart(totem_call *call, totem_str token, int64_t *id) {
  return TOTEM_CALL_HOST(call, find_cart, call, token, id);
}

// [tx] [after] Keeps JSON on one of them under your plugin's name, in the place of what was; "null" takes it away. At most 8 KiB, and
// 16 KiB on one thing with what others keep. On a product or variant everybody sees it.
static inline totem_status totem_put_metadata(totem_call *call, const char *kind, int64_t id, totem_str json) {
  return TOTEM_CALL_HOST(call, put_metadata, call, totem_text(kind), id, json);
}

// [tx] [after] Changes stock. Needs stock.adjust.
static inline totem_status totem_adjust_stock(totem_call *call, const totem_stock_change *change) {
  return TOTEM_CALL_HOST(call, adjust_stock, call, change);
}

// [tx] [after] Writes something down about an order for the shop's staff: 1 to 5000 characters. Needs orders.write, as all that
// follow do, but for totem_refund_order and what is about customers.
static inline totem_status totem_add_note(totem_call *call, int64_t order, totem_str text) {
  return TOTEM_CALL_HOST(call, add_note, call, order, text);
}

// [tx] [after] Holds an order: it is not fulfilled or completed until totem_release. TOTEM_REFUSED when your plugin holds it
// under this name already.
static inline totem_status totem_hold(totem_call *call, int64_t order, const char *name, totem_str reason) {
  return TOTEM_CALL_HOST(call, hold, call, order, totem_text(name), reason);
}

// [tx] [after] Releases a hold of your own plugin's.
static inline totem_status totem_release(totem_call *call, int64_t order, const char *name) {
  return TOTEM_CALL_HOST(call, release, call, order, totem_text(name));
}

// [tx] [after] Takes an order to its next status: "open", "completed", "cancelled". What order.transition says of it holds.
static inline totem_status totem_move(totem_call *call, int64_t order, const char *status, totem_str comment) {
  return TOTEM_CALL_HOST(call, move, call, order, totem_text(status), comment);
}

// [tx] [after] Makes an order, as the shop's staff do, with the pricing, hooks and stock of every other. `json`: the body of POST
// /v1/orders, at most 256 KiB; its source is "plugin", and it is paid outside of the shop ("manual"). `key`: your own name for it, 1
// to 200 bytes: once an order was made with it, the same is answered again, for ever and whatever `json` says. *id is the order's.
// TOTEM_INVALID names the fields that are wrong; TOTEM_REFUSED also when there is not enough stock. Needs orders.create.
static inline totem_status totem_create_order(totem_call *call, totem_str json, totem_str key, int64_t *id) {
  return TOTEM_CALL_HOST(call, create_order, call, json, key, id);
}

// [call] What such an order would cost at this moment: *priced is a cart as GET /v1/carts/{cart} shows it. Nothing is made. The
// text lives until the call ends. Needs orders.create.
static inline totem_status totem_price_order(totem_call *call, totem_str json, totem_str *priced) {
  return TOTEM_CALL_HOST(call, price_order, call, json, priced);
}

// [tx] [after] Puts something into a buyer's cart, as if the buyer had: the line is the buyer's own, one that is alike grows, and
// cart.item.validate is asked. Whoever knows a cart's id may use it. TOTEM_NOT_FOUND: there is no such cart. TOTEM_INVALID: the product
// or variant is not there, not on sale, or comes in variants. TOTEM_REFUSED: the cart has become an order, or is full.
static inline totem_status totem_add_item(totem_call *call, const totem_new_item *item) {
  return TOTEM_CALL_HOST(call, add_item, call, item);
}

// [tx] [after] Makes an empty cart. `customer`: whose it is, which needs customers.read; 0: a guest's. *id is its number, as v1_carts has
// it, and *token its id as clients name it: who knows that may buy with the cart, so tell it only to whose it is. The text lives until
// the call ends. TOTEM_NOT_FOUND: there is no such customer.
static inline totem_status totem_create_cart(totem_call *call, int64_t customer, int64_t *id, totem_str *token) {
  return TOTEM_CALL_HOST(call, create_cart, call, customer, id, token);
}

// [tx] [after] Gives money back, and goods. *id is the refund's; 0 where a payment provider gives it back, who is asked after the
// commit. Needs refunds.create.
static inline totem_status totem_refund_order(totem_call *call, const totem_new_refund *refund, int64_t *id) {
  return TOTEM_CALL_HOST(call, refund, call, refund, id);
}

// [tx] [after] Sends goods of an order. *id is the fulfilment's.
static inline totem_status totem_fulfil(totem_call *call, const totem_new_fulfilment *fulfilment, int64_t *id) {
  return TOTEM_CALL_HOST(call, fulfil, call, fulfilment, id);
}

// [tx] [after] Changes a customer's names and telephone number, and whether they may log in. Needs customers.write, as the next two do.
// The e-mail, the password and roles are nobody's but their own. TOTEM_REFUSED for who works for the shop, too. Fires customer.saving
// of other plugins.
static inline totem_status totem_change_customer(totem_call *call, const totem_customer_edit *edit) {
  return TOTEM_CALL_HOST(call, change_customer, call, edit);
}

// [tx] [after] Keeps an address in a customer's address book as "shipping" or "billing". *id says which one it takes the place of, 0: it is
// a new one; then it is the new one's. At most 100.
static inline totem_status totem_put_address(
    totem_call *call, int64_t customer, const char *kind, bool is_default, const totem_address *address, int64_t *id) {
  return TOTEM_CALL_HOST(call, put_address, call, customer, totem_text(kind), is_default, address, id);
}

// [tx] [after] Takes an address out of a customer's address book.
static inline totem_status totem_remove_address(totem_call *call, int64_t customer, int64_t id) {
  return TOTEM_CALL_HOST(call, remove_address, call, customer, id);
}

// ---------------------------------------------------------------------------------------------------------------
// 12  SETTINGS, TIME, LOG
// ---------------------------------------------------------------------------------------------------------------

// [call] What a setting holds. The defaults of the manifest's schema are filled in.
static inline totem_kind totem_setting_kind(totem_call *call, const char *name) {
  return call == NULL ? (totem_kind)TOTEM_ABSENT : call->host->setting_kind(call, totem_text(name));
}

// [call] A setting, or `fallback` when it is not set or of another type. They never change during a request. What is within lists and
// objects is named as in a body: "zones[2].country"; the list has ended where totem_setting_kind says TOTEM_ABSENT.
static inline totem_str totem_setting_str(totem_call *call, const char *name, totem_str fallback) {
  return call == NULL ? fallback : call->host->setting_str(call, totem_text(name), fallback);
}
static inline int64_t totem_setting_i64(totem_call *call, const char *name, int64_t fallback) {
  return call == NULL ? fallback : call->host->setting_i64(call, totem_text(name), fallback);
}
static inline double totem_setting_f64(totem_call *call, const char *name, double fallback) {
  return call == NULL ? fallback : call->host->setting_f64(call, totem_text(name), fallback);
}
static inline bool totem_setting_bool(totem_call *call, const char *name, bool fallback) {
  return call == NULL ? fallback : call->host->setting_bool(call, totem_text(name), fallback);
}

// [call] The time of the request in milliseconds: the same for all that happens in it.
static inline int64_t totem_now(totem_call *call) { return call == NULL ? 0 : call->host->now(call); }

enum { TOTEM_LOG_DEBUG = 0, TOTEM_LOG_INFO = 1, TOTEM_LOG_WARNING = 2, TOTEM_LOG_ERROR = 3 };

// [call] Writes to the daemon's log, with the plugin's name. Line ends and control characters are shown as escapes. What is more than
// 500 lines of the plugin in a second is left out.
static inline totem_status totem_log(totem_call *call, uint32_t level, totem_str message) {
  return TOTEM_CALL_HOST(call, log, call, level, message);
}

// For threads of your own. They end before `stop` returns.

// [any] The same as totem_log, outside of calls.
static inline totem_status totem_instance_log(totem_instance *instance, uint32_t level, totem_str message) {
  return TOTEM_CALL_HOST(instance, instance_log, instance, level, message);
}

// [any] Whether the plugin is still on: false from the moment at which new requests don't see it any more.
static inline bool totem_instance_is_on(totem_instance *instance) {
  return instance != NULL && TOTEM_HAS(instance->host, instance_is_on) && instance->host->instance_is_on(instance);
}

// [setup] A table of draft functions by its name, such as "totem.draft.pos/1", or NULL when this host does not have it.
// What is tried out there takes no place in the table of section 6, and may be gone in the next version.
static inline const void *totem_extension(totem_registry *registry, const char *name) {
  if (registry == NULL || !TOTEM_HAS(registry->host, extension)) return NULL;
  return registry->host->extension(registry, totem_text(name));
}

// ---------------------------------------------------------------------------------------------------------------
// 13  JOBS, THE NETWORK, AND SHORT TRANSACTIONS
// ---------------------------------------------------------------------------------------------------------------
//
// What takes long or goes over the network happens in no transaction: in a job, or in a route that is TOTEM_OUTSIDE. There
// functions about SQL, totem_respond_row and totem_respond_page answer TOTEM_MISUSE; totem_transaction opens a transaction for
// them. Outside you may wait, and are never run again by yourself.

// [outside] Runs `fn` in a transaction of its own, which is committed when it returns TOTEM_OK and undone when it returns
// anything else or vetoes. What it returns is returned; TOTEM_STORE when the transaction can't be committed. `fn` gets a call
// of its own, like a hook in tx: it may be run again when others change the same rows, so it keeps nothing in memory but
// through `state`, which it sets anew each time. Of a route it may read the request and answer it. What the inner call gives
// ends with it. Keep it short: on SQLite nobody else writes meanwhile.
static inline totem_status totem_transaction(totem_call *call, totem_transaction_fn fn, void *state) {
  return TOTEM_CALL_HOST(call, transaction, call, fn, state);
}

// [outside] Sends a request and waits for the answer, over TLS with a certificate that is checked. The host must be one that
// the manifest names under permissions.network, and mean a public address: TOTEM_DENIED. TOTEM_UNREACHABLE; TOTEM_LIMIT when
// the time is over, or the answer is longer than 4 MiB. A request has at most 1 MiB and 64 headers. A redirect is followed
// where it stays at the same host, five times at most, and else is the answer.
static inline totem_status totem_http(
    totem_call *call, const totem_http_request *request, totem_http_response *response) {
  return TOTEM_CALL_HOST(call, http, call, request, response);
}

// [setup] Registers a job: work outside of requests. `schedule` says when it is run by itself: "every 5m" (s, m, h, d), or five
// fields as cron has them, in UTC: "30 2 * * 1-5"; NULL: only what is queued. Of each job one run goes on at a time, in
// the whole shop. One that fails, or whose process ends, is run again: after 10 seconds, 40, …, an hour at most, eight times in
// all; then its owner sees it with `totem jobs list`, and may try it again with `totem jobs retry`. What was missed while the
// plugin was off, or nobody ran the shop, is made up for once, if at all.
static inline totem_status totem_job(
    totem_registry *registry, const char *name, const char *schedule, totem_job_fn fn) {
  return TOTEM_CALL_HOST(registry, job, registry, totem_text(name), totem_text(schedule), fn);
}

// [tx] [after] Queues a run of a job of yours, in the transaction: it is run after the commit, and not at all when that does
// not come. `json`: what the run is given, JSON text of at most 64 KiB; no text: null. `due`: not before then, in milliseconds;
// 0: soon. `key`: of runs with equal keys that wait there is only the first; at most 200 bytes; no text: none.
static inline totem_status totem_enqueue(
    totem_call *call, const char *job, totem_str json, int64_t due, totem_str key) {
  return TOTEM_CALL_HOST(call, enqueue, call, totem_text(job), json, due, key);
}

// [tx] [after] Tells of something that your plugin knows of, in the transaction: with the commit it stands in the shop's feed of
// changes (GET /v1/events, totem events tail) as "x.PLUGIN.EVENT", such as "x.wishlists.price_fell", where programs outside of the
// shop hear of it. `event`: one of plugin.json's `events`. `subject` and `id` say what it is about, such as "product" and its id, or a
// kind of thing of your own: 1 to 40 lower case letters, digits and '_', a letter first. `json`: an object of at most 8 KiB; no text:
// {}. Staff read it: nothing in it may be more secret than what they may see of customers. TOTEM_INVALID for anything else. Other
// plugins hear of things by a hook of your own, section 14.
static inline totem_status totem_emit(totem_call *call, const char *event, const char *subject, int64_t id, totem_str json) {
  return TOTEM_CALL_HOST(call, emit, call, totem_text(event), totem_text(subject), id, json);
}

// [outside] Only in a job, and in its transactions, where it is kept together with what they write: how far it has come, JSON
// text of at most 64 KiB. A run that is begun again is given the last one. TOTEM_STORE when another node has taken the run
// over, because this one gave no sign of life: return it.
static inline totem_status totem_checkpoint(totem_call *call, totem_str json) {
  return TOTEM_CALL_HOST(call, checkpoint, call, json);
}

// ---------------------------------------------------------------------------------------------------------------
// 14  SERVICES, AND HOOKS OF YOUR OWN
// ---------------------------------------------------------------------------------------------------------------
//
// A plugin offers functions to other plugins, to the shop's staff and to its owner (services), and tells other plugins what
// happens in it (hooks of its own). Their types are texts, a signature: a letter for each argument, and after `>` one for the
// result, if there is one; at most 16 arguments. A call with another signature than the registered one is refused, and the error
// shows both.
//
//     i   int64_t         d   double         b   bool         s   totem_str         j   totem_str that is JSON text
//
// The function of "is>i" is written in C as
//
//     totem_status points_for(totem_call *call, int64_t amount, totem_str currency, int64_t *result, void *state) {
//       if (amount < 0) return totem_veto(call, "negative", TOTEM_STR("There are no points for that."));
//       *result = amount / 100;
//       return TOTEM_OK;
//     }
//
// and registered with totem_service(registry, "points_for", "is>i", (totem_function)points_for). Every service is then
//
//     from a plugin         totem_invoke(call, "loyalty.points_for", "is>i", arguments, &result)
//     over HTTP             POST /v1/services/loyalty.points_for {"args": [1999, "EUR"]}, answered with {"result": 19}
//     at the command line   totem call loyalty.points_for 1999 EUR
//     in plugins' SQL       SELECT totem_loyalty_points_for(total_amount, currency) …, on SQLite alone, and it can only read there;
//                           on PostgreSQL totem_prepare answers TOTEM_UNSUPPORTED. A '-' in the plugin's name is a '_' there
//
// A service runs in the transaction of its caller, with a call, settings and permissions of its own; until it returns, its caller's
// totem_call is suspended, and what uses it gets TOTEM_MISUSE. What it wrote is undone when it fails or vetoes, and its caller goes on
// or returns the status; a veto that is returned is said in the service's words. Called from a hook that is pure, or from SQL, it can
// only read. A service that is running already is not entered again, and calls nest at most 8 deep: TOTEM_MISUSE, and
// totem_last_error shows the way. Texts are handed over as they are; of results the host makes a copy, at most 1 MiB.
//
// A call finds the services of the plugins that were on when the request began; plugin.enabled, plugin.disabled and
// settings.validate find none, for they are told alone. Name in `requires` of plugin.json what you can't do
// without; what may be there or not is asked for, and TOTEM_NOT_FOUND when it is not.

// [setup] Offers a service. Its name is lower case letters, digits and '_', a letter first, at most 60.
static inline totem_status totem_service(
    totem_registry *registry, const char *name, const char *signature, totem_function fn) {
  return TOTEM_CALL_HOST(registry, service, registry, totem_text(name), totem_text(signature), fn, NULL);
}

// [setup] The same for a function that gets its values in an array.
static inline totem_status totem_service_boxed(
    totem_registry *registry, const char *name, const char *signature, totem_boxed_fn fn) {
  return TOTEM_CALL_HOST(registry, service, registry, totem_text(name), totem_text(signature), NULL, fn);
}

// [setup] Who may call a service over HTTP. Without it, TOTEM_STAFF. Plugins may always.
static inline totem_status totem_service_role(totem_registry *registry, const char *name, totem_role role) {
  return TOTEM_CALL_HOST(registry, service_role, registry, totem_text(name), role);
}

// [call] Calls a service: "PLUGIN.NAME". `arguments` has as many values as the signature; `result` may be NULL. TOTEM_NOT_FOUND
// when no plugin that is on has it, TOTEM_INVALID for another signature, a text that is no UTF-8 or JSON that is none, TOTEM_VETO
// when it says no, TOTEM_ERROR when it fails. A text in `result` lives until your call ends.
static inline totem_status totem_invoke(
    totem_call *call, const char *service, const char *signature, const totem_value *arguments, totem_value *result) {
  return TOTEM_CALL_HOST(call, invoke, call, totem_text(service), totem_text(signature), arguments, result);
}

// [setup] Says that your plugin has a hook of its own. Others know it as "PLUGIN.NAME". Its signature has no result.
static inline totem_status totem_define_hook(totem_registry *registry, const char *name, const char *signature) {
  return TOTEM_CALL_HOST(registry, define_hook, registry, totem_text(name), totem_text(signature));
}

// [setup] Listens to a hook of another plugin, "PLUGIN.NAME", which the manifest must name. For "is" `fn` is
// `totem_status fn(totem_call *, int64_t, totem_str, void *state)`, cast to totem_function. Nothing happens while that plugin is
// off. By priority, lowest first, then by plugin name.
static inline totem_status totem_on(
    totem_registry *registry, const char *hook, const char *signature, totem_function fn, int32_t priority) {
  return TOTEM_CALL_HOST(registry, on_own, registry, totem_text(hook), totem_text(signature), fn, NULL, priority);
}

// [setup] The same for a function that gets its values in an array.
static inline totem_status totem_on_boxed(
    totem_registry *registry, const char *hook, const char *signature, totem_boxed_fn fn, int32_t priority) {
  return TOTEM_CALL_HOST(registry, on_own, registry, totem_text(hook), totem_text(signature), NULL, fn, priority);
}

// [call] Runs the listeners of a hook that your plugin has defined; each is called as a service is. TOTEM_VETO and TOTEM_ERROR when
// one says no or fails; the failure of one whose manifest says `fail: open` is logged, what it wrote is undone, and the next goes on.
static inline totem_status totem_fire(
    totem_call *call, const char *hook, const char *signature, const totem_value *arguments) {
  return TOTEM_CALL_HOST(call, fire, call, totem_text(hook), totem_text(signature), arguments);
}

// [call] Keeps a copy of a text until the call ends: for a service's result that was made in a buffer. TOTEM_LIMIT beyond 1 MiB.
static inline totem_status totem_keep(totem_call *call, totem_str text, totem_str *kept) {
  return TOTEM_CALL_HOST(call, keep, call, text, kept);
}

// ---------------------------------------------------------------------------------------------------------------
// 15  THE DESCRIPTOR AND THE ENTRY POINT
// ---------------------------------------------------------------------------------------------------------------

typedef struct totem_plugin {
  uint32_t size;            // sizeof(totem_plugin)
  uint32_t abi;             // TOTEM_ABI, or an older 1.x that is enough for it: a host must have at least this
  const char *name;         // as in plugin.json
  const char *version;      // as in plugin.json
  uint32_t flags;           // 0
  uint32_t reserved;        // 0

  // Registers hooks and routes. Called once whenever the plugin is loaded, before all else. What it puts into *state
  // is given to every hook and route, and to `stop`. Not called on a transaction: it can't use SQL or settings. When it
  // returns an error it has freed what it made: `stop` is not called then.
  totem_status (*start)(totem_registry *registry, totem_instance *instance, void **state);

  // Frees `state`, and ends the plugin's own threads. Called once, after the last call has returned, on any thread; not when
  // the process ends. NULL when there is nothing to free. A plugin that is switched on again may be started before it was
  // stopped. The library itself stays in memory until the process ends.
  void (*stop)(void *state);
} totem_plugin;

// What the entry point is given: the host that loads the library.
typedef struct totem_host_info totem_host_info;
struct totem_host_info {
  uint32_t size;
  uint32_t abi;             // the host's TOTEM_ABI
  const char *version;      // Totem's: "1.0.0"

  // [any] Says why the plugin can't work with this host, in a sentence for its owner. Return NULL after it. A plugin that only
  // needs an ABI has nothing to do: the host compares `abi` of the descriptor, and says what to upgrade.
  void (*refuse)(const totem_host_info *, totem_str reason);
};

// The one symbol that a plugin exports. Returns its descriptor, which must live as long as the process, or NULL. Build with
// -fvisibility=hidden, so that nothing else of it can be mistaken for another's.
TOTEM_EXPORT const totem_plugin *totem_plugin_entry(const totem_host_info *host);

#ifdef __cplusplus
}
#endif

#endif
