/*
 * The traces that one run wrote: see trace_files.h. A process that finds the name taken writes
 * NAME.<pid>.<n>.l1t, so names are matched with wildcards and then told by their file headers.
 *
 * Must not know: what is in them beyond the file header.
 */
#include "trace_files.h"
#include "say.h"

#include "l1t_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CLOCK_SLACK_S = 2 };

/* The pattern as a wildcard of glob(): what it means literally is quoted. */
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

static bool written_since(const char *path, const struct timespec *started)
{
	uint8_t bytes[L1T_FILE_HEADER_BYTES];
	struct l1t_file_header h;
	uint64_t since_ns = (uint64_t)(started->tv_sec - CLOCK_SLACK_S) * 1000000000u;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool whole;

	if (fd < 0)
		return false;
	whole = read(fd, bytes, sizeof(bytes)) == sizeof(bytes);
	close(fd);
	return whole && l1t_read_file_header(&h, bytes) == L1T_HEADER_OK && h.wall_ns >= since_ns;
}

int trace_files_find(struct trace_files *files, const char *pattern,
	const struct timespec *started)
{
	char wildcard[2 * PATH_MAX], others[2 * PATH_MAX + 16];
	size_t length;
	int result;

	memset(files, 0, sizeof(*files));
	if (to_wildcard(wildcard, pattern)) {
		say("cannot look for '%s': the name is too long", pattern);
		return -1;
	}
	length = strlen(wildcard);
	if (length > 4 && !strcmp(wildcard + length - 4, ".l1t"))
		snprintf(others, sizeof(others), "%.*s.*.*.l1t", (int)(length - 4), wildcard);
	else
		snprintf(others, sizeof(others), "%s.*.*.l1t", wildcard);
	result = glob(wildcard, 0, NULL, &files->found);
	if (!result || result == GLOB_NOMATCH)
		result = glob(others, GLOB_APPEND, NULL, &files->found);
	if (result && result != GLOB_NOMATCH) {
		say("cannot look for '%s': %s", pattern,
			result == GLOB_NOSPACE ? strerror(ENOMEM) : "the folder cannot be read");
		return -1;
	}
	files->names = files->found.gl_pathv;
	for (size_t i = 0; i < files->found.gl_pathc; i++) {
		char *name = files->names[i];
		bool known = false;

		for (size_t k = 0; k < files->count; k++)
			known |= !strcmp(files->names[k], name);
		if (known || !written_since(name, started))
			continue;
		/* swap, so that every name is still there to be freed */
		files->names[i] = files->names[files->count];
		files->names[files->count++] = name;
	}
	return 0;
}

void trace_files_free(struct trace_files *files)
{
	globfree(&files->found);
}
