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
#include "command.h"
#include "database.h"
#include "embedded.h"
#include "l1t_wire.h"
#include "input_words.h"
#include "message.h"
#include "nearest_word.h"
#include "query_run.h"
#include "readable.h"
#include "work_allowance.h"

static const struct command *const commands[] = {
#define COMMAND_ROW(verb) &cmd_##verb,
	COMMANDS(COMMAND_ROW)
};
enum { COMMAND_COUNT = sizeof(commands) / sizeof(*commands) };

static void print_usage(void)
{
	puts("Examples:\n"
	     "  l1analyze peak run.l1t                    what each core's L1 held at its worst\n"
	     "  l1analyze timeline run.l1t                a chart of it over time; --rows: each change\n"
	     "  l1analyze leaks run.l1t                   what was never freed\n"
	     "  l1analyze load run.l1t -o run.db          a database to ask yourself\n"
	     "\n"
	     "Usage: l1analyze VERB [OPTION...] INPUT...\n"
	     "\n"
	     "Verbs (each has -h):");
	for (int i = 0; i < COMMAND_COUNT; i++)
		printf("  %-10s%s\n", commands[i]->name, commands[i]->answers);
	puts("\n"
	     "INPUT is a trace, a database from load, or - for a trace that comes through a pipe.\n"
	     "Options of nearly all verbs (their -h has the others):");
	option_help(stdout, NOT_SPECIAL, NULL, NULL, NULL);
	puts("\n"
	     "--device to --mark say what the question is about, before it is answered: peak --mark\n"
	     "decode is the worst moment within that phase. What a verb cannot limit so, it refuses.\n"
	     "\n"
	     "Exit: 0 answered; 1 a finding that was asked for; 2 wrong usage; 3 input unreadable;\n"
	     "4 answered from a damaged or unfinished trace.\n"
	     "\n"
	     "The manual, offline, from the question to the answer: share/doc/l1trace/manual.html\n"
	     "where it is installed; man l1analyze.");
}

static int unknown_verb(const char *word)
{
	const struct command *nearest = commands[0];

	for (int i = 1; i < COMMAND_COUNT; i++)
		if (unlike(word, commands[i]->name) < unlike(word, nearest->name))
			nearest = commands[i];
	if (!access(word, F_OK))
		die(EXIT_USAGE, "'%s' is a file, not a verb; l1analyze info '%s'", word, word);
	if (is_near(word, nearest->name))
		die(EXIT_USAGE, "unknown verb '%s'; did you mean '%s'? l1analyze -h lists all", word,
			nearest->name);
	die(EXIT_USAGE, "unknown verb '%s'; l1analyze -h lists all", word);
}

static void refuse_options(const struct command *c, const struct options *o)
{
	for (const struct option_row *r = option_rows; r->name; r++)
		if (o->given_options & (uint64_t)1 << (r - option_rows) && !option_known(r, c->takes))
			die(EXIT_USAGE, "%s does not know --%s; see l1analyze %s -h", c->name, r->name,
				c->name);
	if (o->tool && !(c->takes & TAKES_TOOL))
		options_moment(&(struct moment){0}, "to", o->tool);     /* ends: it is none */
	if (o->rows.format == FORMAT_OPENMETRICS && !c->formats)
		die(EXIT_USAGE, "%s cannot print openmetrics; l1analyze watch --once can", c->name);
	if (c->takes & DRAWS && o->rows.format == FORMAT_TABLE && o->rows.sort)
		die(EXIT_USAGE, "--sort is for rows, and %s tells what happened in its order; add --format csv",
			c->name);
}

/* For completions: the options of a verb, or of all. */
static void list_options(const struct command *c)
{
	for (const struct option_row *r = option_rows; r->name; r++)
		if (!c || option_known(r, c->takes))
			printf("--%s\n", r->name);
}

/* For completions: the words that an option of a verb takes, where they are few. */
static void list_values(const struct command *c, const char *option)
{
	for (const struct option_row *r = option_rows; r->name; r++) {
		const char *words = r->values;

		if (strncmp(option, "--", 2) || strcmp(option + 2, r->name) || !option_known(r, c->takes))
			continue;
		if (!strcmp(r->name, "by"))
			words = c->by;
		if (!strcmp(r->name, "fail-on"))
			words = c->fail_on;
		if (!strcmp(r->name, "format") && c->formats)
			words = c->formats;
		if (words)
			puts(words);
		else if (r->argument)
			printf("<%s>\n", r->argument);
	}
}

