/*
 * For tests of verbs: one small trace, written with the real encoder, and commands run on it.
 *
 * The trace: chips 0 and 1 of 2x2 cores (1,000,000 bytes, programs from 100,000, L1_SMALL 50,000).
 *   100 ns  buffer 1, L1, 1,000 bytes at 800,000 on chip 0, from model.py; never freed
 *   200 ns  buffer 2, DRAM on chip 0; never freed
 *   300 ns  buffer 3, L1_SMALL, 64 bytes on chip 1; freed by its close at 900 ns
 *   400 ns  op 1: program 1, "matmul", 2,000 bytes on chip 0, core 0,0
 *   500 ns  buffer 4, L1, 300 bytes on chip 0, by thread 1; freed by thread 2 at 600 ns, which
 *           comes first in the file
 *   700 ns  op 2: program 2, "soft \"max\", wide", 5,000 bytes on chip 1, all cores
 *   800 ns  a free of buffer 99, from before the recording
 *  1000 ns  the end; the process exited with 0
 *
 * Must not know: what the verbs should answer.
 */
#ifndef SMALL_TRACE_H
#define SMALL_TRACE_H

#include "run_command.h"

/* Path of the trace; and of a database made of it. */
extern char told_trace[64], told_database[64];

/* For a group of cmocka tests: makes both, removes both. */
int told_setup(void **unused);
int told_teardown(void **unused);

/* Exit code of `l1analyze ARGS`, "%s" in it being the trace; output is stdout and stderr. */
int told_run(const char *args, struct outcome *o);
/*
 * Runs a shell command that exits with 0 and prints just this; $T is the trace, or another one, $D
 * the database and $A the program.
 */
void told_shell(const char *command, const char *output);
void told_shell_of(const char *trace, const char *command, const char *output);
/* Runs; stdout alone must be this text, and the exit code 0. */
void told_prints(const char *args, const char *text);
/* Runs; expects this exit code and a single line on stderr with these words, and no row. */
void told_refuses(const char *args, int code, const char *words);

#endif
