/*
 * Scenarios that pause and resume.
 *
 * Must not know: what becomes of the trace.
 */
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include "host.h"

struct worker {
	pthread_t thread;
	unsigned stream;
	unsigned long events;
};

static unsigned long number(const char *text, unsigned long otherwise)
{
	return text ? strtoul(text, NULL, 10) : otherwise;
}

static uint32_t open_device(void)
{
	const uint32_t chip = 0;
	struct l1trace_device device = {.mesh = L1TRACE_UNKNOWN, .chips = &chip, .chip_count = 1,
		.grid_x = 8, .grid_y = 8, .l1_bytes = 1499136, .arch = "wormhole_b0"};

	return l1trace_device_open(&device);
}

static void place(uint32_t program, unsigned regions)
{
	for (unsigned i = 0; i < regions; i++)
		l1trace_region(&(struct l1trace_region){.program = program, .address = 1000 * i,
			.size_bytes = 100, .index = (uint8_t)i,
			.flags = i ? 0 : L1TRACE_REGION_FIRST});
}

int host_pause(const char *a, const char *b)
{
	uint32_t program, other, device = open_device();

	(void)a;
	(void)b;
	program = l1trace_program(1);
	other = l1trace_program(2);
	place(program, 5);
	place(other, 2);
	for (unsigned i = 0; i < 10; i++)
		host_alloc(0);
	l1trace_pause();
	counts->facts[0] = (uint64_t)l1trace_enabled();
	for (unsigned i = 0; i < 10; i++)
		host_alloc(1);
	for (uint64_t i = 0; i < 5; i++)
		l1trace_free(1ull << 32 | i, device, L1TRACE_L1);
	for (uint64_t i = 0; i < 3; i++)
		l1trace_free(i, device, L1TRACE_L1);
	place(program, 3);
	l1trace_program_gone(other);
	l1trace_mark_begin("not written");
	l1trace_resume();
	counts->facts[1] = (uint64_t)l1trace_enabled();
	for (unsigned i = 0; i < 5; i++)
		host_alloc(2);
	return 0;
}

enum { KEPT = 97, LATER = 3 };

/* Frees all but every KEPTth and the last LATER buffers of each stream. */
static void *churn(void *worker)
{
	struct worker *w = worker;

	for (uint64_t i = 0; i < w->events; i++) {
		host_alloc(w->stream);
		if (i >= LATER && (i - LATER) % KEPT)
			l1trace_free((uint64_t)w->stream << 32 | (i - LATER), 1, L1TRACE_L1);
		host_pace();
		host_leave_room((unsigned)i);
	}
	return NULL;
}

int host_pause_threads(const char *events, const char *b)
{
	struct worker workers[4];

	(void)b;
	open_device();
	for (unsigned i = 0; i < 4; i++) {
		workers[i] = (struct worker){.stream = i, .events = number(events, 20000)};
		pthread_create(&workers[i].thread, NULL, churn, &workers[i]);
	}
	for (unsigned i = 0; i < 40; i++) {
		host_sleep_us(i * 37 % 500);
		l1trace_pause();
		host_sleep_us(i * 53 % 500);
		l1trace_resume();
	}
	for (unsigned i = 0; i < 4; i++)
		pthread_join(workers[i].thread, NULL);
	l1trace_pause();
	l1trace_resume();
	return 0;
}

/*
 * More buffers than the recorder can remember are allocated and freed, 10 stay; on one ring or two.
 */
int host_pause_late(const char *rings, const char *b)
{
	struct worker other = {.stream = 1, .events = 1};

	(void)b;
	open_device();
	if (number(rings, 1) > 1) {
		pthread_create(&other.thread, NULL, churn, &other);
		pthread_join(other.thread, NULL);
	}
	for (uint64_t i = 0; i < 100000; i++) {
		host_alloc(0);
		if (i >= 10)
			l1trace_free(i - 10, 1, L1TRACE_L1);
		if (i % 1000 == 999)
			l1trace_flush();
	}
	l1trace_pause();
	l1trace_resume();
	return 0;
}

/* Killed in a pause, or right after it, before the writer has followed. */
int host_pause_killed(const char *resumed, const char *b)
{
	(void)b;
	open_device();
	for (unsigned i = 0; i < 10; i++)
		host_alloc(0);
	l1trace_pause();
	l1trace_flush();
	for (unsigned i = 0; i < 10; i++)
		host_alloc(1);
	l1trace_free(3, 1, L1TRACE_L1);
	l1trace_mark_begin("not written");
	l1trace_string("written", 7);
	if (resumed) {
		l1trace_resume();
		for (unsigned i = 0; i < 10; i++)
			host_alloc(2);
	}
	return raise(SIGKILL);
}

static void *record_ten(void *unused)
{
	for (unsigned i = 0; i < 10; i++)
		host_alloc(1);
	return unused;
}

/* Killed after a pause, a resume and a quiet while, right after ten last events. */
int host_quiet_killed(const char *events, const char *b)
{
	pthread_t thread;

	(void)b;
	for (unsigned long i = 0; i < number(events, 200000); i++)
		host_alloc(0);
	l1trace_pause();
	l1trace_flush();
	l1trace_resume();
	if (pthread_create(&thread, NULL, record_ten, NULL) || pthread_join(thread, NULL))
		return 1;
	l1trace_flush();
	host_sleep_us(300000);
	for (unsigned i = 0; i < 10; i++)
		host_alloc(2);
	return raise(SIGKILL);
}
