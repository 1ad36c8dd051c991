/*
 * What a program uses on each core: cores with the same regions are one part.
 *
 * Must not know: when it is launched.
 */
#ifndef FOOTPRINTS_H
#define FOOTPRINTS_H

#include "core_classes.h"
#include "program_regions.h"

struct part {                   /* cores on which a program has the same regions */
	struct coreset cores;
	uint64_t footprint, end;        /* end 0: no local region */
	struct range *ranges;
	size_t range_count;
	uint32_t *classes;              /* indexes of the classes inside, as acc_meet() found them */
	size_t class_count;
};

struct footprint {              /* all cores of a program on a chip; shared, never changed */
	unsigned refs;
	uint64_t opening;
	struct part *parts;
	size_t count;
	size_t met;                     /* classes that the opening had by then; 0: not yet */
};

/* The placement's, in this opening; the caller holds it as long as the placement does not change. */
struct footprint *acc_footprint(struct accounting *a, struct opening *o, struct placement *p);
void acc_let_go(struct footprint *b);
/* Splits the opening's classes so that each lies inside a part or outside of all, and lists those
 * inside. */
void acc_meet(struct accounting *a, struct opening *o, struct footprint *b);
/* The part that this core is in; NULL: none. */
const struct part *acc_part_of(const struct footprint *b, unsigned core);

#endif
