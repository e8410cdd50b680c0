// Memory that plugins are shown: they read it, and what they write into it reaches nobody.
//
// The same pages are mapped twice. The host writes through `written`; plugins get pointers into `shown`, a private mapping that
// can only be read. A plugin that writes there nevertheless gets a copy of the page that is its own, which the host throws away
// when the call returns: nothing is copied as long as nobody writes.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Pages are taken and watched in blocks of this many bytes.
#define TOTEM_PAYLOAD_BLOCK ((size_t)64 << 10)
#define TOTEM_PAYLOAD_BLOCKS ((size_t)16384)

typedef struct totem_payload_region {
  char *shown;
  char *written;
} totem_payload_region;

// The region of this process, made at the first call. `shown` and `written` are NULL when the system refuses it.
totem_payload_region totem_payload_open(void);

// Whether somebody has written into a block where it is only shown, since it was restored.
bool totem_payload_is_soiled(size_t block);

// Notes that somebody has.
void totem_payload_soil(size_t block);

// Where that is noted, for who looks after every call of a plugin.
const bool *totem_payload_note(size_t block);

// Shows again what the host has written into the blocks.
void totem_payload_restore(size_t block, size_t count);

// Gives the memory of the blocks back to the system; they read as zeros.
void totem_payload_release(size_t block, size_t count);
