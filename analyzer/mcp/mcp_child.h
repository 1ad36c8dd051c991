/*
 * Runs this very program once more, with a limit on its time, and keeps the first rows of what it prints.
 *
 * Must not know: tools, JSON, SQL.
 */
#ifndef MCP_CHILD_H
#define MCP_CHILD_H

#include <stdbool.h>
#include <stdint.h>

enum { MCP_BYTES_MOST = 256 << 10 };    /* of the lines that are kept */

struct mcp_child {
	uint64_t rows_most;     /* lines to keep */
	double seconds_most;
	/* what came of it */
	char *lines;            /* those kept, each whole; the caller frees them */
	char *notes;            /* the first of what it said on stderr; the caller frees it */
	uint64_t rows, rows_kept;       /* lines printed until its end */
	bool late;              /* it was ended, since it took too long */
	int code;               /* exit code; -1: it could not run, or a signal ended it */
};

/* words: for its main(), the last is NULL. Nothing goes through a shell. */
void mcp_child_run(struct mcp_child *c, char **words);

#endif
