/*
 * What was live at an instant: the buffers in an allocator's bank, and the regions of a program on
 * a chip.
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
	uint64_t moment;                /* number that orders allocations and frees of L1 */
	uint64_t handle, device;        /* the mesh device, and the chip under it */
	uint64_t program;
	uint64_t placed_ns;             /* regions are those placed until then; 0: until time_ns */
};

/* Whose a buffer is, seen from a call that failed: explain_whose.c finds it. */
enum whose {
	WHOSE_OTHER,            /* somebody else's; whether the call reads it is not known */
	WHOSE_CALL,             /* the call took it: an output, or a buffer between its programs */
	WHOSE_MAYBE_CALL,       /* the call's, or that of an earlier call of the same line */
	WHOSE_OPERAND,          /* the failing program's regions lie in it */
	WHOSE_CACHE,            /* the program cache keeps it as long as the program exists */
};

/* A live buffer, or a part of one. Unknown numbers are UINT64_MAX; `bytes` are per core. */
struct holder {
	uint64_t buffer, address, bytes, size_bytes, alloc_ns, site, thread, free_ns, free_thread;
	uint64_t program;               /* the program that the cache keeps it for */
	char *op, *callsite;            /* op: or its purpose, as "global semaphore" */
	char *tensor;                   /* what it holds, in short; NULL: not known */
	char *variable;                 /* its name in the program; NULL: not known */
	char *on_cores;                 /* its address is only of these cores; NULL: of all banks */
	uint64_t part;                  /* number, if a buffer has several addresses; 0: first */
	bool elsewhere;                 /* it came from another allocator of the chip */
	bool cached;                    /* the program cache's */
	bool no_tensor;                 /* a semaphore, a circular buffer, ..; false: a tensor, or not known */
	bool semaphore;                 /* a global one */
	bool freed;                     /* by the program, not by the close of the device */
	/* Of its whole lifetime, as in view buffer: what used it, and when last. */
	uint64_t uses, last_use_op, last_use_ns, perhaps_ns, ops_before, ops_until_end;
	uint64_t wanted_op;             /* the last failed launch that would have used it */
	char *last_use, *last_use_site; /* op, replay, host read, host write, view; the call site of the last three */
	enum whose whose;
};
struct holders {                        /* by address */
	struct holder *at;
	size_t count, capacity;
};
/* Adds the live buffers of the instant's allocator; kind: as in view buffer. Free with
 * holders_free(). */
void holders_load(struct holders *h, sqlite3 *db, const struct instant *i, const char *kind);
/* Adds the L1 buffers with addresses of their own from the other allocators of the device's chips
 * (HYBRID): a buffer of all banks finds no room there either. Returns whether there are any. */
bool holders_load_elsewhere(struct holders *h, sqlite3 *db, const struct instant *i);
void holders_free(struct holders *h);
/* The sum of their bytes per core, without buffers that have addresses of their own. */
uint64_t holders_bytes(const struct holders *h);
/* Bytes of the largest hole between them in [from, to). */
uint64_t holders_hole(const struct holders *h, uint64_t from, uint64_t to);
/* Whether a buffer of the allocator itself has addresses of its own on some cores. */
bool holders_any_per_core(const struct holders *h);
/* The address of the lowest one; UINT64_MAX: there is none. */
uint64_t holders_lowest(const struct holders *h);

/* A region of the instant's program; `idx`: of a CB its index, else the order; UINT64_MAX: none. */
struct live_region {
	uint64_t address, bytes, idx;
	char kind[16];
	uint64_t page_bytes, pages;     /* of a CB's lowest index; UINT64_MAX: not known */
	char *cb_name, *data_format;    /* "c_0 in0" and "Float16_b"; NULL: not known */
	char *cores;                    /* "x0,y0-x1,y1 ..."; NULL: not known */
	char *kernels;                  /* those that run on some of its cores, commas between; or NULL */
	bool alias;                     /* it lies in an L1 buffer and takes nothing of its own */
};
struct live_regions {                   /* by address */
	struct live_region *at;
	size_t count, capacity;
};
/* Loads those that share a core with `cores` (as above; NULL: all). Free with
 * live_regions_free(). */
void live_regions_load(struct live_regions *r, sqlite3 *db, const struct instant *i,
	const char *cores);
void live_regions_free(struct live_regions *r);
/* Finds the kernels of regions that were loaded for this instant. */
void live_regions_kernels(struct live_regions *r, sqlite3 *db, const struct instant *i);
/* The highest end address of those that take space of their own; UINT64_MAX: none is known. */
uint64_t live_regions_end(const struct live_regions *r);
/* Writes "c_0 in0", "dfb out" or "scratchpad 0". */
void live_region_name(const struct live_region *r, char *name, size_t room);
/* Writes "c_0 in0, 2 x 2048 B Float16_b, on cores 0,0-7,7" and `remark` (NULL: none) into
 * note[room]. */
void live_region_note(const struct live_region *r, const char *remark, char *note, size_t room);

#endif
