/*
 * Which calls of modules go on, which have ended and which have begun: see python_modules.h.
 *
 * Must not know: TT-Metal, hooks, how frames are walked.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "function_pattern.h"
#include "l1trace.h"
#include "pointer_map.h"
#include "preload.h"
#include "python_chain.h"
#include "python_module_names.h"
#include "python_modules.h"

enum { PASSES_MAX = 32, PATTERNS_BYTES = 1024, FUNCTION_BYTES = 256 };

static const char default_patterns[] = "*.forward:*.__call__";

struct pass {                   /* a call of a module that has not ended */
	const void *frame, *code;
	const py_object *self;
	uint32_t name;
	struct ttm_module_frame first;  /* as it was at its first operation */
	const py_object *first_inner;   /* the module in which that was; NULL: none */
	bool moved;                     /* it had one elsewhere since */
	const void *object;             /* of its frame; NULL: not known */
	bool is_telling;                /* that was made for the pass: another call does not have it */
	bool was_read_through_objects;  /* before it was known where frames have them */
};

struct thread {
	struct ttm_module_frame frames[TTM_MODULE_FRAMES_MAX];  /* of the last operation */
	size_t frame_count;
	struct pass passes[PASSES_MAX];
	size_t pass_count;
};

bool ttm_modules_on;

static char patterns[PATTERNS_BYTES];
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool has_key;

void ttm_modules_choose(const char *wanted)
{
	if (!wanted)
		wanted = default_patterns;
	if (strlen(wanted) < sizeof(patterns) && strcmp(wanted, "0"))
		strcpy(patterns, wanted);
	ttm_modules_on = *patterns;
}

bool ttm_modules_wants(const char *function)
{
	char pattern[FUNCTION_BYTES];

	for (const char *p = patterns; *p;) {
		size_t length = strcspn(p, ":");

		if (length && length < sizeof(pattern)) {
			memcpy(pattern, p, length);
			pattern[length] = 0;
			if (ttm_function_fits(pattern, function))
				return true;
		}
		p += length + (p[length] != 0);
	}
	return false;
}

void ttm_modules_forget(void)
{
	ttm_module_names_forget();
}

/* ---- what a thread was in ---- */

static void make_key(void)
{
	has_key = !pthread_key_create(&key, free);
}

/* NULL: out of memory. */
static struct thread *this_thread(void)
{
	struct thread *t;

	pthread_once(&once, make_key);
	if (!has_key)
		return NULL;
	t = pthread_getspecific(key);
	if (unlikely(!t)) {
		t = calloc(1, sizeof(*t));
		if (t && pthread_setspecific(key, t)) {
			free(t);
			t = NULL;
		}
	}
	return t;
}

static void end_passes(struct thread *t, size_t left)
{
	while (t->pass_count > left)
		l1trace_preload_mark(false, t->passes[--t->pass_count].name);
}

static bool stands_at(const struct ttm_module_frame *a, const struct ttm_module_frame *b)
{
	return a->line == b->line && (a->at == b->at || a->at < 0 || b->at < 0);
}

/*
 * How many of the frames are those of the last operation: the outer ones that stand where they stood,
 * and the next, if it runs the same code in the same place: it may have gone on.
 */
static size_t frames_left(const struct thread *t, const struct ttm_module_frame *frames, size_t count)
{
	size_t i = 0;

	while (i < count && i < t->frame_count && frames[i].frame == t->frames[i].frame &&
		frames[i].code == t->frames[i].code) {
		if (!stands_at(&frames[i], &t->frames[i]))
			return i + 1;
		i++;
	}
	return i;
}

struct operation {
	const struct ttm_module_frame *frames;
	uint8_t at[PASSES_MAX]; /* those of modules */
	size_t modules;
	bool only_ours;
};

static const py_object *self_within(const struct operation *o, size_t i)
{
	return i + 1 < o->modules ? o->frames[o->at[i + 1]].self : NULL;
}

/*
 * Whether the operation is again where the call's first one was. Of a call that did all in one inner module
 * that tells as much as it does of that.
 */
