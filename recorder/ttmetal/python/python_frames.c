/*
 * Reads Python's frames and caches what it read: the key of a frame is its code object and the
 * place of the call in it; everything else about it is read once.
 *
 * Must not know: TT-Metal, hooks, when it may be called.
 *
 * Code objects are destroyed, and others are made at the same address. Holding them would change
 * when the host's objects are destroyed; comparing their contents would be slow and could be wrong.
 * So each cached one has a weak reference: it keeps nothing alive, and it is empty as soon as its
 * object is destroyed, before the memory can be used again.
 *
 * The GIL is the lock of everything here. Calls into Python may run its collector, and with that
 * finalizers, other threads and this code again; so no such call is made between a search in a
 * table and the last use of what was found, or while an entry is filled.
 */
#include <string.h>
#include "l1trace.h"
#include "pointer_map.h"
#include "preload.h"
#include "python_frames.h"
#include "python_operations.h"

enum {
	FRAMES_MAX = 6,         /* the user's frames in a call site */
	DEPTH_MAX = 64,         /* frames that are read */
	PLACES = 8192, SITES = 4096,
	NEAR = 4,               /* entries where a key may be */
	PACKAGES_MAX = 4, FOLDER_MAX = 512,
};

enum kind { USER, PACKAGE, HIDDEN };

struct place {                  /* a place in a code object */
	py_object *code, *weak;
	int32_t at;
	uint32_t file, line, function;
	uint8_t kind;
	bool has_self;          /* its first argument is named self */
};

struct site {
	uint32_t id, words;
	uint32_t word[(FRAMES_MAX + 1) * 3];
};

static struct place places[PLACES];
static struct site sites[SITES];

static char packages[PACKAGES_MAX][FOLDER_MAX];
static _Atomic unsigned package_count;

void ttm_frames_package(const char *folder, size_t length)
{
	unsigned n = atomic_load(&package_count);

	for (unsigned i = 0; i < n; i++)
		if (!strncmp(packages[i], folder, length) && !packages[i][length])
			return;
	if (n == PACKAGES_MAX || length >= FOLDER_MAX)
		return;
	memcpy(packages[n], folder, length);
	atomic_store(&package_count, n + 1);
}

void ttm_frames_forget(void)
{
	memset(places, 0, sizeof(places));
	ttm_operations_forget();
}

/* ---- places ---- */

static enum kind kind_of(const char *file)
{
	unsigned n = atomic_load(&package_count);

	if (!strncmp(file, "<frozen ", 8))      /* the import system */
		return HIDDEN;
	for (unsigned i = 0; i < n; i++)
		if (!strncmp(file, packages[i], strlen(packages[i])))
			return PACKAGE;
	return USER;
}

static bool first_is_self(const struct ttm_python *py, py_object *code)
{
	py_object *names = py->attribute(code, "co_varnames");
	py_object *first = names ? py->item(names, 0) : NULL;
	ptrdiff_t length;
	const char *text = ttm_python_text(py, first, &length);
	bool is = text && !strcmp(text, "self");

	if (first)
		py->drop(first);
	if (names)
		py->drop(names);
	return is;
}

static uint32_t string_attribute(const struct ttm_python *py, py_object *object, const char *name,
	enum kind *kind)
{
	py_object *string = py->attribute(object, name);
	ptrdiff_t length = 0;
	const char *text = ttm_python_text(py, string, &length);
	uint32_t id = text ? l1trace_string(text, (size_t)length) : 0;

	if (kind)
		*kind = text ? kind_of(text) : USER;
	if (string)
		py->drop(string);
	return id;
}

static struct place *find_place(const struct ttm_python *py, const py_object *code, int at)
{
	size_t h = ttm_python_hash(code, (uint32_t)at);

	for (size_t i = 0; i < NEAR; i++) {
		struct place *p = &places[(h + i) % PLACES];

		if (p->code == code && p->at == at && ttm_python_target(py, p->weak) == code)
			return p;
	}
	return NULL;
}

/* Takes over p->weak. Replaces a dead entry if there is one, else the nearest. */
static void keep_place(const struct ttm_python *py, const struct place *p)
{
	size_t h = ttm_python_hash(p->code, (uint32_t)p->at);
	struct place *out = &places[h % PLACES];
	py_object *old;

	for (size_t i = 0; i < NEAR; i++) {
		struct place *q = &places[(h + i) % PLACES];

		if (!q->code || ttm_python_target(py, q->weak) != q->code) {
			out = q;
			break;
		}
	}
	old = out->weak;
	*out = *p;
	if (old)
		py->drop(old);
}

static struct place place_of(const struct ttm_python *py, py_object *frame)
{
	py_object *code = py->frame_code(frame);        /* the frame still holds it later */
	int at = py->frame_instruction ? py->frame_instruction(frame) : py->frame_line(frame);
	const struct place *found = find_place(py, code, at);
	struct place p;
	enum kind kind;

	if (likely(found)) {
		p = *found;
		py->drop(code);
		return p;
	}
	p = (struct place){.code = code, .at = at, .line = (uint32_t)py->frame_line(frame)};
	p.file = string_attribute(py, code, "co_filename", &kind);
	p.function = string_attribute(py, code, "co_name", NULL);
	p.kind = (uint8_t)kind;
	p.has_self = kind == PACKAGE && first_is_self(py, code);
	p.weak = py->weak(code, NULL);
	if (!p.weak)
		py->forget_error();
	else if (p.file && p.function)
		keep_place(py, &p);
	else
		py->drop(p.weak);
	py->drop(code);
	return p;
}

/* ---- a whole call site ---- */

static uint32_t site_of(const uint32_t *words, size_t n)
{
	uint64_t h = n;
	struct site *s;

	for (size_t i = 0; i < n; i++)          /* no term depends on the one before */
		h += words[i] * (0x9e3779b97f4a7c15u + i * 0xc2b2ae3d27d4eb4eu);
	s = &sites[h >> 40 & (SITES - 1)];
	if (unlikely(s->words != n || memcmp(s->word, words, n * sizeof(*words)))) {
		s->words = 0;
		s->id = l1trace_preload_callsite(words, n / 3);
		memcpy(s->word, words, n * sizeof(*words));
		if (s->id)
			s->words = (uint32_t)n;
	}
	return s->id;
}

struct ttm_site ttm_frames_read(const struct ttm_python *py)
{
	uint32_t words[(FRAMES_MAX + 1) * 3] = {0};
	struct ttm_site site = {0, 0};
	py_object *frame, *outer;
	size_t n = 3;           /* after the operation's name */

	frame = py->frame();
	if (frame)
		py->hold(frame);
	for (unsigned depth = 0; frame && depth < DEPTH_MAX; depth++) {
		struct place p = place_of(py, frame);

		if (p.kind == USER) {
			words[n++] = p.file;
			words[n++] = p.line;
			words[n++] = p.function;
		} else if (n == 3 && p.has_self) {
			/* with operations within operations, the user called the outermost */
			uint32_t name = ttm_operation_of_frame(py, frame);

			site.operation = name ? name : site.operation;
		}
		outer = n < sizeof(words) / sizeof(*words) ? py->frame_back(frame) : NULL;
		py->drop(frame);
		frame = outer;
	}
	if (frame)
		py->drop(frame);
	words[2] = site.operation;
	if (n > 3 || site.operation)
		site.callsite = site.operation ? site_of(words, n) : site_of(words + 3, n - 3);
	return site;
}
