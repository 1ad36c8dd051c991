/*
 * Patterns that are looked for in a text: `*` is any text; `^` first ties the pattern to the text's
 * begin, `$` last to its end. Both in suppressions and for frames that are not shown.
 *
 * Must not know: what the text is.
 */
#ifndef TEXT_PATTERN_H
#define TEXT_PATTERN_H

#include <stdbool.h>

/* Whether the pattern is found in the text. Takes at most the product of their lengths. */
bool text_pattern_found(const char *pattern, const char *text);

#endif
