/* Lines in, lines out: see mcp_server.h. */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "mcp_call.h"
#include "mcp_json.h"
#include "mcp_server.h"
#include "message.h"
#include "readable.h"
#include "xalloc.h"

enum { NOT_JSON = -32700, NO_REQUEST = -32600, NO_METHOD = -32601, WRONG_PARAMS = -32602 };

/* Versions of the protocol, the newest first. */
static const char *const versions[] = {"2025-11-25", "2025-06-18"};

static const char instructions[] =
	"l1trace: what the L1 memory of Tenstorrent chips held while a program ran. Call traces for the "
	"files; peak for the worst moment, explain for failures, advise for what to change. Sizes are bytes "
	"per core, times ns since the run's first event, null is unknown. Each answer says how many rows "
	"there are and how many it shows.";

struct server {
	sqlite3 *db;
	const struct mcp_roots *roots;
	double seconds_most;
};

enum line_end { LINE_WHOLE, LINE_TOO_LONG, LINE_NONE };

/* The next line into `line`, of MCP_LINE_MOST + 1 bytes, with its length. */
static enum line_end read_line(char *line, size_t *bytes)
{
	size_t n = 0;
	int c;

	while ((c = getchar_unlocked()) != EOF && c != '\n')
		if (n++ < MCP_LINE_MOST)
			line[n - 1] = (char)c;
	if (c == EOF && !n)
		return LINE_NONE;
	*bytes = n < MCP_LINE_MOST ? n : MCP_LINE_MOST;
	line[*bytes] = 0;
	return n > MCP_LINE_MOST ? LINE_TOO_LONG : LINE_WHOLE;
}

static bool is_utf8(const char *text, size_t bytes)
{
	const char *end = text + bytes;

	while (text < end) {
		int n = *text ? utf8_bytes(text) : 0;

		if (n <= 0)
			return false;
		text += n;
	}
	return true;
}

/* Sends a line, and frees it. */
static void put(char *line)
{
	puts(line);
	fflush(stdout);
	free(line);
}

static void refuse(const struct server *s, const char *id, int code, const char *message)
{
	put(mcp_json_refusal(s->db, id, code, message));
}

static char *tool_text(sqlite3 *db, const struct mcp_tool *tool)
{
	struct text_file properties, required;
	FILE *p = text_file_begin(&properties), *r = text_file_begin(&required);
	char *all, *needed, *text;
	const char *before = "";

	for (int i = 0; i < MCP_ARGUMENTS && tool->arguments[i].place; i++) {
		const struct mcp_argument *a = &tool->arguments[i];
		char *member = mcp_json_property(db, a->name, mcp_argument_type(a), a->help);

		fprintf(p, "%s%s", i ? "," : "", member);
		free(member);
		if (a->required) {
			member = mcp_json_quoted(db, a->name);
			fprintf(r, "%s%s", before, member);
			free(member);
			before = ",";
		}
	}
	text = text_file_end(&properties);
	all = xprintf("{%s}", text);
	free(text);
	text = text_file_end(&required);
	needed = xprintf("[%s]", text);
	free(text);
	text = mcp_json_tool(db, tool->name, tool->help, all, needed);
	free(all);
	free(needed);
	return text;
}

static char *list_tools(sqlite3 *db)
{
	struct text_file t;
	FILE *out = text_file_begin(&t);

	fputs("{\"tools\":[", out);
	for (const struct mcp_tool *tool = mcp_tools; tool->name; tool++) {
		char *text = tool_text(db, tool);

		fprintf(out, "%s%s", tool == mcp_tools ? "" : ",", text);
		free(text);
	}
	fputs("]}", out);
	return text_file_end(&t);
}

static char *hello(const struct server *s, const struct mcp_request *r)
{
	const char *version = versions[0];

	for (size_t i = 0; r->version && i < sizeof(versions) / sizeof(*versions); i++)
		if (!strcmp(versions[i], r->version))
			version = versions[i];
	return mcp_json_hello(s->db, version, instructions);
}

static char *call(const struct server *s, const struct mcp_tool *tool, const struct mcp_request *r)
{
	struct mcp_call c = {.db = s->db, .roots = s->roots, .seconds_most = s->seconds_most};
	char *text = mcp_call_run(&c, tool, r->arguments), *result = mcp_json_called(s->db, text, c.failed);

	free(text);
	return result;
}

static const struct mcp_tool *find_tool(const char *name)
{
	const struct mcp_tool *tool = mcp_tools;

	while (tool->name && (!name || strcmp(tool->name, name)))
		tool++;
	return tool->name ? tool : NULL;
}

static void answer(const struct server *s, const struct mcp_request *r)
{
	char *result = NULL;

	if (!strcmp(r->method, "initialize")) {
		result = hello(s, r);
	} else if (!strcmp(r->method, "ping")) {
		result = xstrdup("{}");
	} else if (!strcmp(r->method, "tools/list")) {
		result = list_tools(s->db);
	} else if (strcmp(r->method, "tools/call")) {
		refuse(s, r->id, NO_METHOD, "no such method; this server has tools/list and tools/call");
	} else if (!find_tool(r->tool)) {
		refuse(s, r->id, WRONG_PARAMS, "no such tool; tools/list has them");
	} else if (r->has_bad_arguments) {
		refuse(s, r->id, WRONG_PARAMS, "params.arguments has to be an object");
	} else {
		result = call(s, find_tool(r->tool), r);
	}
	if (result)
		put(mcp_json_answer(s->db, r->id, result));
	free(result);
}

static void take_line(const struct server *s, const char *line)
{
	struct mcp_request r;

	mcp_request_read(s->db, line, &r);
	if (!r.valid)
		refuse(s, NULL, NOT_JSON, "the line is no JSON");
	else if (!r.sound && (!r.object || r.has_method || !r.has_id))
		refuse(s, r.id, NO_REQUEST, "the line is no single request of JSON-RPC 2.0");
	else if (r.sound && r.id)       /* else it is a notification, or answers something */
		answer(s, &r);
	mcp_request_free(&r);
}

void mcp_serve(const struct mcp_roots *roots, double seconds_most)
{
	struct server s = {.roots = roots, .seconds_most = seconds_most};
	char *line = xmalloc(MCP_LINE_MOST + 1);
	enum line_end end;
	size_t bytes = 0;

	if (sqlite3_open(":memory:", &s.db) != SQLITE_OK)
		die(EXIT_UNREADABLE, "cannot begin: %s", sqlite3_errmsg(s.db));
	while (!ferror(stdout) && (end = read_line(line, &bytes)) != LINE_NONE) {
		if (end == LINE_TOO_LONG)
			refuse(&s, NULL, NO_REQUEST, "the line has more than 1,048,576 bytes");
		else if (!is_utf8(line, bytes))
			refuse(&s, NULL, NOT_JSON, "the line is no UTF-8");
		else if (line[strspn(line, " \t\r")])
			take_line(&s, line);
	}
	free(line);
	sqlite3_close(s.db);
}
