/*
 * Trace hazards and the captured launches that make the peaks of replays: random event streams through
 * the real l1analyze, held against the naive replay.
 *
 *     oracle_random_hazards_test [STREAMS [FIRST_SEED]]        ORACLE_STREAMS stands for STREAMS
 *
 * Must not know: how anybody counts.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "lines.h"
#include "naive.h"
#include "naive_window.h"
#include "streams.h"
#include "write_trace.h"

enum { BATCH = 50, STREAMS = 600 };

struct tally {
	size_t streams, hazards, dram, several, replays, peaks, wrong;
};

static const char question[] = "SELECT run, 'hazard' AS what, device, id, buffer_kind AS kind, other, "
	"time_ns, replays, op FROM finding WHERE kind = 'trace hazard' "
	"UNION ALL SELECT run, 'op', device, op, NULL, captured_op, NULL, NULL, NULL FROM op "
	"WHERE kind = 'replay' "
	"UNION ALL SELECT p.run, 'peak', p.device, o.open_ns, p.core_x, p.core_y, captured_op, NULL, NULL "
	"FROM peak_core p JOIN opening o ON o.run = p.run AND o.opening = p.opening";

/* Of a replay alone, asked for by its number. */
static const char of_an_op[] = "SELECT run, 'peak', device, 0, core_x, core_y, captured_op FROM peak "
	"WHERE captured_op NOT NULL";

static const char *kind_of(uint64_t type)
{
	return type == L1T_DRAM ? "dram" : type == L1T_L1 ? "l1" : "l1_small";
}

/* "" for 0. */
static const char *number(char *out, size_t room, uint64_t value)
{
	out[0] = 0;
	if (value)
		snprintf(out, room, "%" PRIu64, value);
	return out;
}

static void expect(struct lines *out, const struct naive *n, unsigned run, struct tally *tally)
{
	char text[24];

	for (size_t i = 0; i < n->hazard_count; i++) {
		const struct hazard_row *h = &n->hazards[i];

		tally->hazards++;
		tally->dram += h->type == L1T_DRAM;
		tally->several += h->replays > 1;
		lines_add(out, "%u,hazard,%" PRIu64 ",%" PRIu64 ",%s,%" PRIu64 ",%" PRId64 ",%"
			PRIu64 ",%" PRIu64, run, h->chip, h->id, kind_of(h->type), h->trace,
			h->time_ns, h->replays, h->op);
	}
	for (size_t i = 0; i < n->op_count; i++) {
		if (!n->ops[i].replay.known)
			continue;
		tally->replays++;
		lines_add(out, "%u,op,%" PRIu64 ",%" PRIu64 ",,%s,,,", run, n->ops[i].chip,
			n->ops[i].op, number(text, sizeof(text), n->ops[i].captured_op));
	}
}

/* Peaks differ by opening, whose time the naive rows do not have: only those of replays. */
static void expect_peaks(struct lines *out, const struct naive *n, unsigned run)
{
	for (size_t i = 0; i < n->peak_count; i++)
		if (n->peaks[i].captured_op)
			lines_add(out, "%u,peak,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64, run,
				n->peaks[i].chip, n->peaks[i].x, n->peaks[i].y,
				n->peaks[i].captured_op);
}

static void read_rows(struct lines *out, const char *asked, uint64_t of_op, char names[][200],
	unsigned count)
{
	char command[BATCH * 220 + 2000], line[400];
	size_t used = (size_t)snprintf(command, sizeof(command), L1ANALYZE " query --format csv \"%s\"",
		asked);
	FILE *f;
	int status;

	if (of_op)
		used += (size_t)snprintf(command + used, sizeof(command) - used, " --op %" PRIu64, of_op);
	for (unsigned i = 0; i < count; i++)
		used += (size_t)snprintf(command + used, sizeof(command) - used, " %s", names[i]);
	f = popen(command, "r");
	if (!f || !fgets(line, sizeof(line), f)) {
		fprintf(stderr, "l1analyze gave nothing\n");
		exit(2);
	}
	while (fgets(line, sizeof(line), f)) {
		unsigned run;
		uint64_t chip, open_ns, x, y, op;

		line[strcspn(line, "\n")] = 0;
		if (sscanf(line, "%u,peak,%" SCNu64 ",%" SCNu64 ",%" SCNu64 ",%" SCNu64 ",%" SCNu64, &run,
				&chip, &open_ns, &x, &y, &op) == 6)
			lines_add(out, "%u,peak,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64, run, chip,
				x, y, op);
		else if (!strstr(line, ",peak,"))
			lines_add(out, "%s", line);
	}
	status = pclose(f);
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "l1analyze ended with %d\n", status);
		exit(2);
	}
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_by_text(struct lines *l)
{
	if (l->count)
		qsort(l->text, l->count, sizeof(*l->text), by_text);
}

