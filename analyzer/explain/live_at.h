/*
 * What lived at an instant: the buffers of an allocator's bank, and the regions of a program on a
 * chip.
 *
 * Must not know: failures, how rows are printed.
 */
#ifndef LIVE_AT_H
#define LIVE_AT_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is unknown is UINT64_MAX. */
struct instant {
	uint64_t run, time_ns;
	uint64_t moment;                /* orders what took and gave back L1 at equal times */
	uint64_t handle, device;        /* the mesh device, and the chip under it */
	uint64_t program;
	uint64_t placed_ns;             /* regions as they were placed then; 0: at time_ns */
};

/* Whose a buffer is, seen from a call that failed: explain_whose.c finds it. */
enum whose {
	WHOSE_OTHER,            /* somebody else's; whether the call reads it is not known */
	WHOSE_CALL,             /* the call took it: an output, or what lies between its programs */
	WHOSE_MAYBE_CALL,       /* the call's, or that of the same line's call before */
	WHOSE_OPERAND,          /* the failing program's regions lie in it */
	WHOSE_CACHE,            /* the program cache keeps it as long as its program */
};

/* A live buffer. */
struct holder {
	uint64_t buffer, address, bytes, size_bytes, alloc_ns, site, thread, free_ns, free_thread;
	uint64_t program;               /* that the program cache keeps it for */
	char *op, *callsite;            /* op: or what it is for, as "global semaphore" */
	char *on_cores;                 /* it has addresses of its own on these; NULL: on all banks */
	uint64_t part;                  /* of the same buffer at several addresses; 0: the first */
	bool elsewhere;                 /* another allocator of the chip gave it */
	bool cached, freed;             /* cached: the program cache's; freed: by the program itself */
	enum whose whose;
};
struct holders {                        /* by address */
	struct holder *at;
	size_t count, capacity;
};
/* Adds those of the allocator; kind: as in table buffer. The caller frees them. */
void holders_load(struct holders *h, sqlite3 *db, const struct instant *i, const char *kind);
/* Adds what has addresses of its own and came from the allocators of the device's chips (HYBRID): a
 * buffer of all banks finds no room there either. Returns whether there is any. */
bool holders_load_elsewhere(struct holders *h, sqlite3 *db, const struct instant *i);
void holders_free(struct holders *h);
uint64_t holders_bytes(const struct holders *h);
/* The longest run of bytes of [from, to) that none of them has. */
uint64_t holders_hole(const struct holders *h, uint64_t from, uint64_t to);
bool holders_any_per_core(const struct holders *h);
/* The address of the lowest one; UINT64_MAX: there is none. */
uint64_t holders_lowest(const struct holders *h);

/* A region of the instant's program. */
struct live_region {
	uint64_t address, bytes, idx;
	char kind[16];
	char *cores;                    /* "x0,y0-x1,y1 ..."; NULL: not known */
	bool alias;                     /* it lies in an L1 buffer and takes nothing of its own */
};
struct live_regions {                   /* by address */
	struct live_region *at;
	size_t count, capacity;
};
/* Those that share a core with `cores` (as above; NULL: all). The caller frees them. */
void live_regions_load(struct live_regions *r, sqlite3 *db, const struct instant *i,
	const char *cores);
void live_regions_free(struct live_regions *r);
/* The highest end of those that take space; UINT64_MAX: none is known. */
uint64_t live_regions_end(const struct live_regions *r);
/* "cb 0 on cores 0,0-7,7"; remark: about it, NULL: none. */
void live_region_note(const struct live_region *r, const char *remark, char *note, size_t room);

#endif
