/*
 * Runs of a database as a trace for Perfetto: ops, counters of L1, marks and failures on a time axis
 * that the runs share.
 *
 * Must not know: options, files.
 */
#ifndef PERFETTO_TRACE_H
#define PERFETTO_TRACE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct perfetto_wants {
	bool whole;             /* the database's window leaves nothing out but chips */
	bool all_cores;         /* counters of all cores; else of the fullest of each chip */
	bool gzip;
};

struct perfetto_size {
	uint64_t events, bytes; /* bytes before they are packed */
};

/* Call before perfetto_write(). At most so many events, and about so many bytes; of a part of a run all ops
 * count. */
struct perfetto_size perfetto_begin(sqlite3 *db, const struct perfetto_wants *wants);
/* Errors of the stream stay in ferror(). */
struct perfetto_size perfetto_write(sqlite3 *db, FILE *out, const struct perfetto_wants *wants);

#endif
