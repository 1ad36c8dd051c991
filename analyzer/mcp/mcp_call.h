/*
 * A call of a tool: its arguments as words of a verb, which runs bounded, and a text of what came of it.
 *
 * Must not know: lines of clients, methods.
 */
#ifndef MCP_CALL_H
#define MCP_CALL_H

#include <sqlite3.h>
#include <stdbool.h>
#include "mcp_roots.h"
#include "mcp_tools.h"

struct mcp_call {
	sqlite3 *db;            /* for JSON */
	const struct mcp_roots *roots;
	double seconds_most;
	bool failed;            /* the text says why there is no answer */
};

/* arguments: a JSON object; NULL: none. Returns UTF-8, which the caller frees. */
char *mcp_call_run(struct mcp_call *c, const struct mcp_tool *tool, const char *arguments);

#endif
