/*
 * l1analyze: finds the verb and runs it.
 *
 * Must not know: what verbs do.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "answer.h"
#include "command.h"
#include "database.h"
#include "embedded.h"
#include "l1t_wire.h"
#include "say.h"

static const struct command *const commands[] = {&cmd_peak, &cmd_timeline, &cmd_ops, &cmd_leaks,
	&cmd_explain, &cmd_at, &cmd_kernels, &cmd_histogram, &cmd_callsites, &cmd_frag, &cmd_diff,
	&cmd_check, &cmd_selfcheck, &cmd_info, &cmd_load, &cmd_query, &cmd_schema};
enum { COMMANDS = sizeof(commands) / sizeof(*commands) };

static void print_usage(void)
{
	puts("Examples:\n"
	     "  l1analyze peak run.l1t                    what each core's L1 held at its worst\n"
	     "  l1analyze timeline --core 0,0 run.l1t     every change of one core\n"
	     "  l1analyze leaks run.l1t                   what was never freed\n"
	     "  l1analyze load run.l1t -o run.db          a database to ask yourself\n"
	     "\n"
	     "Usage: l1analyze VERB [options] INPUT...    (INPUT: a trace, or a database from load)\n"
	     "\n"
	     "Verbs (each has -h):");
	for (int i = 0; i < COMMANDS; i++)
		printf("  %-10s%s\n", commands[i]->name, commands[i]->answers);
	puts("\n"
	     "Options of all verbs:\n"
	     "  --format table|csv|tsv|json|jsonl   -o FILE [-f]   --width COLUMNS of tables\n"
	     "  --device CHIP   --core X,Y or X0,Y0-X1,Y1   --kind KIND   --op NUMBER or NAME\n"
	     "  --from TIME   --to TIME   (ns, us, ms, s or %)   --mark NAME   --event EVENT\n"
	     "  These say what the question is about, before it is answered: peak --mark decode is\n"
	     "  the worst moment within that phase. What a verb cannot limit so, it refuses.\n"
	     "\n"
	     "Exit: 0 answered; 1 a finding that was asked for; 2 wrong usage; 3 input unreadable;\n"
	     "4 answered from a damaged or unfinished trace.");
}

/* Levenshtein distance of two short words. */
static size_t distance(const char *a, const char *b)
{
	size_t row[64], n = strlen(b);

	if (n >= 64)
		return 64;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t best = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[n];
}

/* Of equal distances the one with the same first letter is meant. */
static size_t unlike(const char *word, const char *verb)
{
	return 2 * distance(word, verb) + (word[0] != verb[0]);
}

static int unknown_verb(const char *word)
{
	const struct command *nearest = commands[0];

	for (int i = 1; i < COMMANDS; i++)
		if (unlike(word, commands[i]->name) < unlike(word, nearest->name))
			nearest = commands[i];
	if (!access(word, F_OK))
		die(EXIT_USAGE, "'%s' is a file, not a verb; l1analyze info '%s'", word, word);
	if (strlen(word) < 60 && distance(word, nearest->name) * 2 <= strlen(word))
		die(EXIT_USAGE, "unknown verb '%s'; did you mean '%s'? l1analyze -h lists all", word,
			nearest->name);
	die(EXIT_USAGE, "unknown verb '%s'; l1analyze -h lists all", word);
}

/* Options that not every verb knows. */
static const struct {
	const char *name;
	unsigned takes;
} special[] = {{"by", TAKES_BY}, {"fail-on", TAKES_FAIL_ON}, {"suppressions", TAKES_SUPPRESSIONS},
	{"threshold", TAKES_THRESHOLD}, {"growth", TAKES_GROWTH}, {"per-mark", TAKES_GROWTH},
	{"failure", TAKES_MOMENT}, {"diff", TAKES_MOMENT}, {"policy", TAKES_POLICY},
	{"hooks", TAKES_HOOKS}};

static bool knows(const struct command *c, const char *option)
{
	static const char *const filters[] = {"device", "core", "kind", "event", "op", "from", "to", "mark"};

	for (size_t i = 0; i < sizeof(special) / sizeof(*special); i++)
		if (!strcmp(special[i].name, option))
			return c->takes & special[i].takes;
	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++)
		if (!strcmp(filters[i], option))
			return !(c->takes & NO_FILTERS);
	return true;
}

static void refuse_options(const struct command *c, const struct options *o)
{
	for (const struct option *l = options_all; l->name; l++)
		if (options_given(o, l->name) && !knows(c, l->name))
			die(EXIT_USAGE, "%s does not know --%s; see l1analyze %s -h", c->name, l->name,
				c->name);
}

/* For completions: the options of a verb, or of all. */
static void list_options(const struct command *c)
{
	for (const struct option *l = options_all; l->name; l++)
		if (!c || knows(c, l->name))
			printf("--%s\n", l->name);
}

static void print_help(const struct command *c)
{
	fputs(c->help, stdout);
	puts(c->takes & NO_FILTERS ? "\nAlso: --format, -o FILE, -f, --width (l1analyze -h says more)"
		: "\nAlso: --format, -o FILE, -f, --width, and to choose what to look at: --device, --core,\n"
		  "--kind, --event, --op, --from, --to, --mark (l1analyze -h says more)");
}

static const struct command *find_verb(const char *name)
{
	for (int i = 0; i < COMMANDS; i++)
		if (!strcmp(name, commands[i]->name))
			return commands[i];
	return NULL;
}

static int run(int argc, char **argv)
{
	const char *word = argc < 2 ? "-h" : argv[1];
	const struct command *c = find_verb(word);
	struct options options = {0};

	if (c) {
		options_read(&options, word, argc - 1, argv + 1);
		if (!options.help) {
			refuse_options(c, &options);
			return c->run(&options);
		}
		print_help(c);
	} else if (!strcmp(word, "help") && argc > 2) {
		if (!find_verb(argv[2]))
			return unknown_verb(argv[2]);
		print_help(find_verb(argv[2]));
	} else if (!strcmp(word, "-h") || !strcmp(word, "--help") || !strcmp(word, "help")) {
		print_usage();
	} else if (!strcmp(word, "--version")) {
		printf("l1analyze %s, trace format %d, schema %d\n", L1TRACE_VERSION, L1T_VERSION,
			SCHEMA_VERSION);
	} else if (!strcmp(word, "--list-verbs")) {
		for (int i = 0; i < COMMANDS; i++)
			puts(commands[i]->name);
	} else if (!strcmp(word, "--list-options")) {
		list_options(argc > 2 ? find_verb(argv[2]) : NULL);
	} else if (!strcmp(word, "--list-queries")) {
		for (const struct embedded_file *f = embedded_files; f->name; f++)
			if (answer_query(f->name))
				puts(f->name);
	} else {
		return unknown_verb(word);
	}
	return EXIT_OK;
}

int main(int argc, char **argv)
{
	int result;

	/* a reader that went away: our writes fail with EPIPE, and that is quiet */
	signal(SIGPIPE, SIG_IGN);
	result = run(argc, argv);
	if (!result && (fflush(stdout) || ferror(stdout)) && errno != EPIPE)
		die(EXIT_UNREADABLE, "cannot write standard output: %s", strerror(errno));
	return result;
}
