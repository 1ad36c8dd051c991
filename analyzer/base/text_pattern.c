/* Patterns that are looked for in a text: see text_pattern.h. */
#include <string.h>
#include "text_pattern.h"

/* Without recursion: after a mismatch the last star takes in one character more. */
bool text_pattern_found(const char *pattern, const char *text)
{
	size_t n = strlen(pattern);
	bool first = *pattern == '^', last = n > first && pattern[n - 1] == '$';
	const char *p = pattern + first, *end = pattern + n - last;
	const char *star = first ? NULL : p, *again = text;     /* what is not tied begins with a star */

	for (;;) {
		if (p == end && (!last || !*text))
			return true;
		if (p < end && *p == '*') {
			star = ++p;
			again = text;
		} else if (p < end && *text && *p == *text) {
			p++;
			text++;
		} else if (star && *again) {
			p = star;
			text = ++again;
		} else {
			return false;
		}
	}
}
