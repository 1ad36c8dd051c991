/*
 * Finds the layout of the frames that Python makes no objects for.
 *
 * Must not know: TT-Metal, hooks, what places are.
 *
 * Nothing is followed before it is known, only copied by the kernel, which checks addresses. An
 * offset must hold for all frames of a walk, and be the only one.
 */
#include <string.h>
#include "modules.h"
#include "python_chain.h"
#include "python_self.h"

enum {
	OBJECT_FRAME = 3,       /* word of a frame object that points into the chain, since 3.11 */
	FRAME_WORDS = 11,       /* that are searched; a frame without variables has as many */
	OBJECT_HEADER = 24,     /* bytes of a frame object before what is its own */
	OBJECT_NUMBERS = 32,    /* of 4 bytes, that are searched in a frame object of 3.10 */
	SELF_WORDS = 3,         /* after the last of the others, where the variables may begin */
	THREAD_WORDS = 24,      /* of a thread's state, which is longer */
	INDIRECT_WORDS = 2,
	HEADER_MAX = 1024,      /* of a code object, before its instructions */
	TRIES = 64,             /* walks that may teach nothing */
	AGREED = 2,             /* walks that must agree */
	SHIMS = 3,              /* how often one is met before it is known */
	OBJECTS_MAX = 128,      /* that are made at once */
};

struct ttm_chain_layout ttm_chain;

static struct {
	struct ttm_chain_layout layout;
	unsigned agreed, tries, selves, self_tries, shims;
	const void *shim;
	uint32_t self_words;            /* a bit for each that may have the first argument */
	bool is_over;
} learning;

void ttm_chain_forget(void)
{
	memset(&ttm_chain, 0, sizeof(ttm_chain));
	memset(&learning, 0, sizeof(learning));
}

static void give_up(void)
{
	ttm_chain.usable = ttm_chain.has_object = false;
	learning.is_over = true;
}

const void *ttm_chain_of_object(const struct ttm_python *py, const py_object *frame)
{
	return py->frame_instruction ? ttm_chain_word(frame, OBJECT_FRAME) : frame;
}

void ttm_chain_make_objects(const struct ttm_python *py, const void *frame)
{
	py_object *object = py->frame(), *outer;

	if (object)
		py->hold(object);
	for (unsigned i = 0; object && i < OBJECTS_MAX; i++) {
		outer = i + 1 == OBJECTS_MAX || ttm_chain_of_object(py, object) == frame ? NULL
			: py->frame_back(object);
		py->drop(object);
		object = outer;
	}
	py->forget_error();     /* of memory, if one could not be made */
}

/* ---- what a walk sees ---- */

int ttm_chain_object_at(const struct ttm_python *py, py_object *frame)
{
	if (py->frame_instruction)
		return py->frame_instruction(frame);
	return ttm_chain.usable ? ttm_chain_at(frame) : -1;
}

/* f_lasti of 3.10, where a number in the frame is half of it. */
static int instruction_number(const struct ttm_python *py, py_object *frame)
{
	py_object *last = py->attribute(frame, "f_lasti");
	long at = last ? py->number(last) : -1;

	if (last)
		py->drop(last);
	else
		py->forget_error();
	return at < 0 ? -1 : (int)(at / 2);
}

void ttm_chain_see(const struct ttm_python *py, struct ttm_chain_seen *seen, py_object *frame,
	const py_object *code)
{
	const void *in_chain = ttm_chain_of_object(py, frame);

	seen->has_last = false;
	if (learning.is_over || seen->count == TTM_CHAIN_SEEN_MAX)
		return;
	if (!in_chain) {
		give_up();
		return;
	}
	seen->frames[seen->count].frame = in_chain;
	seen->frames[seen->count].object = frame;
	seen->frames[seen->count].code = code;
	seen->frames[seen->count].at = py->frame_instruction ? py->frame_instruction(frame)
		: instruction_number(py, frame);
	seen->count++;
	seen->has_last = true;
}

