/*
 * The table of a sweep: see sweep_table.h. Only l1analyze knows its formats.
 *
 * Must not know: how the runs are done, what is in the table.
 */
#include "installed.h"
#include "messages.h"
#include "sweep_table.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { unfinished = 4 };        /* of l1analyze: a trace was cut, as of a run whose time was over */

/* Starts l1analyze; `output`: a descriptor for what it prints, -1: as ours. -1 after a message. */
static pid_t start(const char *program, const char *const words[], int output)
{
	pid_t child = fork();

	if (!child) {
		if (output >= 0)
			(void)dup2(output, STDOUT_FILENO);
		/* execv takes strings that are not const for historical reasons only. */
		execv(program, (char *const *)(const void *)words);
		_exit(127);
	}
	if (child < 0)
		say("cannot run '%s': no new process: %s", program, strerror(errno));
	return child;
}

/* Its exit status; -1: it did not exit. */
static int status_of(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) != child)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What l1analyze lists, between blanks, with a blank in front and behind. -1 after a message. */
static int list_formats(char *out, size_t room)
{
	const char *const words[] = {"l1analyze", "--list-values", "sweep", "--format", NULL};
	char program[PATH_MAX];
	int pipes[2];
	size_t used = 1;
	ssize_t got;
	pid_t child;

	if (installed_l1analyze(program))
		return -1;
	if (pipe2(pipes, O_CLOEXEC) != 0) {
		say("cannot ask '%s': %s", program, strerror(errno));
		return -1;
	}
	child = start(program, words, pipes[1]);
	close(pipes[1]);
	out[0] = ' ';
	while (child > 0 && (got = read(pipes[0], out + used, room - used - 1)) > 0)
		used += (size_t)got;
	close(pipes[0]);
	out[used] = '\0';
	for (char *p = strchr(out, '\n'); p; p = strchr(p, '\n'))
		*p = ' ';
	if (child > 0 && status_of(child) == 0)
		return 0;
	if (child > 0)
		say("cannot ask '%s' for its formats; install l1trace whole", program);
	return -1;
}

int sweep_table_check(const char *format)
{
	char known[300];
	const char *at;
	size_t bytes = strlen(format);

	if (list_formats(known, sizeof(known)))
		return -1;
	for (at = known; bytes && (at = strstr(at, format)); at++)
		if (at[-1] == ' ' && at[bytes] == ' ' && !strchr(format, ' '))
			return 0;
	say("cannot print the table as '%s': give one of%.*s", format, (int)strlen(known) - 1, known);
	return -1;
}

int sweep_table_print(const char *folder, const char *format)
{
	const char *const words[] = {"l1analyze", "sweep", "--format", format ? format : "table", "--",
		folder, NULL};
	char program[PATH_MAX];
	int status;
	pid_t child;

	if (installed_l1analyze(program))
		return -1;
	child = start(program, words, -1);
	if (child < 0)
		return -1;
	status = status_of(child);
	if (status == 0 || status == unfinished)
		return 0;
	say("'%s' did not print the table; try: l1analyze sweep '%s'", program, folder);
	return -1;
}
