/*
 * rename() replaces a file in one step: who opens it gets the old one or the new one.
 *
 * Must not know: what is written.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "message.h"
#include "output.h"
#include "replaced_file.h"
#include "unfinished_file.h"
#include "xalloc.h"

static char *beside;            /* the file that is written; NULL: standard output, or a device */

static bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

FILE *replaced_file_open(const struct options *o)
{
	FILE *f = NULL;
	int fd;

	if (!o->rows.output || is_special(o->rows.output))
		return output_open(o);
	output_check(o);
	/* its ending is none that a collector looks for */
	beside = xprintf("%s.%ld.tmp", o->rows.output, (long)getpid());
	unfinished_begin();
	fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
	if (fd >= 0)
		f = fdopen(fd, "w");
	unfinished_file(f ? beside : NULL, true);
	if (!f)
		die(EXIT_USAGE, "cannot write '%s': %s", beside, strerror(errno));
	return f;
}

int replaced_file_close(FILE *out, const struct options *o)
{
	bool failed;
	int error;

	if (!beside)
		return output_close(out, o);
	failed = fflush(out) || ferror(out) || fsync(fileno(out));
	error = errno;
	if (fclose(out) && !failed) {
		failed = true;
		error = errno;
	}
	if (!failed && rename(beside, o->rows.output)) {
		failed = true;
		error = errno;
	}
	if (failed) {
		unlink(beside);
		say("cannot write '%s': %s", o->rows.output, strerror(error));
	}
	unfinished_done();
	free(beside);
	beside = NULL;
	return failed ? EXIT_UNREADABLE : EXIT_OK;
}

bool replaced_file_is_one(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}
