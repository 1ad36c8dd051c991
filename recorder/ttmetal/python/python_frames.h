/*
 * The Python frames of this thread as a call site of the trace.
 *
 * Must not know: TT-Metal, hooks.
 */
#ifndef TTM_PYTHON_FRAMES_H
#define TTM_PYTHON_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "python_api.h"

enum {
	TTM_FRAMES_MAX = 64,            /* the user's frames in a call site */
	TTM_FRAMES_DEFAULT = 32,
};

struct ttm_site {
	uint32_t callsite;      /* as l1trace_callsite() numbers them; 0: not known */
	uint32_t operation;     /* what the user called, "ttnn.matmul", a string id; 0: not known */
};

/*
 * Frames of files in this folder, that of the ttnn package, are not the user's. It ends with '/'.
 */
void ttm_frames_package(const char *folder, size_t length);

/*
 * How many of the user's frames a call site has at most, the innermost ones; 0: it only has what
 * was called. Called before any is read.
 */
void ttm_frames_keep(unsigned frames);

/*
 * Reads the innermost frames outside of the package. The caller holds the GIL; Python is not
 * finalizing.
 */
struct ttm_site ttm_frames_read(const struct ttm_python *py);

/*
 * The same where something comes to its end; *manner: how (enum l1trace_manner), for all that
 * Python's own doings tell.
 */
struct ttm_site ttm_frames_read_end(const struct ttm_python *py, uint8_t *manner);

/* Python has ended, or was started again: forgets everything that was cached of it. */
void ttm_frames_forget(void);

#endif
