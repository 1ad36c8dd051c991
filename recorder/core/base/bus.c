/*
 * The handler of SIGBUS: see bus.h.
 *
 * Must not know: what is in the pages.
 */
#include <errno.h>
#include <unistd.h>
#include "bus.h"
#include "live_file.h"
#include "process_state.h"
#include "recording.h"

/* Sets the flag first: what the writer reads from the pages after this is not to be trusted. */
static bool lose(void)
{
	bool first = !atomic_exchange(&l1tr_process.live_lost, 1);

	l1tr_turn_off();
	if (!l1tr_live_cover(&l1tr_recording))
		return false;
	if (first)
		l1tr_writer_wake();
	return true;
}

void l1tr_bus_look(void)
{
	if (!atomic_load(&l1tr_process.live_lost) && !l1tr_live_is_whole(&l1tr_recording))
		lose();
}

static void on_bus(int signal, siginfo_t *info, void *unused)
{
	const struct sigaction by_default = {.sa_handler = SIG_DFL};
	int saved = errno;

	(void)unused;
	if (info->si_code <= 0 || !l1tr_live_holds(&l1tr_recording, info->si_addr) || !lose()) {
		/* by default: the thread that touched the page touches it again when we return */
		sigaction(signal, &by_default, NULL);
		if (info->si_code <= 0)
			raise(signal);
	}
	errno = saved;
}

bool l1tr_bus_is_ours(const struct sigaction *act)
{
	return (act->sa_flags & SA_SIGINFO) && act->sa_sigaction == on_bus;
}

void l1tr_bus_load(void)
{
	const struct sigaction ours = {.sa_sigaction = on_bus,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
	struct sigaction before;

	if (!sigaction(SIGBUS, NULL, &before) && !(before.sa_flags & SA_SIGINFO) &&
		before.sa_handler == SIG_DFL)
		sigaction(SIGBUS, &ours, NULL);
}
