/*
 * Statements of the source files that a trace names. A trace may come from anybody, and names any
 * path: only regular files are opened whose name ends in .py and that were not changed since the trace
 * began; of these few, small ones. L1TRACE_SOURCES=0: none.
 *
 * Must not know: call sites, what is looked for in a statement.
 */
#ifndef SOURCE_FILES_H
#define SOURCE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct source_files;

struct source_files *source_files_new(void);
void source_files_free(struct source_files *s);
/* Forgets all. Files count that were last changed at this Unix time or before; folder: that of
 * relative paths, NULL: not known. */
void source_files_begin(struct source_files *s, uint64_t until_ns, const char *folder);
/* The line of statements to which line `number` of path[path_bytes] belongs. False: not at hand.
 * Valid until source_files_begin(). */
bool source_statement(struct source_files *s, const char *path, size_t path_bytes, uint64_t number,
	const char **text, size_t *bytes);
/* The whole file, up to `most` bytes; it may have any bytes. False: not at hand. Valid as long. */
bool source_text(struct source_files *s, const char *path, size_t path_bytes, size_t most,
	const char **text, size_t *bytes);

/* The first line of that line of statements; 0: not at hand. */
uint64_t source_first_line(struct source_files *s, const char *path, size_t path_bytes, uint64_t number);
/* The first line of the next one, which may be empty; 0: there is none. */
uint64_t source_next_line(struct source_files *s, const char *path, size_t path_bytes, uint64_t number);

#endif
