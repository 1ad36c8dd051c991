/*
 * A table of descriptors that the host does not share: whatever a host closes, reuses or puts over
 * whichever number, a file of ours is never behind a number of the host's, nor the other way round.
 *
 * The writer thread has one for good, which begins empty: nothing of the host is kept open in it. A
 * thread of the host's that must do without the writer has its files handled by an errand: a child
 * of clone() in the same memory, with a table of its own, for which the caller waits. What it maps
 * stays; its descriptors go with it.
 *
 * Must not know: which files.
 */
#ifndef L1TR_OWN_TABLE_H
#define L1TR_OWN_TABLE_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * The writer's first act. False: the kernel refuses (a sandbox, before Linux 2.6.16); the table
 * stays the host's.
 */
bool l1tr_own_table_begin(void);
/* Whether the calling thread, or the errand that runs in its place, has such a table. */
bool l1tr_own_table_is_mine(void);
/*
 * Runs it with a table of its own: at once where that is so already, else as an errand. Where there
 * can be none it runs in the host's table. Guarded; never two at a time.
 */
void l1tr_own_table_run(void (*run)(void *), void *context);
/*
 * open() with O_CLOEXEC; where numbers are short those that are only kept busy are given up.
 */
int l1tr_own_table_open(const char *path, int flags, mode_t mode);
/*
 * A descriptor of what the host's number 2 is now, for one line. -1: none. To be given back.
 */
int l1tr_own_table_borrow_stderr(void);
void l1tr_own_table_return_stderr(int fd);

#endif