static bool is_at_first(const struct thread *t, const struct operation *o, size_t i)
{
	for (; i < o->modules && i < t->pass_count; i++) {
		const struct pass *p = &t->passes[i];
		const struct ttm_module_frame *now = &o->frames[o->at[i]];

		if (p->self != now->self || !stands_at(now, &p->first) || !self_within(o, i) ||
			self_within(o, i) != p->first_inner)
			return false;
		if (p->moved)
			return true;
	}
	return false;
}

/* Whether this is another call than the one of the pass, from the same place. */
static bool begins_again(const struct thread *t, const struct operation *o, size_t i)
{
	const struct pass *p = &t->passes[i];
	const struct ttm_module_frame *now = &o->frames[o->at[i]];

	if (now->knows_object && p->was_read_through_objects && (o->only_ours || !now->object))
		return !now->object;
	if (now->knows_object && p->object && (p->is_telling || now->object != p->object))
		return now->object != p->object;
	return is_at_first(t, o, i);
}

/* ---- an operation ---- */

/* The frames that are calls of modules; one that its own other method called is no other. */
static void find_modules(struct operation *o, size_t count)
{
	const py_object *outer = NULL;

	for (size_t i = 0; i < count && o->modules < PASSES_MAX; i++)
		if (o->frames[i].self && o->frames[i].self != outer) {
			o->at[o->modules++] = (uint8_t)i;
			outer = o->frames[i].self;
		}
}

/* Whether any of the modules, from one on, has no object of its frame yet. */
static bool lacks_object(const struct operation *o, size_t from)
{
	for (size_t i = from; i < o->modules; i++)
		if (o->frames[o->at[i]].knows_object && !ttm_chain_object(o->frames[o->at[i]].frame))
			return true;
	return false;
}

/* How many of the passes go on. */
static size_t passes_left(const struct ttm_python *py, const struct thread *t, const struct operation *o,
	size_t count)
{
	size_t same = frames_left(t, o->frames, count), left = 0;

	for (; left < o->modules && left < t->pass_count; left++) {
		const struct ttm_module_frame *f = &o->frames[o->at[left]];
		const struct pass *p = &t->passes[left];

		if ((o->at[left] >= same && !f->resumes) || p->frame != f->frame || p->code != f->code ||
			p->self != f->self || ttm_module_is_gone(py, f->self) ||
			begins_again(t, o, left))
			break;
	}
	return left;
}

static void begin_passes(const struct ttm_python *py, struct thread *t, const struct operation *o)
{
	if (t->pass_count < o->modules && lacks_object(o, t->pass_count))
		ttm_chain_make_objects(py, o->frames[o->at[t->pass_count]].frame);
	for (size_t i = t->pass_count; i < o->modules; i++) {
		const struct ttm_module_frame *f = &o->frames[o->at[i]];
		uint32_t name = ttm_module_name(py, f->self, i ? o->frames[o->at[i - 1]].self : NULL,
			i ? t->passes[i - 1].name : 0);

		if (!name)
			break;
		t->passes[t->pass_count++] = (struct pass){.frame = f->frame, .code = f->code,
			.self = f->self, .name = name, .first = *f, .first_inner = self_within(o, i),
			.object = f->knows_object ? ttm_chain_object(f->frame) : NULL,
			.is_telling = f->knows_object && !f->object,
			.was_read_through_objects = !f->knows_object};
		l1trace_preload_mark(true, name);
	}
}

void ttm_modules_at(const struct ttm_python *py, const struct ttm_module_frame *frames, size_t count,
	bool only_ours)
{
	struct operation o = {.frames = frames, .only_ours = only_ours};
	struct thread *t = this_thread();

	if (!t)
		return;
	if (count > TTM_MODULE_FRAMES_MAX)
		count = TTM_MODULE_FRAMES_MAX;
	find_modules(&o, count);
	end_passes(t, passes_left(py, t, &o, count));
	begin_passes(py, t, &o);
	for (size_t i = 0; i < t->pass_count; i++) {
		const struct ttm_module_frame *f = &frames[o.at[i]];
		struct pass *p = &t->passes[i];

		p->moved |= !stands_at(f, &p->first) || self_within(&o, i) != p->first_inner;
		if (p->was_read_through_objects && f->knows_object && only_ours) {
			p->object = ttm_chain_object(f->frame);
			p->is_telling = true;
			p->was_read_through_objects = false;
		}
	}
	memcpy(t->frames, frames, count * sizeof(*frames));
	t->frame_count = count;
}
