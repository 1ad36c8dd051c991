/*
 * Finds the end of the stack of Python's frames: see python_stack.h.
 *
 * Must not know: TT-Metal, hooks, what places are.
 */
#include <string.h>
#include "modules.h"
#include "python_chain.h"
#include "python_stack.h"

enum {
	THREAD_WORDS = 56,      /* of a thread's state, that are searched */
	OWN_LEAST = 6, OWN_MOST = 24,   /* words of a frame beside its variables and values */
	WORDS_MAX = 4096,       /* of one frame; longer ones are not looked at */
	TRIES = 64,
	AGREED = 3,             /* walks that must agree */
	NAMES_MAX = 256,
};

static struct {
	bool usable, is_over;
	unsigned tries, agreed;
	unsigned end;           /* word of a thread's state; the one before: begin of the piece */
	unsigned own;           /* words of a frame that are neither variables nor values */
} stack;

void ttm_stack_forget(void)
{
	memset(&stack, 0, sizeof(stack));
}

/* ---- how long a frame is ---- */

static long number(const struct ttm_python *py, py_object *code, const char *name)
{
	py_object *value = py->attribute(code, name);
	long n = value ? py->number(value) : -1;

	if (value)
		py->drop(value);
	if (n < 0)
		py->forget_error();
	return n;
}

/* How many of `names` are not in `others`. Equal names of a code object are one object. */
static long others(const struct ttm_python *py, py_object *code, const char *names, const char *among)
{
	py_object *some = py->attribute(code, names), *known = py->attribute(code, among);
	ptrdiff_t count = some ? py->tuple_size(some) : -1, all = known ? py->tuple_size(known) : -1;
	long n = 0;

	if (count < 0 || all < 0 || count > NAMES_MAX || all > NAMES_MAX)
		n = -1;
	for (ptrdiff_t i = 0; n >= 0 && i < count; i++) {
		ptrdiff_t k = 0;

		while (k < all && py->tuple_item(known, k) != py->tuple_item(some, i))
			k++;
		n += k == all;
	}
	if (some)
		py->drop(some);
	if (known)
		py->drop(known);
	py->forget_error();
	return n;
}

uint16_t ttm_stack_words(const struct ttm_python *py, py_object *code)
{
	long values, variables, cells, outer;

	if (!py->frame_instruction || !py->tuple_size || !py->tuple_item || stack.is_over)
		return 0;
	values = number(py, code, "co_stacksize");
	variables = number(py, code, "co_nlocals");
	cells = others(py, code, "co_cellvars", "co_varnames");
	outer = others(py, code, "co_freevars", "co_varnames");
	if (values < 0 || variables < 0 || cells < 0 || outer < 0 ||
		values + variables + cells + outer > WORDS_MAX)
		return 0;
	return (uint16_t)(values + variables + cells + outer);
}

/* ---- where its end is kept ---- */

static const uintptr_t *after(const void *frame, unsigned words, unsigned own)
{
	return (const uintptr_t *)frame + words + own;
}

/* Whether an outer frame, which is of another length, ends where the one inside of it begins. */
static bool agrees(const struct ttm_chain_seen *seen, const uint16_t *words, unsigned own)
{
	for (unsigned i = 1; i < seen->count; i++)
		if (words[i] && words[i] != words[0] &&
			after(seen->frames[i].frame, words[i], own) == seen->frames[i - 1].frame)
			return true;
	return false;
}

static bool lies_in(const void *frame, const void *begin, const void *end)
{
	return (uintptr_t)begin < (uintptr_t)frame && (uintptr_t)frame < (uintptr_t)end;
}

static bool find_end(const void *thread, const struct ttm_chain_seen *seen, const uint16_t *words,
	unsigned *end, unsigned *own)
{
	const void *frame = seen->frames[0].frame, *state[THREAD_WORDS];
	unsigned found = 0;

	if (!words[0] || ttm_peek(thread, state, sizeof(state)) < 0)
		return false;
	for (unsigned w = 1; w + 1 < THREAD_WORDS; w++)
		for (unsigned o = OWN_LEAST; o <= OWN_MOST; o++)
			if (state[w] == after(frame, words[0], o) && lies_in(frame, state[w - 1], state[w]) &&
				(uintptr_t)state[w] <= (uintptr_t)state[w + 1] && agrees(seen, words, o)) {
				*end = w;
				*own = o;
				found++;
			}
	return found == 1;
}

void ttm_stack_learn(const struct ttm_python *py, const struct ttm_chain_seen *seen)
{
	uint16_t words[TTM_CHAIN_SEEN_MAX];
	unsigned end, own;

	if (stack.is_over || stack.usable || seen->count < 2)
		return;
	if (!py->frame_instruction || ++stack.tries > TRIES) {
		stack.is_over = true;
		return;
	}
	for (unsigned i = 0; i < seen->count; i++)
		words[i] = ttm_stack_words(py, (py_object *)seen->frames[i].code);
	if (!find_end(py->thread_running(), seen, words, &end, &own))
		return;
	stack.agreed = stack.end == end && stack.own == own ? stack.agreed + 1 : 1;
	stack.end = end;
	stack.own = own;
	stack.usable = stack.agreed >= AGREED;
}

/* ---- right now ---- */

/*
 * Both frames must lie in the present piece of the stack, so that what is read is there; and the one
 * that ends was called by the innermost, or by the shim between them.
 */
bool ttm_stack_call_ends(const struct ttm_python *py, unsigned words)
{
	const void *const *state;
	const void *caller, *frame, *next;

	if (!stack.usable || !ttm_chain.usable || ttm_chain.is_objects || !words)
		return false;
	state = py->thread_running();
	caller = frame = ttm_chain_innermost(state);
	if (frame && ttm_chain.shim && ttm_chain_code(frame) == ttm_chain.shim)
		frame = ttm_chain_outer(frame);
	if (!frame || !lies_in(frame, state[stack.end - 1], state[stack.end]))
		return false;
	next = after(frame, words, stack.own);
	return (uintptr_t)next + stack.own * sizeof(void *) <= (uintptr_t)state[stack.end] &&
		ttm_chain_outer(next) == caller;
}
