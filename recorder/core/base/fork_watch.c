/*
 * When and how this process was forked: see fork_watch.h.
 *
 * Must not know: what is recorded.
 */
#include <pthread.h>
#include <unistd.h>
#include "clock.h"
#include "fork_watch.h"
#include "process_state.h"

/*
 * CLOCK_MONOTONIC just before a fork. Only the parent knows it, since the child may first run much
 * later. Several threads may fork at once. A child that records nothing passes the time of its own
 * fork on to its children: they inherit what lived before that fork.
 */
static _Thread_local int64_t fork_ns __attribute__((tls_model("initial-exec")));
/*
 * Time of this process's fork, and its pid. _Fork and a bare clone call no handlers: then both are
 * the parent's.
 */
static struct {
	int64_t ns;
	pid_t pid;
} told;
static pid_t pid_at_load;

static void before_fork(void)
{
	bool hands_on = told.pid == getpid() && !atomic_load(&l1tr_process.generation);

	fork_ns = hands_on ? told.ns : l1tr_monotonic_ns();
}

static void in_child(void)
{
	told.ns = fork_ns;
	told.pid = getpid();
}

__attribute__((constructor)) static void watch_forks(void)
{
	pid_at_load = getpid();
	pthread_atfork(before_fork, NULL, in_child);
}

int64_t l1tr_fork_moment_ns(void)
{
	return told.pid == getpid() ? told.ns : l1tr_monotonic_ns();
}

bool l1tr_fork_lost_locks(void)
{
	pid_t pid = getpid();

	return pid != pid_at_load && pid != told.pid;
}
