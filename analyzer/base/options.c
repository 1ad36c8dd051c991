/* What all verbs understand: see options.h. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "message.h"
#include "module_symbols.h"
#include "option_table.h"
#include "options.h"

enum { ROWS_MAX = 64, LONG_FIRST = 256 };

static void append(char *out, size_t room, const char *name, const char *word, const char *quote)
{
	size_t n = strlen(out);

	if (word)
		snprintf(out + n, room - n, " --%s %s%.80s%s", name, quote, word, quote);
}

bool options_filters(const struct options *o, char *out, size_t room)
{
	const struct filter_options *f = &o->filter;

	out[0] = 0;
	append(out, room, "rank", f->has_rank ? f->rank_word : NULL, "");
	append(out, room, "device", f->has_device ? f->device_word : NULL, "");
	append(out, room, "core", f->has_core ? f->core_word : NULL, "");
	append(out, room, "kind", f->kind, "'");
	append(out, room, "event", f->event, "'");
	append(out, room, "op", f->op, "'");
	append(out, room, "mark", f->mark, "'");
	append(out, room, "from", f->from.given ? f->from.word : NULL, "");
	append(out, room, "to", f->to.given ? f->to.word : NULL, "");
	return out[0];
}

struct options options_unfiltered(const struct options *o)
{
	struct options plain = *o;
	struct filter_options *f = &plain.filter;

	plain.given = o->given ? o->given : o;
	f->has_device = f->has_core = false;
	f->kind = f->event = f->op = f->mark = f->phase = NULL;
	f->from.given = f->to.given = false;
	return plain;
}

const char *options_filter(const struct options *o)
{
	const struct filter_options *f = &o->filter;

	return f->has_device ? "device" : f->has_core ? "core" : f->kind ? "kind"
		: f->event ? "event" : f->op ? "op" : f->from.given ? "from" : f->to.given ? "to"
		: f->mark ? "mark" : NULL;
}

struct options options_of_rows(const struct options *o)
{
	struct options left = *o;

	left.given = o->given ? o->given : o;
	left.filter.op = left.filter.mark = NULL;
	left.filter.from.given = left.filter.to.given = false;
	return left;
}

bool options_timed(const struct options *o)
{
	return o->filter.from.given || o->filter.to.given || o->filter.mark;
}

bool options_grouped(const struct options *o)
{
	return o->rows.grouped || (o->rows.format == FORMAT_TABLE && !o->rows.no_group);
}

/* Whether a list of --sort has this column. */
static bool sorts_by(const char *list, const char *column)
{
	size_t n = strlen(column);

	for (; list && *list; list += strcspn(list, ",") + (strchr(list, ',') != NULL)) {
		list += *list == '-';
		if (!strncmp(list, column, n) && (!list[n] || list[n] == ',' || list[n] == ':'))
			return true;
	}
	return false;
}

bool options_name_column(const struct options *o, const char *column)
{
	const struct options *given = o->given ? o->given : o;
	const struct filter_options *f = &given->filter;
	const bool times = f->from.given || f->to.given;
	const struct {
		bool given;
		const char *column;
	} filters[] = {{f->has_device, "device"}, {f->has_core, "core_x"}, {f->has_core, "core_y"},
		{f->has_core, "cores"}, {f->kind, "kind"}, {f->kind, "owner_kind"}, {f->event, "event"},
		{f->op, "op"}, {f->op, "name"}, {times, "time_ns"}, {times, "alloc_ns"}};

	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++)
		if (filters[i].given && !strcmp(column, filters[i].column))
			return true;
	return sorts_by(given->rows.sort, column);
}

static const struct option_row *row_of(int letter)
{
	for (const struct option_row *r = option_rows; r->name; r++)
		if (letter == (r->letter ? r->letter : LONG_FIRST + (int)(r - option_rows)))
			return r;
	return NULL;
}

static void read_option(struct options *o, int letter, const char *verb, char **argv)
{
	const struct option_row *r = row_of(letter);

	if (letter == ':')
		die(EXIT_USAGE, "option '%s' needs a value; see l1analyze %s -h", argv[optind - 1],
			verb);
	if (!r && optopt)
		die(EXIT_USAGE, "unknown option '-%c'; see l1analyze %s -h", optopt, verb);
	if (!r && !strncmp(argv[optind - 1], "--", 2) && strpbrk(argv[optind - 1], " \n"))
		die(EXIT_USAGE, "'%.20s..' is no option; a question that begins with a comment stands "
			"after --: l1analyze query -- '-- ..' INPUT", argv[optind - 1]);
	if (!r)
		die(EXIT_USAGE, "unknown option '%s'; see l1analyze %s -h", argv[optind - 1], verb);
	o->given_options |= (uint64_t)1 << (r - option_rows);
	if (r->read)
		r->read(o, r, optarg);
	else if (r->argument)
		memcpy((char *)o + r->field, &optarg, sizeof(optarg));
	else
		*(bool *)((char *)o + r->field) = true;
}

/* Makes the arguments of getopt_long() from the table. */
static void make_long(struct option *out, char *letters)
{
	*letters++ = ':';
	for (const struct option_row *r = option_rows; r->name; r++) {
		*out++ = (struct option){r->name, r->argument ? required_argument : no_argument, NULL,
			r->letter ? r->letter : LONG_FIRST + (int)(r - option_rows)};
		if (r->letter)
			*letters++ = r->letter;
		if (r->letter && r->argument)
			*letters++ = ':';
	}
	*out = (struct option){0};
	*letters = 0;
}

bool options_given(const struct options *o, const char *name)
{
	for (const struct option_row *r = option_rows; r->name; r++)
		if (!strcmp(r->name, name) && o->given_options & (uint64_t)1 << (r - option_rows))
			return true;
	return false;
}

/* Takes the format from the ending of the output file, unless --format was given. */
static void format_of_output(struct options *o)
{
	static const char *const ends[] = {"", ".csv", ".tsv", ".json", ".jsonl", ".md"};
	const char *dot = o->rows.output ? strrchr(o->rows.output, '.') : NULL;

	if (options_given(o, "format"))
		return;
	for (int i = FORMAT_CSV; dot && i <= FORMAT_MARKDOWN; i++)
		if (!strcmp(dot, ends[i]))
			o->rows.format = (enum output_format)i;
}

void options_read(struct options *o, const char *verb, int argc, char **argv)
{
	struct option longs[ROWS_MAX + 1];
	char letters[2 * ROWS_MAX + 2];
	int letter;

	opterr = 0;
	make_long(longs, letters);
	while ((letter = getopt_long(argc, argv, letters, longs, NULL)) != -1)
		read_option(o, letter, verb, argv);
	if (o->filter.from.given && o->filter.to.given && o->filter.from.percent == o->filter.to.percent &&
		o->filter.from.value > o->filter.to.value)
		die(EXIT_USAGE, "--from is later than --to");
	if (o->rows.grouped && o->rows.no_group)
		die(EXIT_USAGE, "give --grouped or --no-group, not both");
	if (o->symbols && !module_symbols_can())
		die(EXIT_USAGE, "cannot name C++ frames: this l1analyze was built without libdw");
	if (o->rows.output && !strcmp(o->rows.output, "-"))
		o->rows.output = NULL;          /* standard output; a file of this name is ./- */
	format_of_output(o);
	o->words = argv + optind;
	o->word_count = argc - optind;
}
