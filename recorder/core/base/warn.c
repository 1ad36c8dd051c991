/*
 * The one line of warning that a process may print.
 *
 * Must not know: events, rings.
 */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "file_calls.h"
#include "kept_file.h"
#include "own_table.h"
#include "process_state.h"
#include "warn.h"

static struct stat stderr_at_load;
static char line[PIPE_BUF];
static size_t line_bytes;

void l1tr_warn_load(void)
{
	if (l1tr_call_fstat(2, &stderr_at_load))
		stderr_at_load.st_ino = 0;
}

const char *l1tr_why(int error)
{
	const char *why = strerrordesc_np(error);

	return why ? why : "an error without a name";
}

/*
 * Only where a line fits without waiting, and only if stderr is the same file as when the library
 * was loaded: by now its number may be another file or a connection of the host.
 */
static bool takes(int fd, size_t bytes)
{
	struct pollfd p = {fd, POLLOUT, 0};
	struct stat st;

	if (!stderr_at_load.st_ino || l1tr_call_fstat(fd, &st) || st.st_dev != stderr_at_load.st_dev ||
		st.st_ino != stderr_at_load.st_ino ||
		(S_ISREG(st.st_mode) && !l1tr_file_may_grow((uint64_t)st.st_size + bytes)))
		return false;
	return poll(&p, 1, 0) == 1 && p.revents == POLLOUT;
}

/* In a table of our own, so the number cannot become another file between check and write. */
static void say(void *unused)
{
	int fd = l1tr_own_table_borrow_stderr();

	(void)unused;
	if (fd < 0)
		return;
	if (takes(fd, line_bytes) && l1tr_call_write(fd, line, line_bytes) < 0)
		line_bytes = 0;
	l1tr_own_table_return_stderr(fd);
}

void l1tr_warn(const char *what, const char *path, const char *why)
{
	enum { PART_MAX = 1000 };       /* bytes of a path; all parts fit a pipe that has room */
	const char *const parts[] = {"l1trace: cannot ", what, " '", path, "': ", why,
		"; the program runs on unrecorded\n"};
	size_t used = 0;

	if (atomic_exchange(&l1tr_process.said, 1))
		return;
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		size_t n = strlen(parts[i]);

		n = n < PART_MAX ? n : PART_MAX;
		if (n > sizeof(line) - used)
			n = sizeof(line) - used;
		memcpy(line + used, parts[i], n);
		used += n;
	}
	for (size_t i = 0; i + 1 < used; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 127)
			line[i] = '?';  /* the path may hold control bytes; print one line */
	line_bytes = used;
	l1tr_own_table_run(say, NULL);
}
