// Starting a child process, and a terminal for it. In C because Swift does not see the GNU additions to <spawn.h>, nor
// <pty.h>.
#ifndef TOTEM_SPAWN_H
#define TOTEM_SPAWN_H

#include <sys/types.h>

// Starts `arguments[0]`, looked up in PATH, in `folder` (here when NULL), with these three descriptors and no other: a
// pipe that a sibling holds open would never end. Returns 0, or the errno of why not.
int totem_spawn(
    pid_t *pid, char *const arguments[], char *const environment[], const char *folder, const int descriptors[3]);

// Makes a terminal: the first descriptor is the side of who sits at it, the second that of the programs. Neither is passed
// to a child by itself. Returns 0, or the errno of why not.
int totem_terminal(int descriptors[2]);

#endif
