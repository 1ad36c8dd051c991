/* A command to go on with: see next_step.h. */
#include <stdint.h>
#include <string.h>
#include "next_step.h"
#include "readable.h"
#include "shown_frames.h"

enum { COMMAND_BYTES = 4096 };

static void append(char *out, size_t room, const char *text, size_t n)
{
	size_t used = strlen(out);

	if (used + n + 1 > room)
		n = room - used - 1;
	memcpy(out + used, text, n);
	out[used + n] = 0;
}

static void quoted(char *out, size_t room, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		"_./%+:=@,-";

	if (*word && !word[strspn(word, plain)]) {
		append(out, room, word, strlen(word));
		return;
	}
	append(out, room, "'", 1);
	for (; *word; word++)
		append(out, room, *word == '\'' ? "'\\''" : word, *word == '\'' ? 4 : 1);
	append(out, room, "'", 1);
}

void shell_word(char *out, size_t room, const char *word)
{
	/* after "./" a file name that begins with a dash is not taken for an option */
	if (*word == '-')
		append(out, room, "./", 2);
	quoted(out, room, word);
}

enum { WINDOW = 1, DEVICE = 2, CORE = 4, KIND = 8, OP = 16, SUPPRESSIONS = 32 };

/* What steps take of the filters that an answer was asked with: the first row whose words theirs begin with. */
static const struct { const char *words; unsigned takes; } steps[] = {
	{"uses --dead", 0}, {"report ", 0}, {"advise", DEVICE},
	{"at --peak", WINDOW | DEVICE | CORE}, {"at ", DEVICE | CORE},
	{"frag --policy ", DEVICE | KIND},
	{"peak --by module", WINDOW | DEVICE},
	{"peak --owners", WINDOW | DEVICE | CORE | KIND | OP},
	{"peak", WINDOW | DEVICE | CORE | OP}, {"timeline", WINDOW | DEVICE | CORE | OP},
	{"ops", WINDOW | DEVICE | CORE | OP}, {"kernels", WINDOW | DEVICE | CORE | OP},
	{"callsites", WINDOW | DEVICE | CORE | KIND | OP},
	{"leaks", WINDOW | DEVICE | CORE | KIND | OP | SUPPRESSIONS},
	{"", WINDOW | DEVICE}};

static unsigned step_takes(const char *words)
{
	size_t i = 0;
	unsigned takes;

	while (strncmp(words, steps[i].words, strlen(steps[i].words)))
		i++;
	takes = steps[i].takes;
	/* words that choose a moment themselves */
	return strstr(words, " --op ") || strstr(words, " --mark ") ? takes & ~(unsigned)(WINDOW | OP) : takes;
}

static void append_option(char *out, size_t room, const char *name, const char *word)
{
	append(out, room, " --", 3);
	append(out, room, name, strlen(name));
	if (word) {
		append(out, room, " ", 1);
		quoted(out, room, word);
	}
}

/* Adds the filters that the user gave and the step takes, but those that its words have already. */
static void append_filters(char *out, size_t room, const struct options *o, const char *words)
{
	const struct options *given = o->given ? o->given : o;
	const struct filter_options *f = &given->filter;
	const unsigned takes = step_takes(words);
	const struct { unsigned bit; const char *name, *word; } said[] = {
		{DEVICE, "device", f->has_device ? f->device_word : NULL},
		{CORE, "core", f->has_core ? f->core_word : NULL},
		{KIND, "kind", f->kind},
		{OP, "op", f->op},
		{WINDOW, "mark", f->mark},
		{WINDOW, "from", f->from.given ? f->from.word : NULL},
		{WINDOW, "to", f->to.given ? f->to.word : NULL},
		{SUPPRESSIONS, "suppressions", given->leaks.suppressions},
	};
	char option[20];

	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		snprintf(option, sizeof(option), " --%s ", said[i].name);
		if (said[i].word && (takes & said[i].bit) && !strstr(words, option))
			append_option(out, room, said[i].name, said[i].word);
	}
}

/* The words, and what the user gave of what every verb takes. Of two --hide the later may undo the first. */
static void append_words(char *out, size_t room, const struct options *o, const char *words)
{
	const char *own = strstr(words, " --hide "), *pattern;

	append(out, room, words, own ? (size_t)(own - words) : strlen(words));
	for (size_t i = 0; (pattern = shown_frames_word(i)); i++)
		append_option(out, room, "hide", pattern);
	if (own)
		append(out, room, own, strlen(own));
	if (o->symbols)
		append_option(out, room, "symbols", NULL);
	if (o->unlimited)
		append_option(out, room, "unlimited", NULL);
}

static void put_step(FILE *out, const struct options *o, int from, const char *label,
	const char *words)
{
	char command[COMMAND_BYTES] = "";
	const bool all = o->expanded && o->words == o->expanded;
	char *const *inputs = all ? o->typed : o->words;        /* a folder rather than its files */
	const int count = all ? o->typed_count : o->word_count;

	if (o->rows.format != FORMAT_TABLE || from >= count)
		return;
	for (int i = from; i < count; i++)
		if (!strcmp(inputs[i], "-") || !strncmp(inputs[i], "/dev/", 5))
			return;
	append_words(command, sizeof(command), o, words);
	append_filters(command, sizeof(command), o, words);
	if (all && o->filter.has_rank)
		append_option(command, sizeof(command), "rank", o->filter.rank_word);
	for (int i = from; i < count; i++) {
		append(command, sizeof(command), " ", 1);
		shell_word(command, sizeof(command), inputs[i]);
	}
	fputs(label, out);
	put_text(out, command, SIZE_MAX);
	fputc('\n', out);
}

void next_step(FILE *out, const struct options *o, int from, const char *words)
{
	put_step(out, o, from, "next: l1analyze ", words);
}

void next_step_again(FILE *out, const struct options *o, int from, const char *words)
{
	put_step(out, o, from, "  or: l1analyze ", words);
}
