/*
 * The questions of a run's ops how much L1 is free: an op that asks may size itself by the answer.
 *
 * Must not know: what could be changed, rows.
 */
#ifndef ASKS_H
#define ASKS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ask_about {
	ASK_LOWEST,             /* the lowest address that a buffer has */
	ASK_FREE,               /* the largest free block, and all that is free */
	ASK_OTHER,              /* of something else than L1, or not known */
};

struct ask {
	int64_t time_ns;
	int64_t handle;         /* of the device */
	enum ask_about about;
	bool small;             /* of L1_SMALL */
	char *name;             /* of the op; NULL: not known */
	bool slices;            /* it cuts its input into as few pieces as the answer allows */
};

struct asks {                   /* by time */
	struct ask *at;
	size_t count, capacity;
	bool partial;           /* the release does not show all; set by the caller */
};

/* Ends the program if memory runs out. Free with asks_free(). */
struct asks asks_read(sqlite3 *db, int64_t run);
void asks_free(struct asks *all);
/* The first after this time; NULL: none. */
const struct ask *asks_after(const struct asks *all, int64_t time_ns);

#endif
