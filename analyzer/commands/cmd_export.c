/* export: a run in the forms of other programs. */
#include <stdio.h>
#include <string.h>
#include "command.h"
#include "exporters.h"
#include "message.h"

#define EXPORTER_ROW(tool) &exporter_##tool,
static const struct exporter *const exporters[] = {EXPORTERS(EXPORTER_ROW)};
enum { EXPORTER_COUNT = sizeof(exporters) / sizeof(*exporters) };

/* Ends the program if there is none of that name. */
static const struct exporter *exporter_of(const char *name)
{
	char names[400] = "";

	for (size_t i = 0; i < EXPORTER_COUNT; i++) {
		if (!strcmp(exporters[i]->name, name))
			return exporters[i];
		snprintf(names + strlen(names), sizeof(names) - strlen(names), "%s%s", i ? ", " : "",
			exporters[i]->name);
	}
	die(EXIT_USAGE, "export --to does not know '%s'; it knows %s", name, names);
}

/* Ends the program if an option was given that the exporter would not look at. */
static void check_options(const struct exporter *e, const struct options *o)
{
	static const char *const of_some[] = {"at", "chunks", "cores", "gzip"};

	for (size_t i = 0; i < sizeof(of_some) / sizeof(*of_some); i++)
		if (options_given(o, of_some[i]) && !(e->options && strstr(e->options, of_some[i])))
			die(EXIT_USAGE, "export --to %s takes no --%s; see l1analyze export -h", e->name, of_some[i]);
}

static int run(const struct options *o)
{
	const struct exporter *exporter = exporter_of(o->tool ? o->tool : "csv");
	struct options to = *o;

	check_options(exporter, o);
	if (!o->rows.output && o->word_count > 1) {
		to.rows.output = o->words[0];
		to.words++;
		to.word_count--;
	}
	if (!to.word_count || !to.rows.output)
		die(EXIT_USAGE, "nothing to export; l1analyze export %s", exporter->example);
	return exporter->run(&to);
}

/* Index of the first word that names an input. */
static int first_input(const struct options *o)
{
	return !o->rows.output && o->word_count > 1;    /* after where to write */
}

const struct command cmd_export = {
	.name = "export",
	.answers = "a run for other programs: ttnn-visualizer, Perfetto, profilers, tables",
	.help = "Examples:\n"
		"  l1analyze export --to csv tables run.l1t               tables/buffer.csv, tables/op.csv, ..\n"
		"  l1analyze export --to jsonl tables run.l1t             a JSON object a line\n"
		"  l1analyze export --to speedscope peak.json run.l1t     the peak by call site\n"
		"  l1analyze export --to pprof peak.pb.gz run.l1t         the same for go tool pprof\n"
		"  l1analyze export --to collapsed --at leaks leaks.txt run.l1t    for flamegraph.pl\n"
		"  l1analyze export --to torch-snapshot run.pickle run.l1t    for pytorch.org/memory_viz\n"
		"  l1analyze export --to perfetto run.pftrace run.l1t     for ui.perfetto.dev\n"
		"  l1analyze export --to ttnn-visualizer report run.l1t   a folder that ttnn-visualizer opens\n"
		"  l1analyze query peak,ops,leaks -f -o answers run.l1t   answers instead of tables\n"
		"\n"
		"export writes into a folder, which is made if there is none, or a file: its name stands\n"
		"before the inputs, or after -o. What exists is kept, and nothing is written, without -f.\n"
		"Without --to it writes csv: each table of `l1analyze schema` is a file, named after it.\n"
		"\n"
		"speedscope, pprof and collapsed have what the fullest core holds, in bytes, by call site:\n"
		"at the peak (of --mark, --op, --core, ..), at a time (--at 250ms, --at 50%) or what was\n"
		"never freed (--at leaks). A stack is the frames that call sites show, the operation, and\n"
		"what holds the bytes: a buffer with its tensor, or cb, dfb or scratchpad of the program,\n"
		"which counts at the moment of its launch. They add up to what peak, timeline and leaks\n"
		"say. Of several traces speedscope shows a profile each; the others have the trace's file\n"
		"as outermost frame.\n"
		"torch-snapshot has what that core holds over time, block by block with its call site.\n"
		"Python, SQLite and DuckDB can read the database of `l1analyze load` as it is.\n",
	.words = "FOLDER|FILE INPUT...",
	.takes = NO_ROWS | TAKES_TOOL | TAKES_AT,
	.first_input = first_input,
	.run = run,
};
