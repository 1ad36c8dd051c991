/* A call of a tool: see mcp_call.h. */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "mcp_call.h"
#include "mcp_child.h"
#include "mcp_json.h"
#include "readable.h"
#include "statement.h"
#include "xalloc.h"

enum { WORDS_MOST = MCP_ARGUMENTS + 6, SHOWN = 200 };

struct given {                  /* the values of a call, in the order of the tool's arguments */
	char *values[MCP_ARGUMENTS];
	uint64_t limit;
};

/* Ends a call: nothing is answered. The text is UTF-8 without control characters. */
static char *refuse(struct mcp_call *c, char *text)
{
	char *shown = xmalloc(strlen(text) + 1);

	readable(shown, strlen(text) + 1, text);
	free(text);
	c->failed = true;
	return shown;
}

static int find(const struct mcp_tool *tool, const char *name)
{
	for (int i = 0; i < MCP_ARGUMENTS && tool->arguments[i].place; i++)
		if (!strcmp(tool->arguments[i].name, name))
			return i;
	return -1;
}

/* One value. Returns why it is wrong, which the caller frees; NULL: it is not. */
static char *take(const struct mcp_argument *a, struct given *g, int i, sqlite3_stmt *s, int kind,
	int value)
{
	const char *is = (const char *)sqlite3_column_text(s, kind), *type = mcp_argument_type(a);
	const char *text = (const char *)sqlite3_column_text(s, value);
	bool truth = !strcmp(is, "true") || !strcmp(is, "false"), number = !strcmp(is, "integer");

	free(g->values[i]);
	g->values[i] = NULL;
	if (!strcmp(is, "null"))
		return NULL;
	if (*type == 'b' ? !truth : *type == 'i' ? !number : strcmp(is, "text") && !number)
		return xprintf("argument '%s' has to be of type %s", a->name, type);
	if (strlen(text) != (size_t)sqlite3_column_bytes(s, value))
		return xprintf("argument '%s' has a zero byte", a->name);
	if (a->place == MCP_LIMIT) {
		if (sqlite3_column_int64(s, value) < 1 || sqlite3_column_int64(s, value) > MCP_ROWS_MOST)
			return xprintf("limit has to be from 1 to %d", MCP_ROWS_MOST);
		g->limit = (uint64_t)sqlite3_column_int64(s, value);
	} else if (strcmp(is, "false")) {
		g->values[i] = xstrdup(text);
	}
	return NULL;
}

/* All of them. Returns what is wrong, which the caller frees; NULL: nothing. */
static char *take_all(sqlite3 *db, const struct mcp_tool *tool, const char *arguments, struct given *g)
{
	enum { NAME, KIND, VALUE };     /* columns of mcp_arguments.sql */
	sqlite3_stmt *s = statement(db, "mcp_arguments");
	char *wrong = NULL;

	bind_text(s, 1, arguments ? arguments : "{}");
	while (!wrong && database_next(s)) {
		const char *name = (const char *)sqlite3_column_text(s, NAME);
		int i = find(tool, name);

		wrong = i < 0 ? xprintf("%s has no argument '%.*s'; tools/list has them", tool->name, SHOWN,
			name) : take(&tool->arguments[i], g, i, s, KIND, VALUE);
	}
	sqlite3_finalize(s);
	for (int i = 0; !wrong && i < MCP_ARGUMENTS && tool->arguments[i].place; i++)
		if (tool->arguments[i].required && !g->values[i])
			wrong = xprintf("%s needs argument '%s'", tool->name, tool->arguments[i].name);
	return wrong;
}

