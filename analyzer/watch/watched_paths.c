/*
 * A process maps its live file, so /proc shows where its trace is, whatever it is called.
 *
 * Must not know: traces' contents.
 */
#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "watched_paths.h"
#include "xalloc.h"

enum { PROCESSES_MOST = 1024, LINE_MOST = 8192 };
static const char live_end[] = ".live", trace_end[] = ".l1t";

static bool is_number(const char *word)
{
	size_t n = strspn(word, "0123456789");

	return n && n < 10 && !word[n];
}

enum watched_kind watched_kind(const char *word)
{
	struct stat st;
	bool there = !stat(word, &st);

	return there && S_ISDIR(st.st_mode) ? WATCHED_FOLDER
		: !there && is_number(word) ? WATCHED_PROCESS : WATCHED_FILE;
}

void watched_empty(struct watched_paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->at[i]);
	paths->count = paths->left_out = 0;
}

/* Takes the text. */
static void add(struct watched_paths *paths, char *path)
{
	size_t at = 0;

	while (at < paths->count && strcmp(paths->at[at], path) < 0)
		at++;
	if (paths->count == WATCHED_MOST || (at < paths->count && !strcmp(paths->at[at], path))) {
		paths->left_out += paths->count == WATCHED_MOST;
		free(path);
		return;
	}
	memmove(paths->at + at + 1, paths->at + at, (paths->count - at) * sizeof(*paths->at));
	paths->at[at] = path;
	paths->count++;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n > m && !strcmp(text + n - m, end);
}

static void find_in_folder(const char *folder, struct watched_paths *paths)
{
	DIR *dir = opendir(folder);
	struct dirent *e;

	while (dir && (e = readdir(dir))) {
		char *path;
		struct stat st;

		if (e->d_name[0] == '.' || !ends_with(e->d_name, trace_end))
			continue;
		path = xprintf("%s%s%s", folder, ends_with(folder, "/") ? "" : "/", e->d_name);
		if (!stat(path, &st) && S_ISREG(st.st_mode))
			add(paths, path);
		else
			free(path);
	}
	if (dir)
		closedir(dir);
}

/* The trace of a live file that a line of /proc/PID/maps names; NULL: it names none. */
static char *trace_of_line(char *line, uint64_t pid)
{
	char *path = strchr(line, '/'), *there;

	if (!path)
		return NULL;
	path[strcspn(path, "\n")] = 0;
	if (!ends_with(path, live_end))
		return NULL;
	path[strlen(path) - strlen(live_end)] = 0;
	if (!access(path, F_OK))
		return xstrdup(path);
	/* of a container, seen from outside */
	there = xprintf("/proc/%" PRIu64 "/root%s", pid, path);
	if (!access(there, F_OK))
		return there;
	free(there);
	return NULL;
}

static void find_of_process(uint64_t pid, struct watched_paths *paths)
{
	char name[48], line[LINE_MOST], *path;
	FILE *maps;

	snprintf(name, sizeof(name), "/proc/%" PRIu64 "/maps", pid);
	maps = fopen(name, "re");
	while (maps && fgets(line, sizeof(line), maps))
		if ((path = trace_of_line(line, pid)))
			add(paths, path);
	if (maps)
		fclose(maps);
}

static uint64_t parent_of(const char *pid)
{
	char path[300], text[512], *p;
	uint64_t parent = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	f = fopen(path, "re");
	if (!f)
		return 0;
	text[fread(text, 1, sizeof(text) - 1, f)] = 0;
	fclose(f);
	p = strrchr(text, ')');
	return p && sscanf(p + 1, " %*c %" SCNu64, &parent) == 1 ? parent : 0;
}

/* The process and all that it has started, directly or not. */
static void find_of_family(uint64_t first, struct watched_paths *paths)
{
	static struct {
		uint64_t pid, parent;
		bool is_in;
	} all[PROCESSES_MOST];
	size_t count = 0;
	DIR *dir = opendir("/proc");
	struct dirent *e;
	bool more = true;

	while (dir && count < PROCESSES_MOST && (e = readdir(dir)))
		if (isdigit((unsigned char)e->d_name[0])) {
			all[count].pid = strtoull(e->d_name, NULL, 10);
			all[count].parent = parent_of(e->d_name);
			all[count].is_in = all[count].pid == first;
			count++;
		}
	if (dir)
		closedir(dir);
	while (more) {
		more = false;
		for (size_t i = 0; i < count; i++)
			for (size_t k = 0; k < count && !all[i].is_in; k++)
				if (all[k].is_in && all[k].pid == all[i].parent)
					more = all[i].is_in = true;
	}
	for (size_t i = 0; i < count; i++)
		if (all[i].is_in)
			find_of_process(all[i].pid, paths);
}

void watched_find(const char *word, struct watched_paths *paths)
{
	watched_empty(paths);
	switch (watched_kind(word)) {
	case WATCHED_FILE: add(paths, xstrdup(word)); break;
	case WATCHED_FOLDER: find_in_folder(word, paths); break;
	case WATCHED_PROCESS: find_of_family(strtoull(word, NULL, 10), paths); break;
	}
}
