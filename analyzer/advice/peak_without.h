/*
 * What the peak of a group of chips would be if some of its buffers were freed earlier.
 *
 * Must not know: why they could be, SQL.
 */
#ifndef PEAK_WITHOUT_H
#define PEAK_WITHOUT_H

#include "chip_groups.h"
#include "run_story.h"

struct peak_without {
	const struct chip_group *group;
	const struct lifetime *lifetimes;
	int64_t *change;        /* by instant: bytes fewer from it on, than at the one before */
	int64_t *at_replays;    /* the same of what replays need not hold */
	size_t peak;            /* index of the fullest instant as it was, the first of them */
};

struct peak_found {
	int64_t bytes;          /* the peak */
	size_t at;              /* the first instant that has it */
};

/* Free with peak_without_end(). The group and the lifetimes must live as long. */
struct peak_without peak_without_begin(const struct chip_group *g, const struct lifetime *l);
void peak_without_end(struct peak_without *p);
/* From now on lifetime `i` ends at `end_ns`, its bytes are gone after that instant; not after its free. */
void peak_without_free(struct peak_without *p, size_t i, int64_t end_ns);
/* The same lifetime ends when it did. */
void peak_without_undo(struct peak_without *p, size_t i, int64_t end_ns);
/* The bytes at an instant, and the peak of all, without what was given to peak_without_free(). */
struct peak_found peak_without_find(const struct peak_without *p);
/* Would a lifetime be over at an instant, if it ended at end_ns? */
bool peak_without_is_over(const struct peak_without *p, size_t i, int64_t end_ns, size_t instant);

/* The instants at which a lifetime that ends at end_ns would be over: [*from, *to). */
void peak_without_range(const struct peak_without *p, size_t i, int64_t end_ns, size_t *from, size_t *to);

/* From now on the lifetime's bytes are not there at times [from_ns, to_ns), which are of its life. */
void peak_without_hide(struct peak_without *p, size_t i, int64_t from_ns, int64_t to_ns);
/* They are there again. */
void peak_without_show(struct peak_without *p, size_t i, int64_t from_ns, int64_t to_ns);

#endif
