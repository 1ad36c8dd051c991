/*
 * The name of the trace: made absolute, checked before anything runs, expanded.
 *
 * Must not know: what is in a trace.
 */
#ifndef L1RECORD_TRACE_NAME_H
#define L1RECORD_TRACE_NAME_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * The value of L1TRACE: `output` (NULL: l1trace-%p.l1t) below the working directory, whose own
 * percent signs are doubled. -1 after a message.
 */
int trace_name_make(char pattern[PATH_MAX], const char *output);
/*
 * The file that process `pid` records to: %p pid, %h host, %r rank, %% percent. `pid` 0: not known
 * yet. 0; 1 when a part of it is not known here; -1 after a message.
 */
int trace_name_expand(char out[PATH_MAX], const char *pattern, pid_t pid);
/*
 * Refuses, with a message and -1, a trace that cannot be written or, without `force`, one that
 * exists already: the trace itself, or the live file of a trace that was cut.
 */
int trace_name_check(const char *pattern, bool force);
/* Removes the old trace and its live file. -1 after a message. */
int trace_name_clear(const char *pattern);

#endif
