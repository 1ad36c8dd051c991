/*
 * What finished traces say that belongs into the line at the end of a run.
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
	bool failures_known;    /* false: the trace is too long to look at all of it */
	bool other_ttnn;        /* another was loaded than was prepared: `mismatch` says which */
	char mismatch[2 * PATH_MAX];
};

/* Reads the trace; not more of it than `room` bytes, which it takes away. */
void trace_facts_read(struct trace_facts *f, const char *path, uint64_t *room);

#endif
