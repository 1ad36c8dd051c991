/*
 * What is shown of one recorded process: plain values of fixed size, so that another process can
 * write them into shared memory. Texts are as the trace has them: not safe to print.
 *
 * Must not know: how they were found, how they are shown.
 *
 * Sizes are bytes per core, times ns since the recorder's first event. L1T_UNKNOWN is unknown.
 */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "coreset.h"
#include "l1t_record.h"

enum {
	SHOWN_DEVICES = 64, SHOWN_OWNERS = 32, SHOWN_BUCKETS = 240, SHOWN_FAILURES = 6,
	NAME_ROOM = 128, SITE_ROOM = 1024, NOTE_ROOM = 1200,
};

/* What a core holds at one instant; the parts add up to total. */
struct core_bytes {
	uint64_t buffer, small, program, persistent, total;
	unsigned core;          /* y * grid_x + x */
};

struct device_snapshot {
	uint64_t chip;
	bool is_open;
	uint64_t grid_x, grid_y, l1_bytes, unreserved_base, l1_small_bytes, config_bytes;
	struct core_bytes now;          /* the fullest core, after the last record */
	uint64_t resident;              /* of the program that ran last on it */
	struct core_bytes recent;       /* the fullest instant of the last seconds */
	struct core_bytes peak;         /* of the opening: as l1analyze peak has it */
	uint64_t peak_op, peak_ns, headroom;
	char peak_name[NAME_ROOM];
	uint64_t buffers;               /* live ones in L1 and L1_SMALL */
	uint64_t op, kernel_text;       /* the last op with a row, and its kernels */
	char op_name[NAME_ROOM];
	bool cores_differ;
	uint64_t core[CORES_MAX];       /* the fullest of the last seconds */
	uint64_t bucket[SHOWN_BUCKETS]; /* the fullest core of each second; the newest last */
};

struct owner_snapshot {
	uint64_t bytes, count;
	bool small;
	char op[NAME_ROOM], site[SITE_ROOM];
};

struct snapshot {
	uint64_t pid, wall_ns, time_ns, ops;
	char host[NAME_ROOM], rank[NAME_ROOM], command[SITE_ROOM], cwd[SITE_ROOM], mark[NAME_ROOM];
	unsigned device_count, devices_more;    /* more than there is room for */
	unsigned fullest;               /* the device whose owners are listed */
	struct owner_snapshot owners[SHOWN_OWNERS];
	unsigned owner_count;
	uint64_t owners_more, owners_more_bytes;
	uint64_t failures[SHOWN_FAILURES], failure_count;
	uint64_t failure_ns;
	unsigned failure_type;
	char failure_op[NAME_ROOM], failure_site[SITE_ROOM], failure_text[NOTE_ROOM];
	bool has_live, has_end, has_exit, damaged;
	uint64_t exit_status, exit_signal, lost_events;
	struct device_snapshot devices[SHOWN_DEVICES];  /* last: only device_count of them are written */
};

/* Bytes of the part that is written. */
static inline size_t snapshot_bytes(const struct snapshot *s)
{
	return offsetof(struct snapshot, devices) + s->device_count * sizeof(*s->devices);
}

/* What programs and buffers of a core can have; L1T_UNKNOWN: not known. */
static inline uint64_t usable_bytes(const struct device_snapshot *d)
{
	return d->l1_bytes == L1T_UNKNOWN || d->unreserved_base == L1T_UNKNOWN ||
		d->unreserved_base > d->l1_bytes ? L1T_UNKNOWN : d->l1_bytes - d->unreserved_base;
}

#endif