void ttm_chain_see_self(const struct ttm_chain_seen *seen, const py_object *self)
{
	const void *words[FRAME_WORDS + SELF_WORDS];
	uint32_t fits = 0;

	if (!ttm_chain.usable || ttm_chain.has_self || !seen->has_last || !self ||
		learning.self_tries == TRIES)
		return;
	learning.self_tries++;
	if (ttm_chain.is_objects) {
		ttm_chain.self = ttm_first_local_word();
		ttm_chain.has_self = ttm_chain.self != 0;
		return;
	}
	if (ttm_peek(seen->frames[seen->count - 1].frame, words, sizeof(words)) < 0)
		return;
	for (unsigned i = 1; i <= SELF_WORDS; i++)
		if (words[ttm_chain.instruction + i] == self)
			fits |= 1u << (ttm_chain.instruction + i);
	if (!fits)
		return;                 /* an inner function has it, too: it is in a cell */
	learning.self_words = learning.selves ? learning.self_words & fits : fits;
	if (++learning.selves < AGREED || !learning.self_words)
		return;
	ttm_chain.self = (uint8_t)__builtin_ctz(learning.self_words);
	ttm_chain.has_self = true;
}

/* ---- learning ---- */

struct words { const void *word[FRAME_WORDS]; };

static bool copy_frame(const void *frame, struct words *out)
{
	return frame && !ttm_peek(frame, out, sizeof(*out));
}

/* The word of which there is one bit; -1: none, or several. */
static int only_word(uint32_t words)
{
	return words && !(words & (words - 1)) ? __builtin_ctz(words) : -1;
}

static uint32_t words_with(const struct words *frame, const void *value)
{
	uint32_t fit = 0;

	for (unsigned w = 0; w < FRAME_WORDS; w++)
		if (frame->word[w] == value)
			fit |= 1u << w;
	return fit;
}

/* Words that lead to the next frame, over one that is none or without. */
static uint32_t words_to(const struct words *frame, const void *next)
{
	struct words hop;
	uint32_t fit = words_with(frame, next);

	for (unsigned w = 0; w < FRAME_WORDS; w++)
		if (!(fit & 1u << w) && copy_frame(frame->word[w], &hop) && hop.word[w] == next)
			fit |= 1u << w;
	return fit;
}

static ptrdiff_t distance(const void *instruction, const void *code, int at)
{
	return (ptrdiff_t)((uintptr_t)instruction - (uintptr_t)code - (uintptr_t)at);
}

/* Where frames have their code, their outer frame and their instruction. */
static bool find_words(const struct ttm_chain_seen *seen, struct ttm_chain_layout *out)
{
	uint32_t code = UINT32_MAX, outer = UINT32_MAX, instruction = (1u << FRAME_WORDS) - 1;
	uint32_t object = UINT32_MAX;
	ptrdiff_t first[FRAME_WORDS];
	struct words f;

	for (unsigned i = 0; i < seen->count; i++) {
		if (seen->frames[i].at < 0 || !copy_frame(seen->frames[i].frame, &f))
			return false;
		code &= words_with(&f, seen->frames[i].code);
		object &= words_with(&f, seen->frames[i].object);
		if (i + 1 < seen->count)
			outer &= words_to(&f, seen->frames[i + 1].frame);
		for (unsigned w = 0; w < FRAME_WORDS; w++) {
			ptrdiff_t d = distance(f.word[w], seen->frames[i].code, seen->frames[i].at);

			if (d <= 0 || d > HEADER_MAX || (i && d != first[w]))
				instruction &= ~(1u << w);
			first[w] = d;
		}
	}
	if (only_word(code) < 0 || only_word(outer) < 0 || only_word(instruction) < 0)
		return false;
	out->code = (uint8_t)only_word(code);
	out->outer = (uint8_t)only_word(outer);
	out->instruction = (uint8_t)only_word(instruction);
	out->first_instruction = first[out->instruction];
	out->has_object = only_word(object) >= 0;
	out->object = out->has_object ? (uint8_t)only_word(object) : 0;
	return true;
}

/* The same where frames are objects. */
static bool find_object_words(const struct ttm_chain_seen *seen, struct ttm_chain_layout *out)
{
	uint32_t code = UINT32_MAX, outer = UINT32_MAX, instruction = UINT32_MAX;
	int32_t numbers[OBJECT_NUMBERS];
	struct words f;

	for (unsigned i = 0; i < seen->count; i++) {
		const char *frame = seen->frames[i].frame;

		if (seen->frames[i].at < 0 || !copy_frame(frame, &f) ||
			ttm_peek(frame + OBJECT_HEADER, numbers, sizeof(numbers)) < 0)
			return false;
		code &= words_with(&f, seen->frames[i].code);
		if (i + 1 < seen->count)
			outer &= words_with(&f, seen->frames[i + 1].frame);
		for (unsigned n = 0; n < OBJECT_NUMBERS; n++)
			if (numbers[n] != seen->frames[i].at)
				instruction &= ~(1u << n);
	}
	if (only_word(code) < 0 || only_word(outer) < 0 || only_word(instruction) < 0)
		return false;
	out->is_objects = true;
	out->code = (uint8_t)only_word(code);
	out->outer = (uint8_t)only_word(outer);
	out->instruction = (uint8_t)(OBJECT_HEADER / sizeof(*numbers) +
		(unsigned)only_word(instruction));
	return true;
}

