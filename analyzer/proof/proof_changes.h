/*
 * Pieces of advice as orders to the helper in the command's Python: JSON, which sitecustomize.py reads.
 *
 * Must not know: how a command is run, SQL.
 */
#ifndef PROOF_CHANGES_H
#define PROOF_CHANGES_H

#include <stdint.h>
#include <stdio.h>

/* A row of advice; texts may be NULL. */
struct proof_piece {
	uint64_t run, device, number;
	char *action, *callsite, *last_use_callsite, *variable, *name, *figure, *chips;
	uint64_t count, peak_bytes, peak_after_bytes, failures_prevented,        /* or L1T_UNKNOWN */
		bytes_per_core;
};

/* Why it cannot be done from outside; NULL: it can be tried. */
const char *proof_cannot(const struct proof_piece *p);
/* Why it was not done in a run, if nothing was reported of it. */
const char *proof_not_reached(const struct proof_piece *p);
/* What is changed, for people: "ttnn.deallocate(x) after model.py:20". The caller frees it. */
char *proof_words(const struct proof_piece *p);

/* Begins the orders: what became of each is reported in the file `report`. */
void proof_orders_begin(FILE *out, const char *report);
/* A piece for which proof_cannot() is NULL; `first`: none was put before. */
void proof_orders_put(FILE *out, const struct proof_piece *p, int first);
void proof_orders_end(FILE *out);

#endif
