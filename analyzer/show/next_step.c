/* A command to go on with: see next_step.h. */
#include <stdint.h>
#include <string.h>
#include "next_step.h"
#include "readable.h"

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

/* Adds the window that the user asked about, unless the words choose a moment themselves or take none. */
static void append_window(char *out, size_t room, const struct options *o, const char *words)
{
	static const char *const moments[] = {"--op ", "--mark ", "--policy ", "--dead", "advise"};
	const struct options *given = o->given ? o->given : o;
	const struct { const char *option, *word; } said[] = {
		{" --mark ", given->filter.mark},
		{" --from ", given->filter.from.given ? given->filter.from.word : NULL},
		{" --to ", given->filter.to.given ? given->filter.to.word : NULL},
	};

	if (!strncmp(words, "at ", 3) && !strstr(words, "--peak"))
		return;
	for (size_t i = 0; i < sizeof(moments) / sizeof(*moments); i++)
		if (strstr(words, moments[i]))
			return;
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++)
		if (said[i].word) {
			append(out, room, said[i].option, strlen(said[i].option));
			quoted(out, room, said[i].word);
		}
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
	append(command, sizeof(command), words, strlen(words));
	append_window(command, sizeof(command), o, words);
	if (all && o->filter.has_rank) {
		append(command, sizeof(command), " --rank ", strlen(" --rank "));
		quoted(command, sizeof(command), o->filter.rank_word);
	}
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
