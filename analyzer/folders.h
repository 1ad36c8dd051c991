/*
 * The working directories of the runs in a database.
 *
 * Must not know: what is shown of them.
 */
#ifndef FOLDERS_H
#define FOLDERS_H

#include <sqlite3.h>
#include <stdint.h>

struct folders *folders_read(sqlite3 *db);
/* Of a run, 0: of all of them if it is one; NULL: not known. Lives as long as `f`. */
const char *folders_of(const struct folders *f, int64_t run);
void folders_free(struct folders *f);

#endif
