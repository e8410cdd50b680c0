#ifndef TOTEM_BASELINE_H
#define TOTEM_BASELINE_H
#endif
