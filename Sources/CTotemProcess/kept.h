// What the files of this module share.
#pragma once

#include "totem_descriptors.h"

// Asks for each that is kept, from the first to the last, whether code at this address may give it up. What the host gives up is not
// kept afterwards.
void totem_descriptors_before_giving_up(unsigned first, unsigned last, uintptr_t caller);
