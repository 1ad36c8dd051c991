/* at: what lay where in L1 at a moment, and the differences between two moments. */
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
#include "statement.h"
#include "table_rows.h"
#include "xalloc.h"

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

/* Explains the right order to a user who puts the file first: "at run.l1t 50%". */
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

/* Reads the moments that the user chose. Returns how many of the words are times. */
static int read_moments(const struct options *o, struct at_moment m[2])
{
	int words = o->at.diff ? 2 : !o->filter.op && !o->at.failure && !o->at.peak;

	if (!!o->filter.op + !!o->at.failure + o->at.peak > 1)
		die(EXIT_USAGE, "give one of --op, --failure and --peak");
	if (o->at.diff && (o->filter.op || o->at.failure || o->at.peak))
		die(EXIT_USAGE, "--diff takes two times; see l1analyze at -h");
	check_order(o, words);
	if (o->word_count < words)
		die(EXIT_USAGE, "at needs %s; see l1analyze at -h", words == 2 ? "two times" : "a time");
	for (int i = 0; i < words; i++)
		options_moment(&m[i].time, "at", o->words[i]);
	if (o->filter.op)
		m[0] = (struct at_moment){.kind = AT_OP, .number = count("op", o->filter.op)};
	if (o->at.failure)
		m[0] = (struct at_moment){.kind = AT_FAILURE, .number = count("failure", o->at.failure)};
	if (o->at.peak)
		m[0].kind = AT_PEAK;
	return words;
}

/* Ends the program when no op or failure has this number, and reports which numbers there are. */
static void need_number(sqlite3 *db, const struct at_moment *m)
{
	enum { LAST, THERE };           /* columns of at_ops.sql */
	bool op = m->kind == AT_OP;
	const char *what = op ? "op" : "failure";
	sqlite3_stmt *s;
	long long last = 0, there = 0;

	if (!op && m->kind != AT_FAILURE)
		return;
	s = statement(db, op ? "at_ops" : "at_failures");
	sqlite3_bind_int64(s, 1, m->number);
	if (database_next(s)) {
		last = sqlite3_column_int64(s, LAST);
		there = sqlite3_column_int64(s, THERE);
	}
	sqlite3_finalize(s);
	if (there)
		return;
	if (!last)
		die(EXIT_USAGE, "no %s %lld: %s", what, (long long)m->number, op
			? "nothing was launched in this run" : "no failure was recorded in this run");
	die(EXIT_USAGE, "no %s %lld: they are numbered from 1 to %lld", what, (long long)m->number, last);
}

/* Reports that no device was open at `when`, and when devices were. */
static void say_closed(sqlite3 *db, const char *when)
{
	enum { FROM_MS, TO_MS };        /* columns of at_open_times.sql */
	sqlite3_stmt *s = statement(db, "at_open_times");
	const char *from = database_next(s) ? (const char *)sqlite3_column_text(s, FROM_MS) : NULL,
		*to = from ? (const char *)sqlite3_column_text(s, TO_MS) : NULL;

	if (from && to && sqlite3_column_double(s, TO_MS) > 0)
		say("no device was open at %s; devices were between %s ms and %s ms", when, from, to);
	else
		say("no device was open at %s", when);
	sqlite3_finalize(s);
}

struct drawn {                  /* a map as text and the chips that it is of; both owned */
	char *text, *chips;
};

/* The map of a row of at_banks, with its time, as text; the caller frees it. */
static char *draw(sqlite3_stmt *s, sqlite3_stmt *marks, const struct terminal *t)
{
	enum { RUN, DEVICE, TIME_NS, HANDLE, BASE, END };       /* columns of at_banks.sql */
	struct bank_map m;
	enum { ADDRESS, BYTES_PER_CORE, ROLE };                 /* columns of at_marks.sql */
	struct text_file text;
	FILE *out = text_file_begin(&text);

	bank_map_begin(&m, (uint64_t)sqlite3_column_int64(s, BASE),
		(uint64_t)sqlite3_column_int64(s, END), t->width);
	fprintf(out, " at %.3f ms\n", (double)sqlite3_column_int64(s, TIME_NS) / 1e6);
	sqlite3_reset(marks);
	bind_named(marks, ":run", column_number(s, RUN));
	bind_named(marks, ":device", column_number(s, DEVICE));
	bind_named(marks, ":handle", column_number(s, HANDLE));
	while (m.to > m.from && database_next(marks))
		bank_map_paint(&m, column_number(marks, ADDRESS),
			column_number(marks, BYTES_PER_CORE),
			strcmp((const char *)sqlite3_column_text(marks, ROLE), "region") ? '#' : 'p');
	if (m.to > m.from)
		bank_map_print(out, t, &m);
	return text_file_end(&text);
}

