/*
 * Which clock stamps events: see clock.h.
 *
 * The time stamp counter is used when the processor calls it invariant (CPUID 80000007h, EDX bit 8;
 * Intel SDM vol. 3, 18.17.1) and the kernel has not rejected it as a clock source.
 *
 * Must not know: what is stamped.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <gnu/lib-names.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include "clock.h"
#include "file_calls.h"
#include "own_table.h"

enum {
	PAIR_TRIES = 8,
	PAIR_TICKS = 300,       /* a pair this close is good enough */
	BASE_MIN_NS = 500000,
};

uint32_t l1tr_clock_kind = 1;
int (*l1tr_clock_gettime)(clockid_t, struct timespec *) = clock_gettime;

static uint64_t ticks_at_load;
static int64_t mono_at_load;

#if defined(__x86_64__)
static int invariant(void)
{
	unsigned a, b, c, d;

	return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & 1u << 8);
}

/* The kernel lists "tsc" among its clock sources unless it found it unstable. */
static int kernel_trusts_it(void)
{
	char text[128];
	ssize_t n;
	int fd = l1tr_own_table_open(
		"/sys/devices/system/clocksource/clocksource0/available_clocksource", O_RDONLY, 0);

	if (fd < 0)
		return 1;
	n = l1tr_call_read(fd, text, sizeof(text) - 1);
	l1tr_call_close(fd);
	if (n <= 0)
		return 1;
	text[n] = 0;
	return strstr(text, "tsc") || strstr(text, "kvm-clock") || strstr(text, "hyperv");
}
#endif

/* Waits are bounded by this clock, so it must advance even if the host's clock is faked. */
static void find_clock(void)
{
	void *libc = dlopen(LIBC_SO, RTLD_LAZY | RTLD_NOLOAD);
	void *found = libc ? dlsym(libc, "clock_gettime") : NULL;

	if (found)
		memcpy(&l1tr_clock_gettime, &found, sizeof(found));
}

void l1tr_clock_load(void)
{
	const char *forced = getenv("L1TRACE_CLOCK");

	find_clock();
	if (forced && !strcmp(forced, "monotonic"))
		l1tr_clock_kind = 1;
#if defined(__x86_64__)
	else
		l1tr_clock_kind = !invariant();
#endif
	l1tr_clock_pair(&ticks_at_load, &mono_at_load);
}

bool l1tr_clock_ask_kernel(void)
{
	static bool asked;

	if (asked || l1tr_clock_kind)
		return false;
	asked = true;
#if defined(__x86_64__)
	l1tr_clock_kind = !kernel_trusts_it();
#endif
	return l1tr_clock_kind;
}

void l1tr_clock_pair(uint64_t *ticks, int64_t *mono_ns)
{
	uint64_t best = UINT64_MAX;

	*ticks = 0;
	*mono_ns = 0;
	for (int i = 0; i < PAIR_TRIES && best > PAIR_TICKS; i++) {
		uint64_t before = l1tr_ticks(), after;
		int64_t ns = l1tr_monotonic_ns();

		after = l1tr_ticks();
		if (after - before >= best)
			continue;
		best = after - before;
		*ticks = before + best / 2;
		*mono_ns = ns;
	}
}

double l1tr_clock_ns_per_tick(void)
{
	uint64_t ticks;
	int64_t ns;

	if (l1tr_clock_kind)
		return 1;
	do
		l1tr_clock_pair(&ticks, &ns);
	while (ns - mono_at_load < BASE_MIN_NS);
	return ticks > ticks_at_load ? (double)(ns - mono_at_load) / (double)(ticks - ticks_at_load)
		: 0.5;
}
