/*
 * The ceilings on what an input may cost the analyzer in time and memory: name, unit, reason. What
 * the reader of traces accepts is in format/l1t_limits.h; how many of one thing are kept (frames of a
 * call site, open passes of marks, chips) is a `.._MAX` where that thing is made; how many bytes of rows
 * stay in memory is in database.c.
 *
 * The promise for any verb is at most 10 s plus 1 s for each MB of input, and 256 MB of memory plus
 * 100 times the size of the input. The limits are below it, to leave room for work that is counted
 * wrong, for slower machines, and for memory that is taken between two checks.
 *
 * A trace with many records for its size gets more than that as long as making rows is slow: a
 * sound trace of one chip has up to 0.6 records a byte and needs up to 9 us for each (frag,
 * timeline), and none of its rows may be missing.
 */
#ifndef LIMITS_H
#define LIMITS_H

#include <stdint.h>

/* Nanoseconds of work (work_allowance.h) that reading may take: for all inputs together, and more
 * for each byte. */
#define LIMIT_READING_NS 2000000000u
#define LIMIT_READING_NS_PER_BYTE 350u
/* More for each record that was read, until the sum for each byte is ..._MOST. */
#define LIMIT_READING_NS_PER_RECORD 8000u
#define LIMIT_READING_NS_PER_BYTE_MOST 5000u

/* The same for the work after reading: phases, explanations, the answer. */
#define LIMIT_ANSWERING_NS 2000000000u
#define LIMIT_ANSWERING_NS_PER_BYTE 400u
#define LIMIT_ANSWERING_NS_PER_RECORD 20000u
#define LIMIT_ANSWERING_NS_PER_BYTE_MOST 12000u
/* More for each input: a small one has answers of its own, too. */
#define LIMIT_ANSWERING_NS_PER_INPUT 30000000u

/* Processor time of the whole program, for work that is not counted. */
#define LIMIT_PROCESSOR_NS 7000000000u
#define LIMIT_PROCESSOR_NS_PER_BYTE 700u
#define LIMIT_PROCESSOR_NS_PER_RECORD 12000u
#define LIMIT_PROCESSOR_NS_PER_BYTE_MOST 7000u
#define LIMIT_PROCESSOR_NS_PER_INPUT 50000000u

/* Resident memory while inputs are read, and later, when tables are also sorted and printed. */
#define LIMIT_READING_BYTES ((uint64_t)112 << 20)
#define LIMIT_READING_BYTES_PER_BYTE 150u
/* More for each record, whose buffer may stay live, until the sum for each byte is ..._MOST. */
#define LIMIT_READING_BYTES_PER_RECORD 300u
#define LIMIT_READING_BYTES_PER_BYTE_MOST 400u
#define LIMIT_ANSWERING_BYTES ((uint64_t)208 << 20)
#define LIMIT_ANSWERING_BYTES_PER_BYTE 150u
/* SQLite's part of it, so that a single large value in a statement is refused too. */
#define LIMIT_HEAP_BYTES ((uint64_t)176 << 20)
#define LIMIT_HEAP_BYTES_PER_BYTE 140u

/* Inputs of one command: each costs the opening of a file, and a row. */
#define LIMIT_INPUTS 4096u
/* Of a report for another program, whose size is said before it is written: the largest, and the work and
 * processor time that each byte of it may take. */
#define LIMIT_OUTPUT_BYTES ((uint64_t)256 << 20)
#define LIMIT_OUTPUT_BYTES_PER_BYTE 1000u
#define LIMIT_OUTPUT_NS_PER_BYTE 100u

/* Text of one call site: no real program has 64 frames of 4,000 characters each. */
#define LIMIT_CALLSITE_BYTES 16384u

#endif
