/*
 * Since 3.11 Python makes an object for a frame only when it is asked for one, which costs more
 * than all else that is read of it. What it keeps instead is a chain of smaller frames, whose
 * layout differs between releases and is not public.
 *
 * The layout is found by comparison: where frames that were read as objects have their code, their
 * instruction and the frame outside of them. It is used when two walks agreed on it, and given up
 * for ever when one differs: each walk that met something new is made through objects and compared.
 * In 3.10 the chain is that of the objects, and reading it saves calls, and the search for lines.
 *
 * Must not know: TT-Metal, hooks, what places are.
 *
 * The GIL is the lock of everything here.
 */
#ifndef TTM_PYTHON_CHAIN_H
#define TTM_PYTHON_CHAIN_H

#include "python_api.h"

enum {
	TTM_CHAIN_SEEN_MAX = 16,        /* frames that are compared */
};

/* Offsets in words of 8 bytes; that of a number is in words of 4. */
struct ttm_chain_layout {
	bool usable;
	bool is_objects;                /* before 3.11: frames are objects, instructions numbers */
	bool has_self;                  /* `self` is known */
	bool has_object;                /* where a frame has its object, if one was made */
	bool is_indirect;               /* a thread points to what points to its innermost frame */
	uint8_t thread, innermost;      /* where that is */
	uint8_t code, outer, instruction, self, object;
	ptrdiff_t first_instruction;    /* from the begin of a code object, in bytes */
	const void *shim;               /* code of frames that are none: C's calls begin with one */
};

extern struct ttm_chain_layout ttm_chain;

/* What a walk by Python's own functions saw. */
struct ttm_chain_seen {
	unsigned count;
	struct {
		const void *frame;      /* of the chain */
		const py_object *object;
		const py_object *code;
		int at;
	} frames[TTM_CHAIN_SEEN_MAX];
	bool has_last;                  /* the frame that was met last is among them */
};

static inline const void *ttm_chain_word(const void *object, unsigned word)
{
	return ((const void *const *)object)[word];
}

/* Of the running thread; NULL: none. */
static inline const void *ttm_chain_innermost(const void *thread)
{
	const void *word = ttm_chain_word(thread, ttm_chain.thread);

	return ttm_chain.is_indirect && word ? ttm_chain_word(word, ttm_chain.innermost) : word;
}

static inline const void *ttm_chain_outer(const void *frame)
{
	return ttm_chain_word(frame, ttm_chain.outer);
}

static inline const py_object *ttm_chain_code(const void *frame)
{
	return ttm_chain_word(frame, ttm_chain.code);
}

/* As PyFrame_GetLasti() says it, or half of f_lasti in 3.10. */
static inline int ttm_chain_at(const void *frame)
{
	const char *instruction, *code;

	if (ttm_chain.is_objects)
		return ((const int32_t *)frame)[ttm_chain.instruction];
	instruction = ttm_chain_word(frame, ttm_chain.instruction);
	code = ttm_chain_word(frame, ttm_chain.code);
	return (int)(instruction - code - ttm_chain.first_instruction);
}

static inline const py_object *ttm_chain_self(const void *frame)
{
	return ttm_chain_word(frame, ttm_chain.self);
}

/*
 * The object that was made for this call of the frame's function, not held; NULL: none. It ends with the
 * call, and the next call, even in the same place, begins without one.
 */
static inline const void *ttm_chain_object(const void *frame)
{
	return ttm_chain.has_object ? ttm_chain_word(frame, ttm_chain.object) : NULL;
}

/* Has objects made for this thread's frames, from the innermost to this one. */
void ttm_chain_make_objects(const struct ttm_python *py, const void *frame);

/* A number of the instruction of a frame that was read as an object; -1: it has no number here. */
int ttm_chain_object_at(const struct ttm_python *py, py_object *frame);

/* Where the frame of a frame object lies in the chain, for comparison; it is not looked at. */
const void *ttm_chain_of_object(const struct ttm_python *py, const py_object *frame);

/* A walk meets a frame; the innermost is the first. */
void ttm_chain_see(const struct ttm_python *py, struct ttm_chain_seen *seen, py_object *frame,
	const py_object *code);

/* Where the frame that was met last has its first argument. */
void ttm_chain_see_self(const struct ttm_chain_seen *seen, const py_object *self);

/* A walk is over, and its frames still run: learns from it, or checks what was learned. */
void ttm_chain_learn(const struct ttm_python *py, const struct ttm_chain_seen *seen);

void ttm_chain_forget(void);

#endif