/* Where the running thread has its innermost frame. */
static bool find_innermost(const void *thread, const void *frame, struct ttm_chain_layout *out)
{
	const void *words[THREAD_WORDS], *inner[INDIRECT_WORDS];
	unsigned found = 0;

	if (ttm_peek(thread, words, sizeof(words)) < 0)
		return false;
	for (unsigned w = 0; w < THREAD_WORDS; w++) {
		if (words[w] == frame) {
			out->thread = (uint8_t)w;
			out->is_indirect = false;
			found++;
			continue;
		}
		if (!words[w] || (uintptr_t)words[w] % sizeof(void *) ||
			ttm_peek(words[w], inner, sizeof(inner)) < 0)
			continue;
		for (unsigned i = 0; i < INDIRECT_WORDS; i++)
			if (inner[i] == frame) {
				out->thread = (uint8_t)w;
				out->is_indirect = true;
				out->innermost = (uint8_t)i;
				found++;
			}
	}
	return found == 1;
}

static bool is_same(const struct ttm_chain_layout *a, const struct ttm_chain_layout *b)
{
	return a->is_indirect == b->is_indirect && a->thread == b->thread &&
		a->innermost == b->innermost && a->code == b->code && a->outer == b->outer &&
		a->instruction == b->instruction && a->first_instruction == b->first_instruction &&
		a->has_object == b->has_object && a->object == b->object;
}

/* Whether more than one function runs, and not all at the same instruction. */
static bool is_telling(const struct ttm_chain_seen *seen)
{
	bool code = false, at = false;

	for (unsigned i = 1; i < seen->count; i++) {
		code |= seen->frames[i].code != seen->frames[0].code;
		at |= seen->frames[i].at != seen->frames[0].at;
	}
	return code && at;
}

static void learn(const struct ttm_python *py, const struct ttm_chain_seen *seen)
{
	struct ttm_chain_layout found = {0};

	if (!is_telling(seen))
		return;
	if (++learning.tries > TRIES) {
		give_up();
		return;
	}
	if (!(py->frame_instruction ? find_words(seen, &found) : find_object_words(seen, &found)) ||
		!find_innermost(py->thread_running(), seen->frames[0].frame, &found))
		return;
	learning.agreed = is_same(&found, &learning.layout) ? learning.agreed + 1 : 1;
	learning.layout = found;
	if (learning.agreed < AGREED)
		return;
	found.usable = true;
	ttm_chain = found;
	learning.tries = 0;
}

/* ---- checking what was learned ---- */

/* A frame of the chain that Python did not show, before one that it did. */
static void meet_shim(const void *code)
{
	if (code != learning.shim)
		learning.shims = 0;
	learning.shim = code;
	if (++learning.shims >= SHIMS && !ttm_chain.shim)
		ttm_chain.shim = code;
}

/* Whether the chain has these frames, and no others but shims. */
static bool has_all(const void *frame, const struct ttm_chain_seen *seen)
{
	for (unsigned i = 0; i < seen->count; i++) {
		const void *wanted = seen->frames[i].frame;

		if (seen->frames[i].code == ttm_chain.shim)
			return false;
		if (frame != wanted) {
			if (!frame || ttm_chain_outer(frame) != wanted)
				return false;
			meet_shim(ttm_chain_code(frame));
			frame = wanted;
		}
		if (ttm_chain_code(frame) != seen->frames[i].code ||
			ttm_chain_at(frame) != seen->frames[i].at)
			return false;
		frame = ttm_chain_outer(frame);
	}
	return true;
}

void ttm_chain_learn(const struct ttm_python *py, const struct ttm_chain_seen *seen)
{
	if (learning.is_over || seen->count < 2)
		return;
	if (!ttm_chain.usable)
		learn(py, seen);
	else if (!has_all(ttm_chain_innermost(py->thread_running()), seen))
		give_up();
}
