/*
 * What is live as far as the rings were drained: buffers, devices, placed regions. Needed when
 * recording is resumed: the trace then lists what is already live.
 *
 * Must not know: files, the encoder, threads.
 *
 * Rings are drained one after the other, so events of different threads are not seen in order of
 * time: a free may come before its alloc. Each entry therefore knows the ticks of its last event,
 * older events are ignored, and freed ids stay known until the round is settled.
 */
#ifndef L1TR_LIVE_TABLE_H
#define L1TR_LIVE_TABLE_H

#include <stdbool.h>
#include "l1t_batch.h"
#include "l1t_live.h"

enum {
	LIVE_BUFFERS_MAX = 1 << 16,
	LIVE_PROGRAMS_MAX = 1 << 15,
	LIVE_REGIONS_MAX = 1 << 17,
	LIVE_DEVICES_MAX = 256,
	REGION_TYPES = 3,
};

struct l1tr_buffers {
	struct l1t_slot_alloc *entries; /* head.kind: 0 empty, L1T_SLOT_ALLOC, _FREE (dead) */
	uint32_t size, used;            /* size is a power of two */
	uint64_t *dead;                 /* ids that died in this round */
	uint32_t dead_count, dead_size;
};

struct l1tr_open_device {
	struct l1t_device device;
	uint64_t closed_ticks;          /* 0: it is open */
};

struct l1tr_regions {
	struct l1t_slot_region *placed;
	uint32_t count, size;
	uint64_t cleared_ticks;         /* regions placed before are no longer there */
};

struct l1tr_placement {                 /* of a program on a set of chips; program 0: empty */
	uint32_t program, chips;
	struct l1tr_regions types[REGION_TYPES];
};

struct l1tr_programs {
	struct l1tr_placement *entries;
	struct l1tr_placement *last;    /* found last */
	uint32_t size, used;            /* size is a power of two */
	uint32_t region_count;          /* regions that all placements have room for */
	uint32_t *gone;                 /* programs that were destroyed in this round */
	uint32_t gone_count, gone_size;
};

struct l1tr_live_table {
	bool one_ring;                  /* no other ring has earlier events: free at once */
	struct l1tr_buffers buffers;
	struct l1tr_programs programs;
	struct l1tr_open_device devices[LIVE_DEVICES_MAX];
	uint32_t device_count;
	int incomplete;                 /* something found no room */
	int some_closed;
};

void l1tr_live_table_free(struct l1tr_live_table *t);
/* Sees an event, as it lies in a ring. */
void l1tr_live_table_see(struct l1tr_live_table *t, const struct l1t_slot_head *event);
/* Sees many events. No two of them have the same ticks. */
void l1tr_live_table_see_batch(struct l1tr_live_table *t, const struct l1t_batch *batch);
/* Adds a device that was open before. */
void l1tr_live_table_device(struct l1tr_live_table *t, const struct l1t_device *device);
/* All events up to these ticks have been seen: forgets what is dead. */
void l1tr_live_table_settle(struct l1tr_live_table *t);
/* Whether this buffer is live. */
bool l1tr_live_table_has(const struct l1tr_live_table *t, uint64_t id, uint8_t type);
/* Calls `see` with a record for everything live: devices, buffers, regions; flagged announced. */
typedef int l1tr_live_seen(struct l1t_record *record, void *context);
int l1tr_live_table_each(struct l1tr_live_table *t, l1tr_live_seen *see, void *context);

/* ---- live_programs.c ---- */
void l1tr_programs_free(struct l1tr_programs *p);
/* 0, or -1: no room. */
int l1tr_programs_region(struct l1tr_programs *p, const struct l1t_slot_region *s);
/* Regions and freed regions. 0, or -1: no room. */
int l1tr_programs_batch(struct l1tr_programs *p, const struct l1t_batch *batch);
void l1tr_programs_freed(struct l1tr_programs *p, const struct l1t_slot_regions_freed *s);
int l1tr_programs_gone(struct l1tr_programs *p, uint32_t program);
void l1tr_programs_settle(struct l1tr_programs *p);

#endif
