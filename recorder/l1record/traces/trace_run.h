/*
 * Which run a trace is of: l1record names it in the environment of its command, and the recorder
 * writes it down with the process's begin.
 *
 * Must not know: names of files, how processes ended.
 */
#ifndef L1RECORD_TRACE_RUN_H
#define L1RECORD_TRACE_RUN_H

enum { RUN_BYTES = 24 };

/* A name that no other run has. */
void trace_run_make(char run[RUN_BYTES]);

enum trace_run { TRACE_OF_OTHERS, TRACE_OF_RUN, TRACE_OF_NOBODY /* its begin cannot be read */ };
/* Reads the trace, and the live file beside it, as far as its begin. */
enum trace_run trace_run_of(const char *path, const char *run);

#endif
