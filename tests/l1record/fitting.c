/*
 * Stands in for a model: one op that needs N bytes of a core that has 1,000,000, and more than that
 * where RULE says that N does not fit. It records what hooks of the runtime would.
 *
 *     fitting N [RULE [HOW]]
 *
 * RULE: max:M, min:M, div:M (M divides it), not:M, or:A:M (at most A, or M divides it); any:0.
 * HOW: a status to exit with; catch (what did not fit, and go on), refuse, hang, ignore (SIGTERM, and
 * hang), abort, other (ends with 3 before a device is opened).
 */
#include <l1trace.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 1000000, BASE = 100000 };

static bool fits(long n, const char *rule)
{
	long m = strtol(strchr(rule, ':') + 1, NULL, 10), more;

	if (!strncmp(rule, "max", 3))
		return n <= m;
	if (!strncmp(rule, "min", 3))
		return n >= m;
	if (!strncmp(rule, "div", 3))
		return n % m == 0;
	if (!strncmp(rule, "not", 3))
		return n != m;
	more = strtol(strrchr(rule, ':') + 1, NULL, 10);
	return strncmp(rule, "or", 2) || n <= m || n % more == 0;
}

static uint32_t site(long n)
{
	const struct l1trace_frame frame = {"model.py", (uint32_t)(n % 100 + 1), "forward"};

	return l1trace_callsite(&frame, 1);
}

static uint32_t open_device(void)
{
	static const uint32_t chip = 0;

	return l1trace_device_open(&(struct l1trace_device){.mesh = L1TRACE_UNKNOWN, .chips = &chip,
		.chip_count = 1, .grid_x = 1, .grid_y = 1, .l1_bytes = BASE + ROOM,
		.unreserved_base = BASE, .bank_count = 1, .bank_bytes = ROOM, .arch = "wormhole_b0"});
}

static void fail(uint32_t device, uint8_t type, long n, const char *text)
{
	l1trace_failure(&(struct l1trace_failure){.type = type, .buffer_type = L1TRACE_L1,
		.device = device, .callsite = site(n), .size_bytes = (uint64_t)n,
		.bytes_per_bank = (uint64_t)n, .bank_count = 1, .bank_bytes = ROOM, .free_bytes = ROOM,
		.largest_free_bytes = ROOM, .region_end = L1TRACE_UNKNOWN,
		.lowest_buffer = L1TRACE_UNKNOWN, .limit_bytes = L1TRACE_UNKNOWN}, text);
}

static void hang(void)
{
	puts("hangs");
	fflush(stdout);
	sleep(60);
}

int main(int argc, char **argv)
{
	long n = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
	const char *how = argc > 3 ? argv[3] : "";
	bool fitting = n <= ROOM && (argc < 3 || fits(n, argv[2]));
	uint32_t device;

	if (!strcmp(how, "other"))
		return 3;
	if (!strcmp(how, "ignore"))
		signal(SIGTERM, SIG_IGN);
	device = open_device();
	if (!strcmp(how, "refuse")) {
		fail(device, L1TRACE_REFUSED, n, "TT_FATAL: not like that");
		return 1;
	}
	if (fitting)
		l1trace_alloc(&(struct l1trace_buffer){.id = 1, .size_bytes = (uint64_t)n,
			.address = (uint64_t)(BASE + ROOM - n), .bytes_per_core = (uint64_t)n,
			.device = device, .page_bytes = (uint32_t)n, .callsite = site(n), .core_count = 1,
			.type = L1TRACE_L1});
	else
		fail(device, L1TRACE_OOM, n, "Out of Memory: Not enough space");
	if (!strcmp(how, "hang") || !strcmp(how, "ignore"))
		hang();
	if (!strcmp(how, "abort"))
		abort();
	if (how[0] >= '0' && how[0] <= '9')
		return (int)strtol(how, NULL, 10);
	return !fitting && strcmp(how, "catch") != 0;
}
