#define _GNU_SOURCE
#include "ffi_baseline.h"

#include <ffi.h>
#include <time.h>

int64_t baseline_ffi_calls(totem_function function, int64_t count) {
  ffi_type *text_elements[] = {&ffi_type_pointer, &ffi_type_uint64, NULL};
  ffi_type text = {.size = 0, .alignment = 0, .type = FFI_TYPE_STRUCT, .elements = text_elements};
  ffi_type *types[] = {&ffi_type_pointer, &ffi_type_sint64, &text, &ffi_type_pointer, &ffi_type_pointer};
  ffi_cif cif;
  if (ffi_prep_cif(&cif, FFI_DEFAULT_ABI, 5, &ffi_type_sint32, types) != FFI_OK) return -1;
  void *call = NULL, *state = NULL;
  int64_t amount = 1999, sum = 0, *result = &sum;
  totem_str currency = TOTEM_STR("EUR");
  void *values[] = {&call, &amount, &currency, &result, &state};
  int64_t failures = 0;
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (int64_t i = 0; i < count; i++) {
    ffi_arg status = 0;
    ffi_call(&cif, function, &status, values);
    failures += (totem_status)status != TOTEM_OK;
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  if (failures != 0) return -1;
  return (end.tv_sec - begin.tv_sec) * 1000000000 + end.tv_nsec - begin.tv_nsec;
}
