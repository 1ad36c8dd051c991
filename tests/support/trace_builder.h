/*
 * For tests: a story, told record by record in order of time. Each record kind is made here and
 * nowhere else; sizes are those of the story's world. Whoever listens gets each record as it is told:
 * the accounting, a file, a stream in memory.
 *
 * Must not know: what the listeners make of it.
 */
#ifndef TRACE_BUILDER_H
#define TRACE_BUILDER_H

#include <stdbool.h>
#include <stddef.h>
#include "l1t_record.h"

/* What all devices of a story are like. */
struct world {
	uint64_t grid_x, grid_y, l1_bytes, unreserved_base, l1_small_bytes, kernel_config_bytes;
	uint64_t mesh;          /* a device's mesh id is its handle and this */
	uint64_t page_bytes;    /* of buffers */
	uint64_t core_count;    /* of buffers, as their records have it */
	int64_t step_ns;        /* from each record to the next */
	bool timeless;          /* definitions take no time */
};

struct story {
	struct world world;
	int64_t now_ns;         /* of the last record */
	uint32_t thread;        /* of the next one */
	void (*listeners[3])(struct story *s, const struct l1t_record *r);
	size_t listener_count;
	struct accounted *rows;         /* judge_accounting.h */
	struct stream *stream;          /* judge_naive.h */
	struct trace_writer *file;      /* judge_l1analyze.h */
	char *name;                     /* of the file, when it is written */
};

/* Thread 1, the first record at 0 ns. Nobody listens yet. */
void story_in(struct story *s, const struct world *w);
void story_listener(struct story *s, void (*listener)(struct story *s, const struct l1t_record *r));

/* One record; kind and fields are the caller's, time and thread the story's. */
void tell(struct story *s, struct l1t_record r);
/* The next record has the time of the one before. */
void tell_at_once(struct story *s);

void tell_definition(struct story *s, uint8_t kind, uint64_t id, const void *blob, size_t bytes);
void tell_string(struct story *s, uint64_t id, const char *text);
/* One frame of Python; strings by their ids. */
void tell_callsite(struct story *s, uint64_t id, uint32_t op, uint32_t file, uint32_t line,
	uint32_t function);
void tell_cores(struct story *s, uint64_t id, unsigned x0, unsigned y0, unsigned x1, unsigned y1);
/* Chips first, first + 1 and so on, 128 at most. */
void tell_chips(struct story *s, uint64_t id, uint32_t first, uint32_t count);

void tell_open(struct story *s, uint64_t handle, uint64_t chips);
/* The same after a resume. */
void tell_open_again(struct story *s, uint64_t handle, uint64_t chips);
/* Of sizes of its own; what is 0 of the grid and L1 is the world's. */
void tell_device(struct story *s, struct l1t_device d);
void tell_close(struct story *s, uint64_t handle);

/* Lockstep: on all cores. */
void tell_alloc(struct story *s, uint64_t id, uint64_t handle, uint64_t type, uint64_t address,
	uint64_t bytes);
/* Not lockstep, on some cores only. */
void tell_alloc_on(struct story *s, uint64_t id, uint64_t handle, uint64_t type,
	uint64_t address, uint64_t bytes, uint64_t cores);
/* Any: page and size are the world's where they are 0. */
void tell_buffer(struct story *s, struct l1t_alloc a);
void tell_free(struct story *s, uint64_t id, uint64_t handle, uint64_t type);
/* By a line of the program. */
void tell_free_at(struct story *s, uint64_t id, uint64_t handle, uint64_t type, uint64_t callsite);

/* A circular buffer. */
void tell_region(struct story *s, uint64_t program, uint64_t chips, uint64_t flags,
	uint64_t address, uint64_t bytes, uint64_t cores);
void tell_region_of(struct story *s, struct l1t_region r);
/* Comes before the region. */
void tell_region_index(struct story *s, struct l1t_region_index i);
void tell_program(struct story *s, uint64_t program, uint64_t runtime_id);
void tell_kernel(struct story *s, struct l1t_kernel k);
void tell_program_config(struct story *s, uint64_t program, uint64_t text_bytes,
	uint64_t config_bytes);
void tell_regions_freed(struct story *s, uint64_t program, uint64_t chips, uint64_t types);
void tell_gone(struct story *s, uint64_t program);

void tell_launch(struct story *s, uint64_t program, uint64_t handle, uint64_t chips,
	uint64_t name);
void tell_launch_of(struct story *s, struct l1t_launch l);
/* Words of the next launch of its thread. */
void tell_uses(struct story *s, struct l1t_uses u, const uint32_t *words, size_t count);
/* kind: L1T_CAPTURE_BEGIN, L1T_CAPTURE_END, L1T_REPLAY or L1T_RELEASE. */
void tell_trace(struct story *s, uint8_t kind, uint64_t handle, uint64_t trace);

/* kind: L1T_MARK_BEGIN or L1T_MARK_END. */
void tell_mark(struct story *s, uint8_t kind, uint64_t string);
/* By the recorder's own thread, which tells what follows. */
void tell_pause(struct story *s, int64_t ns);
/* Exactly as it stands, with the runtime's text; NULL: none. */
void tell_failure(struct story *s, struct l1t_failure f, const char *text);

/* code: enum l1t_note_code; the text may be NULL. */
void tell_note(struct story *s, uint64_t code, uint64_t a, uint64_t b, const char *text);
/* How the process ended: wait status. */
void tell_exit(struct story *s, uint64_t status);

#endif
