/*
 * An instant of a class of cores, and what the class has reached: its fullest instant, and the least
 * headroom.
 *
 * Must not know: which cores these are, where the instants come from.
 */
#ifndef REACHED_H
#define REACHED_H

#include "accounting.h"

/* What a class holds now. */
struct held {
	uint64_t buffer, small, persistent;
	uint64_t lowest;                /* address of the lowest live L1 buffer; UINT64_MAX: none */
	uint64_t persistent_end;        /* end of the highest persistent space; 0: none */
};

static inline uint64_t held_bytes(const struct held *h)
{
	return h->buffer + h->small + h->persistent;
}

/* What makes an instant on a class of cores. */
struct happens {
	enum account_event event;
	uint64_t program_bytes;         /* that a program uses in addition to what is held */
	uint64_t headroom_bytes;        /* of a launch; else unknown */
	uint64_t op, name;              /* 0: none */
	bool runs;                      /* a program runs on these cores */
};

struct reached {                /* by a class of cores, so far */
	struct account_peak peak;       /* where it is is filled in when it is reported */
	uint64_t instant;               /* number of the instant that made it */
};

/* This instant is the fullest so far, with this many bytes. `number`: among all instants. */
void acc_set_peak(struct reached *r, uint64_t bytes, const struct held *h, const struct happens *what,
	uint64_t now_ns, uint64_t number);
/* `into` has reached what `other` has reached, too. */
void acc_reach(struct reached *into, const struct reached *other);

#endif
