/*
 * The name of the trace.
 *
 * Must not know: what is in a trace.
 */
#include "messages.h"
#include "path.h"
#include "trace_name.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const suffixes[] = {"", ".live"};
enum { suffix_count = sizeof(suffixes) / sizeof(suffixes[0]) };

int trace_name_make(char pattern[PATH_MAX], const char *output)
{
	char folder[PATH_MAX];
	size_t used = 0;

	if (!output)
		output = "l1trace-%p.l1t";
	if (output[0] == '/')
		return path_format(pattern, "%s", output);
	if (output[0] == '\0') {
		say("cannot write '': no file name; give -o a name");
		return -1;
	}
	if (!getcwd(folder, sizeof(folder))) {
		say("cannot find the working directory: '.': %s; go to one that exists, or give "
		    "-o an absolute name",
			strerror(errno));
		return -1;
	}
	for (const char *from = folder; *from; from++) {
		if (used + 2 >= PATH_MAX)
			return path_format(pattern, "%s/%s", folder, output);
		pattern[used++] = *from;
		if (*from == '%')
			pattern[used++] = '%';
	}
	pattern[used] = '\0';
	memcpy(folder, pattern, used + 1);
	return path_format(pattern, "%s/%s", strcmp(folder, "/") ? folder : "", output);
}

static const char *rank_of_this_process(void)
{
	static const char *const names[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK",
		"MV2_COMM_WORLD_RANK", "SLURM_PROCID"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *rank = getenv(names[i]);

		if (rank && *rank)
			return rank;
	}
	return NULL;
}

int trace_name_expand(char out[PATH_MAX], const char *pattern, pid_t pid)
{
	char host[256] = "", number[24];
	size_t used = 0;
	int unknown = 0;

	for (const char *from = pattern; *from; from++) {
		const char *text = number;

		snprintf(number, sizeof(number), "%c", *from);
		if (*from == '%' && from[1]) {
			from++;
			if (*from == 'p' && pid > 0) {
				snprintf(number, sizeof(number), "%ld", (long)pid);
			} else if (*from == 'h' && gethostname(host, sizeof(host) - 1) == 0) {
				text = host;
			} else if (*from == 'r' && rank_of_this_process()) {
				text = rank_of_this_process();
			} else if (*from != '%') {
				snprintf(number, sizeof(number), "%%%c", *from);
				unknown = 1;
			}
		}
		size_t length = strlen(text);
		if (used + length >= PATH_MAX)
			return path_format(out, "%s%s", pattern, text);
		memcpy(out + used, text, length);
		used += length;
	}
	out[used] = '\0';
	return unknown;
}

/* The trace's folder must exist and be writable; one with unknown parts is not checked. */
static int check_folder(const char *pattern)
{
	char folder[PATH_MAX], expanded[PATH_MAX];

	if (path_format(folder, "%s", pattern))
		return -1;
	path_cut(folder);
	int unknown = trace_name_expand(expanded, folder, 0);
	if (unknown)
		return unknown < 0 ? -1 : 0;
	if (!path_is_folder(expanded) && access(expanded, F_OK) == 0)
		errno = ENOTDIR;
	else if (faccessat(AT_FDCWD, expanded, W_OK | X_OK, AT_EACCESS) == 0)
		return 0;
	say("cannot write a trace in '%s': %s; choose another place with -o", expanded,
		strerror(errno));
	return -1;
}

int trace_name_check(const char *pattern, bool force)
{
	char name[PATH_MAX], path[PATH_MAX];

	if (check_folder(pattern))
		return -1;
	int unknown = trace_name_expand(name, pattern, 0);
	if (unknown)
		return unknown < 0 ? -1 : 0;
	for (size_t i = 0; i < suffix_count; i++) {
		struct stat st;

		if (path_format(path, "%s%s", name, suffixes[i]))
			return -1;
		if (lstat(path, &st) != 0) {
			if (errno == ENOENT)
				continue;
			say("cannot write '%s': %s; choose another name with -o", path,
				strerror(errno));
			return -1;
		}
		if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode)) {
			say("cannot write '%s': it is not a regular file; choose another name "
			    "with -o",
				path);
			return -1;
		}
		if (!force) {
			say("cannot write '%s': it exists; remove it with -f or choose another "
			    "name with -o",
				path);
			return -1;
		}
	}
	return 0;
}

int trace_name_clear(const char *pattern)
{
	char name[PATH_MAX], path[PATH_MAX];
	int unknown = trace_name_expand(name, pattern, 0);

	if (unknown)
		return unknown < 0 ? -1 : 0;
	for (size_t i = 0; i < suffix_count; i++) {
		if (path_format(path, "%s%s", name, suffixes[i]))
			return -1;
		if (unlink(path) != 0 && errno != ENOENT) {
			say("cannot remove '%s': %s; remove it yourself or choose another name "
			    "with -o",
				path, strerror(errno));
			return -1;
		}
	}
	return 0;
}
