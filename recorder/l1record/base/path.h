/*
 * Paths in buffers of PATH_MAX, and the search for programs that a shell would do.
 *
 * Must not know: traces, TT-Metal, Python.
 */
#ifndef L1RECORD_PATH_H
#define L1RECORD_PATH_H

#include <limits.h>
#include <stdbool.h>

/* printf into a path. -1 when it does not fit; that is said already. */
__attribute__((format(printf, 2, 3))) int path_format(char out[PATH_MAX], const char *format, ...);
/* What is behind the last slash. */
const char *path_base(const char *path);
/* Cuts the last component: "/a/b" gives "/a", "/a" gives "/", "a" gives ".". */
void path_cut(char path[PATH_MAX]);
/* Folder of the running program. -1 when /proc is not there; that is said already. */
int path_of_self(char out[PATH_MAX]);
bool path_is_folder(const char *path);
/* A regular file that may be executed. */
bool path_is_program(const char *path);
/*
 * What execvp would run for `word`. 0, or the errno that it would end with: ENOENT not there,
 * EACCES there and not executable.
 */
int path_find_program(char out[PATH_MAX], const char *word);

#endif
