/*
 * What a live file says of its recorder at a glance: who it is, and how far it has come. A few pages
 * are read; no events.
 *
 * Must not know: slots, records.
 */
#ifndef L1T_LIVE_LOOK_H
#define L1T_LIVE_LOOK_H

#include <stdint.h>

struct l1t_live_look {
	uint64_t session, pid;
	uint64_t trace_bytes;   /* of the trace, in whole blocks */
	uint64_t blocks;        /* of the trace; their slots may still be in the rings */
	uint64_t slots;         /* that its threads have taken: another number after each event */
	uint32_t rings;
};

/* 1: the trace at `path` has a live file beside it; 0: it has none, or none that can be read. */
int l1t_live_look(const char *path, struct l1t_live_look *look);

#endif
