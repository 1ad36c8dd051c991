/*
 * The name of the trace: what L1TRACE holds, made absolute while the working directory is still
 * the one the user meant; expanded when the file is made.
 *
 * Must not know: what is written there.
 */
#ifndef L1TR_OUTPUT_NAME_H
#define L1TR_OUTPUT_NAME_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/* pattern: %p pid, %h host, %r rank, %% percent. One that is too long is told when it is used. */
void l1tr_output_name_load(const char *pattern);
/*
 * Creates the trace under the first free name: NAME.l1t, then NAME.<pid>.<n>.l1t for n = 1, 2, ...
 * Gives the descriptor back, in the table of whoever calls, and the name in `path`. -1: it cannot be, and *why says why not.
 */
int l1tr_output_name_create(char path[PATH_MAX], pid_t pid, const char **why);
/*
 * Rank of this process in its MPI or Slurm job, NULL when there is none. Read when the library is
 * loaded: later the host may be changing its environment in another thread.
 */
const char *l1tr_output_name_rank(void);
/* What the l1record that runs this process calls its run; NULL: none does. */
const char *l1tr_output_name_run(void);

#endif
