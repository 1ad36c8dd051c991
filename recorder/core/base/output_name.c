/*
 * From the pattern in L1TRACE to a file that did not exist before: see output_name.h.
 *
 * Must not know: what is written there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "output_name.h"
#include "own_table.h"
#include "warn.h"

enum {
	NAMES_TRIED = 1000,
	SUFFIX_ROOM = 64,       /* for .<pid>.<n>.l1t and .live */
};

static char pattern[PATH_MAX];  /* absolute unless the working directory has no name */
static bool too_long;           /* the pattern was cut */
static char rank[64];           /* as it was when the library was loaded: see l1tr_output_name_rank */
static char run[24];            /* likewise, of L1TRACE_RUN */

static void load_rank(void)
{
	static const char *const names[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK",
		"MV2_COMM_WORLD_RANK", "SLURM_PROCID"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !rank[0]; i++) {
		const char *value = getenv(names[i]);

		snprintf(rank, sizeof(rank), "%s", value ? value : "");
	}
}

void l1tr_output_name_load(const char *wanted)
{
	char folder[PATH_MAX];
	size_t used = 0, length = strlen(wanted);

	load_rank();
	if (getenv("L1TRACE_RUN"))
		snprintf(run, sizeof(run), "%s", getenv("L1TRACE_RUN"));
	if (wanted[0] != '/' && getcwd(folder, sizeof(folder))) {
		for (const char *p = folder; *p && used + 3 < sizeof(pattern); p++) {
			if (*p == '%')
				pattern[used++] = '%';
			pattern[used++] = *p;
		}
		if (used && pattern[used - 1] != '/')
			pattern[used++] = '/';
	}
	too_long = used + length >= sizeof(pattern);
	if (too_long)
		length = sizeof(pattern) - 1 - used;
	memcpy(pattern + used, wanted, length);
}

const char *l1tr_output_name_run(void)
{
	return run[0] ? run : NULL;
}

const char *l1tr_output_name_rank(void)
{
	return rank[0] ? rank : NULL;
}

/* The text that %c stands for. */
static void expansion(char c, pid_t pid, char *text, size_t bytes)
{
	switch (c) {
	case 'p':
		snprintf(text, bytes, "%ld", (long)pid);
		break;
	case 'h':
		if (gethostname(text, bytes))
			text[0] = 0;
		text[bytes - 1] = 0;
		break;
	case 'r':
		snprintf(text, bytes, "%s", rank[0] ? rank : "0");
		break;
	case '%':
		snprintf(text, bytes, "%%");
		break;
	default:
		snprintf(text, bytes, "%%%c", c);
		break;
	}
}

static bool expand(char out[PATH_MAX], pid_t pid)
{
	size_t used = 0;

	for (const char *p = pattern; *p; p++) {
		char text[256] = {*p};
		size_t n;

		if (*p == '%' && p[1])
			expansion(*++p, pid, text, sizeof(text));
		n = strlen(text);
		if (used + n + SUFFIX_ROOM >= PATH_MAX)
			return false;
		memcpy(out + used, text, n);
		used += n;
	}
	out[used] = 0;
	return true;
}

/* NAME.l1t is taken: NAME.<pid>.<n>.l1t; the same for a NAME without that ending. */
static void other_name(char out[PATH_MAX], const char *name, pid_t pid, int n)
{
	size_t length = strlen(name);

	if (length > 4 && !strcmp(name + length - 4, ".l1t"))
		length -= 4;
	memcpy(out, name, length);
	snprintf(out + length, PATH_MAX - length, ".%ld.%d.l1t", (long)pid, n);
}

int l1tr_output_name_create(char path[PATH_MAX], pid_t pid, const char **why)
{
	static char name[PATH_MAX];     /* stacks may be small */
	struct stat st;

	if (too_long || !expand(name, pid)) {
		strcpy(path, pattern);
		*why = l1tr_why(ENAMETOOLONG);
		return -1;
	}
	strcpy(path, name);
	for (int n = 0; n <= NAMES_TRIED; n++) {
		int fd;

		if (n)
			other_name(path, name, pid, n);
		fd = l1tr_own_table_open(path, O_RDWR | O_CREAT | O_EXCL | O_NOCTTY, 0600);
		if (fd >= 0)
			return fd;
		*why = l1tr_why(errno);
		if (errno != EEXIST)
			return -1;
		if (!stat(path, &st) && !S_ISREG(st.st_mode)) {
			*why = "it is not a regular file";
			return -1;
		}
	}
	return -1;
}
