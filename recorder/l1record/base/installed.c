/*
 * Where our own other files are.
 *
 * Must not know: what they are used for.
 */
#include "installed.h"
#include "messages.h"
#include "path.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Relative to the installed program; the build sets how the folders lie to each other. */
#ifndef L1RECORD_LIBDIR
#define L1RECORD_LIBDIR "../lib"
#endif
#ifndef L1RECORD_LIBEXECDIR
#define L1RECORD_LIBEXECDIR "../libexec/l1trace"
#endif
#ifndef L1RECORD_DATADIR
#define L1RECORD_DATADIR "../share"
#endif
#ifndef L1RECORD_MULTIARCH
#define L1RECORD_MULTIARCH "x86_64-linux-gnu"
#endif

/*
 * Finds the first of `folders` (relative to `self`) that has `name`. 1 found, 0 not, -1 too long.
 */
static int search(
	char out[PATH_MAX], const char *self, const char *const *folders, const char *name)
{
	for (size_t i = 0; folders[i]; i++) {
		char path[PATH_MAX];

		if (path_format(path, "%s/%s/%s", self, folders[i], name))
			return -1;
		if (access(path, R_OK) == 0) {
			if (realpath(path, out))
				return 1;
		}
	}
	return 0;
}

#ifdef L1RECORD_NO_HOOKS
int installed_preload(char out[PATH_MAX])
{
	out[0] = '\0';
	return 0;
}
#else
int installed_preload(char out[PATH_MAX])
{
	static const char name[] = "libl1trace-ttmetal.so";
	static const char *const folders[] = {
		".", "../lib", "../lib/" L1RECORD_MULTIARCH, L1RECORD_LIBDIR, "../lib64", NULL};
	static const char *const here[] = {".", NULL};
	const char *chosen = getenv("L1TRACE_LIBDIR");
	char self[PATH_MAX];
	int found;

	if (chosen && *chosen) {
		found = search(out, chosen, here, name);
		if (found == 0)
			say("cannot find '%s/%s': %s; set L1TRACE_LIBDIR to the folder that has "
			    "it, or unset it",
				chosen, name, strerror(errno));
	} else {
		if (path_of_self(self))
			return -1;
		found = search(out, self, folders, name);
		if (found == 0)
			say("cannot find '%s' near '%s': not installed there; install l1trace "
			    "whole, or set L1TRACE_LIBDIR to the folder that has it",
				name, self);
	}
	if (found <= 0)
		return -1;
	if (strpbrk(out, " :\t\n")) {
		say("cannot preload '%s': LD_PRELOAD takes no spaces or colons; install l1trace "
		    "elsewhere, or copy its libraries and set L1TRACE_LIBDIR",
			out);
		return -1;
	}
	return 0;
}
#endif

int installed_python(char out[PATH_MAX])
{
	static const char name[] = "l1trace/__init__.py";
	static const char *const folders[] = {
		L1RECORD_DATADIR "/l1trace/python", "../share/l1trace/python", NULL};
	char self[PATH_MAX];

	if (path_of_self(self) || search(out, self, folders, name) <= 0)
		return -1;
	path_cut(out);          /* the package's folder */
	path_cut(out);
	return 0;
}

/* A program of ours in the first of `folders` that has it. -1 after a message. */
static int find_program(char out[PATH_MAX], const char *const *folders, const char *name)
{
	char self[PATH_MAX];

	if (path_of_self(self))
		return -1;
	int found = search(out, self, folders, name);
	if (found == 0)
		say("cannot find '%s' near '%s': not installed there; install l1trace whole", name,
			self);
	return found > 0 ? 0 : -1;
}

int installed_mockcc(char out[PATH_MAX])
{
	static const char *const folders[] = {".", L1RECORD_LIBEXECDIR, "../libexec/l1trace", NULL};

	return find_program(out, folders, "l1mockcc");
}

int installed_l1analyze(char out[PATH_MAX])
{
	static const char *const folders[] = {".", NULL};

	return find_program(out, folders, "l1analyze");
}
