/*
 * The instants of a run's chips: what their fullest core held at each. Chips that hold the same at all
 * times are one group, so that what a mesh does costs no more than what a chip does.
 *
 * Must not know: buffers, what could be changed.
 */
#ifndef CHIP_GROUPS_H
#define CHIP_GROUPS_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct held {                   /* one instant of a group */
	int64_t time_ns, total_bytes;
	int64_t op, name;       /* name: a string; 0: none */
	bool is_replay;         /* at which everything that was captured counts */
};

struct chip_group {
	int64_t opening, device;        /* of its first chip */
	int64_t open_ns, close_ns;      /* INT64_MAX: not closed */
	char *chips;                    /* ids, commas between */
	int64_t peak_bytes;             /* of their fullest core */
	int64_t headroom_bytes;         /* of their tightest; -1: not known */
	int64_t *handles;               /* devices that cover them */
	size_t handle_count, handle_capacity;
	struct held *at;                /* in order of time */
	size_t count, capacity;
};

struct chip_groups {
	struct chip_group *at;          /* the fullest first */
	size_t count, capacity;
};

/* Ends the program if memory runs out. Free with chip_groups_free(). */
struct chip_groups chip_groups_read(sqlite3 *db, int64_t run);
void chip_groups_free(struct chip_groups *all);
/* Does a device that allocates at this time give the bytes of these chips? */
bool chip_group_has(const struct chip_group *g, int64_t handle, int64_t time_ns);
/* Index of the first instant at this time or later. */
size_t chip_group_from(const struct chip_group *g, int64_t time_ns);

#endif
