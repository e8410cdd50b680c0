// The functions that stand for those of isolated plugins: the first one registered, the second, and so on, whatever the plugin.
//
// They differ in nothing but their number. A function pointer and a state are all that the ABI knows of a plugin's function; the
// state says which plugin, so the pointer has to say which function.
#include "remote.h"

#define ONE(n) \
  static totem_status function_##n(totem_call *call, const void *payload, void *state) { \
    return totem_remote_call(state, 0x##n, call, payload); \
  }
#define PLACE(n) (totem_function)function_##n,

#define FOUR(of, n) of(n##0) of(n##1) of(n##2) of(n##3)
#define SIXTEEN(of, n) \
  FOUR(of, n) of(n##4) of(n##5) of(n##6) of(n##7) of(n##8) of(n##9) of(n##a) of(n##b) of(n##c) of(n##d) of(n##e) of(n##f)
#define MANY(of, n) \
  SIXTEEN(of, n##0) SIXTEEN(of, n##1) SIXTEEN(of, n##2) SIXTEEN(of, n##3) SIXTEEN(of, n##4) SIXTEEN(of, n##5) \
  SIXTEEN(of, n##6) SIXTEEN(of, n##7) SIXTEEN(of, n##8) SIXTEEN(of, n##9) SIXTEEN(of, n##a) SIXTEEN(of, n##b) \
  SIXTEEN(of, n##c) SIXTEEN(of, n##d) SIXTEEN(of, n##e) SIXTEEN(of, n##f)
#define ALL(of) MANY(of, 0) MANY(of, 1) MANY(of, 2) MANY(of, 3)

ALL(ONE)

static const totem_function functions[] = {ALL(PLACE)};
_Static_assert(sizeof functions / sizeof *functions == MOST_FUNCTIONS, "one for each function that a plugin can register");

totem_function totem_trampoline(size_t function) { return function < MOST_FUNCTIONS ? functions[function] : NULL; }

size_t totem_trampoline_place(totem_function function) {
  size_t place = 0;
  while (place < MOST_FUNCTIONS && functions[place] != function) place++;
  return place;
}
