/* Patterns of names of functions: see function_pattern.h. */
#include <stddef.h>
#include <stdint.h>
#include "function_pattern.h"

/* Takes one character of a text that has one. */
static uint32_t take(const char **text)
{
	uint32_t c = (unsigned char)*(*text)++;

	if (c >= 0xc0)
		for (int more = 0; more < 3 && (**text & 0xc0) == 0x80; more++)
			c = c << 6 | (uint32_t)(*(*text)++ & 0x3f);
	return c;
}

static uint32_t take_meant(const char **pattern)
{
	if (**pattern == '\\' && (*pattern)[1])
		++*pattern;
	return take(pattern);
}

/* Whether the character is one that the set means, of which `in` is the text after its '['; -1: it has no end.
 * *after: what comes behind it. */
static int is_in_set(const char *in, uint32_t c, const char **after)
{
	bool others = *in == '!' || *in == '^', found = false;

	in += others;
	for (bool first = true; first || *in != ']'; first = false) {
		uint32_t low, high;

		if (!*in)
			return -1;
		low = high = take_meant(&in);
		if (*in == '-' && in[1] && in[1] != ']') {
			in++;
			high = take_meant(&in);
		}
		found |= low <= c && c <= high;
	}
	*after = in + 1;
	return found != others;
}

/* Whether what the pattern has next, and is no '*', fits what the name has next; both go on behind it. */
static bool take_both(const char **pattern, const char **name)
{
	uint32_t c = take(name);
	int in_set = **pattern == '[' ? is_in_set(*pattern + 1, c, pattern) : -1;

	if (in_set >= 0)
		return in_set;
	if (**pattern != '?')
		return take_meant(pattern) == c;
	++*pattern;
	return true;
}

bool ttm_function_fits(const char *pattern, const char *name)
{
	const char *any = NULL, *from = NULL;   /* behind the last '*', and what it leaves of the name */

	while (*name) {
		if (*pattern == '*') {
			any = ++pattern;
			from = name;
		} else if (!*pattern || !take_both(&pattern, &name)) {
			if (!any)
				return false;
			take(&from);            /* it takes one more */
			pattern = any;
			name = from;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}
