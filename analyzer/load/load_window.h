/*
 * Which part of a trace a window needs. It is known before the trace is loaded, so rows of other
 * times and ops are not kept. The views over table window decide which rows answer a question; more
 * rows than these may be kept, never fewer.
 *
 * Must not know: SQL, rows.
 */
#ifndef LOAD_WINDOW_H
#define LOAD_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "id_map.h"
#include "l1t_record.h"
#include "options.h"

struct time_span {              /* [begin, end), ns */
	int64_t begin_ns, end_ns;
};

struct load_window {
	bool all_times;
	struct time_span *spans;        /* disjoint, in order; only where !all_times */
	size_t count, capacity;
	const char *op;         /* as the user wrote it; NULL: all ops */
	uint64_t op_number;     /* 0: op is a name */
	struct table names;     /* ids of strings that are this name */
};

/*
 * Reads the trace once for its marks and its duration where the options need them. Ends the program
 * when it cannot be read. Free with load_window_free().
 */
void load_window_read(struct load_window *w, const char *path, const struct options *o);
void load_window_free(struct load_window *w);
/* Call for each record: remembers the ids of strings that are the op's name. */
void load_window_string(struct load_window *w, const struct l1t_record *r);
/* Whether the window may need this op. `name`: id of a string; 0 or L1T_UNKNOWN: none. */
bool load_window_has_op(const struct load_window *w, uint64_t number, uint64_t name);
bool load_window_has_time(const struct load_window *w, int64_t time_ns);
/* Whether a span begins in (after_ns, up_to_ns]; never if the window has all times. */
bool load_window_begins(const struct load_window *w, int64_t after_ns, int64_t up_to_ns);

#endif
