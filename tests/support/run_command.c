/* For tests: runs a shell command in an empty folder of its own and keeps its results. */
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "run_command.h"

static int take_away(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

/* How many files and folders there were; what those folders hold is not counted. */
static size_t count_and_remove(const char *folder)
{
	DIR *d = opendir(folder);
	struct dirent *entry;
	size_t files = 0;

	while (d && (entry = readdir(d)))
		files += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
	if (d)
		closedir(d);
	nftw(folder, take_away, 16, FTW_DEPTH | FTW_PHYS);
	return files;
}

struct outcome run_command(const char *environment, const char *command)
{
	char folder[] = "/tmp/l1trace-host-XXXXXX", *line, *output = NULL;
	struct outcome o = {0};
	size_t bytes = 0, n;
	FILE *pipe, *memory;
	char chunk[4096];

	if (!mkdtemp(folder) || asprintf(&line, "cd %s && { env %s sh -c '%s'; } 2>&1", folder,
			environment, command) < 0)
		abort();
	memory = open_memstream(&output, &bytes);
	pipe = popen(line, "r");
	if (!pipe || !memory)
		abort();
	while ((n = fread(chunk, 1, sizeof(chunk), pipe)))
		fwrite(chunk, 1, n, memory);
	o.status = pclose(pipe);
	fclose(memory);
	o.output = output;
	o.files = count_and_remove(folder);
	free(line);
	return o;
}

void outcome_free(struct outcome *o)
{
	free(o->output);
}