/*
 * Adds a chip to the map that is equal to `text`, or adds a new map. Takes over `text`; returns the
 * array, which may have moved.
 */
static struct drawn *add_map(struct drawn *all, size_t *count, char *text, long long chip)
{
	char *chips;

	for (size_t i = 0; i < *count; i++)
		if (!strcmp(all[i].text, text)) {
			chips = xprintf("%s,%lld", all[i].chips, chip);
			free(all[i].chips);
			all[i].chips = chips;
			free(text);
			return all;
		}
	all = xrealloc(all, *count + 1, sizeof(*all));
	all[(*count)++] = (struct drawn){text, xprintf("%lld", chip)};
	return all;
}

/* Prints a map of the bank for each group of chips whose maps are equal. */
static void put_maps(FILE *out, sqlite3 *db, const struct options *o)
{
	enum { RUN, DEVICE, TIME_NS, HANDLE, BASE, END };       /* columns of at_banks.sql */
	sqlite3_stmt *s = query_prepare(db, statement_text("at_banks"), o);
	sqlite3_stmt *marks = statement(db, "at_marks");
	const struct terminal t = output_terminal(out, o);
	struct drawn *all = NULL;
	size_t count = 0;

	while (database_next(s))
		all = add_map(all, &count, draw(s, marks, &t), (long long)sqlite3_column_int64(s, DEVICE));
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
	sqlite3_stmt *s;

	statement_run(db, "at_index");  /* before statements whose columns it would move */
	s = query_rows(db, summary ? summary : statement_text("at_rows"), o);
	maps.filter.kind = NULL;               /* a map shows all kinds */
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

	/* op chose the moment, and core the programs: they do not filter rows */
	o.filter.op = NULL;
	if (o.filter.has_core) {
		snprintf(cores, sizeof(cores), "%" PRId64 ",%" PRId64 "-%" PRId64 ",%" PRId64,
			o.filter.core[0], o.filter.core[1], o.filter.core[2], o.filter.core[3]);
		on = cores;
		o.filter.has_core = false;
	}
	if (options_timed(&o) && !o.at.peak)
		die(EXIT_USAGE, "at is about one moment; --mark, --from and --to choose it only with --peak");
	in = input_open(&o, words, "at", LOAD_EXPLAIN | LOAD_REGIONS | LOAD_BUFFERS | LOAD_OPS | LOAD_USES |
		(options_timed(&o) ? LOAD_CHANGES | LOAD_REPLAYED : 0));
	left = options_of_rows(&o);
	need_number(in.db, &m[0]);
	for (int i = 0; i <= (int)o.at.diff; i++)
		if (!at_map(in.db, &m[i], i, on))
			say_closed(in.db, m[i].kind == AT_TIME ? m[i].time.word : "that moment");
	if (o.rows.format == FORMAT_TABLE && !o.at.diff) {
		result = show(in.db, &left, words, m[0].kind);
	} else {
		result = answer(in.db, statement_text(o.at.diff ? "at_differences" : "at_rows"), &left);
	}
	input_close(&in);
	return result ? result : in.incomplete;
}

/* Index of the first word that names an input. */
static int first_input(const struct options *o)
{
	return o->at.diff ? 2 : !o->filter.op && !o->at.failure && !o->at.peak;
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
		"that ran last, with their pages, format, and the call site of its launch; in and out are\n"
		"what indices of circular buffers are meant for. If --op names a replay, regions are those\n"
		"of all launches that it runs, the table is grouped by operation, the largest first, and\n"
		"buffers whose role is 'captured' are freed ones that the replay uses again. A row 'free'\n"
		"is a range of bytes that nobody has.\n",
	.takes = TAKES_MOMENT,
	.words = "[TIME] INPUT...",
	.first_input = first_input,
	.run = run,
};
