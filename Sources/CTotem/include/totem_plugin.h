#ifndef TOTEM_PLUGIN_H
#define TOTEM_PLUGIN_H
#endif