static void compare(struct lines *expected, struct lines *got, unsigned long seed,
	struct tally *tally)
{
	size_t at;

	sort_by_text(expected);
	sort_by_text(got);
	at = lines_difference(expected, got);
	if (at == expected->count && at == got->count)
		return;
	tally->wrong++;
	fprintf(stderr, "seeds from %lu on: expected %s, got %s\n", seed,
		at < expected->count ? expected->text[at] : "no row",
		at < got->count ? got->text[at] : "no row");
}

/* Moves a third of the buffers in L1 to DRAM, since streams have few there. */
static void move_to_dram(struct stream *s)
{
	for (size_t i = 0; i < s->count; i++) {
		struct l1t_record *r = &s->records[i];

		if (r->kind == L1T_ALLOC && r->alloc.type == L1T_L1 && r->alloc.id % 3 == 0)
			r->alloc.type = L1T_DRAM;
		if (r->kind == L1T_FREE && r->free.type == L1T_L1 && r->free.id % 3 == 0)
			r->free.type = L1T_DRAM;
	}
}

/* The number of some replay; 0: there is none. */
static uint64_t a_replay(const struct naive *n, unsigned long seed)
{
	for (size_t i = 0; i < n->op_count; i++) {
		const struct op_row *o = &n->ops[(i + seed) % n->op_count];

		if (o->replay.known)
			return o->op;
	}
	return 0;
}

/* Which captured launch makes the peak of a window of one replay. */
static void check_window(struct stream *streams, uint64_t op, char names[][200], unsigned count,
	unsigned long seed, struct tally *tally)
{
	struct lines expected = {0}, got = {0};

	for (unsigned i = 0; i < count; i++) {
		struct naive n;

		naive_replay(&n, &streams[i], &(struct window){.op = op});
		expect_peaks(&expected, &n, i + 1);
		naive_release(&n);
	}
	tally->peaks += expected.count;
	read_rows(&got, of_an_op, op, names, count);
	compare(&expected, &got, seed, tally);
	lines_release(&expected);
	lines_release(&got);
}

static void check_batch(unsigned long seed, unsigned count, const char *folder, struct tally *tally)
{
	const struct stream_limits limits = {40, 200, 0};
	struct lines expected = {0}, got = {0};
	struct stream streams[BATCH] = {{0}};
	char names[BATCH][200];
	uint64_t op = 0;

	for (unsigned i = 0; i < count; i++) {
		struct stream *s = &streams[i];
		struct naive n;

		stream_generate(s, seed + i, &limits);
		move_to_dram(s);
		snprintf(names[i], sizeof(names[i]), "%s/%u.l1t", folder, i);
		write_trace(s, names[i], seed + i);
		naive_replay(&n, s, &(struct window){0});
		expect(&expected, &n, i + 1, tally);
		expect_peaks(&expected, &n, i + 1);
		op = op ? op : a_replay(&n, seed);
		naive_release(&n);
		tally->streams++;
	}
	read_rows(&got, question, 0, names, count);
	compare(&expected, &got, seed, tally);
	if (op)
		check_window(streams, op, names, count, seed, tally);
	for (unsigned i = 0; i < count; i++) {
		unlink(names[i]);
		stream_release(&streams[i]);
	}
	lines_release(&expected);
	lines_release(&got);
}

int main(int argc, char **argv)
{
	const char *given = argc > 1 ? argv[1] : getenv("ORACLE_STREAMS"), *parent = getenv("TMPDIR");
	unsigned long streams = given ? strtoul(given, NULL, 10) : STREAMS;
	unsigned long seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
	struct tally tally = {0};
	char folder[150];

	snprintf(folder, sizeof(folder), "%.60s/l1t-hazards-XXXXXX", parent ? parent : "/tmp");
	if (!mkdtemp(folder))
		return 2;
	while (tally.streams < streams) {
		unsigned long left = streams - tally.streams;

		check_batch(seed + tally.streams, left < BATCH ? (unsigned)left : BATCH, folder, &tally);
	}
	rmdir(folder);
	printf("oracle: %zu streams, %zu replays, %zu buffers in danger, %zu of them in DRAM, %zu more "
		"than once: %zu batches differ\n", tally.streams, tally.replays, tally.hazards,
		tally.dram, tally.several, tally.wrong);
	/* the comparison must not be empty */
	return tally.wrong || (streams >= 300 && (!tally.dram || tally.hazards == tally.dram ||
		!tally.several || !tally.replays || !tally.peaks));
}
