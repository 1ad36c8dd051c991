/*
 * Prints a trace's records as JSON lines in the shape of decode.py, read by our own reader; or,
 * as `dump --random SEED FILE`, writes a random trace of many blocks and threads to look at; or, as
 * `dump --kinds`, prints the kinds of records: number, fields, blob or not, name.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "l1t_reader.h"
#include "any_record.h"
#include "splitmix.h"
#include "trace_writer.h"

static void print_record(const struct l1t_record *r)
{
	printf("{\"thread\": %" PRIu32 ", \"seq\": %" PRIu64 ", \"kind\": %u, \"time_ns\": %" PRId64
	       ", \"fields\": [", r->thread, r->seq, r->kind, r->time_ns);
	for (unsigned f = 0; f < l1t_kinds[r->kind].fields; f++)
		printf("%s%" PRIu64, f ? ", " : "", r->f[f]);
	printf("], \"blob\": \"");
	for (uint32_t i = 0; i < r->blob_bytes; i++)
		printf("%02x", r->blob[i]);
	printf("\"}\n");
}

static int dump(const char *path)
{
	char message[256];
	struct l1t_reader *reader;
	const struct l1t_record *r;
	int got;

	if (l1t_reader_open(&reader, path, message, sizeof(message))) {
		fprintf(stderr, "dump: %s\n", message);
		return 3;
	}
	while ((got = l1t_reader_next(reader, &r)) == 1) {
		struct l1t_record whole = *r;

		if (!l1t_kinds[r->kind].has_blob)
			whole.blob_bytes = 0;
		print_record(&whole);
	}
	l1t_reader_close(reader);
	return got ? 1 : 0;
}

static int make_random(uint64_t seed, const char *path)
{
	struct trace_writer m;
	uint64_t state = seed, seq[4] = {0};
	int64_t time = 0;
	FILE *out = fopen(path, "w");

	if (!out)
		return 1;
	trace_begin(&m);
	for (unsigned block = 0; block < 8; block++) {
		int64_t end = time;

		for (uint32_t thread = 0; thread < 4; thread++) {
			int64_t t = time;
			unsigned n = (unsigned)(next_random(&state) % 200);

			trace_run(&m, thread, seq[thread]);
			for (unsigned i = 0; i < n; i++) {
				struct l1t_record r;

				random_record(&r, &state);
				t += (int64_t)(next_random(&state) >> (40 + next_random(&state) % 24));
				r.time_ns = t;
				seq[thread]++;
				trace_add(&m, &r);
			}
			end = t > end ? t : end;
		}
		time = end + 1;
		trace_block(&m, time);
	}
	if (fwrite(m.bytes.data, 1, m.bytes.count, out) != m.bytes.count || fclose(out))
		return 1;
	trace_free(&m);
	return 0;
}

static int print_kinds(void)
{
	for (unsigned kind = 1; kind < L1T_KIND_COUNT; kind++)
		printf("%u %u %u %s\n", kind, l1t_kinds[kind].fields, l1t_kinds[kind].has_blob,
			l1t_kinds[kind].name);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--kinds"))
		return print_kinds();
	if (argc == 4 && !strcmp(argv[1], "--random"))
		return make_random(strtoull(argv[2], NULL, 10), argv[3]);
	if (argc == 2)
		return dump(argv[1]);
	fprintf(stderr, "usage: dump TRACE | dump --random SEED FILE | dump --kinds\n");
	return 2;
}
