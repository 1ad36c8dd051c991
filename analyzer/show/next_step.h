/*
 * The line after a table: a command to continue with, which can be pasted into a shell.
 *
 * Must not know: which command.
 */
#ifndef NEXT_STEP_H
#define NEXT_STEP_H

#include <stdio.h>
#include "options.h"

/*
 * Prints "next: l1analyze WORDS INPUT...". The inputs are o->words[from] and later ones, quoted for
 * a shell. Of what the user gave are added: --hide, --symbols, --unlimited, and the filters that the verb
 * of WORDS takes, unless WORDS choose a moment themselves. Prints nothing if the format is not table, or if an input was a pipe.
 */
void next_step(FILE *out, const struct options *o, int from, const char *words);
/* The same for a second command, which begins with "  or:". */
void next_step_again(FILE *out, const struct options *o, int from, const char *words);
/* Adds a word, quoted for a shell, to the text in `out`, which has `room` bytes. */
void shell_word(char *out, size_t room, const char *word);

#endif
