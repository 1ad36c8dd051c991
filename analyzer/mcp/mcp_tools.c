/* The tools, a row each: see mcp_tools.h. */
#include <stddef.h>
#include "mcp_tools.h"

#define TRACE {MCP_INPUT, "trace", "A trace (.l1t) or database; 'traces' lists them", 1}
#define LIMIT {MCP_LIMIT, "limit", "Rows to show: 50 if not given, at most 1000", 0}
#define BY(words) {MCP_OPTION, "by", "Groups: " words, 0}
#define MARK {MCP_OPTION, "mark", "Only while a mark (phase, module) of that name lasted", 0}
#define OP {MCP_OPTION, "op", "Only this launch (its number), or all of an operation (its name)", 0}
#define DEVICE {MCP_OPTION, "device", "Only this chip, its number", 0}
#define KIND {MCP_OPTION, "kind", "Only this kind of memory: l1, l1_small, dram, cb, .. or all", 0}
#define SORT {MCP_OPTION, "sort", "Columns to sort by; -COLUMN: largest first", 0}

const struct mcp_tool mcp_tools[] = {
	{"traces", NULL, "Which traces and databases there are, the newest first.", {LIMIT}},
	{"peak", "peak", "Peak L1 per core: what made it, when, in which op. Bytes are per core; null is "
		"unknown. owners: who holds what on the fullest core at its peak.",
		{TRACE, BY("device, op, type, function, callsite, frame N, module, mark, rank"),
		{MCP_FLAG, "owners", "Who holds what at the worst moment, instead", 0},
		MARK, OP, DEVICE, KIND, SORT, LIMIT}},
	{"explain", "explain", "Why something did not fit (out of memory, clash, program too large): who "
		"holds the memory, and which change was tried and makes it fit.",
		{TRACE, {MCP_OPTION, "event", "Only failures of this kind: oom, clash, too_big, ..", 0},
		OP, DEVICE, LIMIT}},
	{"at", "at", "The address map of each chip at one moment, with owners. Give one of time, "
		"failure, op or peak.",
		{{MCP_WORD, "time", "A time: 250ms, 1.5s, 50%, 1000ns", 0}, TRACE, OP,
		{MCP_OPTION, "failure", "When that failure happened, its number from 1", 0},
		{MCP_FLAG, "peak", "At the worst moment of the run, or of the mark", 0}, MARK, DEVICE,
		KIND, LIMIT}},
	{"leaks", "leaks", "Buffers that were never freed, a row each, or by call site; growth: what grows "
		"while a sequence of ops repeats.",
		{TRACE, BY("callsite, op, function, frame N, module, mark"),
		{MCP_FLAG, "growth", "What grows while a sequence of ops repeats, instead", 0},
		MARK, DEVICE, KIND, SORT, LIMIT}},
	{"callsites", "callsites", "Bytes of buffers by the line that allocates them, and the most that lived "
		"at once.", {TRACE, BY("op, function, callsite, frame N, module, mark"), MARK, OP, DEVICE,
		KIND, SORT, LIMIT}},
	{"uses", "uses", "Who uses each buffer, for the last time when, and who frees it; dead: what the "
		"fullest moment holds and nothing uses any more.",
		{TRACE, {MCP_FLAG, "dead", "Only what a full moment holds for nothing", 0}, MARK, OP,
		DEVICE, KIND, SORT, LIMIT}},
	{"advise", "advise", "What to change so that the peak falls, or what failed fits, the best first; "
		"each piece was replayed.", {TRACE, LIMIT}},
	{"ops", "ops", "One row a launch: buffers, program, peak, headroom. sort=-peak_bytes: the fullest "
		"first.", {TRACE, BY("type, function, callsite, frame N, module, mark"), MARK, OP, DEVICE,
		SORT, LIMIT}},
	{"diff", "diff", "What two runs differ in: peaks, ops, leaks, failures. worse: by how much the second "
		"is worse.", {{MCP_INPUT, "a", "The trace or baseline before", 1},
		{MCP_INPUT, "b", "The trace or baseline after", 1}, LIMIT}},
	{"query", "query", "One SQL question, read only, over the tables and views that 'schema' lists, or a "
		"named query.", {{MCP_WORD, "sql", "One statement that reads, or the name of a query", 1},
		TRACE, LIMIT}},
	{"schema", "schema", "Names of tables, views and named queries; with a name its columns and what they "
		"mean.", {{MCP_WORD, "name", "A table, view or named query", 0}}},
	{0}};

const char *mcp_argument_type(const struct mcp_argument *a)
{
	return a->place == MCP_LIMIT ? "integer" : a->place == MCP_FLAG ? "boolean" : "string";
}
