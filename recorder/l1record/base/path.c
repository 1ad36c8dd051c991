/*
 * Paths and the search for programs.
 *
 * Must not know: traces, TT-Metal, Python.
 */
#include "messages.h"
#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int path_format(char out[PATH_MAX], const char *format, ...)
{
	va_list list;

	va_start(list, format);
	int length = vsnprintf(out, PATH_MAX, format, list);
	va_end(list);
	if (length >= 0 && length < PATH_MAX)
		return 0;
	say("cannot use '%.60s...': the path is too long; use a shorter one", out);
	return -1;
}

const char *path_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void path_cut(char path[PATH_MAX])
{
	char *slash = strrchr(path, '/');

	if (!slash)
		memcpy(path, ".", 2);
	else if (slash == path)
		path[1] = '\0';
	else
		*slash = '\0';
}

int path_of_self(char out[PATH_MAX])
{
	ssize_t length = readlink("/proc/self/exe", out, PATH_MAX - 1);

	if (length < 0) {
		say("cannot find out where l1record is: '/proc/self/exe': %s; mount /proc, or "
		    "set L1TRACE_LIBDIR",
			strerror(errno));
		return -1;
	}
	out[length] = '\0';
	path_cut(out);
	return 0;
}

bool path_is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool path_is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0;
}

/* 0 when `path` can be executed, else the errno. */
static int why_not(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return errno == EACCES ? EACCES : ENOENT;
	return path_is_program(path) ? 0 : EACCES;
}

int path_find_program(char out[PATH_MAX], const char *word)
{
	const char *list = getenv("PATH");
	int result = ENOENT;

	if (word[0] == '\0')
		return ENOENT;
	if (strchr(word, '/'))
		return path_format(out, "%s", word) ? ENAMETOOLONG : why_not(out);
	if (!list)
		list = "/bin:/usr/bin";
	for (const char *entry = list;; entry++) {
		int length = (int)strcspn(entry, ":");
		char path[PATH_MAX];

		/*
		 * An empty entry means the working directory; a folder of that name is not a
		 * program.
		 */
		int printed = snprintf(path, sizeof(path), "%.*s/%s", length ? length : 1,
			length ? entry : ".", word);
		if (printed > 0 && printed < PATH_MAX) {
			int reason = why_not(path);

			if (reason == 0) {
				memcpy(out, path, (size_t)printed + 1);
				return 0;
			}
			if (reason == EACCES && !path_is_folder(path))
				result = EACCES;
		}
		entry += length;
		if (*entry == '\0')
			return result;
	}
}
