/* Files without a name: see unnamed_file.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "message.h"
#include "unnamed_file.h"

static const char *folder(void)
{
	const char *name = getenv("TMPDIR");

	return name && *name ? name : "/tmp";
}

int unnamed_file(const char *what)
{
	char path[4096];
	int fd = open(folder(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0)
		return fd;
	snprintf(path, sizeof(path), "%.4000s/l1analyze-XXXXXX", folder());
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		die(EXIT_UNREADABLE, "cannot keep %s in '%s': %s", what, folder(), strerror(errno));
	unlink(path);
	return fd;
}

void unnamed_file_write(int fd, const void *bytes, size_t count, const char *what)
{
	const char *from = bytes;

	while (count) {
		ssize_t put = write(fd, from, count);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			die(EXIT_UNREADABLE, "cannot keep %s in '%s': %s; TMPDIR names another folder",
				what, folder(), strerror(errno));
		from += put;
		count -= (size_t)put;
	}
}

void unnamed_file_path(int fd, char path[UNNAMED_PATH_BYTES])
{
	snprintf(path, UNNAMED_PATH_BYTES, "/proc/self/fd/%d", fd);
}
