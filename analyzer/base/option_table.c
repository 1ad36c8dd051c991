/* The options there are, and what is printed of them: see option_table.h. */
#include <string.h>
#include "option_table.h"
#include "option_values.h"

/*
 * The kinds of rows: a flag stores true in a bool, a word itself in a `const char *`, a time in a
 * struct moment; any other value is stored by a function. A field of another type does not build,
 * since the fields beside it would be overwritten; nor does a value without a name for the help.
 */
#define FIELD(type, member) \
	(offsetof(struct options, member) + 0 * _Generic(((struct options *)0)->member, type: 1))
#define FLAG(name, letter, takes, unless, help, member) \
	{name, letter, NULL, takes, unless, NULL, help, NULL, FIELD(bool, member)}
#define WORD(name, letter, argument, takes, unless, values, help, member) \
	{name, letter, "" argument, takes, unless, values, help, NULL, FIELD(const char *, member)}
#define TIME(name, letter, argument, takes, unless, help, member) \
	{name, letter, "" argument, takes, unless, NULL, help, option_time, \
		FIELD(struct moment, member)}
#define READ(name, letter, argument, takes, unless, values, help, read) \
	{name, letter, "" argument, takes, unless, values, help, read, 0}

enum { HELP_COLUMN = 24, WORDS_MOST = 52 };

static const char kinds[] = "all l1 l1_small dram system_memory trace persistent cb dfb scratchpad";
static const char policies[] =
	"all runtime best-fit worst-fit next-fit segregated bottom-up compacting";

