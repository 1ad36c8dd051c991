/*
 * Walks Python's frames, the innermost first. The key of a call site is what was called and the
 * numbers of its places, so that a site that was met before is found without its words.
 *
 * Must not know: TT-Metal, hooks, when it may be called.
 *
 * The outer frames of one that lives stay the same, but that a frame is the one of the last walk
 * cannot be known: another call of the same function, from elsewhere, has its frame at the same
 * address. So all are walked each time.
 */
#include <assert.h>
#include <string.h>
#include "l1trace.h"
#include "pointer_map.h"
#include "preload.h"
#include "python_chain.h"
#include "python_frames.h"
#include "python_manners.h"
#include "python_modules.h"
#include "python_operations.h"
#include "python_places.h"
#include "python_self.h"
#include "python_stack.h"

enum {
	DEPTH_MAX = TTM_FRAMES_MAX + 64,        /* frames that are read, those of others included */
	SITES = 4096,
	BY_LINE = 1 << 30,                      /* a place that has no number but its line */
};

static_assert((int)DEPTH_MAX <= (int)TTM_MODULE_FRAMES_MAX, "what is read has room");

struct site {
	uint32_t id, length;
	uint32_t key[TTM_FRAMES_MAX + 1];       /* the operation, and the serial of each place */
};

struct walk {
	unsigned frames;                        /* of the user, so far */
	uint32_t operation;
	const struct ttm_place *places[TTM_FRAMES_MAX];
	struct {                                /* the innermost frame of all */
		py_object *code;
		int32_t at;
		uint8_t kind;
		struct ttm_instruction instruction;
	} innermost;
	/*
	 * Of all of the user's frames, the innermost last. Of a stack that is deeper than what is read it is
	 * not wanted: without its outermost frames none can be told from those of another call.
	 */
	bool wants_modules;
	bool only_ours;                         /* the innermost frame had no object before this walk */
	unsigned module_frames;
	struct ttm_module_frame modules[TTM_MODULE_FRAMES_MAX];
};

static struct site sites[SITES];
static unsigned frames_max = TTM_FRAMES_DEFAULT;

void ttm_frames_keep(unsigned frames)
{
	frames_max = frames < TTM_FRAMES_MAX ? frames : TTM_FRAMES_MAX;
}

void ttm_frames_package(const char *folder, size_t length)
{
	ttm_places_package(folder, length);
}

void ttm_frames_forget(void)
{
	ttm_places_forget();
	ttm_operations_forget();
	ttm_self_forget();
	ttm_chain_forget();
	ttm_modules_forget();
	ttm_manners_forget();
}

/* ---- a whole call site ---- */

static uint32_t define_site(const struct walk *w)
{
	uint32_t words[(TTM_FRAMES_MAX + 1) * 3] = {0}, *word = words;

	if (w->operation) {
		word[2] = w->operation;
		word += 3;
	}
	for (unsigned i = 0; i < w->frames; i++) {
		*word++ = w->places[i]->file;
		*word++ = w->places[i]->line;
		*word++ = w->places[i]->function;
	}
	return l1trace_preload_callsite(words, (size_t)(word - words) / 3);
}

static uint32_t site_of(const struct walk *w)
{
	uint32_t key[TTM_FRAMES_MAX + 1], length = w->frames + 1;
	uint64_t h = w->operation;
	struct site *s;

	if (!w->frames && !w->operation)
		return 0;
	key[0] = w->operation;
	for (unsigned i = 0; i < w->frames; i++) {      /* no term depends on the one before */
		key[i + 1] = w->places[i]->serial;
		h += key[i + 1] * (0x9e3779b97f4a7c15u + i * 0xc2b2ae3d27d4eb4eu);
	}
	s = &sites[h >> 40 & (SITES - 1)];
	if (unlikely(s->length != length || memcmp(s->key, key, length * sizeof(*key)))) {
		s->length = 0;
		s->id = define_site(w);
		memcpy(s->key, key, length * sizeof(*key));
		if (s->id)
			s->length = length;
	}
	return s->id;
}

/* ---- a walk ---- */

