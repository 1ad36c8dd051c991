/*
 * JSON of a client's lines and of answers, taken apart and made by SQLite's functions.
 *
 * Must not know: tools, files, how a verb is run.
 *
 * All texts that are returned are the caller's to free.
 */
#ifndef MCP_JSON_H
#define MCP_JSON_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct mcp_request {            /* NULL: it is not there, or is of another type */
	bool valid, object;     /* it is JSON; an object */
	bool has_id, sound;     /* it is no notification; what it must have is there */
	char *id;               /* as JSON; NULL: none that can be answered */
	char *method, *version, *tool, *arguments;
	bool has_method, has_bad_arguments;
};

void mcp_request_read(sqlite3 *db, const char *line, struct mcp_request *r);
void mcp_request_free(struct mcp_request *r);
char *mcp_json_answer(sqlite3 *db, const char *id, const char *result);
/* id: NULL where none is known. */
char *mcp_json_refusal(sqlite3 *db, const char *id, int code, const char *message);
char *mcp_json_hello(sqlite3 *db, const char *version, const char *instructions);
char *mcp_json_called(sqlite3 *db, const char *text, bool is_error);
char *mcp_json_quoted(sqlite3 *db, const char *text);
char *mcp_json_property(sqlite3 *db, const char *name, const char *type, const char *description);
char *mcp_json_tool(sqlite3 *db, const char *name, const char *description, const char *properties,
	const char *required);
char *mcp_json_trace(sqlite3 *db, const char *path, int64_t bytes, int64_t changed_s);

#endif
