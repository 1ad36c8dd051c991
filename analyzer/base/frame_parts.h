/*
 * A frame of a call site, `path:LINE function`, taken apart and made readable.
 *
 * Must not know: rows, formats.
 */
#ifndef FRAME_PARTS_H
#define FRAME_PARTS_H

#include <stddef.h>
#include <stdint.h>

struct frame_parts {
	char *text;             /* the caller frees it; the others point into it */
	const char *function;   /* never empty where the frame is not */
	const char *path;       /* NULL: the frame names none */
	uint64_t line;          /* 0: not known */
};

/* Of `bytes` bytes of any text; `folder`: see readable_callsite(). */
struct frame_parts frame_parts_of(const char *frame, size_t bytes, const char *folder);

#endif
