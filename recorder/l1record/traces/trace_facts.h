/*
 * The facts of finished traces for the line at the end of a run.
 *
 * Must not know: the command, how its processes ended.
 */
#ifndef L1RECORD_TRACE_FACTS_H
#define L1RECORD_TRACE_FACTS_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

struct trace_facts {
	uint64_t failures;      /* recorded, each once */
	uint64_t no_room;       /* of these: something did not fit (the others: the runtime refused) */
	uint64_t devices;       /* openings */
	bool failures_known;    /* false: the trace is too long to be read completely */
	bool other_ttnn;        /* another ttnn was loaded than was prepared: see `mismatch` */
	char mismatch[2 * PATH_MAX];
};

/* Reads the trace, but no more than `*room` bytes, and subtracts what it read. UINT64_MAX: no limit. */
void trace_facts_read(struct trace_facts *f, const char *path, uint64_t *room);

#endif
