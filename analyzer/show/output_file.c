/*
 * The file of -o, or standard output: opened so that nothing is overwritten that somebody may want,
 * and closed with a look at what went wrong. See output.h.
 *
 * Must not know: what is written.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "message.h"
#include "output.h"
#include "pager.h"
#include "unfinished_file.h"

enum { BUFFER_BYTES = 1 << 16 };

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

FILE *output_open(const struct options *o)
{
	bool special, opened;
	FILE *f = NULL;
	struct stat st;
	int fd;

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
	if (!special)
		output_check(o);
	/* emptied only after it was seen to be the file that was checked */
	if (!special)
		unfinished_begin();
	fd = open(o->rows.output, O_WRONLY | O_CLOEXEC | O_NOCTTY | (special ? 0
		: O_CREAT | O_NOFOLLOW | (o->rows.force ? 0 : O_EXCL)), 0666);
	opened = fd >= 0 && !fstat(fd, &st) && special != S_ISREG(st.st_mode) &&
		(special || !ftruncate(fd, 0)) && (f = fdopen(fd, "w"));
	if (!special)
		unfinished_file(opened ? o->rows.output : NULL, false);
	if (!opened) {
		if (errno == ELOOP)
			refuse_link(o);
		die(EXIT_USAGE, "cannot write '%s': %s", o->rows.output,
			errno ? strerror(errno) : "it is another file now");
	}
	setvbuf(f, NULL, _IOFBF, BUFFER_BYTES);
	return f;
}

int output_close(FILE *out, const struct options *o)
{
	int failed = fflush(out) || ferror(out), error = errno;

	if (pager_is(out)) {
		failed = pager_close();
		error = errno;
		out = stdout;
	}
	if (out != stdout && fclose(out)) {
		failed = 1;
		error = errno;
	}
	if (out != stdout)
		unfinished_done();
	if (!failed || error == EPIPE)
		return EXIT_OK;
	say("cannot write '%s': %s", o->rows.output ? o->rows.output : "standard output", strerror(error));
	return EXIT_UNREADABLE;
}
