/* --by for the verbs that put rows together: see grouping.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grouping.h"
#include "message.h"
#include "query_run.h"
#include "statement.h"
#include "xalloc.h"

static const struct grouping known[] = {{"op", "name", GROUP_OP, 0}, {"type", "type", GROUP_TYPE, 0},
	{"function", "function", GROUP_FUNCTION, 0}, {"callsite", "callsite", GROUP_CALLSITE, 0},
	{"frame", "callsite", GROUP_FRAME, 1}, {"caller", "function", GROUP_CALLER, 0}};

/* Ends the program: "peak knows --by device, op and run". */
__attribute__((noreturn)) static void refuse(const char *word, const char *verb, const char *words)
{
	char list[300] = "";

	while (*words) {
		size_t used = strlen(list), n = strcspn(words, " ");

		snprintf(list + used, sizeof(list) - used, "%s%.*s%s", !used ? "" : words[n] ? ", " : " and ",
			(int)n, words, n == 5 && !strncmp(words, "frame", n) ? " N" : "");
		words += n + (words[n] == ' ');
	}
	die(EXIT_USAGE, "unknown grouping '%s'; %s knows --by %s", word, verb, list);
}

/* The word of the list that was given; "": none. `frame` may be followed by a number. */
static size_t word_bytes(const char *given, const char *words, unsigned *frame)
{
	size_t n = strcspn(given, " =:0123456789");
	const char *number = given + n + strspn(given + n, " =:");
	char *end = (char *)number;
	unsigned long value = *number ? strtoul(number, &end, 10) : 1;
	bool is_frame = n == strlen("frame") && !strncmp(given, "frame", n);

	if (given[n] && (!is_frame || *end || end == number || !value || value > 1000))
		return 0;
	*frame = (unsigned)value;
	for (size_t m; *words; words += m + (words[m] == ' ')) {
		m = strcspn(words, " ");
		if (m == n && !strncmp(words, given, n))
			return n;
	}
	return 0;
}

struct grouping grouping_read(const struct options *o, const char *verb, const char *words)
{
	struct grouping g = {.word = o->by};
	unsigned frame;
	size_t n;

	if (!o->by)
		return g;
	n = word_bytes(o->by, words, &frame);
	if (!n)
		refuse(o->by, verb, words);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strlen(known[i].word) == n && !strncmp(known[i].word, o->by, n))
			g = known[i];
	if (g.by == GROUP_FRAME)
		g.frame = frame;
	return g;
}

bool grouping_is(const struct grouping *g, const char *word)
{
	return g->word && !strcmp(g->word, word);
}

const char *grouping_by_marks(const struct grouping *g, const char *verb)
{
	char name[60];

	if (!grouping_is(g, "module") && !grouping_is(g, "mark"))
		return NULL;
	snprintf(name, sizeof(name), "%s_by_%s", verb, g->word);
	return query_text(name);
}

void grouping_begin(sqlite3 *db, const struct grouping *g)
{
	if (g->column)
		grouping_register(db, g->by, g->frame);
}

void grouping_of_ops(sqlite3 *db, const struct grouping *g)
{
	grouping_begin(db, g);
	if (g->column && g->by != GROUP_OP)
		database_run_views(db, statement_text(g->by == GROUP_CALLER ? "peak_callers" : "peak_keys"));
}

char *grouping_instead(sqlite3 *db, const struct grouping *g, const char *narrowed, const char *by_op)
{
	grouping_begin(db, g);
	query_set(db, narrowed, "name", "group_of(name, NULL, callsite)");
	return query_with_name(db, by_op, g->column);
}

char *grouping_text(const struct grouping *g, const char *sql)
{
	static const char by[] = "\"by\"";
	struct text_file text;
	FILE *out = text_file_begin(&text);
	const char *at;

	for (; (at = strstr(sql, by)); sql = at + strlen(by)) {
		fwrite(sql, 1, (size_t)(at - sql), out);
		fputs(g->column ? g->column : by, out);
	}
	fputs(sql, out);
	return text_file_end(&text);
}
