/* What all verbs understand: see options.h. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "message.h"
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
	out[0] = 0;
	append(out, room, "device", o->has_device ? o->device_word : NULL, "");
	append(out, room, "core", o->has_core ? o->core_word : NULL, "");
	append(out, room, "kind", o->kind, "'");
	append(out, room, "event", o->event, "'");
	append(out, room, "op", o->op, "'");
	append(out, room, "mark", o->mark, "'");
	append(out, room, "from", o->from.given ? o->from.word : NULL, "");
	append(out, room, "to", o->to.given ? o->to.word : NULL, "");
	return out[0];
}

struct options options_unfiltered(const struct options *o)
{
	struct options plain = *o;

	plain.given = o;
	plain.has_device = plain.has_core = false;
	plain.kind = plain.event = plain.op = plain.mark = plain.phase = NULL;
	plain.from.given = plain.to.given = false;
	return plain;
}

const char *options_filter(const struct options *o)
{
	return o->has_device ? "device" : o->has_core ? "core" : o->kind ? "kind"
		: o->event ? "event" : o->op ? "op" : o->from.given ? "from" : o->to.given ? "to"
		: o->mark ? "mark" : NULL;
}

struct options options_of_rows(const struct options *o)
{
	struct options left = *o;

	left.given = o;
	left.op = left.mark = NULL;
	left.from.given = left.to.given = false;
	return left;
}

bool options_timed(const struct options *o)
{
	return o->from.given || o->to.given || o->mark;
}

bool options_grouped(const struct options *o)
{
	return o->grouped || (o->format == FORMAT_TABLE && !o->no_group);
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
	const struct options *g = o->given ? o->given : o;
	const bool times = g->from.given || g->to.given;
	const struct {
		bool given;
		const char *column;
	} filters[] = {{g->has_device, "device"}, {g->has_core, "core_x"}, {g->has_core, "core_y"},
		{g->has_core, "cores"}, {g->kind, "kind"}, {g->kind, "owner_kind"}, {g->event, "event"},
		{g->op, "op"}, {g->op, "name"}, {times, "time_ns"}, {times, "alloc_ns"}};

	for (size_t i = 0; i < sizeof(filters) / sizeof(*filters); i++)
		if (filters[i].given && !strcmp(column, filters[i].column))
			return true;
	return sorts_by(g->sort, column);
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

/* What getopt_long wants of the table. */
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

/* A file's name says its format, unless --format does. */
static void format_of_output(struct options *o)
{
	static const char *const ends[] = {"", ".csv", ".tsv", ".json", ".jsonl"};
	const char *dot = o->output ? strrchr(o->output, '.') : NULL;

	for (const struct option_row *r = option_rows; r->name; r++)
		if (!strcmp(r->name, "format") && o->given_options & (uint64_t)1 << (r - option_rows))
			return;
	for (int i = FORMAT_CSV; dot && i <= FORMAT_JSONL; i++)
		if (!strcmp(dot, ends[i]))
			o->format = (enum output_format)i;
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
	if (o->from.given && o->to.given && o->from.percent == o->to.percent &&
		o->from.value > o->to.value)
		die(EXIT_USAGE, "--from is later than --to");
	if (o->grouped && o->no_group)
		die(EXIT_USAGE, "give --grouped or --no-group, not both");
	format_of_output(o);
	o->words = argv + optind;
	o->word_count = argc - optind;
}
