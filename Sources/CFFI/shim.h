// libffi's C API.
#pragma once

#include <ffi.h>
