/*
 * The file of -o, or standard output: opened so that nothing is overwritten that somebody may want,
 * and closed with a look at what went wrong. A file is written beside its place and put there whole, by
 * rename(): who opens it gets what was there or the new one. See output.h.
 *
 * Must not know: what is written.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "message.h"
#include "output.h"
#include "pager.h"
#include "unfinished_file.h"
#include "xalloc.h"

enum { BUFFER_BYTES = 1 << 16 };

static char *beside;            /* the file that is written; NULL: standard output, or its place itself */
static bool replaces;           /* there is one in its place */

static bool same_file(const struct stat *a, const char *path)
{
	struct stat b;

	return !stat(path, &b) && a->st_dev == b.st_dev && a->st_ino == b.st_ino;
}

/* Inputs are never overwritten, with -f neither: a trace may have taken hours on the hardware. */
static void keep_inputs(const struct options *o, const struct stat *st)
{
	for (int i = 0; i < o->word_count; i++)
		if (same_file(st, o->words[i]))
			die(EXIT_USAGE, "cannot write '%s': it is an input", o->rows.output);
}

/* In a folder that many may write to, the link may be somebody else's trap. */
static void refuse_link(const struct options *o)
{
	struct stat st;

	if (!lstat(o->rows.output, &st) && S_ISLNK(st.st_mode))
		die(EXIT_USAGE, "cannot write '%s': it is a symbolic link; name the file that it leads to, "
			"or remove it", o->rows.output);
}

void output_check(const struct options *o)
{
	struct stat st;

	if (stat(o->rows.output, &st)) {
		refuse_link(o);
		return;
	}
	keep_inputs(o, &st);
	refuse_link(o);
	if (!S_ISREG(st.st_mode))
		die(EXIT_USAGE, "cannot write '%s': it is not a regular file", o->rows.output);
	if (!o->rows.force)
		die(EXIT_USAGE, "cannot write '%s': it exists; overwrite it with -f", o->rows.output);
}

/* A device or a pipe, such as /dev/stdout: writing to it overwrites nothing. */
static bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

bool output_is_file(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

/* A file that is replaced keeps its owner, where we may give it away, and its mode. */
static bool take_over(int fd, const struct stat *old)
{
	struct stat st;

	if (fstat(fd, &st) || ((st.st_uid != old->st_uid || st.st_gid != old->st_gid) &&
		fchown(fd, old->st_uid, old->st_gid) && errno != EPERM))
		return false;
	return !fchmod(fd, old->st_mode & 0777);
}

/* -1: there can be no file beside. Its ending is none that somebody looks for. */
static int open_beside(const char *path)
{
	struct stat old;
	int fd;

	replaces = !lstat(path, &old) && S_ISREG(old.st_mode);
	beside = xprintf("%s.%ld.tmp", path, (long)getpid());
	fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, replaces ? 0600 : 0666);
	if (fd >= 0 && replaces && !take_over(fd, &old)) {
		close(fd);
		unlink(beside);
		fd = -1;
	}
	if (fd < 0) {
		const int error = errno;

		free(beside);
		beside = NULL;
		errno = error;
	}
	return fd;
}

/* In its place: a device or a pipe; a file in a folder that takes no other one. */
static int open_in_place(const struct options *o, bool special)
{
	struct stat st;
	int fd = open(o->rows.output, O_WRONLY | O_CLOEXEC | O_NOCTTY | (special ? 0
		: O_CREAT | O_NOFOLLOW | (o->rows.force ? 0 : O_EXCL)), 0666);

	/* emptied only after it was seen to be the file that was checked */
	errno = fd < 0 ? errno : 0;
	if (fd >= 0 && !fstat(fd, &st) && special != S_ISREG(st.st_mode) && (special || !ftruncate(fd, 0)))
		return fd;
	return -1;
}

FILE *output_open(const struct options *o)
{
	FILE *f = NULL;
	bool special;
	int fd = -1;

	if (!o->rows.output && o->rows.format == FORMAT_TABLE && !o->rows.no_pager) {
		f = pager_open();
		if (f != stdout)
			return f;
	}
	if (!o->rows.output) {
		setvbuf(stdout, NULL, _IOFBF, BUFFER_BYTES);
		return stdout;
	}
	special = is_special(o->rows.output);
	errno = 0;
	if (!special) {
		output_check(o);
		unfinished_begin();
		fd = open_beside(o->rows.output);
	}
	/* what is there is not emptied for one that has no room */
	if (fd < 0 && errno != ENOSPC && errno != EDQUOT)
		fd = open_in_place(o, special);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	if (!special)
		unfinished_file(!f ? NULL : beside ? beside : o->rows.output, beside != NULL);
	if (!f) {
		if (errno == ELOOP)
			refuse_link(o);
		die(EXIT_USAGE, "cannot write '%s': %s", o->rows.output,
			errno ? strerror(errno) : "it is another file now");
	}
	setvbuf(f, NULL, _IOFBF, BUFFER_BYTES);
	return f;
}

/* Puts the file in its place: without -f only where there is none now. */
static bool put_in_place(const struct options *o)
{
	if (o->rows.force)
		return !rename(beside, o->rows.output);
	if (!link(beside, o->rows.output))
		return !unlink(beside);
	/* a file system without links */
	return errno != EEXIST && access(o->rows.output, F_OK) && !rename(beside, o->rows.output);
}

int output_close(FILE *out, const struct options *o)
{
	int failed = fflush(out) || ferror(out), error = errno;

	if (pager_is(out)) {
		failed = pager_close();
		error = errno;
		out = stdout;
	}
	/* a new name may be on the disk before what it names */
	if (!failed && beside && replaces && fsync(fileno(out))) {
		failed = 1;
		error = errno;
	}
	if (out != stdout && fclose(out) && !failed) {
		failed = 1;
		error = errno;
	}
	if (beside && !failed && !put_in_place(o)) {
		failed = 1;
		error = errno;
	}
	if (beside && failed)
		unlink(beside);
	if (out != stdout)
		unfinished_done();
	free(beside);
	beside = NULL;
	if (!failed || error == EPIPE)
		return EXIT_OK;
	say("cannot write '%s': %s", o->rows.output ? o->rows.output : "standard output", strerror(error));
	return EXIT_UNREADABLE;
}
