/*
 * What an input may cost. A trace of a few hundred bytes can ask for hours of work and all memory:
 * a million equal records compress to almost nothing, and each list may be searched for each entry
 * of every other list. So every loop whose length the input decides spends from one allowance,
 * which depends on the size of the input. When it is used up, reading ends as if the trace were cut
 * there, and an answer ends with the reason.
 *
 * Must not know: traces, SQL, what the work is.
 *
 * Work is counted as the nanoseconds that it takes on a common machine, so that a trace is cut at
 * the same record on every machine. Resident memory and processor time are checked as well.
 */
#ifndef WORK_ALLOWANCE_H
#define WORK_ALLOWANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum work_end {
	WORK_GOES_ON,
	WORK_DONE,      /* the allowed work is used up */
	WORK_MEMORY,    /* resident memory is more than allowed */
	WORK_TIME,      /* the allowed processor time is used up */
};

/* No limits from now on. */
void work_unlimited(void);
/* An input, one of `inputs`, is about to be read: gives the allowance for reading it. */
void work_begin_reading(uint64_t input_bytes, unsigned inputs);
/* That input was only looked at, so many records of it, and is going to be read: it counts once. */
void work_end_look(uint64_t input_bytes, uint64_t records);
/* From now on so much more, for files that the user wants to be read beside the inputs. */
void work_more(uint64_t memory_bytes, uint64_t processor_ns);
/* A record was read: adds the allowance of a record, then spends `ns` like work_spend(). */
bool work_record(uint64_t ns);
/*
 * All inputs were read: gives the allowance for the answer. If that costs too much, `over` is
 * called, which does not return.
 */
void work_begin_answering(void (*over)(enum work_end why));
/* From now on an output of about this size is written, which the user was told: gives the allowance for
 * it. False: it is larger than an input of this size may ask for. */
bool work_begin_output(uint64_t output_bytes);
/* Whether half of the present work, or three quarters of the processor time, is used. */
bool work_half_is_done(void);
/* Whether all but an eighth of one of them is used. */
bool work_is_nearly_done(void);
/* There was no memory for something large that can be left out: reading ends here. */
void work_ends_for_memory(void);
/* Why reading has to end; WORK_GOES_ON: it has not. */
enum work_end work_ended(void);
/* Sizes of all inputs together. */
uint64_t work_input_bytes(void);
/* Bytes of memory that SQLite may have, as a part of all that is allowed; 0: no limit. */
uint64_t work_heap_bytes(void);
/* For messages: "more memory", "more time" or "more work". */
const char *work_word(enum work_end why);

/* Like work_spend(), for work that may cost far more than can be counted: comparing long texts. */
bool work_spend_at_least(uint64_t ns);

/* For work_spend() alone: work until the next check, and the check. */
extern int64_t work_until_look;
bool work_look(void);

/* Spends `ns` of work. False: the allowance is used up, and the caller stops where it is. */
static inline bool work_spend(uint64_t ns)
{
	work_until_look -= ns < INT64_MAX / 4 ? (int64_t)ns : INT64_MAX / 4;
	return work_until_look > 0 || work_look();
}

/* The same for `count` times `ns`; the product may be too large for a number. */
static inline bool work_spend_each(uint64_t count, uint64_t ns)
{
	return work_spend(count < UINT32_MAX ? count * ns : UINT64_MAX);
}

#endif
