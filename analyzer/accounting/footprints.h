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
};

struct footprint {              /* what a program uses on its cores of a chip; shared */
	unsigned refs;
	uint64_t grid_x, grid_y;        /* of the chip */
	bool clean;                     /* nothing was found when it was made */
	struct part *parts;
	size_t count;
};

struct fit_part {               /* where a part of a footprint lies */
	uint32_t *classes;              /* indexes of the classes inside, as acc_meet() found them */
	size_t class_count;
	/* no class inside has a lower peak or a larger headroom, as far as launches know */
	uint64_t least_peak, least_small, most_headroom;
};

struct fit {                    /* a footprint on the chips of a cohort */
	uint64_t cohort;                /* its number */
	struct footprint *built;
	struct fit_part *parts;
	size_t met;                     /* classes of the cohort at the last acc_meet(), or 0 */
	struct fit *next;
};

struct fit *acc_look_for_fit(struct accounting *a, struct cohort *c, struct placement *p);

/*
 * The placement's footprint on the chips of this cohort, made if there is none; valid until the
 * placement changes. NULL: there are findings, so the cohort's chips were parted; ask again for each.
 */
static inline struct fit *acc_fit(struct accounting *a, struct cohort *c, struct placement *p)
{
	return p->fits && p->fits->cohort == c->number && !p->made_of ? p->fits
		: acc_look_for_fit(a, c, p);
}

/* Gives a reference back; the last one frees it. */
void acc_let_go(struct footprint *b);
/* The placement's regions are about to change. If they are the same again at the next launch, as those
 * of a program that is placed each time it is launched, its footprints stay. */
void acc_regions_change(struct placement *p);
/* Whether two placements have the same regions. */
bool acc_same_regions(const struct l1t_region *x, const struct l1t_region *y, size_t count);
/* Forgets footprints of regions that the placement no longer has. */
void acc_settle_fits(struct placement *p);
/* Forgets all its footprints. */
void acc_forget_fits(struct placement *p);
/* Splits the cohort's classes so that each lies inside a part or outside of all, and lists those
 * inside. False: it may not split them, and would have to. */
bool acc_meet_classes(struct accounting *a, struct cohort *c, struct fit *f, bool may_split);
static inline bool acc_meet(struct accounting *a, struct cohort *c, struct fit *f, bool may_split)
{
	/* classes are split and never joined: if there are as many, they are the same */
	return (f->met && f->met == c->class_count) || acc_meet_classes(a, c, f, may_split);
}

/* The part that this core is in; NULL: none. */
const struct part *acc_part_of(const struct footprint *b, unsigned core);

#endif
