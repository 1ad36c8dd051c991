/*
 * Rows of table change_shared: rows of classes that are equal but for the class are one. The chips of
 * a mesh mostly do the same, so that it has one row where they have 32. View change gives each class
 * its own row again.
 *
 * Must not know: where the rows come from.
 */
#ifndef SHARED_CHANGES_H
#define SHARED_CHANGES_H

#include <sqlite3.h>
#include "accounting.h"
#include "row_columns.h"

enum { SHARED_BLOCK_MAX = 4096 };       /* rows of one block: they are sorted together when asked for */

struct shared_changes;

struct shared_changes *shared_changes_new(sqlite3 *db);
void shared_changes_free(struct shared_changes *c);
/* Rows go to the columns, too; `only`: and not into the table. */
void shared_changes_columns(struct shared_changes *c, struct row_columns *columns, bool only);
/* Begins the next run. */
void shared_changes_begin(struct shared_changes *c, uint64_t run);
/* block: the number of the first row of this event; seq: the row's own. held_ns, held_seqs: as in the
 * schema. */
void shared_changes_add(struct shared_changes *c, uint64_t block, uint64_t seq,
	const struct account_change *r, uint64_t held_ns, uint64_t held_seqs);
/* Writes what was kept for more rows to join. */
void shared_changes_end(struct shared_changes *c);

#endif
