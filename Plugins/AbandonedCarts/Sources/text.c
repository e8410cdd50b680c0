#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calendar.h"

enum { LARGEST_TEXT = 1 << 20, ROOMY_TEXT = 900 << 10 };

// Makes room for so many bytes more and a NUL.
static bool make_room(struct text *text, size_t count) {
  size_t needed = text->length + count + 1;
  if (text->failed || needed > LARGEST_TEXT) {
    text->failed = true;
    return false;
  }
  if (needed <= text->capacity) return true;
  size_t capacity = text->capacity == 0 ? 1024 : text->capacity;
  while (capacity < needed) capacity *= 2;
  char *bytes = realloc(text->bytes, capacity);
  if (bytes == NULL) {
    text->failed = true;
    return false;
  }
  text->bytes = bytes;
  text->capacity = capacity;
  return true;
}

void text_add(struct text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  va_list again;
  va_copy(again, arguments);
  int count = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (count < 0) text->failed = true;
  if (count > 0 && make_room(text, (size_t)count)) {
    vsnprintf(text->bytes + text->length, (size_t)count + 1, format, again);
    text->length += (size_t)count;
  }
  va_end(again);
}

void text_add_string(struct text *text, totem_str string) {
  if (string.ptr == NULL) {
    text_add(text, "null");
    return;
  }
  text_add(text, "\"");
  size_t plain = 0;  // where what needs no escape begins
  for (size_t i = 0; i <= string.len; i++) {
    unsigned char byte = i < string.len ? (unsigned char)string.ptr[i] : 0;
    if (i < string.len && byte >= 0x20 && byte != '"' && byte != '\\') continue;
    if (i > plain && make_room(text, i - plain)) {
      memcpy(text->bytes + text->length, string.ptr + plain, i - plain);
      text->length += i - plain;
    }
    plain = i + 1;
    if (i < string.len) text_add(text, "\\u%04x", byte);
  }
  text_add(text, "\"");
}

void text_add_time(struct text *text, int64_t milliseconds) {
  struct date date = date_of_day(day_of_time(milliseconds));
  int64_t rest = milliseconds - day_of_time(milliseconds) * DAY_MS;
  text_add(text, "\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\"", date.year, date.month, date.day, (int)(rest / 3600000),
           (int)(rest / 60000 % 60), (int)(rest / 1000 % 60), (int)(rest % 1000));
}

// Without a currency there is no money, and it is null.
void text_add_money(struct text *text, int64_t amount, totem_str currency) {
  if (currency.ptr == NULL) {
    text_add(text, "null");
    return;
  }
  text_add(text, "{\"amount\": %lld, \"currency\": ", (long long)amount);
  text_add_string(text, currency);
  text_add(text, "}");
}

bool text_has_room(const struct text *text) { return text->length < ROOMY_TEXT; }

totem_str text_str(const struct text *text) {
  return (totem_str){text->bytes == NULL ? "" : text->bytes, text->length};
}

void text_free(struct text *text) {
  free(text->bytes);
  *text = (struct text){0};
}

totem_status text_respond(totem_call *call, int32_t status, struct text *text) {
  totem_status answered = text->failed ? totem_fail(call, TOTEM_STR("the answer is too long"))
                                       : totem_respond(call, status, text_str(text));
  text_free(text);
  return answered;
}
