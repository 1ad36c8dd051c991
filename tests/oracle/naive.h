/*
 * The naive replay: the accounting rules (ACCOUNTING.md) acted out, byte by byte. For every event
 * and every core all numbers are found again from nothing: a map with one cell a byte of L1, painted
 * with what is live.
 * Slow and plain on purpose.
 *
 * Must not know: how l1analyze counts, cores that are alike, files.
 */
#ifndef ORACLE_NAIVE_H
#define ORACLE_NAIVE_H

#include "stream.h"

struct parts {
	int64_t buffer, l1_small, persistent, program;
};

struct maybe {
	int known;
	int64_t bytes;
};

/* One worker core of one opening of a chip. */
struct peak_row {
	uint64_t chip, x, y;
	int64_t peak_bytes, time_ns;
	struct parts parts;
	struct maybe headroom;
	int64_t reserved_bytes, capacity_bytes;
	uint64_t op;                            /* 0: none */
	const struct l1t_record *name;          /* string, NULL: none */
	struct maybe replay;                    /* the mesh trace whose replay it was in */
	uint64_t captured_op;                   /* and the captured launch that makes it; 0: none */
};

struct timeline_row {
	uint64_t chip, x, y;
	int64_t time_ns;
	const char *event;
	struct parts parts;
	int64_t total_bytes, resident_bytes;
};

struct leak_row {
	uint64_t chip;
	struct l1t_alloc alloc;
	int64_t alloc_ns;
	const char *reason;
	size_t at;      /* record of the allocation */
	int64_t free_ns;        /* -1: it lived to the end */
};

struct op_row {
	uint64_t op, chip, program;
	int64_t time_ns;
	const struct l1t_record *name;
	struct maybe replay;            /* the mesh trace that it replays */
	uint64_t captured_op;           /* the captured launch that makes its fullest core; 0: none */
	int on_cores;                   /* it ran on one of the window's */
	int known;                      /* it ran: the bytes below mean something */
	struct parts parts;             /* of its fullest core */
	int64_t peak_bytes;
	struct maybe headroom, text;
	uint64_t callsite;
	size_t at;
};

/* The peak of the ops of one name on one chip. */
struct op_use {
	uint64_t chip, op;
	const struct l1t_record *name;
	struct maybe replay;            /* the mesh trace that it replays */
	int known;                      /* the bytes below mean something */
	int timed;                      /* it has a time: not when it was replayed on other cores alone */
	int64_t time_ns, peak_bytes;
	struct parts parts;
	struct maybe headroom;          /* the smallest of launches */
};

/* A buffer that replays overwrite. */
struct hazard_row {
	uint64_t chip, id, type, trace, op, replays;    /* chip, trace, op: of the first replay */
	int64_t time_ns;
	size_t at;      /* record of the allocation */
	uint64_t last_op;
};

struct naive {
	struct hazard_row *hazards;
	struct peak_row *peaks;
	struct timeline_row *timeline;
	struct leak_row *leaks;
	struct leak_row *freed;         /* buffers that were freed */
	struct op_row *ops;
	struct op_use *op_uses;
	size_t op_use_count, peak_count, timeline_count, leak_count, freed_count, op_count, hazard_count;
};

/*
 * The peaks and uses are those of the window, ops are measured on its cores, all other rows are
 * those of the run. The rows point into the stream. Free with naive_release.
 */
struct window;
void naive_replay(struct naive *out, const struct stream *s, const struct window *w);
void naive_release(struct naive *n);

#endif
