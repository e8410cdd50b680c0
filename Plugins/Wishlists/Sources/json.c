// JSON text that grows.
#include "wishlists.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void add(wl_json *json, const char *bytes, size_t count) {
  if (json->failed) return;
  if (json->room - json->length < count) {
    size_t room = (json->length + count) * 2;
    char *grown = realloc(json->bytes, room);
    if (grown == NULL) {
      json->failed = true;
      return;
    }
    json->bytes = grown;
    json->room = room;
  }
  memcpy(json->bytes + json->length, bytes, count);
  json->length += count;
}

// Before a value or a name: a comma, unless it is the first, or has a name before it.
static void begin(wl_json *json) {
  if (json->length == 0) return;
  char last = json->bytes[json->length - 1];
  if (last != '{' && last != '[' && last != ':') add(json, ",", 1);
}

static void add_value(wl_json *json, const char *text) {
  begin(json);
  add(json, text, strlen(text));
}

void wl_json_open(wl_json *json, char bracket) {
  begin(json);
  add(json, &bracket, 1);
}

void wl_json_close(wl_json *json, char bracket) { add(json, &bracket, 1); }

void wl_json_name(wl_json *json, const char *name) {
  wl_json_string(json, totem_text(name));
  add(json, ":", 1);
}

// RFC 8259, section 7: quotes, backslashes and control characters are escaped.
void wl_json_string(wl_json *json, totem_str text) {
  if (text.ptr == NULL) {
    add_value(json, "null");
    return;
  }
  add_value(json, "\"");
  for (size_t i = 0; i < text.len; i++) {
    unsigned char byte = (unsigned char)text.ptr[i];
    char escaped[8];
    if (byte < 0x20) {
      snprintf(escaped, sizeof escaped, "\\u%04x", byte);
      add(json, escaped, 6);
    } else {
      if (byte == '"' || byte == '\\') add(json, "\\", 1);
      add(json, text.ptr + i, 1);
    }
  }
  add(json, "\"", 1);
}

void wl_json_integer(wl_json *json, int64_t number) {
  char text[24];
  snprintf(text, sizeof text, "%" PRId64, number);
  add_value(json, text);
}

void wl_json_id(wl_json *json, int64_t id) {
  if (id == 0) add_value(json, "null");
  else wl_json_integer(json, id);
}

void wl_json_bool(wl_json *json, bool value) { add_value(json, value ? "true" : "false"); }

// RFC 3339, in UTC.
void wl_json_time(wl_json *json, int64_t milliseconds) {
  time_t seconds = (time_t)(milliseconds / 1000);
  struct tm parts;
  char date[32] = "", text[48];
  if (gmtime_r(&seconds, &parts) != NULL) strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  snprintf(text, sizeof text, "\"%s.%03dZ\"", date, (int)(milliseconds % 1000));
  add_value(json, text);
}

void wl_json_money(wl_json *json, int64_t amount, totem_str currency) {
  wl_json_open(json, '{');
  wl_json_name(json, "amount");
  wl_json_integer(json, amount);
  wl_json_name(json, "currency");
  wl_json_string(json, currency);
  wl_json_close(json, '}');
}

static void add_column(wl_json *json, totem_stmt *row, int32_t column, char kind) {
  switch (kind) {
    case 'i': wl_json_integer(json, totem_column_i64(row, column)); break;
    case 'o': wl_json_id(json, totem_column_i64(row, column)); break;
    case 's': wl_json_string(json, totem_column_str(row, column)); break;
    case 'b': wl_json_bool(json, totem_column_bool(row, column)); break;
    case 't': wl_json_time(json, totem_column_i64(row, column)); break;
    case 'm': wl_json_money(json, totem_column_i64(row, column), totem_column_str(row, column + 1)); break;
  }
}

totem_status wl_json_rows(wl_json *json, const char *name, totem_stmt *rows, const wl_member *members, size_t room) {
  totem_status status;
  wl_json_name(json, name);
  wl_json_open(json, '[');
  while ((status = totem_step(rows)) == TOTEM_ROW && json->length < room) {
    wl_json_open(json, '{');
    int32_t column = 0;
    for (const wl_member *member = members; member->name != NULL; member++) {
      wl_json_name(json, member->name);
      add_column(json, rows, column, member->kind);
      column += member->kind == 'm' ? 2 : 1;
    }
    wl_json_close(json, '}');
  }
  wl_json_close(json, ']');
  return status < 0 ? status : totem_close(rows);
}

totem_str wl_json_text(const wl_json *json) {
  totem_str text = {json->failed ? NULL : json->bytes, json->length};
  return text;
}

void wl_json_free(wl_json *json) { free(json->bytes); }
