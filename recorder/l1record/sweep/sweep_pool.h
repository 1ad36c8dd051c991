/*
 * Some runs at the same time, each in a process of its own; a signal that would end l1record ends
 * them first.
 *
 * Must not know: what a run does, which run comes next.
 */
#ifndef L1RECORD_SWEEP_POOL_H
#define L1RECORD_SWEEP_POOL_H

#include "run_outcome.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { SWEEP_JOBS_MOST = 256 };

struct sweep_slot {
	pid_t pid;              /* 0: free */
	uint64_t run;
	struct run_outcome *outcome;    /* shared with the process */
};

struct sweep_pool {
	struct sweep_slot slots[SWEEP_JOBS_MOST];
	unsigned jobs, running;
	int ended_by;           /* the signal that ends the sweep; 0: none */
	sigset_t saved;         /* the mask that runs have, and l1record has after it */
	struct run_outcome *outcomes;
};

/* What a run's process does: fills *outcome and returns; the process then ends. */
typedef void sweep_do(void *context, uint64_t run, struct run_outcome *outcome);

/*
 * For up to `jobs` runs at a time. Holds signals until sweep_pool_close(); SIGCHLD has its default
 * action. -1 after a message.
 */
int sweep_pool_open(struct sweep_pool *p, unsigned jobs);
void sweep_pool_close(struct sweep_pool *p);
/* Begins a run; fewer than `jobs` are running. -1 after a message. */
int sweep_pool_begin(struct sweep_pool *p, uint64_t run, sweep_do *begin, void *context);
/*
 * Waits until a run ends and gives its number and outcome, which is valid until the next call. After
 * a signal all runs are asked to end. False: none is running.
 */
bool sweep_pool_wait(struct sweep_pool *p, uint64_t *run, const struct run_outcome **outcome);
/* Asks all runs to end; sweep_pool_wait() then gives them. */
void sweep_pool_end_all(struct sweep_pool *p);

#endif
