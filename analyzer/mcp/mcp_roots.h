/*
 * Which files a client may name: those under the folders that the user gave, links followed first.
 *
 * Must not know: tools, what a file holds.
 */
#ifndef MCP_ROOTS_H
#define MCP_ROOTS_H

#include <stddef.h>
#include <stdint.h>

struct mcp_roots {
	char **paths;           /* without links */
	int count;
};

struct mcp_file {
	char *path;
	int64_t bytes, changed_s;       /* when it was changed: s since 1970 */
};

enum { MCP_ENTRIES_MOST = 20000, MCP_DEPTH_MOST = 16 }; /* of folders that are looked at */

/* Ends the program when one is no folder. */
struct mcp_roots mcp_roots_of(char **words, int count);
/* The file that a word means: a path, or one within a root. The caller frees it. NULL: it is none that may
 * be read, *why is the reason in a few words. */
char *mcp_roots_file(const struct mcp_roots *r, const char *word, const char **why);
/* The traces and databases under the roots, the newest first, which the caller frees as well as
 * their paths. No link is followed. *all: 0 when there were too many entries to look at all. */
struct mcp_file *mcp_roots_list(const struct mcp_roots *r, size_t *count, int *all);

#endif
