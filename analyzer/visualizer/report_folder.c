/*
 * A report's folder: see report_folder.h.
 *
 * Must not know: what its files hold.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "message.h"
#include "report_folder.h"
#include "unfinished_file.h"
#include "xalloc.h"

enum { PATH_BYTES = 4096 };

static char made_folder[PATH_BYTES];    /* that is to be removed; "": none */
static char database[PATH_BYTES + 64], config_file[PATH_BYTES + 64];
static const char *folder_name;

/* What is left in it of other things stays. */
static void remove_folder(void)
{
	if (made_folder[0])
		rmdir(made_folder);
}

__attribute__((noreturn)) static void cannot(const char *name)
{
	die(EXIT_UNREADABLE, "cannot write '%s': %s", name, strerror(errno));
}

static void refuse_existing(const char *folder, const char *file)
{
	char *path = xprintf("%s/%s", folder, file);
	struct stat st;

	if (!lstat(path, &st))
		die(EXIT_USAGE, "'%s' exists; -f writes over it", path);
	free(path);
}

static void make_folder(const char *folder)
{
	struct stat st;

	if (strlen(folder) >= PATH_BYTES)
		die(EXIT_USAGE, "the name of the folder is too long");
	atexit(remove_folder);  /* before that of the file in it is asked for, so it runs after it */
	if (!mkdir(folder, 0777))
		strcpy(made_folder, folder);
	else if (errno != EEXIST)
		die(EXIT_USAGE, "cannot make the folder '%s': %s", folder, strerror(errno));
	if (lstat(folder, &st) || !S_ISDIR(st.st_mode))
		die(EXIT_USAGE, "'%s' is no folder, and the viewer wants one", folder);
}

/* A file that only its owner reads until it is whole, as the trace is; then as the user's others. */
static int make_file(char *path, size_t room, const char *folder)
{
	snprintf(path, room, "%s/report.XXXXXX.new", folder);
	return mkostemps(path, 4, O_CLOEXEC);
}

const char *report_folder_begin(const char *folder, bool force)
{
	int fd;

	make_folder(folder);
	if (!force) {
		refuse_existing(folder, "db.sqlite");
		refuse_existing(folder, "config.json");
	}
	folder_name = folder;
	unfinished_begin();
	fd = make_file(database, sizeof(database), folder);
	unfinished_file(fd < 0 ? NULL : database, true);
	if (fd < 0)
		cannot(folder);
	close(fd);
	return database;
}

static void put_config(const char *text)
{
	int fd = make_file(config_file, sizeof(config_file), folder_name);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
	bool good = out && fprintf(out, "%s\n", text) > 0 && !fflush(out);
	int why = errno;

	if (out)
		good &= !fclose(out);
	if (good)
		return;
	if (fd >= 0)
		unlink(config_file);
	errno = why;
	cannot(folder_name);
}

static void give_name(const char *from, const char *name)
{
	char *path = xprintf("%s/%s", folder_name, name);
	const mode_t hidden = umask(0);

	umask(hidden);
	if (chmod(from, 0666 & ~hidden) || rename(from, path))
		cannot(path);
	free(path);
}

void report_folder_done(const char *config)
{
	put_config(config);
	give_name(config_file, "config.json");
	give_name(database, "db.sqlite");
	unfinished_done();
	made_folder[0] = 0;
}
