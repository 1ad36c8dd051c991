/*
 * Removes the file that is being made when a signal ends the program: see unfinished_file.h.
 *
 * Must not know: what is written.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "unfinished_file.h"

static char unfinished[4200];   /* "": there is none */
static bool until_exit;
static sigset_t held_back;      /* what was held back before unfinished_begin() */

static void remove_at_exit(void)
{
	if (until_exit && unfinished[0])
		unlink(unfinished);
}

static void on_signal(int signal)
{
	if (unfinished[0])
		unlink(unfinished);
	raise(signal);          /* ends the program, as it would without this handler */
}

static void catch_signals(void)
{
	static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU};
	struct sigaction now, ours = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
	static bool done;

	if (done)
		return;
	done = true;
	atexit(remove_at_exit);
	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++)
		if (!sigaction(ending[i], NULL, &now) && now.sa_handler == SIG_DFL)
			sigaction(ending[i], &ours, NULL);
}

void unfinished_begin(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &held_back);
}

void unfinished_file(const char *path, bool at_exit)
{
	until_exit = at_exit;
	if (path && (size_t)snprintf(unfinished, sizeof(unfinished), "%s", path) < sizeof(unfinished))
		catch_signals();
	else
		unfinished[0] = 0;      /* of a path this long a part would be another file */
	sigprocmask(SIG_SETMASK, &held_back, NULL);
}

void unfinished_done(void)
{
	unfinished[0] = 0;
}