const struct option_row option_rows[] = {
	WORD("by", 0, "WHAT", TAKES_BY, 0, NULL, "groups", by),
	FLAG("growth", 0, TAKES_GROWTH, 0, "what grows while a sequence of ops repeats",
		leaks.growth),
	WORD("per-mark", 0, "NAME", TAKES_GROWTH, 0, NULL,
		"what grows from one mark of that name to the next", leaks.per_mark),
	WORD("suppressions", 0, "FILE", TAKES_SUPPRESSIONS, 0, NULL,
		"leave out what its lines name", leaks.suppressions),
	WORD("policy", 0, "RULE[,RULE]", TAKES_POLICY, 0, policies,
		"replay the allocations under other rules", policy),
	WORD("threshold", 0, "[FIGURE=]BYTES|N%,..", TAKES_THRESHOLD, 0, NULL, "exit 1 when worse by more",
		threshold),
	FLAG("annotate", 0, TAKES_THRESHOLD, 0, "lines that got worse, as commands of GitHub on stderr",
		annotate),
	WORD("failure", 0, "N", TAKES_MOMENT, 0, NULL, "when that failure happened", at.failure),
	WORD("at", 0, "MOMENT", TAKES_AT, 0, NULL, "a time (ns, us, ms, s or %); export: peak or leaks, too",
		moment),
	FLAG("peak", 0, TAKES_MOMENT, 0, "at the worst moment of the run", at.peak),
	FLAG("diff", 0, TAKES_MOMENT, 0, "what came and went between two times", at.diff),
	READ("param", 0, "NAME[:text]=VALUE", TAKES_PARAMS, 0, NULL, "the value of :NAME in the question",
		option_param),
	FLAG("hooks", 0, TAKES_HOOKS, 0, "the recorder's hooks, and how often each fired", hooks),
	FLAG("dead", 0, TAKES_DEAD, 0, "what a full moment holds and nothing uses any more", dead),
	FLAG("owners", 0, TAKES_OWNERS, 0, "what the fullest core holds at its peak, by call site", owners),
	FLAG("prove", 0, TAKES_PROVE, 0, "run the command after -- with each piece done to it",
		prove.given),
	WORD("mock", 0, "BOARD", TAKES_PROVE, 0, NULL, "--prove: the board, as of l1record",
		prove.board),
	FLAG("full", 0, TAKES_FULL, 0, "every row: load: timelines, too; report: of large runs, too",
		full),
	FLAG("once", 0, TAKES_ONCE, 0, "print what is held now, and end", once),
	WORD("time-limit", 0, "SECONDS", TAKES_TIME_LIMIT, 0, NULL, "end an answer that takes longer (60)",
		time_limit),
	WORD("chunks", 0, "all|N|none", TAKES_TOOL, 0, NULL,
		"ttnn-visualizer: each core of how many of the fullest ops (20)", chunks),
	WORD("fail-on", 0, "FINDING", TAKES_FAIL_ON, 0, NULL, "exit 1 when there is one", fail_on),
	READ("rank", 0, "N[-M]", 0, NO_FILTERS, NULL, "only runs of this rank, or of these",
		option_rank),
	READ("device", 0, "CHIP", 0, NO_FILTERS, NULL, "only this chip", option_device),
	READ("core", 0, "X,Y[-X,Y]", 0, NO_FILTERS, NULL, "only this core, or these", option_core),
	READ("kind", 0, "KIND", 0, NO_FILTERS, kinds, "only this kind of memory or region",
		option_kind),
	READ("event", 0, "EVENT", 0, NO_FILTERS, option_events,
		"only events of this kind: launch, failed, oom, ..", option_event),
	WORD("op", 0, "NUMBER|NAME", 0, NO_FILTERS, NULL,
		"only this launch, or all of an operation", filter.op),
	TIME("from", 0, "TIME", 0, NO_FILTERS, "only from that time on (ns, us, ms, s or %)",
		filter.from),
	READ("to", 0, "TIME", 0, NO_FILTERS, NULL, "only before that time", option_to),
	WORD("mark", 0, "NAME", 0, NO_FILTERS, NULL, "only while a mark of that name lasted",
		filter.mark),
	WORD("cores", 0, "WHICH", TAKES_TOOL, 0, "fullest all",
		"--to perfetto: counters of which cores of a chip", cores),
	FLAG("gzip", 0, TAKES_TOOL, 0, "--to perfetto: packs the file, as names that end in .gz do", gzip),
	WORD("sort", 0, "[-]COLUMN,..", 0, NO_ROWS, NULL,
		"order of the rows; -COLUMN: largest first", rows.sort),
	READ("limit", 0, "N", 0, NO_ROWS, NULL, "only the first N rows", option_limit),
	FLAG("grouped", 0, TAKES_GROUPED, 0, "csv and others: the groups that tables show",
		rows.grouped),
	FLAG("no-group", 0, 0, NO_ROWS, "tables: the single rows that csv has", rows.no_group),
	FLAG("chart", 0, TAKES_CHART, 0, "draws it outside of a terminal, too", rows.chart),
	FLAG("rows", 0, TAKES_CHART, 0, "on a terminal, too: rows, and nothing drawn", rows.listed),
	FLAG("unlimited", 0, 0, 0, "no limits on the time and memory of an input", unlimited),
	READ("threads", 0, "N", 0, 0, NULL, "1: nothing reads the trace ahead; the answer is the same",
		option_threads),
	READ("hide", 0, "PATTERN", 0, 0, NULL, "frames not to show; @FILE: many; none: show all",
		option_hide),
	FLAG("symbols", 0, 0, 0, "name C++ frames, as the programs' files do", symbols),
	READ("format", 0, "FORMAT", 0, 0, "table csv tsv json jsonl markdown", "form of the rows",
		option_format),
	READ("width", 0, "COLUMNS", 0, 0, NULL, "of tables; 0: as wide as they get", option_width),
	FLAG("no-pager", 0, 0, 0, "what is longer than the screen, too, right to the terminal",
		rows.no_pager),
	WORD("output", 'o', "FILE", 0, 0, NULL,
		"write there; .csv, .tsv, .json, .jsonl and .md name the format", rows.output),
	FLAG("force", 'f', 0, 0, "write over an existing file", rows.force),
	FLAG("help", 'h', 0, 0, "this text", help),
	{0}};

bool option_known(const struct option_row *row, unsigned takes)
{
	return (!row->takes || (takes & row->takes)) && !(takes & row->unless);
}

/* "table csv" as "table, csv". */
static void put_words(FILE *out, const char *words)
{
	for (; *words; words++) {
		if (*words == ' ')
			fputc(',', out);
		fputc(*words, out);
	}
}

void option_help(FILE *out, unsigned takes, const char *by, const char *fail_on, const char *formats)
{
	for (const struct option_row *r = option_rows; r->name; r++) {
		const char *words = !strcmp(r->name, "by") ? by : !strcmp(r->name, "fail-on") ? fail_on
			: strcmp(r->name, "format") ? NULL : formats ? formats : r->values;
		char letter[] = {r->letter ? '-' : ' ', r->letter ? r->letter : ' ',
			r->letter ? ',' : ' ', 0};
		int n;

		if (!option_known(r, takes))
			continue;
		n = fprintf(out, "  %s --%s %s", letter, r->name, r->argument ? r->argument : "") - 2;
		fprintf(out, "%*s%s", n < HELP_COLUMN ? HELP_COLUMN - n : 1, "", r->help);
		if (words && strlen(words) > WORDS_MOST) {
			fputs(" of those above", out);
		} else if (words) {
			fputs(": ", out);
			put_words(out, words);
		}
		fputc('\n', out);
	}
}