/* A word that is no option and no file: names of queries stay, all else may begin with a blank. */
static char *plain_word(const char *text)
{
	return text[strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.%")]
		? xprintf(" %s", text) : xstrdup(text);
}

/* The words of a verb; options first. Returns what is wrong, as take() does. */
static char *make_words(const struct mcp_call *c, const struct mcp_tool *tool, const struct given *g,
	char **words)
{
	size_t n = 0;
	const char *why;

	words[n++] = xstrdup("l1analyze");
	words[n++] = xstrdup(tool->verb);
	if (strcmp(tool->verb, "schema"))
		words[n++] = xstrdup("--format=jsonl");
	for (int pass = MCP_OPTION; pass <= MCP_INPUT; pass++)
		for (int i = 0; i < MCP_ARGUMENTS && tool->arguments[i].place; i++) {
			const struct mcp_argument *a = &tool->arguments[i];

			if ((int)a->place != pass || !g->values[i])
				continue;
			words[n] = a->place == MCP_OPTION ? xprintf("--%s=%s", a->name, g->values[i])
				: a->place == MCP_FLAG ? xprintf("--%s", a->name)
				: a->place == MCP_WORD ? plain_word(g->values[i])
				: mcp_roots_file(c->roots, g->values[i], &why);
			if (!words[n])
				return xprintf("'%.*s' %s; tool 'traces' lists what may be asked about", SHOWN,
					g->values[i], why);
			n++;
		}
	return NULL;
}

/* "50 of 4,409 rows; limit=.. shows more", and what else there is to say. */
static void put_head(FILE *out, const struct mcp_child *child, const struct mcp_call *c)
{
	if (child->rows_kept < child->rows)
		fprintf(out, "%s of %s%s rows; %s\n", grouped(child->rows_kept),
			child->late ? "at least " : "", grouped(child->rows),
			child->rows_kept < child->rows_most ? "more would be too long for one answer"
			: "limit=N shows more, up to 1000; or ask for less");
	else
		fprintf(out, "%s row%s%s\n", grouped(child->rows), child->rows == 1 ? "" : "s",
			child->late ? "" : ", all there are");
	if (child->late)
		fprintf(out, "not all was read: it took longer than %g s; narrow the question (mark, op, "
			"device), or start the server with a larger --time-limit\n", c->seconds_most);
}

/* Lines of any bytes: what is not UTF-8 is a question mark. */
static void put_lines(FILE *out, const char *text)
{
	while (*text) {
		int n = utf8_bytes(text);

		if (n > 0)
			fwrite(text, 1, (size_t)n, out);
		else
			fputc('?', out);
		text += n > 0 ? n : 1;
	}
}

/* Of the whole schema the lists of names at its end; of one name everything. */
static void put_schema(FILE *out, const char *text, const char *name)
{
	bool listed = false;

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		const size_t n = strcspn(text, "\n");

		listed = listed || !strncmp(text, "-- Tables and views (", 21);
		if (name || (listed && !strncmp(text, "--  ", 4)))
			fprintf(out, "%.*s\n", (int)n, text);
	}
}

static char *run_verb(struct mcp_call *c, const struct mcp_tool *tool, const struct given *g, char **words)
{
	bool is_schema = !strcmp(tool->verb, "schema");
	struct mcp_child child = {.rows_most = is_schema ? UINT64_MAX : g->limit,
		.seconds_most = c->seconds_most};
	struct text_file t;
	FILE *out = text_file_begin(&t);

	mcp_child_run(&child, words);
	/* 1 is a finding, 4 an answer from a damaged trace, of which the notes say more */
	c->failed = child.late || (child.code != 0 && child.code != 1 && child.code != 4);
	if (is_schema) {
		put_schema(out, child.lines, g->values[0]);
	} else if (!c->failed || child.late) {
		put_head(out, &child, c);
		put_lines(out, child.lines);
	} else if (!*child.notes) {
		fprintf(out, "the answer could not be made\n");
	}
	put_lines(out, child.notes);
	free(child.lines);
	free(child.notes);
	return text_file_end(&t);
}

static char *list_traces(const struct mcp_call *c, uint64_t limit)
{
	struct text_file t;
	FILE *out = text_file_begin(&t);
	size_t count, shown;
	int all;
	struct mcp_file *files = mcp_roots_list(c->roots, &count, &all);

	shown = count < limit ? count : (size_t)limit;
	fprintf(out, "%s of %s files, the newest first%s\n", grouped(shown), grouped(count),
		all ? "" : "; there are too many folders and files to look at all");
	for (size_t i = 0; i < count; i++) {
		if (i < shown) {
			char *row = mcp_json_trace(c->db, files[i].path, files[i].bytes,
				files[i].changed_s);

			put_lines(out, row);
			fputc('\n', out);
			free(row);
		}
		free(files[i].path);
	}
	free(files);
	return text_file_end(&t);
}

char *mcp_call_run(struct mcp_call *c, const struct mcp_tool *tool, const char *arguments)
{
	struct given g = {.limit = MCP_ROWS};
	char *words[WORDS_MOST] = {0}, *wrong, *text;

	c->failed = false;
	wrong = take_all(c->db, tool, arguments, &g);
	if (!wrong && tool->verb)
		wrong = make_words(c, tool, &g, words);
	text = wrong ? refuse(c, wrong) : tool->verb ? run_verb(c, tool, &g, words)
		: list_traces(c, g.limit);
	for (int i = 0; i < MCP_ARGUMENTS; i++)
		free(g.values[i]);
	for (int i = 0; i < WORDS_MOST; i++)
		free(words[i]);
	return text;
}
