/*
 * Whether the name of a function fits a pattern. As fnmatch(3) without its classes ([:alpha:]): that one takes
 * 23 KB of a stack that is the program's, and depends on its locale.
 *
 * Must not know: Python, which patterns there are.
 */
#ifndef FUNCTION_PATTERN_H
#define FUNCTION_PATTERN_H

#include <stdbool.h>

/* In the pattern '*' is any text, '?' any character, [a-z] one of these, [!a-z] one of the others; what comes
 * after a '\' is meant as it is. Both in UTF-8; of other bytes each is a character. */
bool ttm_function_fits(const char *pattern, const char *name);

#endif
