/*
 * Reads a trace once more for its strings: see late_strings.h.
 *
 * Must not know: who uses them.
 */
#include <stdlib.h>
#include "l1t_reader.h"
#include "late_strings.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { RECORD_NS = 100 };

struct table late_strings(const char *path)
{
	const struct l1t_record *r;
	struct table strings = {0};
	struct l1t_reader *reader;
	char message[512];

	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		return strings;
	while (l1t_reader_next(reader, &r) == 1 && work_spend(RECORD_NS + r->blob_bytes))
		if (r->kind == L1T_STRING && !table_get(&strings, r->define.id))
			table_put(&strings, r->define.id,
				xstrndup((const char *)r->blob, r->blob_bytes));
	l1t_reader_close(reader);
	return strings;
}
