#include "totem_foreign.h"

#include <ffi.h>
#include <stdlib.h>
#include <string.h>

// The call before the arguments, the place of the result and the state behind them.
enum { OTHERS = 3 };

struct totem_foreign {
  ffi_cif cif;
  uint32_t count;
  bool has_result;
  ffi_type *types[TOTEM_FOREIGN_PARAMETERS + OTHERS];
};

// Its size and alignment are written down, so that libffi works out nothing and only reads it.
static ffi_type *text_elements[] = {&ffi_type_pointer, &ffi_type_uint64, NULL};
static ffi_type text_type = {
  .size = sizeof(totem_str), .alignment = _Alignof(totem_str), .type = FFI_TYPE_STRUCT, .elements = text_elements,
};

static ffi_type *type_of(char letter) {
  switch (letter) {
    case 'i': return &ffi_type_sint64;
    case 'd': return &ffi_type_double;
    case 'b': return &ffi_type_uint8;
    case 's':
    case 'j': return &text_type;
    default: return NULL;
  }
}

static bool read_signature(totem_foreign *foreign, const char *signature) {
  uint32_t count = 0;
  foreign->types[0] = &ffi_type_pointer;
  for (; *signature != '\0' && *signature != '>'; signature++) {
    if (count == TOTEM_FOREIGN_PARAMETERS || type_of(*signature) == NULL) return false;
    foreign->types[++count] = type_of(*signature);
  }
  foreign->count = count;
  foreign->has_result = *signature == '>';
  if (foreign->has_result && (type_of(signature[1]) == NULL || signature[2] != '\0')) return false;
  uint32_t total = count + 1;
  if (foreign->has_result) foreign->types[total++] = &ffi_type_pointer;
  foreign->types[total++] = &ffi_type_pointer;
  return ffi_prep_cif(&foreign->cif, FFI_DEFAULT_ABI, total, &ffi_type_sint32, foreign->types) == FFI_OK;
}

totem_foreign *totem_foreign_make(const char *signature) {
  totem_foreign *foreign = calloc(1, sizeof *foreign);
  if (foreign == NULL || read_signature(foreign, signature)) return foreign;
  free(foreign);
  return NULL;
}

totem_status totem_foreign_call(
    const totem_foreign *foreign, totem_function function, totem_call *call, const totem_value *arguments,
    totem_value *result, void *state) {
  void *values[TOTEM_FOREIGN_PARAMETERS + OTHERS];
  uint32_t total = 0;
  values[total++] = &call;
  // Every member of a value lies at its beginning. libffi writes through none of these.
  for (uint32_t i = 0; i < foreign->count; i++) values[total++] = (void *)&arguments[i];
  if (foreign->has_result) values[total++] = &result;
  values[total++] = &state;
  ffi_arg status = 0;
  ffi_call((ffi_cif *)&foreign->cif, function, &status, values);
  return (totem_status)status;
}
