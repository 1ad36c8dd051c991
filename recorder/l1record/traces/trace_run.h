/*
 * Which run a trace belongs to: l1record names the run in the environment of its command, and the
 * recorder writes the name to L1T_BEGIN.
 *
 * Must not know: names of files, how processes ended.
 */
#ifndef L1RECORD_TRACE_RUN_H
#define L1RECORD_TRACE_RUN_H

enum { RUN_BYTES = 24 };

/* Makes a name that no other run has. */
void trace_run_make(char run[RUN_BYTES]);

enum trace_run { TRACE_OF_OTHERS, TRACE_OF_RUN, TRACE_OF_NOBODY /* L1T_BEGIN cannot be read */ };
/* Reads the trace, and the live file beside it, up to L1T_BEGIN. */
enum trace_run trace_run_of(const char *path, const char *run);

#endif