/*
 * Lines as they stand, but for those that are too long, as lists of words are that come from a table:
 * after a word and blanks, the list goes on below its own begin.
 */
static void put_notes(const char *notes)
{
	enum { LINE_MOST = 92, WIDTH = 88, INDENT = 12 };

	while (*notes) {
		size_t n = strcspn(notes, "\n");
		char line[2000];

		if (n > LINE_MOST && n < sizeof(line)) {
			const size_t indent = *notes == ' ' ? INDENT : 0;

			memcpy(line, notes, n);
			line[n] = 0;
			fwrite(line, 1, indent, stdout);
			put_wrapped(stdout, line + indent, indent, indent, WIDTH);
		} else {
			fwrite(notes, 1, n, stdout);
		}
		notes += n;
		if (*notes) {
			putchar('\n');
			notes++;
		}
	}
}

/* Examples, what it answers, usage, notes, options: the help begins with its examples. */
static void print_help(const struct command *c)
{
	const char *notes = strstr(c->help, "\n\n");
	size_t examples = notes ? (size_t)(notes + 1 - c->help) : strlen(c->help);

	fwrite(c->help, 1, examples, stdout);
	printf("\n%s: %s\n\nUsage: l1analyze %s [OPTION...] %s\n", c->name, c->answers, c->name,
		c->words ? c->words : "INPUT...");
	put_notes(notes ? notes + 1 : "");
	puts("\nOptions:");
	option_help(stdout, c->takes, c->by, c->fail_on, c->formats);
}

static const struct command *find_verb(const char *name)
{
	for (int i = 0; i < COMMAND_COUNT; i++)
		if (!strcmp(name, commands[i]->name))
			return commands[i];
	return NULL;
}

static int run(int argc, char **argv)
{
	const char *word = argc < 2 ? "-h" : argv[1];
	const struct command *c = find_verb(word);
	struct options options = {0};
	int result;

	if (c) {
		options_read(&options, word, argc - 1, argv + 1);
		if (!options.help) {
			refuse_options(c, &options);
			if (options.unlimited)
				work_unlimited();
			input_words_expand(&options, c->first_input ? c->first_input(&options) : 0,
				c->words_apart);
			result = c->run(&options);
			return result ? result : options.left_out ? EXIT_INCOMPLETE : EXIT_OK;
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
		for (int i = 0; i < COMMAND_COUNT; i++)
			puts(commands[i]->name);
	} else if (!strcmp(word, "--list-options")) {
		list_options(argc > 2 ? find_verb(argv[2]) : NULL);
	} else if (!strcmp(word, "--list-values") && argc > 3) {
		if (find_verb(argv[2]))
			list_values(find_verb(argv[2]), argv[3]);
	} else if (!strcmp(word, "--list-queries")) {
		for (const struct embedded_file *f = embedded_files; f->name; f++)
			if (query_text(f->name))
				puts(f->name);
	} else {
		return unknown_verb(word);
	}
	return EXIT_OK;
}

static void no_end(int unused)
{
	(void)unused;
}

/*
 * A write that can do nothing fails instead of ending the program: to a reader that went away with EPIPE,
 * which is quiet; beyond a limit on files with EFBIG, which is said. A program that is started, as by
 * advise --prove, has these signals as this one got them: handlers end where it begins.
 */
static void let_writes_fail(void)
{
	static const int signals[] = {SIGPIPE, SIGXFSZ};
	struct sigaction now, ours = {.sa_handler = no_end, .sa_flags = (int)SA_RESTART};

	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (!sigaction(signals[i], NULL, &now) && now.sa_handler == SIG_DFL)
			sigaction(signals[i], &ours, NULL);
}

int main(int argc, char **argv)
{
	int result;

	let_writes_fail();
	result = run(argc, argv);
	if (!result && (fflush(stdout) || ferror(stdout)) && errno != EPIPE)
		die(EXIT_UNREADABLE, "cannot write standard output: %s", strerror(errno));
	return result;
}
