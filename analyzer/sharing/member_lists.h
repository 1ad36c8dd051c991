/*
 * Numbers lists of classes or chips: an equal list gets the number that it had, so that its rows
 * need be written only once. Most rows of a mesh's chips have one of few lists.
 *
 * Must not know: SQL, what the rows say.
 */
#ifndef MEMBER_LISTS_H
#define MEMBER_LISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct member {
	uint64_t nth;           /* which row of its event it is */
	uint64_t opening, class_id;     /* class_id 0: the whole chip */
	uint64_t chip, core_x, core_y;  /* the opening and the class have these */
};

struct member_list {            /* grows; empty when all zeros */
	struct member *at;
	size_t count, capacity;
};

/* The caller frees `at`. */
void member_list_add(struct member_list *list, struct member m);

struct member_lists;

struct member_lists *member_lists_new(void);
void member_lists_free(struct member_lists *l);
/* Forgets all lists: numbers begin with 1 again. */
void member_lists_clear(struct member_lists *l);
/* The number of a list; *is_new: its rows are not written yet. */
uint64_t member_lists_number(struct member_lists *l, const struct member_list *list, bool *is_new);

#endif
