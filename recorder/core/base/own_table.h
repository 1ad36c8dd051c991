/*
 * A descriptor table that the host does not share. Whatever number a host closes, reuses or
 * overwrites, it never hits a file of ours, and we never hit one of its files.
 *
 * The writer thread keeps such a table, which begins empty: it keeps no file of the host open. A
 * thread of the host's that cannot use the writer has its files handled by an errand: a child of
 * clone() in the same memory with a table of its own, for which the caller waits. What the errand
 * maps stays; its descriptors are closed when it ends.
 *
 * Must not know: which files.
 */
#ifndef L1TR_OWN_TABLE_H
#define L1TR_OWN_TABLE_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Called first by the writer. False: the kernel refuses (a sandbox, before Linux 2.6.16), and the
 * table stays the host's.
 */
bool l1tr_own_table_begin(void);
/* Whether the calling thread, or the errand that runs for it, has such a table. */
bool l1tr_own_table_is_mine(void);
/*
 * Runs the function with a table of our own: directly if the caller has one, else as an errand.
 * Where neither is possible it runs in the host's table. Guarded; one at a time.
 */
void l1tr_own_table_run(void (*run)(void *), void *context);
/*
 * open() with O_CLOEXEC. When numbers run out it gives up the standard numbers that are kept busy.
 */
int l1tr_own_table_open(const char *path, int flags, mode_t mode);
/*
 * A descriptor of the file that is the host's number 2 now, for one line. -1: none. Return it
 * afterwards.
 */
int l1tr_own_table_borrow_stderr(void);
void l1tr_own_table_return_stderr(int fd);

#endif
