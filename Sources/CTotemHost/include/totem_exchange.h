// What of the file system Swift can't name.
#pragma once

// Each of two paths gets what the other had, in one step. 0, or -1 and errno: not every file system can do it.
int totem_exchange(const char *one, const char *other);
