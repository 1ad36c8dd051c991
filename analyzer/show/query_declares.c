/* What a query declares about itself: see query_declares.h. */
#include <string.h>
#include "query_declares.h"

/* The text after `-- WORD:` in the first line that begins so; NULL: no line does. */
static const char *list_of(const char *sql, const char *word)
{
	size_t n = strlen(word);

	for (const char *line = sql; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, "-- ", 3) && !strncmp(line + 3, word, n) && line[3 + n] == ':')
			return line + 3 + n + 1;
	}
	return NULL;
}

size_t query_declares(const char *sql, const char *word, const char *value)
{
	const char *p = list_of(sql, word);
	size_t n = strlen(value), place = 0;

	while (p && *p && *p != '\n') {
		size_t bytes;

		p += strspn(p, " ,");
		bytes = strcspn(p, " ,\n");
		place += bytes > 0;
		if (bytes == n && !strncmp(p, value, n))
			return place;
		p += bytes;
	}
	return 0;
}
