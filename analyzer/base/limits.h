/*
 * Every ceiling on what an input may cost the analyzer, in one place: name, unit, reason. What the
 * reader of traces accepts is in format/l1t_limits.h.
 *
 * The promise is 10 s and 1 s a MB, 256 MB and 100 times the size of the input, for any verb. Below
 * it are work that was counted wrong, a slower machine, and memory between two looks.
 *
 * A trace with many records for its size gets more than that, as long as rows are made as slowly as
 * they are: a sound trace of one chip has 0.6 records a byte and needs up to 9 us for each (frag,
 * timeline), and none of its rows may be missing.
 */
#ifndef LIMITS_H
#define LIMITS_H

#include <stdint.h>

/* Nanoseconds of work (work_allowance.h) that reading may take, for all inputs together, and for each byte. */
#define LIMIT_READING_NS 2000000000u
#define LIMIT_READING_NS_PER_BYTE 350u
/* And for each record that was read, up to so much for each byte. */
#define LIMIT_READING_NS_PER_RECORD 8000u
#define LIMIT_READING_NS_PER_BYTE_MOST 5000u

/* The same for what follows: phases, explanations, the answer. */
#define LIMIT_ANSWERING_NS 2000000000u
#define LIMIT_ANSWERING_NS_PER_BYTE 400u
#define LIMIT_ANSWERING_NS_PER_RECORD 20000u
#define LIMIT_ANSWERING_NS_PER_BYTE_MOST 12000u

/* Processor time of the whole program: for work that nobody thought to count. */
#define LIMIT_PROCESSOR_NS 7000000000u
#define LIMIT_PROCESSOR_NS_PER_BYTE 700u
#define LIMIT_PROCESSOR_NS_PER_RECORD 12000u
#define LIMIT_PROCESSOR_NS_PER_BYTE_MOST 7000u

/* Resident memory when reading ends: tables are then sorted and printed in what is left. */
#define LIMIT_READING_BYTES ((uint64_t)112 << 20)
#define LIMIT_READING_BYTES_PER_BYTE 150u
/* And for each record, whose buffer may live on, up to so much for each byte of input. */
#define LIMIT_READING_BYTES_PER_RECORD 300u
#define LIMIT_READING_BYTES_PER_BYTE_MOST 400u
#define LIMIT_ANSWERING_BYTES ((uint64_t)208 << 20)
#define LIMIT_ANSWERING_BYTES_PER_BYTE 150u
/* SQLite's part of it, so that one statement's large value is refused as well. */
#define LIMIT_HEAP_BYTES ((uint64_t)176 << 20)
#define LIMIT_HEAP_BYTES_PER_BYTE 140u

/* Text of one call site: 64 frames of 4,000 characters each are nobody's program. */
#define LIMIT_CALLSITE_BYTES 16384u

#endif
