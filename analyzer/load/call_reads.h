/*
 * Whether the call of an op in a statement of Python is given the value of a variable, if that can be told
 * from its text:
 *
 *     y = ttnn.linear(x, self.w)         x and self.w
 *     y = ttnn.concat([x, h], dim=0)     x and h
 *     x = x + h                          x and h, of the operator's own op
 *
 * The rule: the variable itself is an argument of the only call that has this name. What another call makes
 * of it (`add(f(x), y)`), a part of it (`x[0]`) and what it knows (`x.shape`) are not it.
 *
 * Must not know: files, call sites.
 */
#ifndef CALL_READS_H
#define CALL_READS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * text[bytes]: a whole line of statements, with the lines that brackets continue. op[op_bytes]: the name that
 * is called, without what stands before its last dot. names: as assigned_name() writes them; of several each
 * must be read.
 */
bool call_reads(const char *text, size_t bytes, const char *op, size_t op_bytes, const char *names);

#endif
