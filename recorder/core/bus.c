/*
 * The handler of SIGBUS: see bus.h.
 *
 * Must not know: what is in the pages.
 */
#include <errno.h>
#include <unistd.h>
#include "bus.h"
#include "recording.h"
#include "writer.h"

static void on_bus(int signal, siginfo_t *info, void *unused)
{
	const struct sigaction by_default = {.sa_handler = SIG_DFL};
	int saved = errno;

	(void)unused;
	if (info->si_code > 0 && l1tr_live_cover(&l1tr_recording, info->si_addr)) {
		atomic_store(&l1tr_switch.on, 0);
		if (!atomic_exchange(&l1tr_process.live_lost, 1))
			l1tr_writer_wake();
	} else {
		/* whoever touched that page touches it again when we return */
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
