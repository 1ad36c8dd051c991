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

/*
 * pattern: %p pid, %h host, %r rank, %% percent. A pattern that is too long is reported at first
 * use.
 */
void l1tr_output_name_load(const char *pattern);
/*
 * Creates the trace under the first free name: NAME.l1t, then NAME.<pid>.<n>.l1t for n = 1, 2, ...
 * Returns the descriptor, in the table of the caller, and the name in `path`. -1: failed, *why has
 * the reason.
 */
int l1tr_output_name_create(char path[PATH_MAX], pid_t pid, const char **why);
/*
 * Rank of this process in its MPI or Slurm job; NULL: none. Read when the library is loaded: later
 * another thread of the host may be changing the environment.
 */
const char *l1tr_output_name_rank(void);
/* The run's name that l1record gave this process; NULL: not run by l1record. */
const char *l1tr_output_name_run(void);

#endif