static struct ttm_place place_of(const struct ttm_python *py, py_object *frame)
{
	py_object *code = py->frame_code(frame);        /* the frame still holds it later */
	int at = ttm_chain_object_at(py, frame);
	const struct ttm_place *found;
	struct ttm_place p;

	if (at < 0)
		at = BY_LINE | py->frame_line(frame);
	found = ttm_place_find(py, code, at);
	if (likely(found)) {
		p = *found;
	} else {
		p = ttm_place_read(py, frame, code, at);
		if (!p.serial)          /* they begin again */
			memset(sites, 0, sizeof(sites));
	}
	py->drop(code);
	return p;
}

static void begin(struct walk *w)
{
	w->frames = w->module_frames = 0;
	w->operation = 0;
	w->only_ours = false;
	w->innermost.code = NULL;
	w->wants_modules = ttm_modules_on;
}

static void see_innermost(struct walk *w, const struct ttm_place *p)
{
	w->innermost.code = p->code;
	w->innermost.at = p->at;
	w->innermost.kind = p->kind;
	w->innermost.instruction = p->instruction;
}

static bool is_whole(const struct walk *w)
{
	return w->frames && w->frames >= frames_max && !w->wants_modules;
}

/* The object that a frame had before this walk. */
struct made {
	const void *frame, *object;
};

static void add_module_frame(struct walk *w, const void *frame, const struct ttm_place *p,
	py_object *self, struct made made)
{
	w->modules[TTM_MODULE_FRAMES_MAX - ++w->module_frames] = (struct ttm_module_frame){
		.frame = frame, .code = p->code, .line = p->line,
		.at = p->at & BY_LINE ? -1 : p->at, .resumes = p->resumes,
		.knows_object = ttm_chain.has_object && made.frame == frame, .object = made.object,
		.self = self};
}

/* Of a frame in the chain, borrowed; NULL: not known. */
static py_object *self_in_chain(const struct ttm_python *py, const void *frame)
{
	const py_object *self = ttm_chain.has_self ? ttm_chain_self(frame) : NULL;

	return !self || (uintptr_t)self % sizeof(void *) ? NULL : ttm_out_of_cell(py, (py_object *)self);
}

/* Of the frame that Python makes an object for next: this one, or that outside of it if it is a shim. */
static struct made made_of(const void *frame)
{
	if (frame && ttm_chain_code(frame) == ttm_chain.shim)
		frame = ttm_chain_outer(frame);
	return (struct made){frame, frame ? ttm_chain_object(frame) : NULL};
}

/* `copies` has room for as many places as a walk has. */
static void walk_objects(const struct ttm_python *py, struct walk *w, struct ttm_place *copies)
{
	struct ttm_chain_seen seen = {.count = 0};
	struct made made = made_of(ttm_chain.has_object ? ttm_chain_innermost(py->thread_running()) : NULL);
	py_object *frame = py->frame(), *outer;

	w->only_ours = made.frame && !made.object;
	if (frame)
		py->hold(frame);
	for (unsigned depth = 0; frame && depth < DEPTH_MAX; depth++) {
		struct ttm_place p = place_of(py, frame);

		if (!depth)
			see_innermost(w, &p);
		ttm_chain_see(py, &seen, frame, p.code);
		if (p.kind == TTM_PLACE_USER) {
			if (w->frames < frames_max) {
				copies[w->frames] = p;
				w->places[w->frames] = &copies[w->frames];
				w->frames++;
			} else if (!w->wants_modules) {
				break;
			}
			if (w->wants_modules) {
				py_object *self = p.is_module ? ttm_self_of_frame(py, frame) : NULL;

				ttm_chain_see_self(&seen, self);
				add_module_frame(w, ttm_chain_of_object(py, frame), &p, self, made);
			}
		} else if (!w->frames && p.has_self) {
			/* with operations within operations, the user called the outermost */
			const py_object *self = NULL;
			uint32_t name = ttm_operation_of_frame(py, frame, &self);

			w->operation = name ? name : w->operation;
			ttm_chain_see_self(&seen, self);
		}
		if (ttm_chain.has_object)
			made = made_of(ttm_chain_outer(ttm_chain_of_object(py, frame)));
		outer = is_whole(w) ? NULL : py->frame_back(frame);
		py->drop(frame);
		frame = outer;
	}
	if (frame) {
		w->wants_modules = false;
		py->drop(frame);
	}
	ttm_chain_learn(py, &seen);
	ttm_stack_learn(py, &seen);
}

