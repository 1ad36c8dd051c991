/*
 * Every ceiling on what an input may cost the analyzer, in one place: name, unit, reason. What the
 * reader of traces accepts is in format/l1t_limits.h.
 *
 * The promise is 10 s and 1 s a MB, 256 MB and 100 times the size of the input, for any verb. What is
 * given for a MB is more than that as long as rows are made as slowly as they are: a sound trace
 * of one chip needs up to 5 s a MB (frag, timeline), and none of its rows may be missing. So the
 * promise is kept for inputs of up to about half a MB, and above it with 7 s a MB and 150 times.
 */
#ifndef LIMITS_H
#define LIMITS_H

#include <stdint.h>

/* Nanoseconds of work (work.h) that reading may take, for all inputs together and for each byte. */
#define LIMIT_READING_NS 2000000000u
#define LIMIT_READING_NS_PER_BYTE 5000u

/* The same for what follows: phases, explanations, the answer. */
#define LIMIT_ANSWERING_NS 2000000000u
#define LIMIT_ANSWERING_NS_PER_BYTE 8000u

/* Processor time of the whole program: for work that nobody thought to count. */
#define LIMIT_PROCESSOR_NS 7000000000u
#define LIMIT_PROCESSOR_NS_PER_BYTE 7000u

/* Resident memory when reading ends: tables are then sorted and printed in what is left. */
#define LIMIT_READING_BYTES ((uint64_t)112 << 20)
#define LIMIT_READING_BYTES_PER_BYTE 150u
#define LIMIT_ANSWERING_BYTES ((uint64_t)208 << 20)
#define LIMIT_ANSWERING_BYTES_PER_BYTE 150u
/* SQLite's part of it, so that one statement's large value is refused as well. */
#define LIMIT_HEAP_BYTES ((uint64_t)176 << 20)
#define LIMIT_HEAP_BYTES_PER_BYTE 140u

/* Text of one call site: 64 frames of 4,000 characters each are nobody's program. */
#define LIMIT_CALLSITE_BYTES 16384u

#endif
