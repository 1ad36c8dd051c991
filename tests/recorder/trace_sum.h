/*
 * A trace read completely by the real reader, and the facts that the tests need.
 *
 * Must not know: how it was recorded.
 *
 * Hosts number their events: an alloc's id is stream << 32 | n with n = 0, 1, 2, ...; so each
 * loss, double and swap shows.
 */
#ifndef TRACE_SUM_H
#define TRACE_SUM_H

#include "l1t_reader.h"

enum { STREAMS = 64 };

struct trace_sum {
	uint64_t kinds[L1T_KIND_COUNT];         /* records of each kind */
	uint64_t next[STREAMS];                 /* allocs of each stream: 0..next-1 were there */
	uint64_t missing, doubled;              /* allocs that are missing; that are there twice */
	uint64_t missing_of[STREAMS];
	uint64_t out_of_order;                  /* records older than the one before */
	uint64_t undefined;                     /* uses of ids before their definition */
	uint64_t lost[8];                       /* by reason */
	uint64_t announced;                     /* allocs with that flag */
	uint64_t threads;                       /* different ones with allocs */
	struct l1t_begin begin;
	struct l1t_end end;
	int64_t begin_ns, last_ns;
	char begin_text[4096];                  /* key=value lines */
	struct l1t_read_status status;
};

/* 0, or -1 with the reader's message printed. */
int trace_sum_read(struct trace_sum *sum, const char *path);

/* Keeps every record of one kind (blobs cut at 64 bytes). The caller frees the array. */
struct trace_record {
	struct l1t_record record;
	uint8_t blob[128];
};
size_t trace_records(const char *path, uint8_t kind, struct trace_record **out);

#endif
