/* Values of options: see option_values.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "message.h"
#include "nearest_word.h"
#include "option_values.h"
#include "shown_frames.h"

const char option_events[] = "alloc free launch replay captured failed begin held open bank oom clash "
	"too_big config_too_big launch_failed refused";

/* Index of a word in a list that is separated by blanks; -1: it is not there. */
static int position(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (int i = 0; *list; i++) {
		size_t length = strcspn(list, " ");

		if (n == length && !strncmp(list, word, n))
			return i;
		list += length + (list[length] == ' ');
	}
	return -1;
}

void option_format(struct options *o, const struct option_row *row, const char *word)
{
	int format = strcmp(word, "openmetrics") ? position(row->values, word) : FORMAT_OPENMETRICS;

	if (format < 0)
		die(EXIT_USAGE, "unknown format '%s'; it is one of table, csv, tsv, json, jsonl, markdown", word);
	o->rows.format = (enum output_format)format;
}

/* Reads a whole number at *p and moves *p after it. False: there is none, or it is too large. */
static bool number(const char **p, int64_t *out)
{
	char *end;

	if (**p < '0' || **p > '9')
		return false;
	errno = 0;
	*out = strtoll(*p, &end, 10);
	*p = end;
	return !errno;
}

void option_core(struct options *o, const struct option_row *row, const char *word)
{
	const char *p = word;
	bool ok = number(&p, &o->filter.core[0]) && *p++ == ',' && number(&p, &o->filter.core[1]);

	(void)row;
	o->filter.core[2] = o->filter.core[0];
	o->filter.core[3] = o->filter.core[1];
	if (ok && *p == '-') {
		p++;
		ok = number(&p, &o->filter.core[2]) && *p++ == ',' && number(&p, &o->filter.core[3]);
	}
	if (!ok || *p || o->filter.core[2] < o->filter.core[0] || o->filter.core[3] < o->filter.core[1])
		die(EXIT_USAGE, "bad core '%s'; write --core X,Y or --core X0,Y0-X1,Y1", word);
	o->filter.has_core = true;
	o->filter.core_word = word;
}

void option_device(struct options *o, const struct option_row *row, const char *word)
{
	const char *p = word;

	(void)row;
	if (!number(&p, &o->filter.device) || *p)
		die(EXIT_USAGE, "bad device '%s'; it is a chip's number, like --device 0", word);
	o->filter.has_device = true;
	o->filter.device_word = word;
}

void option_rank(struct options *o, const struct option_row *row, const char *word)
{
	const char *p = word;
	bool ok = number(&p, &o->filter.rank[0]);

	(void)row;
	o->filter.rank[1] = o->filter.rank[0];
	if (ok && *p == '-') {
		p++;
		ok = number(&p, &o->filter.rank[1]);
	}
	if (!ok || *p || o->filter.rank[1] < o->filter.rank[0])
		die(EXIT_USAGE, "bad rank '%s'; write --rank 3 or --rank 0-7", word);
	o->filter.has_rank = true;
	o->filter.rank_word = word;
}

void option_width(struct options *o, const struct option_row *row, const char *word)
{
	const char *p = word;
	int64_t width;

	(void)row;
	if (!number(&p, &width) || *p || width > 100000)
		die(EXIT_USAGE, "bad width '%s'; it is a number of columns, 0: as wide as it gets",
			word);
	o->rows.width = (size_t)width;
	o->rows.has_width = true;
}

void option_limit(struct options *o, const struct option_row *row, const char *word)
{
	const char *p = word;

	(void)row;
	if (!number(&p, &o->rows.limit) || *p || !o->rows.limit)
		die(EXIT_USAGE, "bad limit '%s'; it is a number of rows, like --limit 10", word);
}

void option_threads(struct options *o, const struct option_row *row, const char *word)
{
	const char *p = word;

	(void)row;
	if (!number(&p, &o->threads) || *p || !o->threads)
		die(EXIT_USAGE, "bad number of threads '%s'; 1: no second one reads ahead", word);
}

