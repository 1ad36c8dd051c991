/*
 * An opening of a chip and its core classes: what each holds at an instant, its peak and headroom,
 * and when it splits.
 *
 * Must not know: where the instants come from.
 */
#ifndef CORE_CLASSES_H
#define CORE_CLASSES_H

#include "accounting_state.h"
#include "coreset.h"
#include "range_counts.h"

struct core_class {
	uint64_t id;
	struct coreset cores;
	struct account_peak peak;       /* core_x, core_y are filled in when it is given out */
	uint64_t headroom;
	uint64_t resident, resident_program;
	struct account_change last;     /* the last row given out */
};

struct per_core_buffer {        /* or persistent space: on some cores only */
	uint64_t id, type, from, to;
	struct coreset cores;
};

struct opening {
	struct account_opening info;
	bool open;
	struct range_counts l1, small;         /* lockstep buffers, all meshes together */
	struct per_core_buffer *extra;
	size_t extra_count, extra_capacity;
	uint64_t version;               /* of what lives: another one after each change */
	struct core_class *classes;
	size_t class_count, class_capacity;
	/* no class has had less at its peak, as far as acc_instant_all() has looked */
	uint64_t least_peak, least_small;
	unsigned cores;
};

/* What a class holds now. */
struct held {
	uint64_t buffer, small, persistent;
	uint64_t lowest;                /* lowest live L1 buffer; UINT64_MAX none */
	uint64_t persistent_end;        /* of persistent space, the highest; 0 none */
};

/* Splits classes so that each lies inside `cores` or outside. */
void acc_split(struct accounting *a, struct opening *o, const struct coreset *cores);
void acc_first_class(struct accounting *a, struct opening *o);
struct held acc_held(const struct opening *o, const struct core_class *c);
/* What makes an instant on a class of cores. */
struct happens {
	const char *event;
	uint64_t program_bytes;         /* that a program uses beside what is held */
	uint64_t headroom_bytes;        /* of a launch; else unknown */
	uint64_t op, name;              /* 0: none */
	bool runs;                      /* a program runs on these cores */
};
/* An instant at which `c` holds `h`. */
void acc_instant(struct accounting *a, struct opening *o, struct core_class *c,
	const struct held *h, const struct happens *what);
/* The instant for all classes of the chip, with no program. */
void acc_instant_all(struct accounting *a, struct opening *o, const char *event);
void acc_give_peaks(struct accounting *a, struct opening *o);

#endif
