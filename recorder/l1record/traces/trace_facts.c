/*
 * Reads a finished trace once: see trace_facts.h.
 *
 * Must not know: the command, how its processes ended.
 */
#include "trace_facts.h"

#include "l1t_reader.h"

#include <stdio.h>
#include <string.h>

/* Notes read of a trace: a mismatch is noted when the runtime is first seen. */
enum { NOTES_WITHIN = 100000 };

static bool is_no_room(uint64_t type)
{
	return type == L1T_FAIL_OOM || type == L1T_FAIL_CLASH || type == L1T_FAIL_TOO_BIG ||
		type == L1T_FAIL_CONFIG_TOO_BIG;
}

static void take(struct trace_facts *f, const struct l1t_record *r)
{
	if (r->kind == L1T_FAILURE) {
		f->failures++;
		f->no_room += is_no_room(r->failure.type);
	} else if (r->kind == L1T_DEVICE) {
		f->devices++;
	} else if (r->kind == L1T_NOTE && r->note.code == L1T_NOTE_MISMATCH && !f->other_ttnn) {
		f->other_ttnn = true;
		snprintf(f->mismatch, sizeof(f->mismatch), "%.*s", (int)r->blob_bytes,
			(const char *)r->blob);
	}
}

void trace_facts_read(struct trace_facts *f, const char *path, uint64_t *room)
{
	char message[PATH_MAX + 128];
	const struct l1t_record *r;
	struct l1t_reader *reader;
	uint64_t file_bytes;
	bool whole;
	int got = 0;

	memset(f, 0, sizeof(*f));
	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		return;
	file_bytes = l1t_reader_status(reader)->file_bytes;
	whole = file_bytes <= *room;
	if (whole && *room != UINT64_MAX)
		*room -= file_bytes;
	for (uint64_t i = 0; (whole || i < NOTES_WITHIN) &&
		(got = l1t_reader_next(reader, &r)) == 1; i++)
		take(f, r);
	f->failures_known = got == 0;
	l1t_reader_close(reader);
}
