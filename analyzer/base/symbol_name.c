/*
 * Names of C++ functions in one word: see symbol_name.h.
 *
 * Must not know: files, traces.
 *
 * The C++ library's own function demangles. It is loaded when it is first wanted; without it names stay
 * as they are.
 */
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "symbol_name.h"
#include "xalloc.h"

enum { MANGLED_MAX = 16384, NAME_MAX_BYTES = 200 };

typedef char *demangle(const char *name, char *room, size_t *bytes, int *status);

static demangle *demangler(void)
{
	static demangle *found;
	static bool looked;
	void *library;

	if (looked)
		return found;
	looked = true;
	library = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_LOCAL);
	if (library)
		found = (demangle *)dlsym(library, "__cxa_demangle");
	return found;
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

/* After the bracket that closes the one here; NULL: none does. */
static const char *after_bracket(const char *at)
{
	const char opens = *at, closes = opens == '<' ? '>' : opens == '(' ? ')' : ']';
	unsigned depth = 0;

	for (; *at; at++) {
		if (*at == opens)
			depth++;
		else if (*at == closes && !(opens == '<' && at[-1] == '-') && !--depth)
			return at + 1;
	}
	return NULL;
}

static bool is_word(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "operator" and its sign, which may be a bracket. */
static const char *take_operator(const char *at, char **out)
{
	/* the longest first */
	static const char *const signs[] = {"<=>", "->*", "<<=", ">>=", "->", "<<", ">>", "<=", ">=", "==", "!=",
		"+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=", "&&", "||", "++", "--", "()", "[]", "<", ">",
		"+", "-", "*", "/", "%", "^", "&", "|", "~", "!", "=", ","};
	size_t n = strlen("operator"), sign = 0;

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs) && !sign; i++)
		if (begins(at + n, signs[i]))
			sign = strlen(signs[i]);
	memcpy(*out, at, n + sign);
	*out += n + sign;
	at += n + sign;
	if (sign)
		return at + begins(at, " <");
	if (*at == ' ') {                       /* new, delete, a type */
		*(*out)++ = '_';
		at++;
	}
	return at;
}

char *symbol_name_short(const char *at)
{
	static const char anonymous[] = "(anonymous namespace)", *const quality[] = {" const", " volatile",
		" &&", " &"};
	const char *begin = at, *end = strstr(at, " [clone");
	char *name = xmalloc(2 * strlen(at) + 8), *out = name;

	while (at && *at && at != end) {
		size_t skipped = 0;

		for (size_t i = 0; i < sizeof(quality) / sizeof(*quality) && !skipped; i++)
			if (at > begin && at[-1] == ')' && begins(at, quality[i]))
				skipped = strlen(quality[i]);
		if (skipped) {
			at += skipped;
			while (begins(at, " const") || begins(at, " &"))
				at += begins(at, " const") ? strlen(" const") : strspn(at, " &");
		} else if (begins(at, anonymous)) {
			out = stpcpy(out, "(anonymous)");
			at += strlen(anonymous);
		} else if (begins(at, "operator") && !is_word(at[8]) && (at == begin || !is_word(at[-1]))) {
			at = take_operator(at, &out);
		} else if (*at == '<') {
			out = stpcpy(out, "<..>");
			at = after_bracket(at);
		} else if (*at == '(' || *at == '[') {
			at = after_bracket(at);
		} else if (*at == ' ') {        /* what it returns was before it */
			out = name;
			at++;
		} else {
			*out++ = *at++;
		}
	}
	*out = 0;
	if (at && *name)
		return name;
	free(name);
	return NULL;
}

/*
 * The names at the front of a symbol that this C++ library cannot demangle, since it is older than the
 * compiler: "ttnn::launch<..>". NULL: there are none.
 */
static char *front_names(const char *symbol)
{
	const char *at = symbol + 2 + strspn(symbol + 2, "ZNKVRO"), *digits = "0123456789";
	char *name = xmalloc(2 * strlen(symbol) + 8), *out = name;

	while (*at && strchr(digits, *at)) {
		char *end;
		size_t n = strtoul(at, &end, 10);

		if (n > strlen(end))
			break;
		out = stpcpy(out, out == name ? "" : "::");
		if (n > 10 && begins(end, "_GLOBAL__N"))
			out = stpcpy(out, "(anonymous)");
		else
			out = mempcpy(out, end, n);
		at = end + n;
	}
	if (*at == 'I')
		out = stpcpy(out, "<..>");
	*out = 0;
	if (out > name)
		return name;
	free(name);
	return NULL;
}

/* A name that is too long for any table ends in dots. */
static char *cut(char *name)
{
	if (strlen(name) > NAME_MAX_BYTES)
		strcpy(name + NAME_MAX_BYTES - 2, "..");
	return name;
}

char *symbol_name(const char *symbol)
{
	demangle *f = begins(symbol, "_Z") && strlen(symbol) <= MANGLED_MAX ? demangler() : NULL;
	char *whole, *name;
	int status = 0;

	whole = f ? f(symbol, NULL, NULL, &status) : NULL;
	name = whole && !status ? symbol_name_short(whole) : NULL;
	free(whole);
	if (!name)                      /* a template's name in debug information has its arguments */
		name = begins(symbol, "_Z") ? front_names(symbol)
			: strchr(symbol, '<') ? symbol_name_short(symbol) : NULL;
	if (!name)
		name = xstrdup(symbol);
	for (char *c = name; *c; c++)
		if (*c <= ' ' || *c > '~')
			*c = *c == ' ' ? '_' : '?';
	return cut(name);
}
