/*
 * The words that check's --fail-on takes, and which findings each means. Blanks and underscores of
 * a finding are dashes in a word.
 *
 * Must not know: how findings are found.
 */
#ifndef CHECK_WORDS_H
#define CHECK_WORDS_H

#include <stdbool.h>

/* Ends the program when the list, commas between, has a word that --fail-on does not take. */
void check_words(const char *list);
/* True when a word of the list means this finding; is_failure: it is a failure of the program. */
bool check_means(const char *list, const char *finding, bool is_failure);
/* True when the list has this very word. */
bool check_has(const char *list, const char *word);

#endif
