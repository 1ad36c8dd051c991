/*
 * What chips hold: a cohort's buffers, and its classes of cores: what each holds at an instant, what
 * it has reached, and when it splits.
 *
 * Must not know: where the instants come from, which chips are in a cohort.
 */
#ifndef CORE_CLASSES_H
#define CORE_CLASSES_H

#include "accounting_state.h"
#include "ranges_by_type.h"
#include "reached.h"
#include "coreset.h"

struct shown {                  /* of a class, where its changes are reported */
	uint64_t resident, resident_program;
	struct account_change last;     /* the last row */
};

struct core_class {
	struct coreset cores;
	unsigned first;                 /* the lowest of them */
	unsigned size;                  /* how many */
	uint32_t parent;                /* index of the class that it was split from */
	struct reached reached;         /* by all chips of the cohort, at the same instants */
	struct ranges_by_type own;      /* what `extra` holds on these cores */
	struct shown *shown;            /* NULL: changes are not reported */
};

struct per_core_buffer {        /* or persistent space: on some cores only */
	uint64_t id, type, from, to;
	struct coreset cores;
};

struct opening {                /* of a chip */
	struct account_opening info;
	bool open;
	unsigned cores;
	struct cohort *cohort;          /* NULL: it was closed */
	struct reached *own;            /* of each class, besides its cohort; NULL: nothing */
	uint64_t *numbers;              /* of its classes */
	size_t numbered, numbers_capacity;
};

/* Open chips that hold the same: they share the account of it. Most often the chips of a mesh. */
struct cohort {
	uint64_t number;                /* no other cohort has or had it */
	uint64_t chips;                 /* as bits; 0: one chip with a high number */
	size_t count;
	struct opening *any;            /* one of them: what describes a core is the same for all */
	bool alone;                     /* it is one chip, which no other may join */
	struct ranges_by_type lockstep; /* on all cores, all meshes together */
	struct per_core_buffer *extra;
	size_t extra_count, extra_capacity;
	struct table extra_at;          /* buffer's key -> its number in `extra`, from 1 */
	uint64_t version;               /* changes when a buffer here is allocated or freed */
	struct core_class *classes;
	size_t class_count, class_capacity;
	uint16_t *class_of;             /* of each core */
	uint32_t *found;                /* what acc_classes_at() found */
	/* no class has a lower peak, as far as acc_instant_all() knows */
	uint64_t least_peak, least_small;
	/* no class has more of its own, or below this address, as far as that knows */
	uint64_t most_own, most_own_small, lowest_own;
	struct cohort *next;
};

/* The largest number if the sum is larger. */
static inline uint64_t sum_of(uint64_t x, uint64_t y)
{
	return x + y < x ? UINT64_MAX : x + y;
}

/* Whether a core set has cores on both sides of the edge of a class. */
bool acc_would_split(const struct cohort *c, const struct coreset *cores);
/* Splits classes so that each lies inside `cores` or outside. False: they did. */
bool acc_split(struct accounting *a, struct cohort *c, const struct coreset *cores);
/* Makes one class of all cores of the cohort's chips. */
void acc_first_class(struct accounting *a, struct cohort *c);
/* Puts the indexes of the classes that have some of these cores into c->found, in order. Returns how
 * many. */
size_t acc_classes_at(struct cohort *c, const struct coreset *cores);
struct held acc_held(const struct cohort *c, const struct core_class *k);
/*
 * Accounts an instant at which the class with this index holds `h`: on this chip of the cohort, or, if
 * `only` is NULL, on all. False: chips that share a cohort hold more than fits, which is a finding of
 * each; they must be parted, and the instant accounted for each.
 */
bool acc_instant(struct accounting *a, struct cohort *c, struct opening *only, size_t index,
	const struct held *h, const struct happens *what);
/* The class may have more of its own than any other. */
void acc_most_own(struct cohort *c, const struct core_class *k);
/* Accounts an instant of all classes and chips, at which no program runs. */
void acc_instant_all(struct accounting *a, struct cohort *c, enum account_event event);
/* The same, where only what the first `count` classes of c->found hold has changed. */
void acc_instant_of_found(struct accounting *a, struct cohort *c, size_t count,
	enum account_event event);
/* What a core of the cohort's chips can hold; UINT64_MAX: it is not known. */
uint64_t acc_capacity(const struct cohort *c);
void acc_free_classes(struct cohort *c);

#endif
