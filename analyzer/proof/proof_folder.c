/* The private folder of proof runs: see proof_folder.h. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "message.h"
#include "proof_folder.h"
#include "proof_helper.h"
#include "xalloc.h"

enum { DESCRIPTORS = 16 };

static char *folder;
static const char helper_folder[] = "python";

char *proof_folder_path(const char *name)
{
	return xprintf("%s/%s", folder, name);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	(void)remove(path);
	return 0;
}

void proof_folder_remove(void)
{
	if (folder)
		nftw(folder, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
	free(folder);
	folder = NULL;
}

void proof_folder_empty(void)
{
	char *run = proof_folder_path("run");

	nftw(run, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
	if (mkdir(run, 0700))
		die(EXIT_UNREADABLE, "cannot make '%s': %s", run, strerror(errno));
	free(run);
}

FILE *proof_folder_file(const char *name)
{
	char *path = proof_folder_path(name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

	if (!file)
		die(EXIT_UNREADABLE, "cannot write '%s': %s", path, strerror(errno));
	free(path);
	return file;
}

static void write_helper(void)
{
	char *path = proof_folder_path(helper_folder);
	bool made = !mkdir(path, 0700);
	FILE *file = proof_folder_file("python/sitecustomize.py");

	fputs(proof_helper[0].text, file);
	if (fclose(file) || !made)
		die(EXIT_UNREADABLE, "cannot write to '%s': %s", path, strerror(errno));
	free(path);
}

void proof_folder_make(void)
{
	const char *place = getenv("TMPDIR");
	char *path = xprintf("%s/l1analyze-proof-XXXXXX", place && *place == '/' ? place : "/tmp");

	if (!mkdtemp(path))
		die(EXIT_UNREADABLE, "cannot make a folder '%s': %s", path, strerror(errno));
	folder = path;
	atexit(proof_folder_remove);
	write_helper();
	proof_folder_empty();
}
