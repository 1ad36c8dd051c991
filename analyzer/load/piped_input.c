/* Keeps the bytes of a pipe in a file: see piped_input.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "l1t_wire.h"
#include "message.h"
#include "piped_input.h"

enum { BUFFER_BYTES = 1 << 16, HEAD_BYTES = 16, PIPES_MAX = 64 };

static const char *folder(void)
{
	const char *name = getenv("TMPDIR");

	return name && *name ? name : "/tmp";
}

/* Opens a new file that has no name. */
static int make_file(const char *name)
{
	char path[4096];
	int fd = open(folder(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0)
		return fd;
	snprintf(path, sizeof(path), "%.4000s/l1analyze-XXXXXX", folder());
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		die(EXIT_UNREADABLE, "cannot keep what comes through '%s' in '%s': %s", name, folder(),
			strerror(errno));
	unlink(path);
	return fd;
}

static size_t read_some(int fd, char *to, size_t n, const char *name)
{
	ssize_t got;

	do
		got = read(fd, to, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		die(EXIT_UNREADABLE, "cannot read '%s': %s", name, strerror(errno));
	return (size_t)got;
}

static void write_all(int fd, const char *from, size_t n, const char *name)
{
	while (n) {
		ssize_t put = write(fd, from, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			die(EXIT_UNREADABLE, "cannot keep what comes through '%s' in '%s': %s; TMPDIR names "
				"another folder", name, folder(), strerror(errno));
		from += put;
		n -= (size_t)put;
	}
}

/* Checks the first bytes before the others are kept: a pipe may never end. */
static void check_head(const char *head, size_t n, const char *name)
{
	if (!n)
		die(EXIT_UNREADABLE, "cannot read '%s': nothing comes through it", name);
	if (n >= 15 && !memcmp(head, "SQLite format 3", 15))
		die(EXIT_UNREADABLE, "cannot read '%s': a database cannot come through a pipe; name its "
			"file", name);
	if (n >= 2 && !memcmp(head, "\x1f\x8b", 2))
		die(EXIT_UNREADABLE, "cannot read '%s': it is compressed; zcat makes a trace of it", name);
	if (n < sizeof(L1T_FILE_MAGIC) - 1 || memcmp(head, L1T_FILE_MAGIC, sizeof(L1T_FILE_MAGIC) - 1))
		die(EXIT_UNREADABLE, "cannot read '%s': what comes through it is no trace", name);
}

const char *piped_input(int fd, const char *name)
{
	static char buffer[BUFFER_BYTES], path[PIPES_MAX][40];
	static int pipes;
	size_t n = 0, got;
	int file;

	if (pipes == PIPES_MAX)
		die(EXIT_USAGE, "'%s' is one pipe too many; %d can be read at once", name, PIPES_MAX);

	while (n < HEAD_BYTES && (got = read_some(fd, buffer + n, sizeof(buffer) - n, name)))
		n += got;
	check_head(buffer, n, name);
	file = make_file(name);
	do
		write_all(file, buffer, n, name);
	while ((n = read_some(fd, buffer, sizeof(buffer), name)));
	/* the descriptor stays open: the reader opens the file through it */
	snprintf(path[pipes], sizeof(path[pipes]), "/proc/self/fd/%d", file);
	return path[pipes++];
}
