/*
 * How an object comes to its end while Python runs: by what the innermost frame does at that moment.
 *
 * Must not know: TT-Metal, hooks, call sites.
 *
 * The GIL is the lock of everything here.
 */
#ifndef TTM_PYTHON_MANNERS_H
#define TTM_PYTHON_MANNERS_H

#include "python_api.h"

/* What an instruction can let go of by itself. */
enum ttm_frees {
	TTM_FREES_UNREAD,
	TTM_FREES_UNKNOWN,      /* nothing, or nobody knows what */
	TTM_FREES_DELETED, TTM_FREES_STORED, TTM_FREES_CALLED, TTM_FREES_VALUE, TTM_FREES_ITERATED,
	TTM_FREES_EXCEPTION, TTM_FREES_RETURNED
};

struct ttm_instruction {
	uint8_t frees;          /* enum ttm_frees */
	bool ends_thread;       /* of the function that runs a thread and lets go of what it was given */
	uint16_t words;         /* that its frame needs for variables and values; 0: not known */
};

/*
 * Reads the instruction of a code object; `at` as in struct ttm_place. Calls into Python. UNREAD: what
 * tells instructions apart is not loaded yet.
 */
struct ttm_instruction ttm_instruction_read(const struct ttm_python *py, py_object *code, int at);

/*
 * How it comes to what ends right now, if this is the instruction of the innermost frame; an enum
 * l1trace_manner.
 */
uint8_t ttm_manner(const struct ttm_python *py, const struct ttm_instruction *i);

void ttm_manners_forget(void);

#endif
