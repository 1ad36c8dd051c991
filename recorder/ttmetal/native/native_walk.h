/*
 * Walks the stack of the calling thread outwards, frame by frame.
 *
 * Must not know: TT-Metal, Python, what frames are recorded for.
 *
 * What is a stack cannot be known: threads, coroutines and signal handlers have theirs anywhere. So no
 * word of it is read where it lies: the kernel copies it, which checks addresses (ttm_peek). Each frame
 * must lie further out than the one before. Code without unwind tables, that of a JIT for example, is
 * where a walk ends.
 */
#ifndef TTM_NATIVE_WALK_H
#define TTM_NATIVE_WALK_H

#include <stdbool.h>
#include <stdint.h>
#include "native_modules.h"

enum { TTM_WINDOW_SMALL = 512 };

struct ttm_walk {
	uintptr_t pc, stack, base;              /* rip, rsp and rbp of the frame */
	bool interrupted;                       /* pc is the next instruction, not one after a call */
	const struct ttm_native_module *module; /* of the frame; NULL: unknown code */
	uintptr_t window, window_end;           /* which part of the stack was copied */
	struct ttm_window *large;               /* where to; NULL: all of these are in use */
	uint8_t small[TTM_WINDOW_SMALL];
};

/* Begins with the caller of a function whose frame this is (__builtin_frame_address(0)). */
void ttm_walk_begin(struct ttm_walk *w, const void *frame);
void ttm_walk_end(struct ttm_walk *w);
/* The next outer frame. False: there is none, or what is there cannot be known. */
bool ttm_walk_next(struct ttm_walk *w);
/* Where in its module the frame's instruction is, as the file has it; that of a call is within it. */
uint64_t ttm_walk_offset(const struct ttm_walk *w);

#endif
