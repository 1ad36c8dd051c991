/*
 * What is known of a place in a code object is read once. Code objects are destroyed, and others
 * are made at the same address. Holding them would change when the host's objects are destroyed;
 * comparing their contents would be slow and could be wrong. So each cached one has a weak
 * reference: it keeps nothing alive, and it is empty as soon as its object is destroyed, before the
 * memory can be used again.
 *
 * Must not know: TT-Metal, hooks, when it may be called.
 */
#include <string.h>
#include "l1trace.h"
#include "pointer_map.h"
#include "python_names.h"
#include "python_places.h"

enum {
	PLACES = 8192,
	NEAR = 4,               /* entries where a key may be */
	GENERATOR = 0x20, COROUTINE = 0x80, ASYNC_GENERATOR = 0x200,    /* of a code object's flags */
	PACKAGES_MAX = 4, FOLDER_MAX = 512,
};

static struct ttm_place places[PLACES];
static uint32_t last_serial;

static char packages[PACKAGES_MAX][FOLDER_MAX];
static _Atomic unsigned package_count;

void ttm_places_package(const char *folder, size_t length)
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

void ttm_places_forget(void)
{
	memset(places, 0, sizeof(places));
}

static enum ttm_place_kind kind_of(const char *file)
{
	unsigned n = atomic_load(&package_count);

	if (!strncmp(file, "<frozen ", 8))      /* the import system */
		return TTM_PLACE_HIDDEN;
	for (unsigned i = 0; i < n; i++)
		if (!strncmp(file, packages[i], strlen(packages[i])))
			return TTM_PLACE_PACKAGE;
	return TTM_PLACE_USER;
}

/* The file's name, and whose file it is. */
static void read_file(const struct ttm_python *py, py_object *code, struct ttm_place *p)
{
	py_object *string = py->attribute(code, "co_filename");
	ptrdiff_t length = 0;
	const char *text = ttm_python_text(py, string, &length);

	p->file = text ? l1trace_string(text, (size_t)length) : 0;
	p->kind = (uint8_t)(text ? kind_of(text) : TTM_PLACE_USER);
	if (string)
		py->drop(string);
}

const struct ttm_place *ttm_place_find(const struct ttm_python *py, const py_object *code, int at)
{
	size_t h = ttm_python_hash(code, (uint32_t)at);

	for (size_t i = 0; i < NEAR; i++) {
		const struct ttm_place *p = &places[(h + i) % PLACES];

		if (p->code == code && p->at == at && ttm_python_target(py, p->weak) == code)
			return p;
	}
	return NULL;
}

/* Takes over p->weak. Replaces a dead entry if there is one, else the nearest. */
static void keep_place(const struct ttm_python *py, const struct ttm_place *p)
{
	size_t h = ttm_python_hash(p->code, (uint32_t)p->at);
	struct ttm_place *out = &places[h % PLACES];
	py_object *old;

	for (size_t i = 0; i < NEAR; i++) {
		struct ttm_place *q = &places[(h + i) % PLACES];

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

struct ttm_instruction ttm_place_instruction(const struct ttm_python *py, py_object *code, int at)
{
	struct ttm_instruction i = ttm_instruction_read(py, code, at);
	const struct ttm_place *p = ttm_place_find(py, code, at);

	if (p)
		places[p - places].instruction = i;
	return i;
}

static bool has_flags(const struct ttm_python *py, py_object *code, long flags)
{
	py_object *number = py->attribute(code, "co_flags");
	bool has = number && py->number(number) & flags;

	if (number)
		py->drop(number);
	else
		py->forget_error();
	return has;
}

struct ttm_place ttm_place_read(const struct ttm_python *py, py_object *frame, py_object *code,
	int at)
{
	struct ttm_place p = {.code = code, .at = at, .line = (uint32_t)py->frame_line(frame)};

	read_file(py, code, &p);
	p.function = ttm_function_name(py, frame, code, &p.is_module);
	p.is_module = p.is_module && p.kind == TTM_PLACE_USER;
	p.resumes = p.is_module && has_flags(py, code, GENERATOR | COROUTINE | ASYNC_GENERATOR);
	p.has_self = p.kind == TTM_PLACE_PACKAGE
		&& ttm_first_argument(py, code) == TTM_FIRST_SELF;
	p.weak = py->weak(code, NULL);
	p.serial = ++last_serial;
	if (!p.weak)
		py->forget_error();
	else if (p.file && p.function)
		keep_place(py, &p);
	else
		py->drop(p.weak);
	return p;
}
