/*
 * Runs the user's command: passes signals on and returns its status.
 *
 * Must not know: traces, mock mode.
 */
#ifndef L1RECORD_RUN_H
#define L1RECORD_RUN_H

#include <signal.h>
#include <sys/types.h>

/*
 * Blocks all signals that would end us, so that what is set up from here on can be cleaned up;
 * run_command() passes them on. `saved` is the mask that CMD starts with.
 */
void run_hold_signals(sigset_t *saved);
/*
 * Runs `program` with `argv` and waits. 0: it ran, and *pid and *status (of wait) say how it ended.
 * Else it could not be started and a message was written: 127 not found, 126 not executable.
 */
int run_command(const char *program, char *const argv[], const sigset_t *saved, pid_t *pid,
	int *status);

#endif
