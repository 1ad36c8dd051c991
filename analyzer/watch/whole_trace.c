/*
 * For --once: nothing is followed.
 *
 * Must not know: how it is shown.
 */
#include <stdio.h>
#include "l1t_reader.h"
#include "message.h"
#include "present.h"
#include "run_end.h"
#include "trace_bytes.h"
#include "whole_trace.h"
#include "work_allowance.h"

enum { RECORD_NS = 250 };       /* work that every record costs, as in load.c */

bool whole_trace(const char *path, struct snapshot *out, char *why, size_t room)
{
	struct l1t_reader *reader;
	const struct l1t_record *r;
	struct present *p;
	int got;

	if (l1t_reader_open(&reader, path, why, room))
		return false;
	work_begin_reading(trace_bytes(path), 1);
	p = present_new();
	while ((got = l1t_reader_next(reader, &r)) == 1) {
		present_record(p, r);
		if (!work_record(RECORD_NS))
			break;
	}
	snprintf(why, room, "cannot read '%s': %s", path, got < 0 ? "out of memory or an input error"
		: "it takes more work or memory than its size allows (--unlimited reads it)");
	/* time stands still: what is printed is as of the last record */
	if (!got)
		present_show(p, l1t_reader_status(reader), L1T_UNKNOWN, out);
	present_free(p);
	l1t_reader_close(reader);
	return !got;
}
