/* at: what lay where in L1 at a moment, and what came and went between two. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "address_map.h"
#include "bank_map.h"
#include "command.h"
#include "database.h"
#include "input.h"
#include "load.h"
#include "message.h"
#include "next_step.h"
#include "output.h"
#include "query_run.h"
#include "table_rows.h"

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

static void append(char *out, size_t room, const char *word)
{
	size_t n = strlen(out);

	snprintf(out + n, room - n, " %.20s", word);
}

/* "at run.l1t 50%": the words of a person who puts the file first. */
static void check_order(const struct options *o, int times)
{
	char right[2000] = "";

	for (int i = 0; i < times; i++)
		if (i < o->word_count && !options_is_moment(o->words[i]) && !access(o->words[i], F_OK)) {
			for (int k = 0; k < o->word_count; k++)
				if (options_is_moment(o->words[k]))
					append(right, sizeof(right), o->words[k]);
			if (!right[0])
				append(right, sizeof(right), times == 2 ? "10% 20%" : "50%");
			append(right, sizeof(right), "");
			shell_word(right, sizeof(right), o->words[i]);
			die(EXIT_USAGE, "'%s' is a file where at expects a time; l1analyze at%s%s",
				o->words[i], times == 2 ? " --diff" : "", right);
		}
}

/* The moments that the words say. Returns how many words they took. */
static int read_moments(const struct options *o, struct at_moment m[2])
{
	int words = o->diff ? 2 : !o->op && !o->failure && !o->peak;

	if (!!o->op + !!o->failure + o->peak > 1)
		die(EXIT_USAGE, "give one of --op, --failure and --peak");
	if (o->diff && (o->op || o->failure || o->peak))
		die(EXIT_USAGE, "--diff takes two times; see l1analyze at -h");
	check_order(o, words);
	if (o->word_count < words)
		die(EXIT_USAGE, "at needs %s; see l1analyze at -h", words == 2 ? "two times" : "a time");
	for (int i = 0; i < words; i++)
		options_moment(&m[i].time, "at", o->words[i]);
	if (o->op)
		m[0] = (struct at_moment){.kind = AT_OP, .number = count("op", o->op)};
	if (o->failure)
		m[0] = (struct at_moment){.kind = AT_FAILURE, .number = count("failure", o->failure)};
	if (o->peak)
		m[0].kind = AT_PEAK;
	return words;
}

/* An op or failure that is not there is a wrong word; what there is is said. */
static void need_number(sqlite3 *db, const struct at_moment *m)
{
	bool op = m->kind == AT_OP;
	const char *what = op ? "op" : "failure";
	sqlite3_stmt *s;
	long long last = 0, there = 0;

	if (!op && m->kind != AT_FAILURE)
		return;
	s = database_prepare(db, op ? "SELECT max(op), max(op = ?1) FROM op"
		: "SELECT max(failure), max(failure = ?1) FROM failure");
	sqlite3_bind_int64(s, 1, m->number);
	if (database_next(s)) {
		last = sqlite3_column_int64(s, 0);
		there = sqlite3_column_int64(s, 1);
	}
	sqlite3_finalize(s);
	if (there)
		return;
	if (!last)
		die(EXIT_USAGE, "no %s %lld: %s", what, (long long)m->number, op
			? "nothing was launched in this run" : "no failure was recorded in this run");
	die(EXIT_USAGE, "no %s %lld: they are numbered from 1 to %lld", what, (long long)m->number, last);
}

/* When devices were open, in words. */
static void say_closed(sqlite3 *db, const char *when)
{
	sqlite3_stmt *s = database_prepare(db, "SELECT printf('%.3f', min(d.open_ns) / 1e6), "
		"printf('%.3f', max(coalesce(d.close_ns, r.duration_ns)) / 1e6) "
		"FROM device d JOIN run r ON r.run = d.run");
	const char *from = database_next(s) ? (const char *)sqlite3_column_text(s, 0) : NULL,
		*to = from ? (const char *)sqlite3_column_text(s, 1) : NULL;

	if (from && to && sqlite3_column_double(s, 1) > 0)
		say("no device was open at %s; devices were between %s ms and %s ms", when, from, to);
	else
		say("no device was open at %s", when);
	sqlite3_finalize(s);
}

struct drawn {                  /* a map and its chips */
	char *text, *chips;
};

/* The map of a row, and its time. */
static char *draw(sqlite3_stmt *s, sqlite3_stmt *marks)
{
	struct bank_map m;
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	if (!out)
		die(EXIT_UNREADABLE, "out of memory");
	bank_map_begin(&m, (uint64_t)sqlite3_column_int64(s, 4), (uint64_t)sqlite3_column_int64(s, 5));
	fprintf(out, " at %.3f ms\n", (double)sqlite3_column_int64(s, 2) / 1e6);
	sqlite3_reset(marks);
	sqlite3_bind_value(marks, 1, sqlite3_column_value(s, 0));
	sqlite3_bind_value(marks, 2, sqlite3_column_value(s, 1));
	sqlite3_bind_value(marks, 3, sqlite3_column_value(s, 3));
	while (m.to > m.from && database_next(marks))
		bank_map_paint(&m, (uint64_t)sqlite3_column_int64(marks, 0),
			(uint64_t)sqlite3_column_int64(marks, 1),
			strcmp((const char *)sqlite3_column_text(marks, 2), "region") ? '#' : 'p');
	if (m.to > m.from)
		bank_map_print(out, &m);
	if (fclose(out) || !text)
		die(EXIT_UNREADABLE, "out of memory");
	return text;
}

