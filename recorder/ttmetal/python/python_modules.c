/*
 * Which calls of modules go on, which have ended and which have begun: see python_modules.h.
 *
 * Must not know: TT-Metal, hooks, how frames are read.
 */
#include <fnmatch.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
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
			if (!fnmatch(pattern, function, 0))
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

/*
 * Whether this is another call than the one of the pass, from the same place. If frames do not tell: the
 * operation is again where the call's first one was.
 */
static bool begins_again(const struct pass *p, const struct ttm_module_frame *now,
	const py_object *inner, bool only_ours)
{
	if (now->knows_object && p->was_read_through_objects && (only_ours || !now->object))
		return !now->object;
	if (now->knows_object && p->object && (p->is_telling || now->object != p->object))
		return now->object != p->object;
	return p->moved && stands_at(now, &p->first) && inner && inner == p->first_inner;
}

/* ---- an operation ---- */

/* The frames that are calls of modules; one that its own other method called is no other. */
static size_t module_frames(const struct ttm_module_frame *frames, size_t count, uint8_t *at)
{
	const py_object *outer = NULL;
	size_t found = 0;

	for (size_t i = 0; i < count && found < PASSES_MAX; i++)
		if (frames[i].self && frames[i].self != outer) {
			at[found++] = (uint8_t)i;
			outer = frames[i].self;
		}
	return found;
}

/* Whether any of the modules, from one on, has no object of its frame yet. */
static bool lacks_object(const struct ttm_module_frame *frames, const uint8_t *at, size_t from,
	size_t modules)
{
	for (size_t i = from; i < modules; i++)
		if (frames[at[i]].knows_object && !ttm_chain_object(frames[at[i]].frame))
			return true;
	return false;
}

void ttm_modules_at(const struct ttm_python *py, const struct ttm_module_frame *frames, size_t count,
	bool only_ours)
{
	struct thread *t = this_thread();
	uint8_t at[PASSES_MAX];
	size_t modules, same, left = 0;

	if (!t)
		return;
	if (count > TTM_MODULE_FRAMES_MAX)
		count = TTM_MODULE_FRAMES_MAX;
	modules = module_frames(frames, count, at);
	same = frames_left(t, frames, count);
	for (; left < modules && left < t->pass_count && (at[left] < same || frames[at[left]].resumes); left++) {
		const struct ttm_module_frame *f = &frames[at[left]];
		const struct pass *p = &t->passes[left];

		if (p->frame != f->frame || p->code != f->code || p->self != f->self ||
			ttm_module_is_gone(py, f->self) ||
			begins_again(p, f, left + 1 < modules ? frames[at[left + 1]].self : NULL, only_ours))
			break;
	}
	end_passes(t, left);
	if (left < modules && lacks_object(frames, at, left, modules))
		ttm_chain_make_objects(py, frames[at[left]].frame);
	for (size_t i = left; i < modules; i++) {
		const struct ttm_module_frame *f = &frames[at[i]];
		uint32_t name = ttm_module_name(py, f->self, i ? frames[at[i - 1]].self : NULL,
			i ? t->passes[i - 1].name : 0);

		if (!name)
			break;
		t->passes[t->pass_count++] = (struct pass){.frame = f->frame, .code = f->code,
			.self = f->self, .name = name, .first = *f,
			.object = f->knows_object ? ttm_chain_object(f->frame) : NULL,
			.is_telling = f->knows_object && !f->object,
			.was_read_through_objects = !f->knows_object,
			.first_inner = i + 1 < modules ? frames[at[i + 1]].self : NULL};
		l1trace_preload_mark(true, name);
	}
	for (size_t i = 0; i < t->pass_count; i++) {
		const py_object *inner = i + 1 < modules ? frames[at[i + 1]].self : NULL;
		struct pass *p = &t->passes[i];

		p->moved |= !stands_at(&frames[at[i]], &p->first) || inner != p->first_inner;
		if (p->was_read_through_objects && frames[at[i]].knows_object && only_ours) {
			p->object = ttm_chain_object(frames[at[i]].frame);
			p->is_telling = true;
			p->was_read_through_objects = false;
		}
	}
	memcpy(t->frames, frames, count * sizeof(*frames));
	t->frame_count = count;
}
