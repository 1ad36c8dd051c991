/*
 * SQLite's own files, with signals held back while one is made: see temporary_files.h.
 *
 * Must not know: what is in them.
 */
#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include "temporary_files.h"

static sqlite3_vfs *plain, ours;

static int open_unbroken(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
	int *flags_out)
{
	sigset_t all, before;
	int result;

	(void)vfs;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	result = plain->xOpen(plain, path, file, flags, flags_out);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result;
}

void temporary_files_begin(void)
{
	if (plain)
		return;
	plain = sqlite3_vfs_find(NULL);
	if (!plain)
		return;
	ours = *plain;
	ours.zName = "l1analyze";
	ours.xOpen = open_unbroken;
	sqlite3_vfs_register(&ours, true);
}
