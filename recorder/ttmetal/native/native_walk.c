/*
 * One step is a rule (native_cfi.h), kept for each instruction, and two or three words of the stack.
 *
 * Must not know: TT-Metal, Python, what frames are recorded for.
 */
#include <assert.h>
#include <stddef.h>
#include <string.h>
#include <sys/ucontext.h>
#include "modules.h"
#include "native_cache.h"
#include "native_walk.h"
#include "pointer_map.h"

enum { WORD = sizeof(uintptr_t), PAGE = 4096, WINDOWS = 16, WINDOW_BYTES = 2 * PAGE };

/*
 * Copying two pages costs hardly more than copying a word, but a thread's stack may have no room for
 * them. One that is lost, since a signal handler jumped out of a walk, stays in use.
 */
struct ttm_window {
	atomic_bool used;
	uint8_t bytes[WINDOW_BYTES];
};

static struct ttm_window windows[WINDOWS];

static struct ttm_cache rules;

/* ---- the stack ---- */

static struct ttm_window *take_window(void)
{
	for (unsigned i = 0; i < WINDOWS; i++)
		if (!atomic_load_explicit(&windows[i].used, memory_order_relaxed) &&
			!atomic_exchange_explicit(&windows[i].used, true, memory_order_acquire))
			return &windows[i];
	return NULL;
}

void ttm_walk_end(struct ttm_walk *w)
{
	if (w->large)
		atomic_store_explicit(&w->large->used, false, memory_order_release);
	w->large = NULL;
}

static uint8_t *copy_of(struct ttm_walk *w)
{
	return w->large ? w->large->bytes : w->small;
}

static bool copy_from(struct ttm_walk *w, uintptr_t address, size_t bytes)
{
	if (ttm_peek((const void *)address, copy_of(w), bytes))
		return false;
	w->window = address;
	w->window_end = address + bytes;
	return true;
}

static bool read_word(struct ttm_walk *w, uintptr_t address, uintptr_t *out)
{
	size_t room = w->large ? WINDOW_BYTES : TTM_WINDOW_SMALL, to_page = PAGE - address % PAGE;

	if (address % WORD)
		return false;
	if (address < w->window || address >= w->window_end) {
		w->window = w->window_end = 0;
		if (!copy_from(w, address, room) && (to_page >= room || !copy_from(w, address, to_page)))
			return false;
	}
	memcpy(out, copy_of(w) + (address - w->window), WORD);
	return true;
}

/* ---- rules ---- */

/* Of the frame's instruction; that of a call is the byte before the one to which it returns. */
uint64_t ttm_walk_offset(const struct ttm_walk *w)
{
	return w->pc - !w->interrupted - w->module->bias;
}

static struct ttm_rule rule_here(const struct ttm_walk *w)
{
	uint64_t key = (uint64_t)w->module->number << 48 ^ ttm_walk_offset(w), kept, packed;
	struct ttm_rule rule;

	static_assert(sizeof(rule) == sizeof(packed), "a rule is kept as a number");
	kept = ttm_cache_get(&rules, key);
	if (likely(kept)) {
		memcpy(&rule, &kept, sizeof(rule));
		return rule;
	}
	rule = ttm_cfi_rule(&w->module->cfi, w->pc - !w->interrupted);
	memcpy(&packed, &rule, sizeof(rule));
	ttm_cache_put(&rules, key, packed);
	return rule;
}

/* ---- steps ---- */

static void enter(struct ttm_walk *w, uintptr_t pc)
{
	w->pc = pc;
	w->module = pc ? ttm_native_module_at(pc - !w->interrupted) : NULL;
}

void ttm_walk_begin(struct ttm_walk *w, const void *frame)
{
	const uintptr_t *words = frame;

	w->large = take_window();
	w->window = w->window_end = 0;
	w->interrupted = false;
	w->base = words[0];
	w->stack = (uintptr_t)(words + 2);
	enter(w, words[1]);
}

/* The registers that the signal interrupted. They may be those of another stack. */
static bool leave_handler(struct ttm_walk *w)
{
#if defined(__x86_64__)
	uintptr_t registers = w->stack + offsetof(ucontext_t, uc_mcontext.gregs), pc, stack, base;

	if (!read_word(w, registers + REG_RIP * WORD, &pc) ||
		!read_word(w, registers + REG_RSP * WORD, &stack) ||
		!read_word(w, registers + REG_RBP * WORD, &base) || stack % WORD)
		return false;
	w->stack = stack;
	w->base = base;
	w->interrupted = true;
	enter(w, pc);
	return true;
#else
	(void)w;
	return false;
#endif
}

/* Where the caller's stack is. */
static bool outer_stack(struct ttm_walk *w, const struct ttm_rule *rule, uintptr_t *out)
{
	uintptr_t offset = (uintptr_t)(intptr_t)rule->cfa;

	switch (rule->kind) {
	case TTM_RULE_STACK: *out = w->stack + offset; break;
	case TTM_RULE_BASE: *out = w->base + offset; break;
	case TTM_RULE_BASE_POINTS: return read_word(w, w->base + offset, out);
	default: return false;
	}
	return true;
}

bool ttm_walk_next(struct ttm_walk *w)
{
	struct ttm_rule rule = {.kind = TTM_RULE_NONE};
	uintptr_t stack, back, base = w->base;

	if (w->module)
		rule = rule_here(w);
	if (rule.kind == TTM_RULE_SIGNAL)
		return leave_handler(w);
	if (!outer_stack(w, &rule, &stack) || stack <= w->stack || stack % WORD)
		return false;
	if (rule.rbp == TTM_RBP_AT_RBP) {
		if (!read_word(w, w->base, &base))
			return false;
	} else if (rule.rbp != TTM_RBP_KEPT && !read_word(w, stack + (uintptr_t)(intptr_t)rule.rbp, &base)) {
		return false;
	}
	if (!read_word(w, stack - WORD, &back))
		return false;
	w->stack = stack;
	w->base = base;
	w->interrupted = false;
	enter(w, back);
	return w->module != NULL;
}
