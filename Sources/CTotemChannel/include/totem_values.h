// Values of services and own hooks in messages: by a signature that both sides know.
#pragma once

#include <totem_channel.h>
#include <totem_plugin.h>

#define TOTEM_MOST_VALUES 16
// A longer one has no values: no function has it.
#define TOTEM_LONGEST_SIGNATURE ((size_t)31)

// How many of the letters are arguments; no more than there can be. `result`: the letter after '>', 0 for none.
size_t totem_count_values(totem_str signature, char *result);

void totem_put_value(totem_end *, char letter, const totem_value *);
totem_value totem_take_value(totem_end *, char letter);

// An array that may be NULL.
void totem_put_values(totem_end *, totem_str signature, const totem_value *);
// Room for TOTEM_MOST_VALUES. Returns NULL where NULL was put.
const totem_value *totem_take_values(totem_end *, totem_str signature, totem_value *room);
