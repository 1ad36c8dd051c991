/*
 * Finds the parts of the schema's text: see schema_parts.h.
 *
 * Must not know: SQL, what the tables are for.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "schema_parts.h"
#include "xalloc.h"

static size_t line_bytes_of(const char *line)
{
	const size_t n = strcspn(line, "\n");

	return n + (line[n] == '\n');
}

/* A line that is nothing but a comment. */
static bool is_comment(const char *line)
{
	return !strncmp(line + strspn(line, " "), "--", 2);
}

/* "peak AS.." of "CREATE VIEW peak AS.."; NULL: the line creates no table and no view. */
static const char *created(const char *line, bool *is_view)
{
	static const char create[] = "CREATE ", table[] = "TABLE ", view[] = "VIEW ";
	const char *what = strncmp(line, create, strlen(create)) ? "" : line + strlen(create);

	*is_view = !strncmp(what, view, strlen(view));
	if (*is_view)
		return what + strlen(view);
	return strncmp(what, table, strlen(table)) ? NULL : what + strlen(table);
}

static bool is_last(const char *line, bool is_view)
{
	const size_t n = strcspn(line, "\n");

	return is_view ? !is_comment(line) && n && line[n - 1] == ';' : *line == ')';
}

bool schema_part_next(const char **text, struct schema_part *part)
{
	const char *line = *text, *remark = NULL;

	for (; *line; line += line_bytes_of(line)) {
		part->name = created(line, &part->is_view);
		if (part->name)
			break;
		if (!is_comment(line))
			remark = NULL;
		else if (!remark)
			remark = line;
	}
	if (!*line)
		return false;
	part->name_bytes = strcspn(part->name, " (\n");
	part->remark = remark ? remark : line;
	part->text = line;
	while (*line && !is_last(line, part->is_view))
		line += line_bytes_of(line);
	line += line_bytes_of(line);
	part->text_bytes = (size_t)(line - part->text);
	*text = line;
	return true;
}

/* The words of lines of comments, from one that has some. */
static char *words_of_comments(const char *line, const char *end)
{
	struct text_file t;
	FILE *out = text_file_begin(&t);

	for (bool first = true; line < end && is_comment(line); line += line_bytes_of(line)) {
		const char *at = line + strspn(line, " -");

		fprintf(out, "%s%.*s", first ? "" : " ", (int)strcspn(at, "\n"), at);
		first = false;
	}
	return text_file_end(&t);
}

char *schema_part_meaning(const struct schema_part *part)
{
	const char *inner = part->text + line_bytes_of(part->text);

	return part->is_view ? words_of_comments(part->remark, part->text)
		: words_of_comments(inner, part->text + part->text_bytes);
}

char *schema_column_meaning(const char *columns, const char *name)
{
	const size_t n = strlen(name);

	columns = strstr(columns, "\n--\n");     /* after what is said about all of them */
	for (const char *line = columns ? columns + 1 : ""; *line; line += line_bytes_of(line)) {
		const char *end = line + line_bytes_of(line);
		char *words, *meaning;

		if (strncmp(line, "-- ", 3) || strncmp(line + 3, name, n) || line[3 + n] != ' ')
			continue;
		while (!strncmp(end, "--    ", 6))
			end += line_bytes_of(end);
		words = words_of_comments(line, end);
		meaning = xstrdup(words + n + strspn(words + n, " "));
		free(words);
		return meaning;
	}
	return NULL;
}

size_t schema_sentence_bytes(const char *meaning)
{
	for (size_t i = 1; meaning[i]; i++)
		if (meaning[i] == '.' && meaning[i - 1] != '.' && (!meaning[i + 1] ||
				(meaning[i + 1] == ' ' && isupper((unsigned char)meaning[i + 2]))))
			return i + 1;
	return strlen(meaning);
}