/* 3.11 tells nothing of a frame's variables. */
static bool reads_self(const struct ttm_python *py)
{
	return py->frame_variable || ttm_chain.is_objects;
}

/* The same without objects; false: something was met that was not read before. */
static bool walk_chain(const struct ttm_python *py, struct walk *w)
{
	const void *frame = ttm_chain_innermost(py->thread_running());
	unsigned depth = 0, shims = 0;

	w->only_ours = ttm_chain.has_object && frame && !ttm_chain_object(frame);
	while (frame && depth < DEPTH_MAX && shims < DEPTH_MAX) {
		const py_object *code = ttm_chain_code(frame);
		const struct ttm_place *p;
		uint32_t name = 0;

		if (!code)
			return false;
		if (code == ttm_chain.shim) {
			frame = ttm_chain_outer(frame);
			shims++;
			continue;
		}
		p = ttm_place_find(py, code, ttm_chain_at(frame));
		if (!p)
			return false;
		if (!depth)
			see_innermost(w, p);
		if (p->kind == TTM_PLACE_USER) {
			if (w->frames < frames_max)
				w->places[w->frames++] = p;
			if (w->wants_modules)
				add_module_frame(w, frame, p, p->is_module ? self_in_chain(py, frame) : NULL,
					(struct made){frame, ttm_chain_object(frame)});
			else if (w->frames == frames_max)
				break;
		} else if (!w->frames && p->has_self && reads_self(py)) {
			if (!ttm_chain.has_self ||
				!ttm_operation_known(py, ttm_chain_self(frame), &name))
				return false;
			w->operation = name ? name : w->operation;
		}
		frame = ttm_chain_outer(frame);
		depth++;
	}
	if (frame)
		w->wants_modules = false;
	return shims < DEPTH_MAX;
}

static void drop_modules(const struct ttm_python *py, const struct walk *w)
{
	for (unsigned i = 0; i < w->module_frames; i++)
		if (w->modules[TTM_MODULE_FRAMES_MAX - 1 - i].self)
			py->drop(w->modules[TTM_MODULE_FRAMES_MAX - 1 - i].self);
}

static struct ttm_site read(const struct ttm_python *py, struct walk *w)
{
	struct ttm_place copies[TTM_FRAMES_MAX];
	bool of_chain;

	begin(w);
	of_chain = ttm_chain.usable && (ttm_chain.has_self || !w->wants_modules) && walk_chain(py, w);
	if (!of_chain) {
		begin(w);
		walk_objects(py, w, copies);
	}
	if (w->wants_modules)
		ttm_modules_at(py, w->modules + TTM_MODULE_FRAMES_MAX - w->module_frames,
			w->module_frames, w->only_ours);
	if (!of_chain)
		drop_modules(py, w);
	return (struct ttm_site){.callsite = site_of(w), .operation = w->operation};
}

struct ttm_site ttm_frames_read(const struct ttm_python *py)
{
	struct walk w;

	return read(py, &w);
}

/* The frame that is read still holds its code. */
static uint8_t manner_of(const struct ttm_python *py, const struct walk *w)
{
	struct ttm_instruction i = w->innermost.instruction;

	if (!w->innermost.code || w->innermost.kind == TTM_PLACE_HIDDEN)
		return L1TRACE_BY_UNKNOWN;
	if (w->innermost.kind == TTM_PLACE_PACKAGE)
		i = (struct ttm_instruction){.frees = TTM_FREES_CALLED};
	else if (unlikely(i.frees == TTM_FREES_UNREAD))
		i = w->innermost.at & BY_LINE
			? (struct ttm_instruction){.frees = TTM_FREES_UNKNOWN}
			: ttm_place_instruction(py, w->innermost.code, w->innermost.at);
	return ttm_manner(py, &i);
}

struct ttm_site ttm_frames_read_end(const struct ttm_python *py, uint8_t *manner)
{
	struct ttm_site site;
	struct walk w;

	site = read(py, &w);
	*manner = manner_of(py, &w);
	return site;
}
