/*
 * Two sequences of ops, matched so that an op inserted in one of them moves none of the others: the
 * longest common subsequence of their names (Myers, in linear space), then each inserted or removed
 * stretch moved to where its neighbours are most alike, since of equal layers any may be the new one.
 *
 * Must not know: SQL, what an op is.
 */
#ifndef OP_ALIGNMENT_H
#define OP_ALIGNMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNMATCHED SIZE_MAX

struct op_sequence {
	const uint32_t *names;  /* equal names have equal numbers */
	size_t count;
	size_t *partner;        /* filled: the op's place in the other sequence, or UNMATCHED */
};

/*
 * Matches ops of equal names. True: in order, and no more could be matched in order. False: that would
 * have cost more than `most_steps`; then the nth op of each name is matched with the other's nth.
 */
bool op_align(const struct op_sequence *a, const struct op_sequence *b, uint64_t most_steps);

/*
 * The same, but first of ops whose finer names are equal, too, and then between these. Equal finer names
 * have equal names.
 */
bool op_align_finely(const struct op_sequence *a, const struct op_sequence *b, const uint32_t *finer_a,
	const uint32_t *finer_b, uint64_t most_steps);

/* How alike the ops a[i] and b[j] are: larger is more. */
typedef int op_likeness(const void *data, size_t i, size_t j);
/* Moves unmatched stretches, see above; only after op_align() gave true. The number of matches stays. */
void op_align_move(const struct op_sequence *a, const struct op_sequence *b, op_likeness *alike,
	const void *data);

#endif
