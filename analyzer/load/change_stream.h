/*
 * The rows of view change given out while a trace is read, in their order, and kept nowhere.
 *
 * Must not know: what is done with them.
 */
#ifndef CHANGE_STREAM_H
#define CHANGE_STREAM_H

#include "accounting.h"

struct change_stream {
	void *context;
	/* A core of a class; all of a class come before its first row. Classes are numbered anew in
	 * each run. */
	void (*core)(void *context, uint64_t run, uint64_t class_id, uint64_t core_x, uint64_t core_y);
	/* seq: the row's number in view change. name: the text of r->name; NULL: none, or not known. */
	void (*change)(void *context, uint64_t run, uint64_t seq, const struct account_change *r,
		const char *name);
};

#endif