void option_hide(struct options *o, const struct option_row *row, const char *word)
{
	(void)o;
	(void)row;
	if (!*word || (*word == '@' && !word[1]))
		die(EXIT_USAGE, "bad pattern '%s' for --hide; it is a part of a path or function, @FILE "
			"or none", word);
	shown_frames_hide(word);
}

void option_param(struct options *o, const struct option_row *row, const char *word)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
	static const char as_text[] = ":text=";
	const size_t n = strspn(word, letters);

	(void)row;
	if (!n || (word[n] != '=' && strncmp(word + n, as_text, strlen(as_text))) || (*word >= '0' && *word <= '9'))
		die(EXIT_USAGE, "bad parameter '%s'; write --param NAME=VALUE or NAME:text=VALUE, the name of letters, "
			"digits and '_'", word);
	if (o->param_count == PARAMS_MOST)
		die(EXIT_USAGE, "more than %d times --param", PARAMS_MOST);
	o->params[o->param_count++] = word;
}

/* Reads a time such as 250us or 40%. False: it is none. */
static bool read_moment(struct moment *m, const char *word)
{
	static const struct {
		const char *name;
		double ns;
	} units[] = {{"", 1}, {"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
	char *end;

	*m = (struct moment){.given = true, .value = strtod(word, &end), .word = word};
	/* strtod() would also read hexadecimal numbers and names such as nan */
	if (word[strspn(word, "0123456789.")] && strchr("xXpPnN", word[strspn(word, "0123456789.")]) &&
		strcmp(end, "ns"))
		end = (char *)word;
	if (end == word || !(m->value >= 0 && m->value < 1e18))
		return false;
	m->percent = !strcmp(end, "%");
	if (m->percent)
		return true;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (!strcmp(end, units[i].name)) {
			m->value *= units[i].ns;
			return true;
		}
	return false;
}

bool options_is_moment(const char *word)
{
	struct moment m;

	return read_moment(&m, word);
}

void options_moment(struct moment *m, const char *option, const char *word)
{
	if (!read_moment(m, word))
		die(EXIT_USAGE, "bad time '%s' for --%s; write 250us, 1.5s or 40%%", word, option);
}

void option_time(struct options *o, const struct option_row *row, const char *word)
{
	options_moment((struct moment *)((char *)o + row->field), row->name, word);
}

void option_to(struct options *o, const struct option_row *row, const char *word)
{
	if (*word >= 'a' && *word <= 'z')
		o->tool = word;
	else
		options_moment(&o->filter.to, row->name, word);
}

/* Copies the nearest word of a list to `out`; "": none is near. */
static void nearest_of(char *out, size_t room, const char *list, const char *word)
{
	char each[64];

	out[0] = 0;
	while (*list) {
		size_t n = strcspn(list, " ");

		snprintf(each, sizeof(each), "%.*s", (int)n, list);
		if (is_near(word, each) && (!out[0] || unlike(word, each) < unlike(word, out)))
			snprintf(out, room, "%s", each);
		list += n + (list[n] == ' ');
	}
}

/* " (did you mean 'launch'?)" */
static const char *meant(const char *list, const char *word)
{
	static char text[100];
	char near[64];

	nearest_of(near, sizeof(near), list, word);
	snprintf(text, sizeof(text), near[0] ? " (did you mean '%s'?)" : "%s", near);
	return text;
}

void option_kind(struct options *o, const struct option_row *row, const char *word)
{
	o->filter.kind = word;
	if (position(row->values, word) >= 0)
		return;
	if (position(option_events, word) >= 0)
		die(EXIT_USAGE, "'%s' is no kind of memory but an event; write --event %s", word, word);
	die(EXIT_USAGE, "unknown kind '%s'%s; memories are l1, l1_small, dram, system_memory, trace, "
		"persistent or all, regions cb, dfb, scratchpad", word, meant(row->values, word));
}

void option_event(struct options *o, const struct option_row *row, const char *word)
{
	o->filter.event = word;
	if (position(row->values, word) < 0 && strcmp(word, "program gone"))
		die(EXIT_USAGE, "unknown event '%s'%s; they are alloc, free, launch, replay, captured, "
			"failed, and of failures oom, clash, too_big, config_too_big, launch_failed, "
			"refused", word, meant(row->values, word));
}
