/*
 * Files that two runs know under different paths, and that are the same program: one that was moved keeps its
 * name, and where each run has one file that the other does not, that is the same file.
 *
 * Must not know: SQL, call sites.
 */
#ifndef RENAMED_PATHS_H
#define RENAMED_PATHS_H

#include <stddef.h>

/* Different paths, in the order in which they came. Empty when all zeros. Free with path_set_free(). */
struct path_set {
	struct known_path {
		char *path;
		const char *other;      /* that of the other run; NULL: it has none, or none is looked for */
	} *at;
	size_t count, capacity;
};
/* Adds a path if it is not there. More than a few thousand are left out. */
void path_set_add(struct path_set *set, const char *path);
void path_set_free(struct path_set *set);

/* Finds the second run's path for each of the first's. `second` must live as long as `first`. */
void paths_rename(struct path_set *first, const struct path_set *second);
/* The other run's path for this one, else `path` itself. */
const char *renamed_path(const struct path_set *set, const char *path);

#endif
