/* JSON by SQLite: see mcp_json.h. */
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "mcp_json.h"
#include "statement.h"
#include "xalloc.h"

/* The text of a column; NULL: there is none, or it has a zero byte. */
static char *text_of(sqlite3_stmt *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	return text && strlen(text) == (size_t)sqlite3_column_bytes(s, column) ? xstrdup(text) : NULL;
}

static bool is(sqlite3_stmt *s, int column, const char *word)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	return text && !strcmp(text, word);
}

/* The first column of the only row. */
static char *only(sqlite3_stmt *s)
{
	char *text = database_next(s) ? text_of(s, 0) : NULL;

	sqlite3_finalize(s);
	return text ? text : xstrdup("null");
}

void mcp_request_read(sqlite3 *db, const char *line, struct mcp_request *r)
{
	enum { VALID, KIND, JSONRPC, ID_TYPE, ID, METHOD_TYPE, METHOD, VERSION, TOOL_TYPE, TOOL,
		ARGUMENTS_TYPE, ARGUMENTS };    /* columns of mcp_request.sql */
	sqlite3_stmt *s = statement(db, "mcp_request");

	*r = (struct mcp_request){0};
	bind_text(s, 1, line);
	if (database_next(s)) {
		r->valid = column_number(s, VALID) == 1;
		r->object = is(s, KIND, "object");
		r->has_id = sqlite3_column_type(s, ID_TYPE) != SQLITE_NULL;
		if (is(s, ID_TYPE, "text") || is(s, ID_TYPE, "integer") || is(s, ID_TYPE, "real"))
			r->id = text_of(s, ID);
		r->has_method = sqlite3_column_type(s, METHOD_TYPE) != SQLITE_NULL;
		r->method = is(s, METHOD_TYPE, "text") ? text_of(s, METHOD) : NULL;
		r->version = text_of(s, VERSION);
		r->tool = is(s, TOOL_TYPE, "text") ? text_of(s, TOOL) : NULL;
		if (is(s, ARGUMENTS_TYPE, "object"))
			r->arguments = text_of(s, ARGUMENTS);
		else
			r->has_bad_arguments = sqlite3_column_type(s, ARGUMENTS_TYPE) != SQLITE_NULL;
		r->sound = r->object && is(s, JSONRPC, "2.0") && r->method && (r->id || !r->has_id);
	}
	sqlite3_finalize(s);
}

void mcp_request_free(struct mcp_request *r)
{
	free(r->id);
	free(r->method);
	free(r->version);
	free(r->tool);
	free(r->arguments);
}

char *mcp_json_answer(sqlite3 *db, const char *id, const char *result)
{
	sqlite3_stmt *s = statement(db, "mcp_answer");

	bind_text(s, 1, id);
	bind_text(s, 2, result);
	return only(s);
}

char *mcp_json_refusal(sqlite3 *db, const char *id, int code, const char *message)
{
	sqlite3_stmt *s = statement(db, "mcp_refusal");

	bind_named_text(s, ":id", id ? id : "null");
	sqlite3_bind_int(s, parameter_of(s, ":code"), code);
	bind_named_text(s, ":message", message);
	return only(s);
}

char *mcp_json_hello(sqlite3 *db, const char *version, const char *instructions)
{
	sqlite3_stmt *s = statement(db, "mcp_hello");

	bind_named_text(s, ":version", version);
	bind_named_text(s, ":program", L1TRACE_VERSION);
	bind_named_text(s, ":instructions", instructions);
	return only(s);
}

char *mcp_json_called(sqlite3 *db, const char *text, bool is_error)
{
	sqlite3_stmt *s = statement(db, "mcp_called");

	bind_text(s, 1, text);
	bind_number(s, 2, is_error);
	return only(s);
}

char *mcp_json_quoted(sqlite3 *db, const char *text)
{
	sqlite3_stmt *s = statement(db, "mcp_quoted");

	bind_text(s, 1, text);
	return only(s);
}

char *mcp_json_property(sqlite3 *db, const char *name, const char *type, const char *description)
{
	sqlite3_stmt *s = statement(db, "mcp_property");

	bind_named_text(s, ":name", name);
	bind_named_text(s, ":type", type);
	bind_named_text(s, ":description", description);
	return only(s);
}

char *mcp_json_tool(sqlite3 *db, const char *name, const char *description, const char *properties,
	const char *required)
{
	sqlite3_stmt *s = statement(db, "mcp_tool");

	bind_named_text(s, ":name", name);
	bind_named_text(s, ":description", description);
	bind_named_text(s, ":properties", properties);
	bind_named_text(s, ":required", required);
	return only(s);
}

char *mcp_json_trace(sqlite3 *db, const char *path, int64_t bytes, int64_t changed_s)
{
	sqlite3_stmt *s = statement(db, "mcp_trace");

	bind_named_text(s, ":path", path);
	sqlite3_bind_int64(s, parameter_of(s, ":bytes"), bytes);
	sqlite3_bind_int64(s, parameter_of(s, ":changed"), changed_s);
	return only(s);
}
