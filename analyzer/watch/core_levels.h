/*
 * What the cores of one chip hold: at the last instant of each class of them, at the fullest of the
 * last seconds, and of each of the last seconds.
 *
 * Must not know: records, names, how it is shown.
 */
#ifndef CORE_LEVELS_H
#define CORE_LEVELS_H

#include "accounting.h"
#include "snapshot.h"

struct core_levels;

struct core_levels *core_levels_new(void);
void core_levels_free(struct core_levels *l);
/* A class begins, at the opening or where its parent is split; then it gets its cores. */
void core_levels_class(struct core_levels *l, const struct account_class *k);
void core_levels_core(struct core_levels *l, uint64_t class_id, unsigned core);
void core_levels_change(struct core_levels *l, const struct account_change *c);
/* Fills in `now`, `resident`, `recent`, the cores and the buckets. `now_ns`: the end of the last
 * bucket. */
void core_levels_show(struct core_levels *l, uint64_t now_ns, struct device_snapshot *out);

#endif
