/*
 * What an input may cost. A trace of a few hundred bytes can ask for hours of work and all memory
 * there is: a list of a million equal records is a line of compressed text, and every list may be
 * looked at for each entry of every other one. So whoever loops over something that the input chose
 * the length of spends from one allowance, which goes by the size of the input; when it is used up,
 * reading ends as if the trace were cut there, and an answer ends with the reason.
 *
 * Must not know: traces, SQL, what the work is.
 *
 * Work is counted in nanoseconds that it takes on a common machine, so that a trace is cut at the
 * same record everywhere; memory (what is resident) and processor time are looked at besides.
 */
#ifndef WORK_ALLOWANCE_H
#define WORK_ALLOWANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum work_end {
	WORK_GOES_ON,
	WORK_DONE,      /* as much as is allowed */
	WORK_MEMORY,    /* more than is allowed is resident */
	WORK_TIME,      /* the processor time that is allowed is used up */
};

/* No ceilings from now on, whatever is read. */
void work_unlimited(void);
/* One of so many inputs is about to be read: gives what reading it may cost. */
void work_begin_reading(uint64_t input_bytes, unsigned inputs);
/* A record of it was read, which is so much work: records bring an allowance of their own. */
bool work_record(uint64_t ns);
/*
 * All inputs were read; what follows answers from them. When that costs too much `over` is called,
 * which does not return.
 */
void work_begin_answering(void (*over)(enum work_end why));
/* More than half of the present allowance is used. */
bool work_half_is_done(void);
/* There was no memory for something large that can be left out: reading ends here. */
void work_ends_for_memory(void);
/* Why reading has to end; WORK_GOES_ON: it has not. */
enum work_end work_ended(void);
/* Sizes of all inputs together. */
uint64_t work_input_bytes(void);
/* How much of the memory that is allowed in all SQLite may have; 0: as much as it wants. */
uint64_t work_heap_bytes(void);
/* Of words to the user: "more memory", "more work". */
const char *work_word(enum work_end why);

/* The same for what may cost far more than one can count, as comparing long texts does. */
bool work_spend_at_least(uint64_t ns);

/* Until somebody looks again whether there is more. */
extern int64_t work_until_look;
bool work_look(void);

/* False: the allowance is used up, and the caller leaves off where it is. */
static inline bool work_spend(uint64_t ns)
{
	work_until_look -= ns < INT64_MAX / 4 ? (int64_t)ns : INT64_MAX / 4;
	return work_until_look > 0 || work_look();
}

/* The same for `count` times `ns`, whatever the product is. */
static inline bool work_spend_each(uint64_t count, uint64_t ns)
{
	return work_spend(count < UINT32_MAX ? count * ns : UINT64_MAX);
}

#endif
