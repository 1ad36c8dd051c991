/* Suppressions: see suppressions.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "message.h"
#include "suppressions.h"
#include "text_pattern.h"
#include "xalloc.h"

struct suppressions {
	char **patterns;
	size_t count, capacity;
};

static bool any(const struct suppressions *s, const char *text)
{
	for (size_t i = 0; i < s->count; i++)
		if (text_pattern_found(s->patterns[i], text))
			return true;
	return false;
}

/* A frame is `path:LINE function`; path and function are matched one by one. */
static bool any_in_frame(const struct suppressions *s, char *frame)
{
	char *function = strrchr(frame, ' '), *line;

	if (!function)
		return any(s, frame);
	*function = 0;
	line = strrchr(frame, ':');
	if (any(s, function + 1) || any(s, frame))
		return true;
	if (line)
		*line = 0;
	return any(s, frame);
}

static void suppressed(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct suppressions *s = sqlite3_user_data(context);
	const char *callsite = (const char *)sqlite3_value_text(values[0]);
	const char *name = (const char *)sqlite3_value_text(values[1]);
	char *copy = xstrdup(callsite);
	bool found = name && any(s, name);

	(void)count;
	for (char *frame = copy, *next; frame && !found; frame = next) {
		next = strstr(frame, "; ");
		if (next) {
			*next = 0;
			next += 2;
		}
		found = any_in_frame(s, frame);
	}
	free(copy);
	sqlite3_result_int(context, found);
}

static void drop(void *all)
{
	struct suppressions *s = all;

	for (size_t i = 0; i < s->count; i++)
		free(s->patterns[i]);
	free(s->patterns);
	free(s);
}

static void keep(struct suppressions *s, const char *pattern)
{
	GROW(s->patterns, s->count, s->capacity);
	s->patterns[s->count++] = xstrdup(pattern);
}

static void read_line(struct suppressions *s, const char *path, unsigned number, char *line)
{
	char *end = line + strcspn(line, "#\r\n");

	while (end > line && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = 0;
	line += strspn(line, " \t");
	if (!*line)
		return;
	if (strncmp(line, "leak:", 5) || !line[5])
		die(EXIT_USAGE, "bad suppression in '%s' line %u: '%.80s'; write leak:PATTERN",
			path, number, line);
	keep(s, line + 5);
}

void suppressions_read(sqlite3 *db, const char *path)
{
	struct suppressions *s = xcalloc(1, sizeof(*s));
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;

	if (!f)
		die(EXIT_USAGE, "cannot read suppressions '%s': %s", path, strerror(errno));
	for (unsigned number = 1; getline(&line, &room, f) >= 0; number++)
		read_line(s, path, number, line);
	if (ferror(f))
		die(EXIT_USAGE, "cannot read suppressions '%s': %s", path, strerror(errno));
	free(line);
	fclose(f);
	if (sqlite3_create_function_v2(db, "suppressed", 2, SQLITE_UTF8, s, suppressed, NULL, NULL,
			drop) != SQLITE_OK)
		out_of_memory();
}
