#include "totem_foreign.h"

#include <ffi.h>
#include <stdlib.h>
#include <string.h>

// The call before the arguments, the place of the result and the state behind them.
enum { OTHERS = 3, MOST = 2 * TOTEM_FOREIGN_PARAMETERS + OTHERS };

// How many arguments that are no fractions are handed over in registers, where a text there is its two members, one after the other
// (System V AMD64 ABI, 3.2.3; AAPCS64, 6.8.2). To libffi members are less work than a structure.
#if defined(__x86_64__)
enum { REGISTERS = 6 };
#elif defined(__aarch64__)
enum { REGISTERS = 8 };
#else
enum { REGISTERS = 0 };
#endif

struct totem_foreign {
  ffi_cif cif;
  uint32_t count;
  bool has_result;
  // Which arguments are texts that are handed over as their members, a bit for each.
  uint32_t members;
  ffi_type *types[MOST];
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

// Whether all that is no fraction finds room in registers.
static bool fits_registers(const char *signature) {
  int needed = OTHERS;
  for (; *signature != '\0' && *signature != '>'; signature++)
    needed += type_of(*signature) == &text_type ? 2 : *signature != 'd';
  return needed <= REGISTERS;
}

static bool read_signature(totem_foreign *foreign, const char *signature) {
  bool splits = fits_registers(signature);
  uint32_t total = 0;
  foreign->types[total++] = &ffi_type_pointer;
  for (; *signature != '\0' && *signature != '>'; signature++) {
    ffi_type *type = type_of(*signature);
    if (foreign->count == TOTEM_FOREIGN_PARAMETERS || type == NULL) return false;
    if (type == &text_type && splits) {
      foreign->members |= (uint32_t)1 << foreign->count;
      foreign->types[total++] = text_elements[0];
      type = text_elements[1];
    }
    foreign->types[total++] = type;
    foreign->count++;
  }
  foreign->has_result = *signature == '>';
  if (foreign->has_result && (type_of(signature[1]) == NULL || signature[2] != '\0')) return false;
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
  void *values[MOST];
  uint32_t total = 0;
  values[total++] = &call;
  // Every member of a value lies at its beginning. libffi writes through none of these.
  for (uint32_t i = 0; i < foreign->count; i++) {
    values[total++] = (void *)&arguments[i];
    if (foreign->members >> i & 1) values[total++] = (void *)&arguments[i].s.len;
  }
  if (foreign->has_result) values[total++] = &result;
  values[total++] = &state;
  ffi_arg status = 0;
  ffi_call((ffi_cif *)&foreign->cif, function, &status, values);
  return (totem_status)status;
}
