/*
 * The name of the trace: what L1TRACE holds, made absolute while the working directory is still
 * the one the user meant, expanded when the file is made.
 *
 * Must not know: what is written there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "state.h"

enum { NAMES_TRIED = 1000 };

static char pattern[PATH_MAX];  /* absolute unless the folder could not be told */

void l1tr_naming_load(const char *wanted)
{
	size_t used = 0;
	char folder[PATH_MAX];

	if (wanted[0] != '/' && getcwd(folder, sizeof(folder))) {
		for (const char *p = folder; *p && used + 3 < sizeof(pattern); p++) {
			if (*p == '%')
				pattern[used++] = '%';
			pattern[used++] = *p;
		}
		if (used && pattern[used - 1] != '/')
			pattern[used++] = '/';
	}
	pattern[used] = 0;
	if (used + strlen(wanted) < sizeof(pattern))
		strcpy(pattern + used, wanted);
	else
		pattern[0] = 0;
}

bool l1tr_naming_known(void)
{
	return pattern[0];
}

static const char *rank(void)
{
	static const char *const names[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK",
		"MV2_COMM_WORLD_RANK", "SLURM_PROCID"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return value;
	}
	return "0";
}

/* Replaces %p %h %r %%. -1 when it does not fit. */
static int expand(char out[PATH_MAX])
{
	char text[256];
	size_t used = 0;

	for (const char *p = pattern; *p; p++) {
		size_t n;

		snprintf(text, sizeof(text), "%c", *p);
		if (*p == '%' && p[1]) {
			p++;
			if (*p == 'p')
				snprintf(text, sizeof(text), "%ld", (long)getpid());
			else if (*p == 'h' && !gethostname(text, sizeof(text)))
				text[sizeof(text) - 1] = 0;
			else if (*p == 'r')
				snprintf(text, sizeof(text), "%s", rank());
			else if (*p != '%')
				snprintf(text, sizeof(text), "%%%c", *p);
		}
		n = strlen(text);
		if (used + n + 40 >= PATH_MAX) {
			errno = ENAMETOOLONG;
			return -1;
		}
		memcpy(out + used, text, n);
		used += n;
	}
	out[used] = 0;
	return 0;
}

/* NAME.l1t is taken: NAME.<pid>.<n>.l1t; NAME without that ending: NAME.<pid>.<n>.l1t as well. */
static void other_name(char out[PATH_MAX], const char *name, int n)
{
	size_t length = strlen(name);

	if (length > 4 && !strcmp(name + length - 4, ".l1t"))
		length -= 4;
	snprintf(out, PATH_MAX, "%.*s.%ld.%d.l1t", (int)length, name, (long)getpid(), n);
}

int l1tr_naming_create(char path[PATH_MAX], int *fd)
{
	char name[PATH_MAX];

	if (expand(name))
		return -1;
	memcpy(path, name, sizeof(name));
	for (int n = 0; n <= NAMES_TRIED; n++) {
		if (n)
			other_name(path, name, n);
		*fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
		if (*fd >= 0)
			return 0;
		if (errno != EEXIST)
			return -1;
	}
	return -1;
}
