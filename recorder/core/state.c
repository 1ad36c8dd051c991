/*
 * On or off: decided when the library is loaded. Also the shield of slow paths.
 *
 * Must not know: events, rings.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "bus.h"
#include "clock.h"
#include "intern.h"
#include "naming.h"
#include "preload.h"
#include "ring.h"
#include "state.h"
#include "writer.h"

_Alignas(L1TR_WIPED_BYTES) union l1tr_wiped l1tr_wiped;
struct l1tr_switch l1tr_switch;

static sigset_t mask_at_load;
static bool decided_on;

static_assert(sizeof(sigset_t) <= sizeof(((struct l1tr_shield *)0)->signals), "a mask fits");

/* For kernels without MADV_WIPEONFORK (before 4.14) and emulators. */
static void wipe_in_child(void)
{
	memset(&l1tr_process, 0, sizeof(l1tr_process));
}

static bool wiped_on_fork(void)
{
	return !madvise(&l1tr_wiped, sizeof(l1tr_wiped), MADV_WIPEONFORK) ||
		!pthread_atfork(NULL, NULL, wipe_in_child);
}

void l1tr_decide(bool preloaded)
{
	const char *wanted = getenv("L1TRACE"), *overflow = getenv("L1TRACE_OVERFLOW");
	int saved = errno;

	if (decided_on || (wanted && !strcmp(wanted, "0")) || (!preloaded && !(wanted && *wanted)))
		return;
	decided_on = true;
	pthread_sigmask(SIG_SETMASK, NULL, &mask_at_load);
	l1tr_warn_load();
	l1tr_clock_load();
	l1tr_switch.drop_when_full = overflow && !strcmp(overflow, "drop");
	l1tr_naming_load(wanted && *wanted ? wanted : "l1trace-%p.l1t");
	if (wiped_on_fork() && l1tr_intern_load()) {
		l1tr_ring_load();
		l1tr_writer_load();
		l1tr_bus_load();
		atomic_store(&l1tr_switch.on, 1);
	} else {
		l1tr_warn("record into", wanted && *wanted ? wanted : "l1trace-%p.l1t",
			l1tr_why(ENOMEM));
	}
	errno = saved;
}

__attribute__((constructor)) static void load(void)
{
	l1tr_decide(false);
}

L1TRACE_API void l1trace_preload_begin(void)
{
	l1tr_decide(true);
}

/*
 * A handler's signal is blocked while it runs: that is how code called from one is told. Signals
 * that nobody handles are blocked for other reasons: to be waited for, say.
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

void l1tr_shield_up(struct l1tr_shield *s)
{
	sigset_t all, before;

	s->errno_before = errno;
	sigfillset(&all);
	sigdelset(&all, SIGBUS);        /* blocked it would kill: see bus.h */
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &s->cancel_before);
	memcpy(s->signals, &before, sizeof(before));
	s->in_handler = handled_are_blocked(&before);
}

void l1tr_shield_down(const struct l1tr_shield *s)
{
	sigset_t before;

	memcpy(&before, s->signals, sizeof(before));
	pthread_setcancelstate(s->cancel_before, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = s->errno_before;
}

/* As threads do that want to handle none; a handler blocks its own and few more. */
bool l1tr_shield_most_were_blocked(const struct l1tr_shield *s)
{
	sigset_t before;
	int blocked = 0;

	memcpy(&before, s->signals, sizeof(before));
	for (int i = 1; i < NSIG; i++)
		blocked += sigismember(&before, i) == 1;
	return blocked > NSIG / 2;
}

bool l1tr_in_handler(void)
{
	sigset_t now;

	return !pthread_sigmask(SIG_BLOCK, NULL, &now) && handled_are_blocked(&now);
}
