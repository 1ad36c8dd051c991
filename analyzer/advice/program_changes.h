/*
 * Changes of a program other than freeing earlier: which bytes are then not there, what the allocators do
 * otherwise, and the words to say it. Each kind is found in a file of its own and tried in
 * change_effects.c.
 *
 * Must not know: SQL, how rows are printed.
 */
#ifndef PROGRAM_CHANGES_H
#define PROGRAM_CHANGES_H

#include "address_replay.h"
#include "run_story.h"

struct effect {                 /* of a change */
	int64_t saved_bytes;            /* at the instant that was the peak */
	int64_t peak_bytes;             /* after it */
	int64_t sized_ns;               /* when the op of that peak runs, if free L1 sizes it; -1: it does not */
	int64_t headroom_bytes;         /* after it; -1: not known */
	int64_t prevented;              /* failures; -1: not known */
	bool may_fail_again;            /* in the calls that failed: so how many calls fail less is not known */
	bool fails;                     /* something that ran would not fit */
	const struct ask *ask;          /* an op that asked for free L1 after the change; NULL: none */
	bool slices_otherwise;          /* an op may cut its input otherwise, and put more into L1_SMALL */
	bool moves_otherwise;           /* an op that moves a buffer may take more or less after it */
	size_t count;                   /* of lifetimes on these chips */
};

struct hidden {                 /* a lifetime's bytes that are not there at times [from_ns, to_ns) */
	size_t lifetime;
	int64_t from_ns, to_ns;
};

enum change_kind { CHANGE_REALLOCATE, CHANGE_IN_PLACE, CHANGE_TO_DRAM };

struct change {
	enum change_kind kind;
	size_t made_at, at;     /* nodes of the line that makes it and of the line that is to be changed */
	size_t lifetime;        /* one of those that it is about */
	char *variable;         /* NULL: not known */
	char *op;               /* whose call is changed, if not the one that makes it; NULL: it is */
	char *note;             /* what else there is to say; NULL: nothing */
	struct hidden *hidden;
	size_t hidden_count, hidden_capacity;
	struct early_free *frees;       /* what the allocators do otherwise */
	size_t free_count, free_capacity;
	uint64_t cost;          /* of two that do the same the one with less is better */
	bool several;           /* tensors of several variables */
	bool as_large;          /* the same programs run, with regions as large as they were */
	/* an op that sizes its program by free L1, or may work in its shards, takes or makes what is moved */
	bool sized_anew;
	struct effect effect;
};

struct changes {
	struct change *at;
	size_t count, capacity;
};

void program_change_hide(struct change *c, size_t lifetime, int64_t from_ns, int64_t to_ns);
void program_change_do(struct change *c, uint64_t born, int64_t at_ns, enum early_how how);
/* Takes over what it points to. */
void program_changes_add(struct changes *all, struct change c);
void program_change_free(struct change *c);
void program_changes_free(struct changes *all);

#endif
