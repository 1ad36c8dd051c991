/*
 * The tools that `mcp` offers: which verb each is, and with which words.
 *
 * Must not know: SQL, JSON, how a verb is run.
 */
#ifndef MCP_TOOLS_H
#define MCP_TOOLS_H

enum mcp_place {                /* where an argument goes */
	MCP_NOT,                /* none: the end of a list */
	MCP_OPTION,             /* --name=value */
	MCP_FLAG,               /* --name, if it is true */
	MCP_WORD,               /* a word before the inputs */
	MCP_INPUT,              /* a file under the roots */
	MCP_LIMIT,              /* rows */
};

enum { MCP_ARGUMENTS = 12, MCP_ROWS = 50, MCP_ROWS_MOST = 1000 };

struct mcp_argument {
	enum mcp_place place;
	const char *name, *help;
	int required;
};

struct mcp_tool {
	const char *name;
	const char *verb;       /* NULL: the files under the roots */
	const char *help;
	struct mcp_argument arguments[MCP_ARGUMENTS];   /* in the order of their words */
};

/* The last has no name. */
extern const struct mcp_tool mcp_tools[];
/* "string", "integer" or "boolean". */
const char *mcp_argument_type(const struct mcp_argument *a);

#endif
