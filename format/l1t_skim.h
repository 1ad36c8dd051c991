/*
 * A trace of which few records are looked at: those of some kinds are yielded as ever. Of all
 * others it is said, block by block, how many there are, of which threads, and, if asked, any of
 * their fields. That is several times as fast as reading them, and as strict: a block that is
 * damaged for the one is for the other.
 *
 * Must not know: what the records mean.
 */
#ifndef L1T_SKIM_H
#define L1T_SKIM_H

#include "l1t_reader.h"

/* Consecutive records of one thread. */
struct l1t_skimmed_run {
	uint64_t seq;                   /* of the first; that of each next one is one higher */
	int64_t first_ns, last_ns;      /* times of the first and the last */
	uint32_t thread, records;
	int in_order;                   /* none is earlier than the one before */
};

/* All records of a block, those that are yielded too. */
struct l1t_skimmed {
	const uint8_t *kinds;           /* of each, in order; may be unknown to this version */
	uint32_t counts[L1T_KIND_COUNT];
	uint32_t run_count;             /* of `runs` */
	int64_t first_ns, last_ns;      /* smallest and largest time of known kinds, if any */
	/* for the reader: */
	int64_t latest_ns;              /* largest time of all kinds */
	uint32_t unyielded;             /* records of known kinds that are not */
	uint32_t cut_blobs;             /* of these, those whose blob a reader would cut */
	uint64_t whole_bytes;           /* of memory, at most, if all were yielded */
	const uint8_t *columns[L1T_KIND_COUNT]; /* of each kind: its group; NULL: there is none */
	const uint8_t *end;
	struct l1t_skimmed_run runs[];
};

/*
 * The values of a field in the records of a known kind, in the block's order. `values` has room for
 * counts[kind]. Returns how many were written: 1 where all have that value, else counts[kind].
 */
size_t l1t_skimmed_values(const struct l1t_skimmed *s, uint8_t kind, unsigned field,
	uint64_t *values);

struct l1t_skim {
	/* kinds that are yielded: bits 1 << enum l1t_kind; what the status needs always is */
	uint64_t wanted;
	/* called with each block, before the first of its records is yielded */
	void (*block)(void *context, const struct l1t_skimmed *block);
	void *context;
};
/* Call it before l1t_reader_ahead() and l1t_reader_next(). */
void l1t_reader_skim(struct l1t_reader *r, const struct l1t_skim *skim);
/*
 * After the end. 1: reading all would have given these records, each with its own time, and nothing
 * besides. 0: perhaps not. There may be a live file, or records that come too late for their place.
 */
int l1t_reader_skimmed_all(const struct l1t_reader *r);

#endif
