// Links that lead to a list. Who has one may see the list, so nobody must be able to guess it, or to find it out bit by bit from
// how long a refusal takes: the secret is compared whole, and never looked up.
#include "wishlists.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/random.h>

enum { SECRET_BYTES = 24, SECRET_DIGITS = 2 * SECRET_BYTES, ID_DIGITS = 18 };

totem_status wl_new_secret(totem_call *call, totem_str *secret) {
  unsigned char bytes[SECRET_BYTES];
  if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
    return totem_fail(call, TOTEM_STR("the system gives no random bytes for a link"));
  char digits[SECRET_DIGITS + 1];
  for (size_t i = 0; i < sizeof bytes; i++) snprintf(digits + 2 * i, 3, "%02x", bytes[i]);
  return totem_keep(call, totem_text(digits), secret);
}

totem_status wl_token(totem_call *call, const wl_list *list, totem_str *token) {
  char text[SECRET_DIGITS + 32];
  snprintf(text, sizeof text, "%" PRId64 "-%.*s", list->id, (int)list->secret.len, list->secret.ptr);
  return totem_keep(call, totem_text(text), token);
}

bool wl_read_token(totem_str token, int64_t *list, totem_str *secret) {
  size_t digits = 0;
  *list = 0;
  while (digits < token.len && digits < ID_DIGITS && token.ptr[digits] >= '0' && token.ptr[digits] <= '9')
    *list = *list * 10 + (token.ptr[digits++] - '0');
  if (digits == 0 || digits == token.len || token.ptr[digits] != '-') return false;
  secret->ptr = token.ptr + digits + 1;
  secret->len = token.len - digits - 1;
  return secret->len == SECRET_DIGITS;
}

bool wl_same_secret(totem_str one, totem_str other) {
  if (one.ptr == NULL || other.ptr == NULL || one.len != other.len) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < one.len; i++) difference |= (unsigned char)(one.ptr[i] ^ other.ptr[i]);
  return difference == 0;
}
