/*
 * Parameters of the user's own SQL: see query_params.h.
 *
 * Must not know: what the question is.
 */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "message.h"
#include "query_params.h"

/* A word is name=value or name:text=value; option_param() has refused all others. */
static const char *value_of(const char *word)
{
	return strchr(word, '=') + 1;
}

static size_t name_length(const char *word)
{
	return strcspn(word, ":=");
}

static bool is_text(const char *word)
{
	return word[name_length(word)] == ':';
}

/* Whether the word gives a value to a parameter, whose name has its first character, such as ':', too. */
static bool gives(const char *word, const char *name)
{
	const size_t n = name_length(word);

	return !strncmp(name + 1, word, n) && !name[1 + n];
}

/* NULL: nothing gives it a value. */
static const char *word_for(const struct options *o, const char *name)
{
	for (int i = 0; i < o->param_count; i++)
		if (gives(o->params[i], name))
			return o->params[i];
	return NULL;
}

static bool takes(sqlite3_stmt *s, const char *word)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(s); i++) {
		const char *name = sqlite3_bind_parameter_name(s, i);

		if (name && gives(word, name))
			return true;
	}
	return false;
}

void query_params_check(sqlite3_stmt *s, const struct options *o)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(s); i++) {
		const char *name = sqlite3_bind_parameter_name(s, i);

		if (!name || *name == '?')
			die(EXIT_USAGE, "the question has a parameter without a name; write :name instead of "
				"%.20s, and give it with --param name=VALUE", name ? name : "?");
		if (!word_for(o, name))
			die(EXIT_USAGE, "the question asks for %.80s; give it with --param %.80s=VALUE", name,
				name + 1);
	}
	for (int i = 0; i < o->param_count; i++) {
		const char *word = o->params[i];
		const int n = (int)name_length(word);

		if (!takes(s, word))
			die(EXIT_USAGE, "the question has no parameter :%.*s", n < 80 ? n : 80, word);
		for (int k = 0; k < i; k++)
			if (name_length(o->params[k]) == (size_t)n && !strncmp(o->params[k], word, (size_t)n))
				die(EXIT_USAGE, "--param %.*s is given twice", n < 80 ? n : 80, word);
	}
}

/* Binds a value as what it looks like, or as the text that it is said to be. */
static void bind(sqlite3_stmt *s, int i, const char *word)
{
	const char *value = value_of(word);
	char *end;
	long long whole;
	double real;

	if (is_text(word)) {
		sqlite3_bind_text(s, i, value, -1, SQLITE_TRANSIENT);
		return;
	}
	errno = 0;
	whole = strtoll(value, &end, 10);
	/* strtoll() and strtod() would also read blanks before a number, hexadecimal ones and nan */
	if (*value && !value[strspn(value, "0123456789+-.eE")] && !*end && !errno) {
		sqlite3_bind_int64(s, i, whole);
		return;
	}
	errno = 0;
	real = strtod(value, &end);
	if (*value && !value[strspn(value, "0123456789+-.eE")] && !*end && isfinite(real))
		sqlite3_bind_double(s, i, real);
	else
		sqlite3_bind_text(s, i, value, -1, SQLITE_TRANSIENT);
}

void query_params_bind(sqlite3_stmt *s, const struct options *o)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(s); i++) {
		const char *name = sqlite3_bind_parameter_name(s, i), *word = name ? word_for(o, name) : NULL;

		if (word)
			bind(s, i, word);
	}
}
