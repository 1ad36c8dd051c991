/*
 * Which traces are watched: those of a word that names a file, a folder, or a process and what it
 * has started. More may appear at any time.
 *
 * Must not know: traces' contents.
 */
#ifndef WATCHED_PATHS_H
#define WATCHED_PATHS_H

#include <stdbool.h>
#include <stddef.h>

enum { WATCHED_MOST = 256 };

enum watched_kind { WATCHED_FILE, WATCHED_FOLDER, WATCHED_PROCESS };

struct watched_paths {
	char *at[WATCHED_MOST];         /* in order of their names */
	size_t count, left_out;
};

enum watched_kind watched_kind(const char *word);
/* Finds those that there are now, and empties the list before. The caller empties it at last. */
void watched_find(const char *word, struct watched_paths *paths);
void watched_empty(struct watched_paths *paths);

#endif
