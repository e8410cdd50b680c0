// What a process needs to look after another one: its signals as something to wait for, and a child that can't outlive it.
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

// From now on SIGTERM, SIGINT, SIGHUP and SIGCHLD do nothing but put a byte, their number, into a pipe.
// Returns its end to read from, which never blocks; -1 when there is none.
int totem_signal_pipe(void);

// A pipe that never blocks and that no program started from here inherits. Returns 0, or -1 with errno.
int totem_pipe(int ends[2]);

// Starts the program that this process runs, in a process group of its own: what a terminal sends to this one is handed on once.
// The child has standard input, output and errors, and `inherited` under the numbers that they have here.
// Returns 0, or an errno.
int totem_start_again(
    pid_t *pid, char *const arguments[], char *const environment[], const int inherited[], size_t count);

// The child that a siginfo_t of waitid is about; 0 when there is none.
static inline pid_t totem_child(const siginfo_t *information) { return information->si_pid; }

// Whether this child was stopped by a signal since the last call.
bool totem_was_stopped(pid_t child);

// For the child, as its first step on its first thread: it dies with the process that started it, and has a name of its own in the
// list of processes.
// Returns -1 when that is gone already.
int totem_be_worker_of(pid_t parent);
