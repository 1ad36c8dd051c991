/*
 * Buffers and persistent space that a cohort's chips hold on some of their cores.
 *
 * Must not know: when they are allocated, programs.
 */
#ifndef PER_CORE_BUFFERS_H
#define PER_CORE_BUFFERS_H

#include "core_classes.h"

/* Takes the bytes on its cores, whose `count` classes are in c->found. */
void acc_add_extra(struct cohort *c, const struct per_core_buffer *b, size_t count);
/* Gives them back and says on which cores. False: the cohort does not hold it. */
bool acc_drop_extra(struct cohort *c, uint64_t id, uint64_t type, struct coreset *cores);
/* NULL: the cohort does not hold it. */
const struct per_core_buffer *acc_extra_of(const struct cohort *c, uint64_t id, uint64_t type);
/* Whether [from, to) of this type has bytes of what some classes hold besides what is on all cores:
 * the first `count` of c->found, or all. */
bool acc_is_own_of_found(struct cohort *c, size_t count, uint64_t type, uint64_t from, uint64_t to);
bool acc_is_own_of_any(struct cohort *c, uint64_t type, uint64_t from, uint64_t to);
/* `to`, which is empty, gets what `from` has. */
void acc_copy_extra(struct cohort *to, const struct cohort *from);

#endif
