/*
 * The runs in a database: their working directories, and the files they were read from.
 *
 * Must not know: what is shown of them.
 */
#ifndef FOLDERS_H
#define FOLDERS_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

struct folders *folders_read(sqlite3 *db);
/* Of a run, 0: of all of them if it is one; NULL: not known. Lives as long as `f`. */
const char *folders_of(const struct folders *f, int64_t run);
/* All runs, by position: number and file. */
size_t folders_count(const struct folders *f);
int64_t folders_run(const struct folders *f, size_t i);
const char *folders_path(const struct folders *f, size_t i);
void folders_free(struct folders *f);

#endif
