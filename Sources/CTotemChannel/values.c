#include "totem_values.h"

#include <string.h>

static bool is_letter(char letter) { return letter != '\0' && strchr("idbsj", letter) != NULL; }

size_t totem_count_values(totem_str signature, char *result) {
  size_t length = signature.ptr == NULL || signature.len > TOTEM_LONGEST_SIGNATURE ? 0 : signature.len;
  size_t count = 0;
  while (count < length && count < TOTEM_MOST_VALUES && is_letter(signature.ptr[count])) count++;
  bool has_result = count + 1 < length && signature.ptr[count] == '>' && is_letter(signature.ptr[count + 1]);
  if (result != NULL) *result = has_result ? signature.ptr[count + 1] : 0;
  return count;
}

void totem_put_value(totem_end *end, char letter, const totem_value *value) {
  switch (letter) {
  case 'd': totem_put_double(end, value->d); break;
  case 'b': totem_put(end, value->b); break;
  case 's':
  case 'j': totem_put_text(end, value->s.ptr, value->s.len); break;
  default: totem_put(end, (uint64_t)value->i);
  }
}

totem_value totem_take_value(totem_end *end, char letter) {
  totem_value value = {.s = {NULL, 0}};
  switch (letter) {
  case 'd': value.d = totem_take_double(end); break;
  case 'b': value.b = totem_take(end) != 0; break;
  case 's':
  case 'j': value.s.ptr = totem_take_text(end, &value.s.len); break;
  default: value.i = (int64_t)totem_take(end);
  }
  return value;
}

void totem_put_values(totem_end *end, totem_str signature, const totem_value *values) {
  size_t count = totem_count_values(signature, NULL);
  totem_put(end, values != NULL);
  if (values == NULL) return;
  for (size_t i = 0; i < count; i++) totem_put_value(end, signature.ptr[i], &values[i]);
}

const totem_value *totem_take_values(totem_end *end, totem_str signature, totem_value *room) {
  if (totem_take(end) == 0) return NULL;
  size_t count = totem_count_values(signature, NULL);
  for (size_t i = 0; i < count; i++) room[i] = totem_take_value(end, signature.ptr[i]);
  return room;
}
