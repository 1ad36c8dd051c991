/*
 * group_of(), shown_callsite() and function_at() in SQL: see sql_grouping.h.
 *
 * Must not know: which rows are asked about.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "shown_frames.h"
#include "sql_grouping.h"
#include "xalloc.h"

enum { FRAME_BITS = 16 };       /* of the number that says what group_of() is; above: enum group_by */

static void give(sqlite3_context *context, const char *text, size_t bytes)
{
	sqlite3_result_text(context, text, (int)bytes, SQLITE_TRANSIENT);
}

static void give_shown(sqlite3_context *context, const char *site)
{
	char *shown = shown_call_site(site);

	if (shown)
		sqlite3_result_text(context, shown, -1, free);
}

static void shown_callsite(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	give_shown(context, (const char *)sqlite3_value_text(values[0]));
}

/* The last occurrence of a character; NULL: there is none. */
static const char *last(const char *text, size_t bytes, char c)
{
	return bytes ? memrchr(text, c, bytes) : NULL;
}

/* Where the line, or the place in a module, begins in `path:LINE` or `path+0x1234`; else its end. */
static const char *path_end(const char *path, size_t bytes)
{
	const char *line = last(path, bytes, ':'), *place = memmem(path, bytes, "+0x", 3);

	return line ? line : place ? place : path + bytes;
}

/*
 * The function of `path:LINE function`. A name such as Block.forward or ns::f stands alone; a bare one,
 * forward, is in many files, and has its file before it: model.py:forward. Of a C++ frame without a name
 * it is the module and the place in it: libm.so+0x1234.
 */
static void give_function(sqlite3_context *context, const char *frame, size_t bytes)
{
	const char *blank = last(frame, bytes, ' '), *file, *function;
	size_t path, n;
	char *text;

	if (!blank) {
		file = last(frame, bytes, '/');
		file = file ? file + 1 : frame;
		give(context, file, bytes - (size_t)(file - frame));
		return;
	}
	function = blank + 1;
	n = bytes - (size_t)(function - frame);
	path = (size_t)(path_end(frame, (size_t)(blank - frame)) - frame);
	file = last(frame, path, '/');
	file = file ? file + 1 : frame;
	path -= (size_t)(file - frame);
	if (memchr(function, '.', n) || memmem(function, n, "::", 2) || !path) {
		give(context, function, n);
		return;
	}
	text = xprintf("%.*s:%.*s", (int)path, file, (int)n, function);
	sqlite3_result_text(context, text, -1, free);
}

static void give_frame(sqlite3_context *context, const char *site, unsigned number, bool function)
{
	struct shown_frames f = shown_frames_of(site);
	const char *frame;
	size_t n;

	while (shown_frames_next(&f, &frame, &n))
		if (!--number) {
			if (function)
				give_function(context, frame, n);
			else
				give(context, frame, n);
			return;
		}
}

static void function_at(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *site = (const char *)sqlite3_value_text(values[0]);
	int number = sqlite3_value_int(values[1]);

	(void)count;
	if (number > 0)
		give_frame(context, site, (unsigned)number, true);
}

static void group_of(sqlite3_context *context, int count, sqlite3_value **values)
{
	enum { NAME, TYPE, CALLSITE };
	uintptr_t what = (uintptr_t)sqlite3_user_data(context);
	const char *site = (const char *)sqlite3_value_text(values[CALLSITE]);

	(void)count;
	switch (what >> FRAME_BITS) {
	case GROUP_OP: sqlite3_result_value(context, values[NAME]); break;
	case GROUP_TYPE: sqlite3_result_value(context, values[TYPE]); break;
	case GROUP_FUNCTION: give_frame(context, site, 1, true); break;
	case GROUP_CALLSITE: give_shown(context, site); break;
	case GROUP_FRAME: give_frame(context, site, what & ((1 << FRAME_BITS) - 1), false); break;
	case GROUP_CALLER: break;       /* there are several: function_at() */
	}
}

static void add(sqlite3 *db, const char *name, int arguments, uintptr_t what,
	void (*function)(sqlite3_context *, int, sqlite3_value **))
{
	if (sqlite3_create_function_v2(db, name, arguments,
			SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, (void *)what, function,
			NULL, NULL, NULL) != SQLITE_OK)
		out_of_memory();
}

void grouping_register(sqlite3 *db, enum group_by by, unsigned frame)
{
	add(db, "shown_callsite", 1, 0, shown_callsite);
	add(db, "function_at", 2, 0, function_at);
	add(db, "group_of", 3, (uintptr_t)by << FRAME_BITS | (frame & ((1 << FRAME_BITS) - 1)), group_of);
}
