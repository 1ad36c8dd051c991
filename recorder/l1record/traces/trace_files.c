/*
 * The traces that one run wrote: see trace_files.h. A process that finds the name taken writes
 * NAME.<pid>.<n>.l1t, so files are first found by a wildcard, then checked by their file headers.
 *
 * Must not know: what is in them beyond the file header.
 */
#include "messages.h"
#include "trace_files.h"

#include "l1t_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The pattern as a wildcard of glob(); its literal parts are quoted. */
static int to_wildcard(char out[2 * PATH_MAX], const char *pattern)
{
	size_t used = 0;

	for (const char *p = pattern; *p; p++) {
		if (used + 3 >= 2 * PATH_MAX)
			return -1;
		if (*p == '%' && p[1]) {
			p++;
			if (*p == 'p' || *p == 'h' || *p == 'r') {
				out[used++] = '*';
				continue;
			}
		}
		if (strchr("*?[]\\", *p))
			out[used++] = '\\';
		out[used++] = *p;
	}
	out[used] = '\0';
	return 0;
}

static bool is_trace(const char *path)
{
	uint8_t bytes[L1T_FILE_HEADER_BYTES];
	struct l1t_file_header h;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool whole;

	if (fd < 0)
		return false;
	whole = read(fd, bytes, sizeof(bytes)) == sizeof(bytes);
	close(fd);
	return whole && l1t_read_file_header(&h, bytes) == L1T_HEADER_OK;
}

/* Finds names that match the pattern, and those that a process uses when its name is taken. */
static int look_for(glob_t *found, const char *pattern)
{
	char wildcard[2 * PATH_MAX], others[2 * PATH_MAX + 16];
	size_t length;
	int result;

	if (to_wildcard(wildcard, pattern)) {
		say("cannot look for '%s': the name is too long", pattern);
		return -1;
	}
	length = strlen(wildcard);
	if (length > 4 && !strcmp(wildcard + length - 4, ".l1t"))
		snprintf(others, sizeof(others), "%.*s.*.*.l1t", (int)(length - 4), wildcard);
	else
		snprintf(others, sizeof(others), "%s.*.*.l1t", wildcard);
	result = glob(wildcard, 0, NULL, found);
	if (!result || result == GLOB_NOMATCH)
		result = glob(others, GLOB_APPEND, NULL, found);
	if (result && result != GLOB_NOMATCH) {
		say("cannot look for '%s': %s", pattern,
			result == GLOB_NOSPACE ? strerror(ENOMEM) : "the folder cannot be read");
		globfree(found);
		return -1;
	}
	return 0;
}

int trace_files_before(struct known_files *known, const char *pattern)
{
	glob_t found = {0};
	struct stat st;

	memset(known, 0, sizeof(*known));
	if (look_for(&found, pattern))
		return -1;
	known->files = calloc(found.gl_pathc + 1, sizeof(*known->files));
	for (size_t i = 0; known->files && i < found.gl_pathc; i++)
		if (!stat(found.gl_pathv[i], &st))
			known->files[known->count++] = (struct known_file){st.st_dev, st.st_ino};
	globfree(&found);
	if (known->files)
		return 0;
	say("cannot look for '%s': %s", pattern, strerror(ENOMEM));
	return -1;
}

void trace_files_forget(struct known_files *known)
{
	free(known->files);
	memset(known, 0, sizeof(*known));
}

static bool is_known(const struct known_files *known, const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return true;
	for (size_t i = 0; i < known->count; i++)
		if (known->files[i].device == st.st_dev && known->files[i].inode == st.st_ino)
			return true;
	return false;
}

int trace_files_find(struct trace_files *files, const char *pattern,
	const struct known_files *before)
{
	memset(files, 0, sizeof(*files));
	if (look_for(&files->found, pattern))
		return -1;
	files->names = files->found.gl_pathv;
	for (size_t i = 0; i < files->found.gl_pathc; i++) {
		char *name = files->names[i];
		bool known = false;

		for (size_t k = 0; k < files->count; k++)
			known |= !strcmp(files->names[k], name);
		if (known || is_known(before, name) || !is_trace(name))
			continue;
		/* swapped, so that glob's list still has every name */
		files->names[i] = files->names[files->count];
		files->names[files->count++] = name;
	}
	return 0;
}

void trace_files_free(struct trace_files *files)
{
	globfree(&files->found);
}
