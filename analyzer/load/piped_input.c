/* Keeps the bytes of a pipe in a file: see piped_input.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "l1t_wire.h"
#include "message.h"
#include "piped_input.h"
#include "unnamed_file.h"
#include "xalloc.h"

enum { BUFFER_BYTES = 1 << 16, HEAD_BYTES = 16, PIPES_MAX = 64 };

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
	if (head[0] == '{')
		die(EXIT_UNREADABLE, "cannot read '%s': a baseline cannot come through a pipe; name its "
			"file", name);
	if (n < sizeof(L1T_FILE_MAGIC) - 1 || memcmp(head, L1T_FILE_MAGIC, sizeof(L1T_FILE_MAGIC) - 1))
		die(EXIT_UNREADABLE, "cannot read '%s': what comes through it is no trace", name);
}

const char *piped_input(int fd, const char *name)
{
	static char buffer[BUFFER_BYTES], path[PIPES_MAX][UNNAMED_PATH_BYTES];
	static int pipes;
	char *what;
	size_t n = 0, got;
	int file;

	if (pipes == PIPES_MAX)
		die(EXIT_USAGE, "'%s' is one pipe too many; %d can be read at once", name, PIPES_MAX);

	while (n < HEAD_BYTES && (got = read_some(fd, buffer + n, sizeof(buffer) - n, name)))
		n += got;
	check_head(buffer, n, name);
	what = xprintf("what comes through '%s'", name);
	file = unnamed_file(what);
	do
		unnamed_file_write(file, buffer, n, what);
	while ((n = read_some(fd, buffer, sizeof(buffer), name)));
	free(what);
	/* the descriptor stays open: the reader opens the file through it */
	unnamed_file_path(file, path[pipes]);
	return path[pipes++];
}
