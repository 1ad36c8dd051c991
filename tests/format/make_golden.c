/*
 * Writes a golden trace: one record of every kind of this format version, in one block. Run it once
 * for each format version; the file is then kept for ever: format_make_golden FILE
 */
#include <stdio.h>
#include "any_record.h"
#include "trace_writer.h"

int main(int argc, char **argv)
{
	struct trace_writer m;
	FILE *out = argc == 2 ? fopen(argv[1], "wx") : NULL;

	if (!out) {
		fprintf(stderr, "usage: format_make_golden NEW-FILE\n");
		return 2;
	}
	trace_begin(&m);
	trace_run(&m, 1, 0);
	for (unsigned kind = 1; kind < L1T_KIND_COUNT; kind++) {
		struct l1t_record r;

		plain_record(&r, kind);
		trace_add(&m, &r);
	}
	trace_block(&m, 1000000);
	if (fwrite(m.bytes.data, 1, m.bytes.count, out) != m.bytes.count || fclose(out))
		return 1;
	trace_free(&m);
	return 0;
}
