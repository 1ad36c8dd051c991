/* at: what lay where in L1 at a moment, and what came and went between two. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "answer.h"
#include "at.h"
#include "bank_map.h"
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "output.h"
#include "say.h"

#define COLUMNS "a.run, a.device, d.mesh, a.time_ns, a.owner_kind, a.owner, a.address, " \
	"a.bytes_per_core, a.callsite, a.note, a.id, a.size_bytes, a.age_ns, a.role, a.handle "
#define SAME "b.run = a.run AND b.handle = a.handle AND b.device = a.device AND b.which <> a.which " \
	"AND b.owner_kind IS a.owner_kind AND b.id IS a.id AND b.address IS a.address " \
	"AND b.bytes_per_core IS a.bytes_per_core"

static const char rows[] = "SELECT " COLUMNS
	"FROM address_map a LEFT JOIN device d ON d.run = a.run AND d.handle = a.handle "
	"ORDER BY a.run, a.device, a.handle, a.address, a.rowid";
static const char differences[] = "SELECT iif(a.which, 'came', 'went') AS change, " COLUMNS
	"FROM address_map a LEFT JOIN device d ON d.run = a.run AND d.handle = a.handle "
	"WHERE a.role <> 'free' AND NOT EXISTS (SELECT 1 FROM address_map b WHERE " SAME ") "
	"ORDER BY a.run, a.device, a.handle, a.which, a.address, a.rowid";

static int64_t count(const char *option, const char *word)
{
	char *end;
	long long n = strtoll(word, &end, 10);

	if (*end || end == word || n < 1)
		die(EXIT_USAGE, "bad --%s '%s'; at takes its number, like --%s 3", option, word, option);
	return n;
}

/* The moments that the words say. Returns how many words they took. */
static int read_moments(const struct options *o, struct at_moment m[2])
{
	int words = o->diff ? 2 : !o->op && !o->failure;

	if (o->op && o->failure)
		die(EXIT_USAGE, "give --op or --failure, not both");
	if (o->diff && (o->op || o->failure))
		die(EXIT_USAGE, "--diff takes two times; see l1analyze at -h");
	if (o->word_count < words)
		die(EXIT_USAGE, "at needs %s; see l1analyze at -h", words == 2 ? "two times" : "a time");
	for (int i = 0; i < words; i++)
		options_moment(&m[i].time, "at", o->words[i]);
	if (o->op)
		m[0] = (struct at_moment){.kind = AT_OP, .number = count("op", o->op)};
	if (o->failure)
		m[0] = (struct at_moment){.kind = AT_FAILURE, .number = count("failure", o->failure)};
	return words;
}

/* A line for each map: chip, time, the bank. */
static void put_maps(FILE *out, sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s = answer_prepare(db, "SELECT a.run, a.device, a.time_ns, a.handle, "
		"d.unreserved_base, d.unreserved_base + d.bank_bytes FROM address_map a JOIN device d "
		"ON d.run = a.run AND d.handle = a.handle GROUP BY a.run, a.device, a.handle", o);
	sqlite3_stmt *marks = database_prepare(db, "SELECT address, bytes_per_core, role "
		"FROM address_map WHERE run = ?1 AND device = ?2 AND handle = ?3 "
		"AND role IN ('region', 'lives', 'captured') AND address NOT NULL AND bytes_per_core NOT NULL");

	while (database_next(s)) {
		struct bank_map m;

		bank_map_begin(&m, (uint64_t)sqlite3_column_int64(s, 4),
			(uint64_t)sqlite3_column_int64(s, 5));
		fprintf(out, "chip %lld at %.3f ms\n", (long long)sqlite3_column_int64(s, 1),
			(double)sqlite3_column_int64(s, 2) / 1e6);
		if (m.to <= m.from)
			continue;
		sqlite3_reset(marks);
		sqlite3_bind_value(marks, 1, sqlite3_column_value(s, 0));
		sqlite3_bind_value(marks, 2, sqlite3_column_value(s, 1));
		sqlite3_bind_value(marks, 3, sqlite3_column_value(s, 3));
		while (database_next(marks))
			bank_map_paint(&m, (uint64_t)sqlite3_column_int64(marks, 0),
				(uint64_t)sqlite3_column_int64(marks, 1),
				strcmp((const char *)sqlite3_column_text(marks, 2), "region") ? '#' : 'p');
		bank_map_print(out, &m);
	}
	sqlite3_finalize(s);
	sqlite3_finalize(marks);
}

static int run(const struct options *given)
{
	struct at_moment m[2] = {{.kind = AT_TIME}, {.kind = AT_TIME}};
	struct options o = *given;
	int words = read_moments(&o, m), result;
	char cores[100];
	const char *on = NULL;
	struct input in;

	/* what these chose is no filter of rows any more */
	o.op = NULL;
	if (o.has_core) {
		snprintf(cores, sizeof(cores), "%" PRId64 ",%" PRId64 "-%" PRId64 ",%" PRId64,
			o.core[0], o.core[1], o.core[2], o.core[3]);
		on = cores;
		o.has_core = false;
	}
	in = input_open(&o, words, "at", LOAD_EXPLAIN | LOAD_REGIONS | LOAD_BUFFERS | LOAD_OPS);
	if (!at_map(in.db, &m[0], 0, on) && !o.diff)
		say("no device was open then");
	if (o.diff)
		at_map(in.db, &m[1], 1, on);
	if (o.format == FORMAT_TABLE && !o.diff) {
		struct options maps = o;
		const char *summary = m[0].kind == AT_OP && !options_filter(&o)
			? at_summary(in.db) : NULL;
		FILE *out = output_open(&o);
		sqlite3_stmt *s = answer_prepare(in.db, summary ? summary : rows, &o);

		maps.kind = NULL;       /* a map is of all kinds */
		put_maps(out, in.db, &maps);
		output_rows(out, s, &o);
		sqlite3_finalize(s);
		result = output_close(out, &o);
		if (summary)
			say("by operation; --format csv lists every region and buffer");
	} else {
		result = answer(in.db, o.diff ? differences : rows, &o);
	}
	input_close(&in);
	return result ? result : in.incomplete;
}

const struct command cmd_at = {
	.name = "at",
	.answers = "the address map of each chip at a moment, with owners",
	.help = "Examples:\n"
		"  l1analyze at 250ms run.l1t                 at a time (ns, us, ms, s or %)\n"
		"  l1analyze at --op 12 run.l1t               when op 12 was launched\n"
		"  l1analyze at --failure 1 run.l1t           when it did not fit\n"
		"  l1analyze at 50% --core 0,0 run.l1t        programs on that core only\n"
		"  l1analyze at --diff 10ms 20ms run.l1t      what came and what went\n"
		"\n"
		"Buffers lie at the same address of each core of a chip. Regions are those of the program\n"
		"that ran last; with the --op of a replay those of all launches it runs, and buffers whose\n"
		"role is 'captured' are freed ones that it uses again; its table sums up by operation, the\n"
		"largest first. A row 'free' is a run of bytes that nobody has.\n",
	.takes = TAKES_MOMENT,
	.run = run,
};
