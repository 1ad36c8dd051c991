/*
 * The end of a table: a command to go on with, as it can be pasted.
 *
 * Must not know: which command.
 */
#ifndef NEXT_STEP_H
#define NEXT_STEP_H

#include <stdio.h>
#include "options.h"

/*
 * "next: l1analyze WORDS INPUT...", with the inputs from words[from] on as a shell reads them; in
 * tables only, and not where an input was a pipe. The options --mark, --from and --to that were given
 * go along, unless WORDS choose their own moment. `again`: a second one, "  or:".
 */
void next_step(FILE *out, const struct options *o, int from, const char *words);
void next_step_again(FILE *out, const struct options *o, int from, const char *words);
/* A word as a shell reads it, added to `out`. */
void shell_word(char *out, size_t room, const char *word);

#endif
