/* The options there are, and what is printed of them: see option_table.h. */
#include <string.h>
#include "option_table.h"
#include "option_values.h"

#define AT(name) offsetof(struct options, name)

enum { HELP_COLUMN = 24, WORDS_MOST = 50 };

static const char kinds[] = "all l1 l1_small dram system_memory trace persistent cb dfb scratchpad";
static const char policies[] =
	"all runtime best-fit worst-fit next-fit segregated bottom-up compacting";

const struct option_row option_rows[] = {
	{"by", 0, "WHAT", TAKES_BY, 0, NULL, "rows put together", NULL, AT(by)},
	{"growth", 0, NULL, TAKES_GROWTH, 0, NULL, "what grows while a sequence of ops repeats", NULL,
		AT(leaks.growth)},
	{"per-mark", 0, "NAME", TAKES_GROWTH, 0, NULL, "what grows from one mark of that name to the next",
		NULL, AT(leaks.per_mark)},
	{"suppressions", 0, "FILE", TAKES_SUPPRESSIONS, 0, NULL, "leave out what its lines name", NULL,
		AT(leaks.suppressions)},
	{"policy", 0, "RULE[,RULE]", TAKES_POLICY, 0, policies,
		"replay the allocations under other rules", NULL, AT(policy)},
	{"threshold", 0, "BYTES|N%", TAKES_THRESHOLD, 0, NULL, "exit 1 when worse by more", NULL,
		AT(threshold)},
	{"failure", 0, "N", TAKES_MOMENT, 0, NULL, "when that failure happened", NULL, AT(at.failure)},
	{"peak", 0, NULL, TAKES_MOMENT, 0, NULL, "at the worst moment of the run", NULL, AT(at.peak)},
	{"diff", 0, NULL, TAKES_MOMENT, 0, NULL, "what came and went between two times", NULL,
		AT(at.diff)},
	{"hooks", 0, NULL, TAKES_HOOKS, 0, NULL, "the recorder's hooks, and how often each fired", NULL,
		AT(hooks)},
	{"dead", 0, NULL, TAKES_DEAD, 0, NULL, "what a full moment holds and nothing uses any more", NULL,
		AT(dead)},
	{"fail-on", 0, "FINDING", TAKES_FAIL_ON, 0, NULL, "exit 1 when there is one", NULL, AT(fail_on)},
	{"device", 0, "CHIP", 0, NO_FILTERS, NULL, "only this chip", option_device, 0},
	{"core", 0, "X,Y[-X,Y]", 0, NO_FILTERS, NULL, "only this core, or these", option_core, 0},
	{"kind", 0, "KIND", 0, NO_FILTERS, kinds, "only this kind of memory or region", option_kind, 0},
	{"event", 0, "EVENT", 0, NO_FILTERS, option_events, "only events of this kind: launch, failed, oom, ..",
		option_event, 0},
	{"op", 0, "NUMBER|NAME", 0, NO_FILTERS, NULL, "only this launch, or all of an operation", NULL,
		AT(filter.op)},
	{"from", 0, "TIME", 0, NO_FILTERS, NULL, "only from that time on (ns, us, ms, s or %)",
		option_time, AT(filter.from)},
	{"to", 0, "TIME", 0, NO_FILTERS, NULL, "only before that time", option_time, AT(filter.to)},
	{"mark", 0, "NAME", 0, NO_FILTERS, NULL, "only while a mark of that name lasted", NULL,
		AT(filter.mark)},
	{"sort", 0, "[-]COLUMN,..", 0, NO_ROWS, NULL, "order of the rows; -COLUMN: largest first", NULL,
		AT(rows.sort)},
	{"limit", 0, "N", 0, NO_ROWS, NULL, "only the first N rows", option_limit, 0},
	{"grouped", 0, NULL, TAKES_GROUPED, 0, NULL, "csv and others: the groups that tables show", NULL,
		AT(rows.grouped)},
	{"no-group", 0, NULL, 0, NO_ROWS, NULL, "tables: the single rows that csv has", NULL,
		AT(rows.no_group)},
	{"unlimited", 0, NULL, 0, 0, NULL, "no limits on the time and memory of an input", NULL,
		AT(unlimited)},
	{"threads", 0, "N", 0, 0, NULL, "1: nothing reads the trace ahead; the answer is the same",
		option_threads, 0},
	{"format", 0, "FORMAT", 0, 0, "table csv tsv json jsonl", "how rows are printed", option_format,
		0},
	{"width", 0, "COLUMNS", 0, 0, NULL, "of tables; 0: as wide as they get", option_width, 0},
	{"output", 'o', "FILE", 0, 0, NULL, "write there; .csv, .tsv, .json and .jsonl name the format",
		NULL, AT(rows.output)},
	{"force", 'f', NULL, 0, 0, NULL, "write over an existing file", NULL, AT(rows.force)},
	{"help", 'h', NULL, 0, 0, NULL, "this text", NULL, AT(help)},
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

void option_help(FILE *out, unsigned takes, const char *by, const char *fail_on)
{
	for (const struct option_row *r = option_rows; r->name; r++) {
		const char *words = !strcmp(r->name, "by") ? by : !strcmp(r->name, "fail-on") ? fail_on
			: !strcmp(r->name, "format") ? r->values : NULL;
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
