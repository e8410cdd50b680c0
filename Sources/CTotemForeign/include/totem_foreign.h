// Calls of C functions whose types are known at run time only: services and own hooks of plugins, over libffi.
#pragma once

#include <totem_plugin.h>

#define TOTEM_FOREIGN_PARAMETERS 16

// How functions of one signature are called.
typedef struct totem_foreign totem_foreign;

// One for a signature of section 12 of totem_plugin.h; NULL when it is none. It lives as long as the process.
totem_foreign *totem_foreign_make(const char *signature);

// Calls `totem_status function(totem_call *, ARGUMENTS…, RESULT *, void *state)`. `result` is only used when the signature has one.
totem_status totem_foreign_call(
    const totem_foreign *foreign, totem_function function, totem_call *call, const totem_value *arguments,
    totem_value *result, void *state);
