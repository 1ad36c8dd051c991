/*
 * The guard of slow paths, and whether a signal handler is running.
 *
 * Must not know: events, rings.
 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include "bus.h"
#include "signal_guard.h"

static sigset_t mask_at_load;

static_assert(sizeof(sigset_t) <= sizeof(((struct l1tr_signal_guard *)0)->signals), "a mask fits");

void l1tr_signal_guard_load(void)
{
	pthread_sigmask(SIG_SETMASK, NULL, &mask_at_load);
}

/*
 * A signal is blocked while its handler runs: that shows that code was called from a handler. A
 * blocked signal without a handler is blocked for another reason, for example to be waited for.
 */
static bool handled_are_blocked(const sigset_t *now)
{
	struct sigaction act;

	for (int s = 1; s < NSIG; s++)
		if (sigismember(now, s) == 1 && !sigismember(&mask_at_load, s) &&
			!sigaction(s, NULL, &act) && !l1tr_bus_is_ours(&act) &&
			((act.sa_flags & SA_SIGINFO) ||
				(act.sa_handler != SIG_DFL && act.sa_handler != SIG_IGN)))
			return true;
	return false;
}

void l1tr_guard_up(struct l1tr_signal_guard *g)
{
	sigset_t all, before;

	g->errno_before = errno;
	sigfillset(&all);
	sigdelset(&all, SIGBUS);        /* if blocked it would kill: see bus.h */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &g->cancel_before);
	memcpy(g->signals, &before, sizeof(before));
	g->in_handler = handled_are_blocked(&before);
}

void l1tr_guard_down(const struct l1tr_signal_guard *g)
{
	sigset_t before;

	memcpy(&before, g->signals, sizeof(before));
	pthread_setcancelstate(g->cancel_before, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = g->errno_before;
}

/*
 * A thread that wants to handle no signals blocks most of them; a handler blocks its own and few
 * more.
 */
bool l1tr_guard_most_were_blocked(const struct l1tr_signal_guard *g)
{
	sigset_t before;
	int blocked = 0;

	memcpy(&before, g->signals, sizeof(before));
	for (int i = 1; i < NSIG; i++)
		blocked += sigismember(&before, i) == 1;
	return blocked > NSIG / 2;
}

bool l1tr_in_handler(void)
{
	sigset_t now;

	return !pthread_sigmask(SIG_BLOCK, NULL, &now) && handled_are_blocked(&now);
}
