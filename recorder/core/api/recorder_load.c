/*
 * Whether this process records: decided when the library is loaded, or by the preload library.
 *
 * Must not know: events.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "bus.h"
#include "clock.h"
#include "intern_table.h"
#include "output_name.h"
#include "preload.h"
#include "process_state.h"
#include "recording.h"
#include "ring.h"
#include "signal_guard.h"
#include "warn.h"
#include "writer_thread.h"

static bool decided_on;

/* For kernels without MADV_WIPEONFORK (before 4.14) and for emulators. */
static void wipe_in_child(void)
{
	memset(&l1tr_process, 0, sizeof(l1tr_process));
}

/* An emulator may answer 0 to any advice and heed none: one that takes nonsense is not believed. */
static bool kernel_wipes(void)
{
	enum { NONSENSE = 0x4c315452 };

	return madvise(&l1tr_wiped, sizeof(l1tr_wiped), NONSENSE) &&
		!madvise(&l1tr_wiped, sizeof(l1tr_wiped), MADV_WIPEONFORK);
}

static bool wiped_on_fork(void)
{
	return kernel_wipes() || !pthread_atfork(NULL, NULL, wipe_in_child);
}

static void decide(bool preloaded)
{
	const char *wanted = getenv("L1TRACE"), *overflow = getenv("L1TRACE_OVERFLOW");
	int saved = errno;

	if (decided_on || (wanted && !strcmp(wanted, "0")) || (!preloaded && !(wanted && *wanted)))
		return;
	decided_on = true;
	l1tr_signal_guard_load();
	l1tr_warn_load();
	l1tr_clock_load();
	l1tr_switch.drop_when_full = overflow && !strcmp(overflow, "drop");
	l1tr_output_name_load(wanted && *wanted ? wanted : "l1trace-%p.l1t");
	if (wiped_on_fork() && l1tr_intern_table_load()) {
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
	decide(false);
}

L1TRACE_API bool l1trace_preload_begin(void (*stopped)(void))
{
	l1tr_tell_off(stopped);
	decide(true);
	return l1tr_is_on();
}
