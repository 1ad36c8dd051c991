/*
 * Files that two runs know under different paths: see renamed_paths.h.
 *
 * Must not know: SQL, call sites.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "renamed_paths.h"
#include "xalloc.h"

enum { PATHS_MOST = 2000 };

static const struct known_path *find(const struct path_set *set, const char *path)
{
	for (size_t i = 0; i < set->count; i++)
		if (!strcmp(set->at[i].path, path))
			return &set->at[i];
	return NULL;
}

void path_set_add(struct path_set *set, const char *path)
{
	if (set->count >= PATHS_MOST || find(set, path))
		return;
	GROW(set->at, set->count, set->capacity);
	set->at[set->count++] = (struct known_path){.path = xstrdup(path)};
}

void path_set_free(struct path_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		free(set->at[i].path);
	free(set->at);
	*set = (struct path_set){0};
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Which paths of `set` the other one does not have. The caller frees. */
static const char **missing(const struct path_set *set, const struct path_set *other, size_t *count)
{
	const char **found = xarray(set->count + 1, sizeof(*found));

	*count = 0;
	for (size_t i = 0; i < set->count; i++)
		if (!find(other, set->at[i].path))
			found[(*count)++] = set->at[i].path;
	return found;
}

/* The only one with this last part; NULL: there is none, or several. */
static const char *only_one(const char *const *paths, size_t count, const char *part)
{
	const char *found = NULL;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(last_part(paths[i]), part) != 0)
			continue;
		if (found)
			return NULL;
		found = paths[i];
	}
	return found;
}

void paths_rename(struct path_set *first, const struct path_set *second)
{
	size_t before_count, after_count;
	const char **before = missing(first, second, &before_count),
		**after = missing(second, first, &after_count);

	for (size_t i = 0; i < first->count; i++) {
		struct known_path *p = &first->at[i];

		if (find(second, p->path))
			continue;
		if (only_one(before, before_count, last_part(p->path)))
			p->other = only_one(after, after_count, last_part(p->path));
		if (!p->other && before_count == 1 && after_count == 1)
			p->other = after[0];
	}
	free(before);
	free(after);
}

const char *renamed_path(const struct path_set *set, const char *path)
{
	const struct known_path *known = find(set, path);

	return known && known->other ? known->other : path;
}
