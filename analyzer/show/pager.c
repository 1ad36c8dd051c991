/*
 * Standard output through a pager: see pager.h.
 *
 * Signals: what the terminal sends goes to the pager, too, which may want to go on. A signal that ends
 * this program therefore ends what the pager gets, and the program once the pager was left: else a shell
 * and a pager would read the same keys.
 *
 * Must not know: what is printed.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "message.h"
#include "pager.h"
#include "terminal.h"
#include "xalloc.h"

#define USUAL "less -FRX"

enum { BUFFER_BYTES = 1 << 16, WORDS_MOST = 32 };

static struct {
	FILE *stream;
	const char *command;
	char *kept;             /* what is not printed yet */
	size_t bytes, room;
	size_t lines, column;   /* of the screen, that it takes */
	struct terminal screen;
	bool escape;            /* inside of an escape sequence, which takes no room */
	int fd;                 /* where it goes from now on; -1: it is kept */
	pid_t pid;              /* of the pager; 0: there is none */
	int error;              /* errno of a write to the terminal; 0: none failed */
} pager = {.fd = -1};

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { ENDING = sizeof(ending) / sizeof(*ending) };
static struct sigaction before[ENDING];

static void on_signal(int number)
{
	int error = errno;

	close(pager.fd);
	while (waitpid(pager.pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	for (int i = 0; i < ENDING; i++)
		if (ending[i] == number)
			sigaction(number, &before[i], NULL);
	errno = error;
	raise(number);          /* ends the program, once this handler returns */
}

static void catch_signals(void)
{
	struct sigaction ours = {.sa_handler = on_signal};

	for (int i = 0; i < ENDING; i++) {
		sigaction(ending[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(ending[i], &ours, NULL);
	}
}

static void leave_signals(void)
{
	for (int i = 0; i < ENDING; i++)
		if (before[i].sa_handler != SIG_IGN)
			sigaction(ending[i], &before[i], NULL);
}

/* The command of the user's wish; NULL: no pager. */
static const char *command(void)
{
	const char *own = getenv("L1ANALYZE_PAGER"), *all = getenv("PAGER"), *term = getenv("TERM");
	const char *c = own ? own : all ? all : USUAL;

	return !*c || !strcmp(c, "cat") || !term || !*term || !strcmp(term, "dumb") ? NULL : c;
}

/* What is not a few plain words is a shell's to read. */
static void run(char *text, int in, int failed)
{
	char *words[WORDS_MOST + 1], *rest = NULL;
	size_t count = 0;

	dup2(in, STDIN_FILENO);
	signal(SIGPIPE, SIG_DFL);
	if (strpbrk(text, "|&;<>()$`\\\"'*?[#~=%!{}\n")) {
		execl("/bin/sh", "sh", "-c", text, (char *)NULL);
	} else {
		for (char *w = strtok_r(text, " \t", &rest); w && count < WORDS_MOST;
				w = strtok_r(NULL, " \t", &rest))
			words[count++] = w;
		words[count] = NULL;
		errno = ENOENT;
		if (count)
			execvp(words[0], words);
	}
	if (write(failed, &errno, sizeof(errno)) < 0)
		_exit(126);
	_exit(127);
}

/* Starts the pager; without one, what is kept goes to the terminal. */
static void start(void)
{
	int to[2], failed[2], error = 0;
	char *text;

	pager.fd = STDOUT_FILENO;
	if (pipe2(to, O_CLOEXEC))
		return;
	if (pipe2(failed, O_CLOEXEC)) {
		close(to[0]);
		close(to[1]);
		return;
	}
	/* as git sets them: colours are shown, what fits a screen stays there */
	setenv("LESS", "FRX", 0);
	setenv("LV", "-c", 0);
	text = xstrdup(pager.command);
	fflush(stdout);
	pager.pid = fork();
	if (!pager.pid)
		run(text, to[0], failed[1]);
	free(text);
	close(to[0]);
	close(failed[1]);
	if (pager.pid > 0 && read(failed[0], &error, sizeof(error)) == (ssize_t)sizeof(error)) {
		waitpid(pager.pid, NULL, 0);
		pager.pid = -1;
	}
	close(failed[0]);
	if (pager.pid > 0) {
		pager.fd = to[1];
		catch_signals();
		return;
	}
	close(to[1]);
	pager.pid = 0;
	if (error)
		fprintf(stderr, "l1analyze: cannot run the pager '%s': %s\n", pager.command,
			strerror(error));
}

/* Whether all of it was written; else why not is kept, unless the pager was left. */
static bool write_all(const char *text, size_t bytes)
{
	while (bytes) {
		ssize_t n = write(pager.fd, text, bytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			pager.error = pager.pid ? 0 : errno;
			return false;
		}
		text += n;
		bytes -= (size_t)n;
	}
	return true;
}

/* Counts the lines of the screen that a text takes. */
static void count_lines(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		const unsigned char c = (unsigned char)text[i];

		if (pager.escape) {
			pager.escape = c != 'm';
		} else if (c == '\033') {
			pager.escape = true;
		} else if (c == '\n') {
			pager.lines++;
			pager.column = 0;
		} else if ((c & 0xc0) != 0x80 && pager.column++ == pager.screen.width) {
			pager.lines++;
			pager.column = 1;
		}
	}
}

static void keep(const char *text, size_t bytes)
{
	while (pager.room < pager.bytes + bytes) {
		pager.room = pager.room ? 2 * pager.room : BUFFER_BYTES;
		pager.kept = xrealloc(pager.kept, pager.room, 1);
	}
	memcpy(pager.kept + pager.bytes, text, bytes);
	pager.bytes += bytes;
	count_lines(text, bytes);
}

static bool write_kept(void)
{
	bool all = write_all(pager.kept, pager.bytes);

	pager.bytes = 0;
	return all;
}

static ssize_t take(void *cookie, const char *text, size_t bytes)
{
	(void)cookie;
	if (pager.fd >= 0)
		return write_all(text, bytes) ? (ssize_t)bytes : 0;
	keep(text, bytes);
	/* the shell's prompt needs a line, too */
	if (pager.lines < pager.screen.lines)
		return (ssize_t)bytes;
	start();
	return write_kept() ? (ssize_t)bytes : 0;
}

static void close_at_exit(void)
{
	pager_close();
}

FILE *pager_open(void)
{
	static bool registered;

	pager.command = terminal_is(stdout) ? command() : NULL;
	if (!pager.command || pager.stream)
		return stdout;
	pager.stream = fopencookie(NULL, "w", (cookie_io_functions_t){.write = take});
	if (!pager.stream)
		return stdout;
	if (!registered)
		atexit(close_at_exit);
	registered = true;
	setvbuf(pager.stream, NULL, _IOFBF, BUFFER_BYTES);
	pager.screen = terminal_of(stdout);
	pager.lines = pager.column = pager.bytes = 0;
	pager.escape = false;
	pager.error = 0;
	terminal_stand_in(pager.stream);
	if (isatty(STDERR_FILENO))
		messages_into(pager.stream);
	return pager.stream;
}

bool pager_is(const FILE *out)
{
	return out == pager.stream && out;
}

int pager_close(void)
{
	FILE *stream = pager.stream;

	if (!stream)
		return 0;
	pager.stream = NULL;
	messages_into(NULL);
	terminal_stand_in(NULL);
	fclose(stream);
	if (pager.fd < 0) {
		pager.fd = STDOUT_FILENO;
		write_kept();
	}
	if (pager.pid) {
		close(pager.fd);
		while (waitpid(pager.pid, NULL, 0) < 0 && errno == EINTR)
			continue;
		leave_signals();
	}
	pager.pid = 0;
	pager.fd = -1;
	free(pager.kept);
	pager.kept = NULL;
	pager.room = 0;
	errno = pager.error;
	return pager.error ? -1 : 0;
}