/* Adds a chip to the map that it equals, or a map. */
static struct drawn *add_map(struct drawn *all, size_t *count, char *text, long long chip)
{
	char *chips;

	for (size_t i = 0; i < *count; i++)
		if (!strcmp(all[i].text, text)) {
			if (asprintf(&chips, "%s,%lld", all[i].chips, chip) < 0)
				die(EXIT_UNREADABLE, "out of memory");
			free(all[i].chips);
			all[i].chips = chips;
			free(text);
			return all;
		}
	all = realloc(all, (*count + 1) * sizeof(*all));
	if (!all || asprintf(&chips, "%lld", chip) < 0)
		die(EXIT_UNREADABLE, "out of memory");
	all[(*count)++] = (struct drawn){text, chips};
	return all;
}

/* A map of the bank for chips that are alike. */
static void put_maps(FILE *out, sqlite3 *db, const struct options *o)
{
	sqlite3_stmt *s = query_prepare(db, "SELECT a.run, a.device, a.time_ns, a.handle, "
		"d.unreserved_base, d.unreserved_base + d.bank_bytes FROM address_map a JOIN device d "
		"ON d.run = a.run AND d.handle = a.handle GROUP BY a.run, a.device, a.handle, a.time_ns, "
		"d.unreserved_base, d.bank_bytes ORDER BY a.run, a.device, a.handle", o);
	sqlite3_stmt *marks = database_prepare(db, "SELECT address, bytes_per_core, role "
		"FROM address_map WHERE run = ?1 AND device = ?2 AND handle = ?3 "
		"AND role IN ('region', 'lives', 'captured') AND address NOT NULL "
		"AND bytes_per_core NOT NULL ORDER BY rowid");
	struct drawn *all = NULL;
	size_t count = 0;

	while (database_next(s))
		all = add_map(all, &count, draw(s, marks), (long long)sqlite3_column_int64(s, 1));
	sqlite3_finalize(s);
	sqlite3_finalize(marks);
	for (size_t i = 0; i < count; i++) {
		char chips[100];

		put_ranges(chips, sizeof(chips), all[i].chips);
		fprintf(out, "chip%s %s%s", strchr(all[i].chips, ',') ? "s" : "", chips, all[i].text);
		free(all[i].text);
		free(all[i].chips);
	}
	free(all);
}

static int show(sqlite3 *db, const struct options *o, int words, enum at_kind kind)
{
	struct options maps = *o;
	const char *summary = (kind == AT_OP || kind == AT_PEAK) && !options_filter(o)
		? at_summary(db) : NULL;
	FILE *out = output_open(o);
	sqlite3_stmt *s = query_rows(db, summary ? summary : rows, o);

	maps.kind = NULL;               /* a map is of all kinds */
	put_maps(out, db, &maps);
	if (output_rows(out, s, o)) {
		fputc('\n', out);
		next_step(out, o, words, kind == AT_FAILURE ? "explain" : "callsites");
	}
	sqlite3_finalize(s);
	if (summary)
		say("by operation; --format csv lists every region and buffer");
	return output_close(out, o);
}

static int run(const struct options *given)
{
	struct at_moment m[2] = {{.kind = AT_TIME}, {.kind = AT_TIME}};
	struct options o = *given, left;
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
	if (options_timed(&o) && !o.peak)
		die(EXIT_USAGE, "at is about one moment; --mark, --from and --to choose it only with --peak");
	in = input_open(&o, words, "at", LOAD_EXPLAIN | LOAD_REGIONS | LOAD_BUFFERS | LOAD_OPS |
		(options_timed(&o) ? LOAD_CHANGES | LOAD_REPLAYED : 0));
	left = options_of_rows(&o);
	need_number(in.db, &m[0]);
	for (int i = 0; i <= (int)o.diff; i++)
		if (!at_map(in.db, &m[i], i, on))
			say_closed(in.db, m[i].kind == AT_TIME ? m[i].time.word : "that moment");
	if (o.format == FORMAT_TABLE && !o.diff) {
		result = show(in.db, &left, words, m[0].kind);
	} else {
		result = answer(in.db, o.diff ? differences : rows, &left);
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
		"  l1analyze at --peak run.l1t                at the worst moment of the run\n"
		"  l1analyze at --peak --mark decode run.l1t  at the worst moment of a phase\n"
		"  l1analyze at --failure 1 run.l1t           when it did not fit\n"
		"  l1analyze at 50% --core 0,0 run.l1t        programs on that core only\n"
		"  l1analyze at --diff 10ms 20ms run.l1t      what came and what went\n"
		"\n"
		"Buffers lie at the same address of each core of a chip. Regions are those of the program\n"
		"that ran last; with the --op of a replay those of all launches it runs, and buffers whose\n"
		"role is 'captured' are freed ones that it uses again; its table sums up by operation, the\n"
		"largest first. A row 'free' is a run of bytes that nobody has.\n",
	.takes = TAKES_MOMENT,
	.words = "[TIME] INPUT...",
	.run = run,
};
