/*
 * The server of `l1analyze mcp`: lines of JSON-RPC 2.0 from standard input, answers to standard output, as
 * the Model Context Protocol has them.
 *
 * Must not know: what a tool answers.
 */
#ifndef MCP_SERVER_H
#define MCP_SERVER_H

#include "mcp_roots.h"

enum { MCP_LINE_MOST = 1 << 20 };       /* bytes of a client's line; longer ones are refused */

/* Serves until the input ends or nobody reads the answers. seconds_most: for each call. */
void mcp_serve(const struct mcp_roots *roots, double seconds_most);

#endif
