/*
 * The words of a command with a run's values in them: {NAME} is replaced.
 *
 * Must not know: how they are run.
 */
#ifndef L1RECORD_RUN_WORDS_H
#define L1RECORD_RUN_WORDS_H

#include "sweep_plan.h"

/*
 * A copy of `words` (ended by NULL) with the values of this run; what is put in is not searched
 * again. NULL: no memory. The caller frees it with run_words_free().
 */
char **run_words_make(const struct sweep_plan *p, uint64_t run, char *const words[]);
void run_words_free(char **words);
/* Sets each NAME in the environment. -1 with errno. */
int run_words_environment(const struct sweep_plan *p, uint64_t run);
/*
 * Says what may be a slip of the pen: {WORDS} in capitals that are no names of the sweep, and stay
 * as they are.
 */
void run_words_look(const struct sweep_plan *p, char *const words[]);

#endif
