/*
 * Places in the host's Python code: file, line and function of a frame.
 *
 * Must not know: TT-Metal, hooks.
 *
 * The GIL is the lock of everything here. Calls into Python may run its collector, and with that
 * finalizers, other threads and this code again; so no such call is made between a search in a
 * table and the last use of what was found, or while an entry is filled.
 */
#ifndef TTM_PYTHON_PLACES_H
#define TTM_PYTHON_PLACES_H

#include "python_manners.h"

enum ttm_place_kind { TTM_PLACE_USER, TTM_PLACE_PACKAGE, TTM_PLACE_HIDDEN };

struct ttm_place {              /* a place in a code object */
	/* in a cache line of its own: a walk looks up each frame's, and most are not in the cache */
	_Alignas(64) py_object *code;
	py_object *weak;
	int32_t at;
	uint32_t serial;        /* differs from that of all others that were ever read */
	uint32_t file, line, function;
	uint8_t kind;
	bool has_self;          /* its first argument is named self; known of the package's only */
	bool is_module;         /* of a module's method, see python_modules.h */
	bool resumes;           /* the module's method is a generator or coroutine */
	struct ttm_instruction instruction;     /* UNREAD until it is asked for */
};

/* Files in this folder are the package's. It ends with '/'. */
void ttm_places_package(const char *folder, size_t length);

/* What is known of a place; NULL: nothing. `at`: as PyFrame_GetLasti, or the line. */
const struct ttm_place *ttm_place_find(const struct ttm_python *py, const py_object *code, int at);

/* Reads the place of a frame, and keeps it if that can be done. */
struct ttm_place ttm_place_read(const struct ttm_python *py, py_object *frame, py_object *code,
	int at);

/* The instruction of a place, whose code is held; it is kept if the place is. */
struct ttm_instruction ttm_place_instruction(const struct ttm_python *py, py_object *code, int at);

void ttm_places_forget(void);

#endif
