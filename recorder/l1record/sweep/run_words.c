/*
 * The words of a command with a run's values in them: see run_words.h.
 *
 * Must not know: how they are run.
 */
#include "messages.h"
#include "run_words.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the {NAME} that begins at `text`, and which axis it is; 0: none. */
static size_t name_at(const struct sweep_plan *p, const char *text, size_t *axis)
{
	for (*axis = 0; *text == '{' && *axis < p->axis_count; (*axis)++) {
		const char *name = p->axes[*axis].name;
		size_t bytes = strlen(name);

		if (!strncmp(text + 1, name, bytes) && text[1 + bytes] == '}')
			return bytes + 2;
	}
	return 0;
}

static char *make_word(const struct sweep_plan *p, uint64_t run, const char *word)
{
	char number[SWEEP_NUMBER_BYTES], *made = NULL;
	size_t bytes, axis, made_bytes;
	FILE *out = open_memstream(&made, &made_bytes);
	bool failed;

	if (!out)
		return NULL;
	while (*word) {
		bytes = name_at(p, word, &axis);
		if (bytes)
			fputs(sweep_plan_value(p, run, axis, number), out);
		else
			fputc(*word, out);
		word += bytes ? bytes : 1;
	}
	failed = ferror(out);
	if (fclose(out) == 0 && !failed)
		return made;
	free(made);
	return NULL;
}

char **run_words_make(const struct sweep_plan *p, uint64_t run, char *const words[])
{
	size_t count = 0;
	char **made;

	while (words[count])
		count++;
	made = calloc(count + 1, sizeof(*made));
	for (size_t i = 0; made && i < count; i++) {
		made[i] = make_word(p, run, words[i]);
		if (!made[i]) {
			run_words_free(made);
			return NULL;
		}
	}
	return made;
}

void run_words_free(char **words)
{
	for (size_t i = 0; words && words[i]; i++)
		free(words[i]);
	free(words);
}

int run_words_environment(const struct sweep_plan *p, uint64_t run)
{
	char number[SWEEP_NUMBER_BYTES];

	for (size_t i = 0; i < p->axis_count; i++)
		if (setenv(p->axes[i].name, sweep_plan_value(p, run, i, number), 1) != 0)
			return -1;
	return 0;
}

/* Bytes of {WORD} in capitals; 0: none. */
static size_t capitals_at(const char *text)
{
	size_t n = 1 + strspn(text + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

	return *text == '{' && n > 1 && text[n] == '}' ? n + 1 : 0;
}

void run_words_look(const struct sweep_plan *p, char *const words[])
{
	for (; p->axis_count && *words; words++)
		for (const char *at = strchr(*words, '{'); at; at = strchr(at + 1, '{')) {
			size_t axis, bytes = capitals_at(at);

			if (bytes && bytes < 80 && !name_at(p, at, &axis))
				say("'%.*s' is no name of --sweep, and stays as it is", (int)bytes, at);
		}
}
