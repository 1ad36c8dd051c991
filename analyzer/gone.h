/*
 * Ids of buffers that have ended, and how: two bits an id, as ids mostly count up.
 *
 * Must not know: what lives.
 */
#ifndef GONE_H
#define GONE_H

#include "id_map.h"

enum gone { GONE_NOT, GONE_FREED, GONE_CLOSED };

struct gone_ids {
	struct table pages;
};

enum gone gone_get(const struct gone_ids *g, uint64_t id, uint64_t type);
/* -1: out of memory. */
int gone_set(struct gone_ids *g, uint64_t id, uint64_t type, enum gone how);
void gone_free(struct gone_ids *g);

#endif
