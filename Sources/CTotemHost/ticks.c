#include "totem_ticks.h"
