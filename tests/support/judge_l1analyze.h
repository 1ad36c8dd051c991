/*
 * For tests of verbs: the judge that reads files. A story on devices with one core and one bank, from
 * BASE to TOP, L1_SMALL above it, is written as a trace, and l1analyze is asked about it. Each record
 * comes 10 ns after the one before, the first at 10 ns.
 *
 * Must not know: what the verbs should answer.
 */
#ifndef JUDGE_L1ANALYZE_H
#define JUDGE_L1ANALYZE_H

#include "run_command.h"
#include "trace_builder.h"
#include "trace_writer.h"

enum { BASE = 1000, TOP = 3000, L1_BYTES = 3400 };

/* What is told from here on goes to the file, as records of thread 1. */
void file_begin(struct story *s, const struct world *w);
/* The same in the world of one bank; core set 1 is its core. */
void one_bank(struct story *s);
/* Ends the trace and writes it; drop_file removes it. */
void write_file(struct story *s);
/* The same of a run that came to no end. */
void write_unfinished_file(struct story *s);
void drop_file(struct story *s);

/* Of device 1: so many bytes did not fit; a program up to `end` met a buffer; one ran. */
void tell_oom(struct story *s, uint64_t bytes);
void tell_clash(struct story *s, uint64_t end, uint64_t lowest);
void tell_program_up_to(struct story *s, uint64_t end);

/* Output of `l1analyze frag ARGS TRACE`, which exits with 0; the caller's to free. */
struct outcome ask_frag(const struct story *s, const char *args);

#endif
