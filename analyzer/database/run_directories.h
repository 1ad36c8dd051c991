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

/* Free with run_directories_free(), which frees its texts too. */
struct run_directories *run_directories_read(sqlite3 *db);
/* The directory of a run; of run 0 the one that all runs share. NULL: not known, or not shared. */
const char *run_directories_of(const struct run_directories *f, int64_t run);
/* Number and file of the run at position `i`, from 0. */
size_t run_directories_count(const struct run_directories *f);
int64_t run_directories_run(const struct run_directories *f, size_t i);
const char *run_directories_path(const struct run_directories *f, size_t i);
void run_directories_free(struct run_directories *f);

#endif
