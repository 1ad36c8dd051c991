/*
 * Writes a golden trace: one record of every kind of this format version, in one block, then the same
 * once more, all at the time of the last. Run it once for each format version; the file is then kept
 * for ever: format_make_golden FILE
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
	for (unsigned i = 0; i < 2 * (L1T_KIND_COUNT - 1); i++) {
		struct l1t_record r, last;

		plain_record(&r, i % (L1T_KIND_COUNT - 1) + 1);
		plain_record(&last, L1T_KIND_COUNT - 1);
		if (i >= L1T_KIND_COUNT - 1)
			r.time_ns = last.time_ns;
		trace_add(&m, &r);
	}
	trace_block(&m, 1000000);
	if (fwrite(m.bytes.data, 1, m.bytes.count, out) != m.bytes.count || fclose(out))
		return 1;
	trace_free(&m);
	return 0;
}
