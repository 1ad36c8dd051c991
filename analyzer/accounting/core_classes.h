/*
 * An opening of a chip and its core classes: what each holds at an instant, its peak and headroom,
 * and when it splits.
 *
 * Must not know: where the instants come from.
 */
#ifndef CORE_CLASSES_H
#define CORE_CLASSES_H

#include "accounting_state.h"
#include "ranges_by_type.h"
#include "coreset.h"

struct core_class {
	uint64_t id;
	struct coreset cores;
	struct account_peak peak;       /* core_x, core_y are filled in when it is reported */
	uint64_t headroom;
	uint64_t resident, resident_program;
	struct account_change last;     /* the last row that was reported */
	struct ranges_by_type own;      /* what `extra` holds on these cores */
};

struct per_core_buffer {        /* or persistent space: on some cores only */
	uint64_t id, type, from, to;
	struct coreset cores;
};

struct opening {
	struct account_opening info;
	bool open;
	struct ranges_by_type lockstep; /* on all cores, all meshes together */
	struct per_core_buffer *extra;
	size_t extra_count, extra_capacity;
	uint64_t version;               /* changes when a buffer here is allocated or freed */
	struct core_class *classes;
	size_t class_count, class_capacity;
	/* no class has a lower peak, as far as acc_instant_all() knows */
	uint64_t least_peak, least_small;
	unsigned cores;
};

/* What a class holds now. */
struct held {
	uint64_t buffer, small, persistent;
	uint64_t lowest;                /* address of the lowest live L1 buffer; UINT64_MAX: none */
	uint64_t persistent_end;        /* end of the highest persistent space; 0: none */
};

/* Splits classes so that each lies inside `cores` or outside. */
void acc_split(struct accounting *a, struct opening *o, const struct coreset *cores);
/* Makes one class of all cores of an opening. */
void acc_first_class(struct accounting *a, struct opening *o);
struct held acc_held(const struct opening *o, const struct core_class *c);
/* What makes an instant on a class of cores. */
struct happens {
	enum account_event event;
	uint64_t program_bytes;         /* that a program uses in addition to what is held */
	uint64_t headroom_bytes;        /* of a launch; else unknown */
	uint64_t op, name;              /* 0: none */
	bool runs;                      /* a program runs on these cores */
};
/* Accounts an instant at which class `c` holds `h`. */
void acc_instant(struct accounting *a, struct opening *o, struct core_class *c,
	const struct held *h, const struct happens *what);
/* Accounts an instant of all classes of the chip, at which no program runs. */
void acc_instant_all(struct accounting *a, struct opening *o, enum account_event event);
/* The same, where only what these cores hold has changed. */
void acc_instant_on(struct accounting *a, struct opening *o, const struct coreset *cores,
	enum account_event event);
/* Whether [from, to) of this type has bytes of what a class in `cores` holds besides what is on all
 * cores; NULL: any class. */
bool acc_is_own(struct opening *o, const struct coreset *cores, uint64_t type, uint64_t from,
	uint64_t to);
/* Adds or (sign < 0) takes away what is on these cores only; no class lies across their edge. */
void acc_change_own(struct opening *o, const struct per_core_buffer *b, int sign);
void acc_free_classes(struct opening *o);
/* Reports the opening, which ends, and the peak of each of its cores. */
void acc_give_peaks(struct accounting *a, struct opening *o);

#endif
