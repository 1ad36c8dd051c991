/*
 * Advice that frees nothing earlier: something that the program asks for would have another size. Each
 * kind has a file of its own, which replays what it says.
 *
 * Must not know: SQL but the questions of its own, how rows are printed.
 */
#ifndef SIZED_PIECES_H
#define SIZED_PIECES_H

#include "address_replay.h"
#include "advice_plan.h"
#include "advice_rows.h"
#include "takers.h"

struct sized_piece {
	const char *action, *figure;    /* figure NULL: not known */
	struct effect effect;
	int64_t bytes_per_core;         /* as it should be */
	char *because, *callsite, *tensor, *name, *cores;    /* owned; NULL: none */
};

/* Of one group of chips. Free with sized_pieces_free(). */
struct sized_pieces {
	struct sized_piece *at;
	size_t count, capacity;
	bool no_asks;           /* which ops asked how much L1 is free is not known of all */
};

void sized_pieces_free(struct sized_pieces *all);
/* Those that prevent most failures come first, then as they were found. */
void sized_pieces_sort(struct sized_pieces *all);

void sized_piece_put(const struct sized_piece *p, struct advice_rows *rows);
void sized_piece_free(struct sized_piece *p);

/* The kinds; each adds what it finds. replay->unknown must be NULL. */
/* l1_small_size.c: the region L1_SMALL as large as needed. */
void l1_small_size_find(struct sized_pieces *all, const struct run_story *s, const struct chip_group *g,
	const struct address_replay *replay);
/* wider_shards.c: what lies on a few cores, but is reserved on all, spread over more. takers empty: none. */
void wider_shards_find(struct sized_pieces *all, sqlite3 *db, const struct run_story *s,
	const struct chip_group *g, const struct address_replay *replay, const struct takers *takers);

#endif
