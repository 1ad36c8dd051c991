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
	uint64_t footprint, end;        /* bytes; end of the highest local region, 0: none */
	struct range *ranges;
	size_t range_count;
	uint32_t *classes;              /* indexes of the classes inside, as acc_meet() found them */
	size_t class_count;
};

struct footprint {              /* what a program uses on its cores of a chip; shared */
	unsigned refs;
	uint64_t opening;
	struct part *parts;
	size_t count;
	size_t met;                     /* classes of the opening at the last acc_meet(), or 0 */
};

/* The placement's footprint, made if it has none; valid until the placement changes. */
struct footprint *acc_footprint(struct accounting *a, struct opening *o, struct placement *p);
/* Gives a reference back; the last one frees it. NULL: does nothing. */
void acc_let_go(struct footprint *b);
/* Splits the opening's classes so that each lies inside a part or outside of all, and lists those
 * inside. */
void acc_meet(struct accounting *a, struct opening *o, struct footprint *b);
/* The part that this core is in; NULL: none. */
const struct part *acc_part_of(const struct footprint *b, unsigned core);

#endif
