/*
 * Runs the user's command: passes signals on and returns its status.
 *
 * Must not know: traces, mock mode.
 */
#ifndef L1RECORD_RUN_H
#define L1RECORD_RUN_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * Blocks all signals that would end us, so that what is set up from here on can be cleaned up;
 * run_command() passes them on. `saved` is the mask that CMD starts with.
 */
void run_hold_signals(sigset_t *saved);
/* For a command without a terminal: in a group of its own, which ends when its time is over. It is
 * killed when l1record is. */
struct run_limits {
	double seconds;         /* how long it may run; 0: as long as it takes */
	double grace_seconds;   /* between being asked to end (SIGTERM, or a signal passed on) and SIGKILL */
	bool timed_out;         /* out: its time was over */
};
/*
 * Runs `program` with `argv` and waits. `limits` may be NULL. 0: it ran, and *pid and *status (of
 * wait) say how it ended. Else it could not be started and a message was written: 127 not found, 126
 * not executable.
 */
int run_command(const char *program, char *const argv[], const sigset_t *saved,
	struct run_limits *limits, pid_t *pid, int *status);

#endif
