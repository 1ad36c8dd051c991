/*
 * Standard output through a pager, as git does it: only on a terminal, and only what is longer than its
 * screen. L1ANALYZE_PAGER, else PAGER names the command, else it is `less -FRX`; empty, or cat: none.
 *
 * Must not know: what is printed.
 */
#ifndef PAGER_H
#define PAGER_H

#include <stdbool.h>
#include <stdio.h>

/*
 * A stream for what people read: standard output, or, where that is a terminal with a pager, one that
 * keeps what is printed until it is longer than the screen, and gives it to the pager from then on.
 * Messages on the same terminal go the same way. Close with pager_close().
 */
FILE *pager_open(void);
/* Whether a stream is pager_open()'s, and not standard output. */
bool pager_is(const FILE *out);
/*
 * Prints what was kept, or waits until the user has left the pager. 0, or -1 with errno; that the
 * pager was left early is no error. Happens at the program's exit, too.
 */
int pager_close(void);

#endif
