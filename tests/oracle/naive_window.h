/*
 * Windows of the naive replay: which instants a question is about, and the peaks of these alone.
 * Private to naive*.c, except the struct. Must not know: how l1analyze answers for windows, files.
 */
#ifndef ORACLE_NAIVE_WINDOW_H
#define ORACLE_NAIVE_WINDOW_H

#include "stream.h"

/* All fields 0: everything. Times in ns: [from, to). */
struct window {
	int64_t from_ns, to_ns;         /* to 0: no end */
	const char *mark;               /* NULL: none */
	uint64_t op;                    /* number; 0: none */
	const char *name;               /* of ops; NULL: none */
	int has_cores;                  /* on cores from x0,y0 to x1,y1 alone */
	uint64_t x0, y0, x1, y1;
};

/* In time and of all ops; perhaps on some cores. */
int window_is_whole(const struct window *w);
/* The passes of a mark, and nothing else, limit it. */
int window_is_mark(const struct window *w);
int window_has_core(const struct window *w, uint64_t x, uint64_t y);
int window_has_ops(const struct window *w);
/* The time lies in the window; also in some pass of its mark. */
int window_has(const struct window *w, const struct stream *s, int64_t time_ns);
/* Whether a stretch of the window begins exactly then. */
int window_begins(const struct window *w, const struct stream *s, int64_t time_ns);
/* No instant of the window is as late as this; INT64_MAX: it has no end. */
int64_t window_end(const struct window *w, const struct stream *s);
/* When the pass that begins with this record ends; INT64_MAX: never. */
int64_t window_pass_end(const struct stream *s, size_t at, const char *name);
int window_has_op(const struct window *w, uint64_t op, const struct l1t_record *name);

struct naive_state;
struct naive_placed;
struct naive_trace;
/*
 * Called before the event is applied, and after it; in between by the functions that see its
 * instants.
 */
void window_before_event(struct naive_state *n);
void window_after_event(struct naive_state *n);
void window_launch(struct naive_state *n, const struct naive_placed *p,
	const struct l1t_record *name);
void window_replay(struct naive_state *n, const struct naive_trace *t);

#endif
