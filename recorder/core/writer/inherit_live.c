/*
 * What lives in a forked child since before the fork: read from the parent's own trace and live
 * file, up to the time of the fork. The parent continues to record meanwhile, so a reading during
 * which it wrote a block is repeated.
 *
 * Must not know: how the child's trace is written.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "fork_watch.h"
#include "inherit_live.h"
#include "l1t_reader.h"
#include "l1t_wire.h"
#include "live_table.h"
#include "recording.h"

/* Reading costs the child time: about a second for the largest trace that is read. */
enum { TRIES = 3, TRACE_BYTES_MAX = 4 << 20 };

static struct {
	char path[PATH_MAX];    /* path of the parent's trace; "" none */
	int64_t mono0_ns;       /* CLOCK_MONOTONIC at its time 0 */
} parent;
void l1tr_inherit_remember(const struct l1tr_recording *r)
{
	memcpy(parent.path, r->trace.path, sizeof(parent.path));
	parent.mono0_ns = r->mono0_ns;
}

/* What buffers hold, in order of time, also those that have ended. */
static struct {
	struct l1t_holds *at;
	size_t count, size;
} held;

/* Without memory it is not known. */
static void keep(const struct l1t_holds *h)
{
	if (held.count == held.size) {
		size_t size = held.size ? held.size * 2 : 1024;
		struct l1t_holds *at = realloc(held.at, size * sizeof(*at));

		if (!at)
			return;
		held.at = at;
		held.size = size;
	}
	held.at[held.count++] = *h;
}

int l1tr_inherit_held(const struct l1tr_live_table *t, l1tr_live_seen *see, void *context)
{
	int result = 0;

	for (size_t i = 0; i < held.count && !result; i++) {
		struct l1t_record r = {.kind = L1T_HOLDS, .holds = held.at[i]};

		if (l1tr_live_table_has(t, r.holds.buffer, (uint8_t)r.holds.type))
			result = see(&r, context);
	}
	free(held.at);
	memset(&held, 0, sizeof(held));
	return result;
}

/* An event as it would lie in a ring; only the fields that the live table reads. */
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
	case L1T_HOLDS:
		keep(&r->holds);
		return;
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
		e.head.small = l1t_generic_small(r->kind, 1);
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
 * 0: all of the parent's events up to the fork were seen: either the blocks go beyond the fork, or
 * no block was written while the rings were read. 1: try again. -1: it cannot be read.
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
	held.count = 0;
	while ((got = l1t_reader_next(reader, &r)) == 1 && r->time_ns <= until_ns)
		see(t, r);
	from_rings = !got || l1t_reader_status(reader)->live_records;
	l1t_reader_close(reader);
	return got < 0 ? -1 : from_rings && size_of(parent.path) != before;
}

int l1tr_inherit_live(struct l1tr_live_table *t)
{
	int64_t until_ns = l1tr_fork_moment_ns() - parent.mono0_ns;
	int result = 1;

	if (!parent.path[0])
		return -1;
	for (int i = 0; i < TRIES && result > 0; i++)
		result = read_parent(t, until_ns);
	l1tr_live_table_settle(t);
	return result ? -1 : 0;
}
