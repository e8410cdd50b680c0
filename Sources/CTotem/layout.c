#include "totem_plugin.h"
