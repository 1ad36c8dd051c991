/* The words that check's --fail-on takes: see check_words.h. */
#include <string.h>
#include "accounting.h"
#include "check_words.h"
#include "message.h"

static const char *const words[] = {
	/* several findings each */
	"any", "failures", "hazards", "leaks",
	/* of the program */
	"out-of-memory", "clash", "too-big", "config-too-big", "launch-failed", "refused",
	/* of the trace and what it recorded */
	"damaged", "unfinished", "lost-events",
#define WORD(name, in_rows, word) word,
	ACCOUNT_FINDINGS(WORD)
#undef WORD
	"no-buffers-seen", "no-launches-seen", "hook-not-found", "hook-never-fired", "another-ttnn",
	"not-known",
	/* accepted, but no longer found: without memory the analyzer now ends */
	"analyzer-out-of-memory"};

/* Whether a word is a finding's name; dashes, blanks and underscores count as equal. */
static bool same(const char *word, size_t bytes, const char *finding)
{
	size_t i = 0;

	for (; i < bytes && finding[i]; i++) {
		char a = strchr("_ ", word[i]) ? '-' : word[i];
		char b = strchr("_ ", finding[i]) ? '-' : finding[i];

		if (a != b)
			return false;
	}
	return i == bytes && !finding[i];
}

static bool means(const char *word, size_t bytes, const char *finding, bool is_failure)
{
	if (same(word, bytes, "any"))
		return true;
	if (same(word, bytes, "failures"))
		return is_failure;
	if (same(word, bytes, "hazards"))
		return !strcmp(finding, "trace hazard");
	return same(word, bytes, finding);
}

bool check_means(const char *list, const char *finding, bool is_failure)
{
	for (const char *p = list; *p;) {
		size_t n = strcspn(p, ",");

		if (means(p, n, finding, is_failure))
			return true;
		p += n + (p[n] == ',');
	}
	return false;
}

bool check_has(const char *list, const char *word)
{
	for (const char *p = list; *p;) {
		size_t n = strcspn(p, ",");

		if (same(p, n, word))
			return true;
		p += n + (p[n] == ',');
	}
	return false;
}

void check_words(const char *list)
{
	for (const char *p = list; *p;) {
		size_t n = strcspn(p, ","), i = 0;

		while (i < sizeof(words) / sizeof(*words) && !same(p, n, words[i]))
			i++;
		if (i == sizeof(words) / sizeof(*words))
			die(EXIT_USAGE, "unknown finding '%.*s'; see l1analyze check -h", (int)n, p);
		p += n + (p[n] == ',');
	}
}
