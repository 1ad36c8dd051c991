/*
 * The traces that one run wrote: the one under its name, and those of its other processes.
 *
 * Must not know: what is in them beyond the file header.
 */
#ifndef L1RECORD_TRACE_FILES_H
#define L1RECORD_TRACE_FILES_H

#include <glob.h>
#include <stddef.h>
#include <sys/types.h>

/* Files that existed before: known by device and inode, since clocks may step. */
struct known_files {
	struct known_file {
		dev_t device;
		ino_t inode;
	} *files;
	size_t count;
};

struct trace_files {
	char **names;           /* sorted; owned by `found` */
	size_t count;
	glob_t found;
};

/* All existing files that the pattern (%p %h %r %%) can mean. 0, or -1 after a message. */
int trace_files_before(struct known_files *known, const char *pattern);
void trace_files_forget(struct known_files *known);
/* All traces written since then that the pattern can mean. 0, or -1 after a message. */
int trace_files_find(struct trace_files *files, const char *pattern,
	const struct known_files *before);
void trace_files_free(struct trace_files *files);

#endif
