/*
 * A stream of events in memory: the records of a trace in their canonical order.
 * Must not know: files, what events mean, who makes or reads them.
 */
#ifndef ORACLE_STREAM_H
#define ORACLE_STREAM_H

#include <stdio.h>
#include "l1t_record.h"

struct stream {
	struct l1t_record *records;     /* ordered by (time, thread, seq); blobs are the stream's */
	size_t count, capacity;
};

/*
 * Appends a copy with its blob and gives it the next seq of its thread. The record must not come
 * before the last one in (time, thread).
 */
void stream_add(struct stream *s, const struct l1t_record *r);
/* `out` (empty) gets the records whose byte in `keep` is not 0. */
void stream_select(struct stream *out, const struct stream *s, const uint8_t *keep);
void stream_release(struct stream *s);

/* One line a record: number, time, thread, kind, fields by name. */
void stream_print(FILE *f, const struct stream *s);
void stream_print_record(FILE *f, const struct l1t_record *r);

/* Blob of the definition `id` of that kind that stands before record `before`; NULL: none. */
const struct l1t_record *stream_definition(const struct stream *s, size_t before, unsigned kind,
	uint64_t id);

#endif
