/*
 * The runs in a database: their working directories, and the files they were read from.
 *
 * Must not know: what is shown of them.
 */
#ifndef RUN_DIRECTORIES_H
#define RUN_DIRECTORIES_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

struct run_directories *run_directories_read(sqlite3 *db);
/* Of a run, 0: of all of them if it is one; NULL: not known. Lives as long as `f`. */
const char *run_directories_of(const struct run_directories *f, int64_t run);
/* All runs, by position: number and file. */
size_t run_directories_count(const struct run_directories *f);
int64_t run_directories_run(const struct run_directories *f, size_t i);
const char *run_directories_path(const struct run_directories *f, size_t i);
void run_directories_free(struct run_directories *f);

#endif
