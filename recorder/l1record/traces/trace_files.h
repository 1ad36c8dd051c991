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

/* Files that were there already: by what they are, since clocks may step. */
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

/* All that the pattern (%p %h %r %%) can mean and that is there now. 0, or -1 after a message. */
int trace_files_before(struct known_files *known, const char *pattern);
void trace_files_forget(struct known_files *known);
/* All traces that the pattern can have given since then. 0, or -1 after a message. */
int trace_files_find(struct trace_files *files, const char *pattern,
	const struct known_files *before);
void trace_files_free(struct trace_files *files);

#endif
