// JSON text that is put together piece by piece, in memory of its own. When memory runs out, or the text has become longer than an
// answer may be, it has failed, and further pieces are left out.
#ifndef TEXT_H
#define TEXT_H

#include "totem_plugin.h"

struct text {
  char *bytes;
  size_t length;
  size_t capacity;
  bool failed;
};

// Adds a piece, as printf writes it.
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Adds a JSON string with its quotes; null for no text.
void text_add_string(struct text *text, totem_str string);

// Adds a JSON string of RFC 3339 for a time in milliseconds.
void text_add_time(struct text *text, int64_t milliseconds);

// Adds {"amount": …, "currency": …}.
void text_add_money(struct text *text, int64_t amount, totem_str currency);

// Whether there is room for another thing of some kilobytes: of what has no end, the first ones are in an answer or an export.
bool text_has_room(const struct text *text);

totem_str text_str(const struct text *text);

// Frees the memory. A text of zeros is empty, and needs none.
void text_free(struct text *text);

// Answers with the text, or fails when it has failed; frees it in any case.
totem_status text_respond(totem_call *call, int32_t status, struct text *text);

#endif
