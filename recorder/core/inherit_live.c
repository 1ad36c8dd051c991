/*
 * What lives in a forked child since before the fork: read from the parent's own trace and live
 * file, up to the moment of the fork. The parent goes on recording meanwhile, so a reading during
 * which it wrote a block is done again.
 *
 * Must not know: how the child's trace is written.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "clock.h"
#include "inherit_live.h"
#include "l1t_reader.h"
#include "l1t_wire.h"
#include "state.h"

/* Reading costs the child time: about a second for the largest trace that is read. */
enum { TRIES = 3, TRACE_BYTES_MAX = 4 << 20 };

static struct {
	char path[PATH_MAX];    /* of the parent's trace; "" none */
	int64_t mono0_ns;       /* its time 0 */
} parent;
/*
 * CLOCK_MONOTONIC just before a fork: only the parent knows the moment, since the child may first
 * run when its parent has long gone on. Several threads may fork at once. A child that records
 * nothing hands on to its own children what it was told: they inherit from before its fork.
 */
static _Thread_local int64_t fork_ns __attribute__((tls_model("initial-exec")));
/* What a child was told, and which: a bare clone has no handlers, and finds its parent's pid here. */
static struct {
	int64_t ns;
	pid_t pid;
} told;

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
	pthread_atfork(before_fork, NULL, in_child);
}

static int64_t clock_ns(clockid_t clock)
{
	struct timespec t;

	return l1tr_clock_gettime(clock, &t) ? 0 : (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* When the kernel says that this process began, to a hundredth of a second; 0: it does not say. */
static int64_t birth_ns(void)
{
	long a_second = sysconf(_SC_CLK_TCK);
	FILE *f = fopen("/proc/self/stat", "re");
	unsigned long long ticks = 0;
	char text[1024];
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;
	const char *p;

	if (f)
		fclose(f);
	text[n] = 0;
	p = strrchr(text, ')'); /* behind the program's name, which may hold anything */
	if (!p || a_second <= 0 || sscanf(p + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u "
			"%*u %*d %*d %*d %*d %*d %*d %llu", &ticks) != 1)
		return 0;
	return (int64_t)(ticks + 1) * (1000000000 / a_second) -
		(clock_ns(CLOCK_BOOTTIME) - clock_ns(CLOCK_MONOTONIC));
}

static int64_t moment_of_fork(void)
{
	int64_t now_ns = l1tr_monotonic_ns(), ns;

	if (told.pid == getpid())
		return told.ns;
	ns = birth_ns();
	return ns > 0 && ns < now_ns ? ns : now_ns;
}

void l1tr_inherit_remember(const struct l1tr_recording *r)
{
	memcpy(parent.path, r->trace.path, sizeof(parent.path));
	parent.mono0_ns = r->mono0_ns;
}

/* An event as it would lie in a ring; only what the live table looks at. */
static void see(struct l1tr_live_table *t, const struct l1t_record *r)
{
	union {
		struct l1t_slot_head head;
		struct l1t_slot_alloc alloc;
		struct l1t_slot_free free;
		struct l1t_slot_region region;
		struct l1t_slot_regions_freed freed;
		uint64_t words[4];
	} e;

	memset(&e, 0, sizeof(e));
	e.head.ticks = (uint64_t)r->time_ns + 1;
	e.head.slots = 1;
	switch (r->kind) {
	case L1T_ALLOC:
		e.alloc = (struct l1t_slot_alloc){.head = e.head, .id = r->alloc.id,
			.size_bytes = r->alloc.size_bytes, .address = r->alloc.address,
			.bytes_per_core = r->alloc.bytes_per_core,
			.page_bytes = (uint32_t)r->alloc.page_bytes,
			.cores = (uint32_t)r->alloc.cores, .callsite = (uint32_t)r->alloc.callsite,
			.core_count = r->alloc.core_count == L1T_UNKNOWN ? 0
				: (uint16_t)r->alloc.core_count,
			.layout = (uint8_t)r->alloc.layout, .flags = (uint8_t)r->alloc.flags};
		e.head.kind = L1T_SLOT_ALLOC;
		e.head.slots = 2;
		e.head.small = (uint8_t)r->alloc.type;
		e.head.word = (uint32_t)r->alloc.device;
		break;
	case L1T_FREE:
		e.head.kind = L1T_SLOT_FREE;
		e.head.small = (uint8_t)r->free.type;
		e.head.word = (uint32_t)r->free.device;
		e.free.id = r->free.id;
		break;
	case L1T_REGION:
		e.head.kind = (uint8_t)(L1T_SLOT_REGION + r->region.type % 3 * 4 +
			(r->region.flags & 3));
		e.head.small = r->region.index == L1T_UNKNOWN ? 255 : (uint8_t)r->region.index;
		e.head.word = (uint32_t)r->region.chips;
		e.region.program = (uint32_t)r->region.program;
		e.region.cores = (uint32_t)r->region.cores;
		e.region.address = (uint32_t)r->region.address;
		e.region.size_bytes = (uint32_t)r->region.size_bytes;
		break;
	case L1T_REGIONS_FREED:
		e.head.kind = L1T_SLOT_REGIONS_FREED;
		e.head.small = (uint8_t)r->regions_freed.types;
		e.head.word = (uint32_t)r->regions_freed.chips;
		e.freed.program = (uint32_t)r->regions_freed.program;
		break;
	case L1T_PROGRAM_GONE:
	case L1T_DEVICE_CLOSE:
		e.head.kind = l1t_slot_generic(r->kind);
		e.head.small = 1;
		e.words[2] = r->f[0];
		break;
	default:
		return;
	}
	l1tr_live_table_see(t, &e.head);
}

static off_t size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) ? -1 : st.st_size;
}

/*
 * 0: all of the parent's events up to the fork were seen: blocks go beyond it, or no block was
 * written while the rings were read. 1: try again. -1: it cannot be read.
 */
static int read_parent(struct l1tr_live_table *t, int64_t until_ns)
{
	char message[PATH_MAX + 200];
	const struct l1t_record *r;
	struct l1t_reader *reader;
	off_t before = size_of(parent.path);
	bool from_rings;
	int got;

	if (before < 0 || before > TRACE_BYTES_MAX ||
		l1t_reader_open(&reader, parent.path, message, sizeof(message)))
		return -1;
	while ((got = l1t_reader_next(reader, &r)) == 1 && r->time_ns <= until_ns)
		see(t, r);
	from_rings = !got || l1t_reader_status(reader)->live_records;
	l1t_reader_close(reader);
	return got < 0 ? -1 : from_rings && size_of(parent.path) != before;
}

int l1tr_inherit_live(struct l1tr_live_table *t)
{
	int64_t until_ns = moment_of_fork() - parent.mono0_ns;
	int result = 1;

	if (!parent.path[0])
		return -1;
	for (int i = 0; i < TRIES && result > 0; i++)
		result = read_parent(t, until_ns);
	l1tr_live_table_settle(t);
	return result ? -1 : 0;
}
