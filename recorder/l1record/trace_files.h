/*
 * The traces that one run wrote: the one under its name, and those of its other processes.
 *
 * Must not know: what is in them beyond the file header.
 */
#ifndef L1RECORD_TRACE_FILES_H
#define L1RECORD_TRACE_FILES_H

#include <glob.h>
#include <time.h>

struct trace_files {
	char **names;           /* sorted; owned by `found` */
	size_t count;
	glob_t found;
};

/*
 * All traces that the pattern (%p %h %r %%) can have given, of processes that began to record
 * after `started`. 0, or -1 after a message.
 */
int trace_files_find(struct trace_files *files, const char *pattern,
	const struct timespec *started);
void trace_files_free(struct trace_files *files);

#endif
