/* The program once more, bounded: see mcp_child.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "mcp_child.h"
#include "xalloc.h"

enum { NOTES_MOST = 4000, READ_BYTES = 1 << 16, WAIT_MS = 100, PAUSE_NS = 1000 * 1000,
	CANNOT_START = 125 };

struct kept {                   /* the lines so far */
	char *text;
	size_t bytes, line;     /* where the last line begins */
	bool full;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void keep(struct mcp_child *c, struct kept *k, const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		k->full |= k->bytes == MCP_BYTES_MOST || c->rows_kept == c->rows_most;
		if (!k->full)
			k->text[k->bytes++] = text[i];
		if (text[i] != '\n')
			continue;
		c->rows++;
		if (!k->full) {
			c->rows_kept++;
			k->line = k->bytes;
		}
	}
}

static void begin(char **words, int out, int err, pid_t parent)
{
	int nothing = open("/dev/null", O_RDONLY);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent || nothing < 0 || dup2(nothing, 0) < 0 || dup2(out, 1) < 0 ||
		dup2(err, 2) < 0)
		_exit(CANNOT_START);
	execv("/proc/self/exe", words);
	_exit(CANNOT_START);
}

/* Reads both pipes to their ends, or until the time is over. */
static void read_both(struct mcp_child *c, struct kept *k, int out, int err, double end)
{
	struct pollfd from[] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
	char *buffer = xmalloc(READ_BYTES);
	size_t said = 0;

	while ((from[0].fd >= 0 || from[1].fd >= 0) && now() < end) {
		if (poll(from, 2, WAIT_MS) <= 0)
			continue;
		for (int i = 0; i < 2; i++) {
			ssize_t n = from[i].revents ? read(from[i].fd, buffer, READ_BYTES) : -1;

			if (!from[i].revents || (n < 0 && errno == EINTR))
				continue;
			if (n <= 0)
				from[i].fd = -1;
			else if (!i)
				keep(c, k, buffer, (size_t)n);
			for (ssize_t j = 0; i && j < n && said < NOTES_MOST; j++)
				c->notes[said++] = buffer[j];
		}
	}
	free(buffer);
}

static void wait_for(struct mcp_child *c, pid_t child, double end)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	int status = 0;
	pid_t ended;

	while (!(ended = waitpid(child, &status, WNOHANG)) && now() < end)
		nanosleep(&pause, NULL);
	if (!ended) {
		c->late = true;
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
	}
	c->code = ended == child && WIFEXITED(status) && WEXITSTATUS(status) != CANNOT_START
		? WEXITSTATUS(status) : -1;
}

void mcp_child_run(struct mcp_child *c, char **words)
{
	struct kept k = {.text = xmalloc(MCP_BYTES_MOST + 1)};
	double end = now() + c->seconds_most;
	int out[2] = {-1, -1}, err[2] = {-1, -1};
	pid_t self = getpid(), child = -1;

	c->notes = xcalloc(NOTES_MOST + 1, 1);
	c->code = -1;
	if (!pipe2(out, O_CLOEXEC) && !pipe2(err, O_CLOEXEC))
		child = fork();
	if (!child)
		begin(words, out[1], err[1], self);
	close(out[1]);
	close(err[1]);
	if (child > 0) {
		read_both(c, &k, out[0], err[0], end);
		wait_for(c, child, end);
	}
	close(out[0]);
	close(err[0]);
	k.text[k.line] = 0;
	c->lines = k.text;
}
