/*
 * Paths in buffers of PATH_MAX, and the search for programs as a shell does it.
 *
 * Must not know: traces, TT-Metal, Python.
 */
#ifndef L1RECORD_PATH_H
#define L1RECORD_PATH_H

#include <limits.h>
#include <stdbool.h>

/* printf into a path. -1 after a message: it does not fit. */
__attribute__((format(printf, 2, 3))) int path_format(char out[PATH_MAX], const char *format, ...);
/* The part after the last slash. */
const char *path_base(const char *path);
/* Cuts the last component: "/a/b" gives "/a", "/a" gives "/", "a" gives ".". */
void path_cut(char path[PATH_MAX]);
/* Folder of the running program. -1 after a message: there is no /proc. */
int path_of_self(char out[PATH_MAX]);
bool path_is_folder(const char *path);
/* Whether it is a regular file that may be executed. */
bool path_is_program(const char *path);
/*
 * The file that execvp would run for `word`. 0, or the errno that it would fail with: ENOENT not
 * there, EACCES there and not executable.
 */
int path_find_program(char out[PATH_MAX], const char *word);

#endif
