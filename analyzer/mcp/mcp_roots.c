/* Files under the roots: see mcp_roots.h. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "grown_array.h"
#include "mcp_roots.h"
#include "message.h"
#include "xalloc.h"

struct search {
	struct mcp_file *files;
	size_t count, capacity;
	int left;               /* entries that are still looked at */
};

struct mcp_roots mcp_roots_of(char **words, int count)
{
	struct mcp_roots r = {.paths = xcalloc((size_t)count, sizeof(*r.paths)), .count = count};
	struct stat st;

	for (int i = 0; i < count; i++) {
		r.paths[i] = realpath(words[i], NULL);
		if (!r.paths[i] || stat(r.paths[i], &st))
			die(EXIT_USAGE, "cannot open folder '%s': %s", words[i], strerror(errno));
		if (!S_ISDIR(st.st_mode))
			die(EXIT_USAGE, "'%s' is no folder; l1analyze mcp FOLDER...", words[i]);
	}
	return r;
}

static int is_within(const struct mcp_roots *r, const char *path)
{
	for (int i = 0; i < r->count; i++) {
		size_t n = strlen(r->paths[i]);

		if (!strncmp(path, r->paths[i], n) && (path[n] == '/' || r->paths[i][n - 1] == '/'))
			return 1;
	}
	return 0;
}

/* The path without links; NULL: there is no such file. */
static char *find(const struct mcp_roots *r, const char *word)
{
	char *real = NULL;

	if (*word == '/')
		return realpath(word, NULL);
	for (int i = 0; !real && i < r->count; i++) {
		char *path = xprintf("%s/%s", r->paths[i], word);

		real = realpath(path, NULL);
		if (real && !is_within(r, real)) {
			free(real);
			real = NULL;
		}
		free(path);
	}
	return real;
}

/* A trace that is not finished has a file beside it, which is read, too. */
static int has_foreign_live_file(const struct mcp_roots *r, const char *path)
{
	char *live = xprintf("%s.live", path), *real = realpath(live, NULL);
	int foreign = real && !is_within(r, real);

	free(real);
	free(live);
	return foreign;
}

char *mcp_roots_file(const struct mcp_roots *r, const char *word, const char **why)
{
	char *path = find(r, word);
	struct stat st;

	*why = "is no file under the folders of this server";
	if (path && is_within(r, path)) {
		if (stat(path, &st) || !S_ISREG(st.st_mode))
			*why = "is no regular file";
		else if (has_foreign_live_file(r, path))
			*why = "has a .live file that is a link to elsewhere";
		else
			return path;
	}
	free(path);
	return NULL;
}

static int has_ending(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (!strcmp(dot, ".l1t") || !strcmp(dot, ".db"));
}

static void look(struct search *s, const char *folder, int depth)
{
	DIR *d = depth ? opendir(folder) : NULL;
	struct dirent *e;

	while (d && s->left > 0 && (e = readdir(d))) {
		char *path;
		struct stat st;

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		s->left--;
		path = xprintf("%s/%s", strcmp(folder, "/") ? folder : "", e->d_name);
		if (strlen(path) < PATH_MAX && !lstat(path, &st)) {
			if (S_ISDIR(st.st_mode))
				look(s, path, depth - 1);
			if (S_ISREG(st.st_mode) && has_ending(path)) {
				GROW(s->files, s->count, s->capacity);
				s->files[s->count++] = (struct mcp_file){.path = path,
					.bytes = st.st_size, .changed_s = st.st_mtime};
				path = NULL;
			}
		}
		free(path);
	}
	if (d)
		closedir(d);
}

static int newest_first(const void *a, const void *b)
{
	const struct mcp_file *x = a, *y = b;

	if (x->changed_s != y->changed_s)
		return x->changed_s < y->changed_s ? 1 : -1;
	return strcmp(x->path, y->path);
}

struct mcp_file *mcp_roots_list(const struct mcp_roots *r, size_t *count, int *all)
{
	struct search s = {.left = MCP_ENTRIES_MOST};

	for (int i = 0; i < r->count; i++)
		look(&s, r->paths[i], MCP_DEPTH_MOST);
	if (s.count)
		qsort(s.files, s.count, sizeof(*s.files), newest_first);
	*count = s.count;
	*all = s.left > 0;
	return s.files;
}
