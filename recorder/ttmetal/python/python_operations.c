/*
 * Names of what the user calls. ttnn's decorators make each function an object that knows its name;
 * its method __call__ has the object as `self`.
 *
 * Must not know: TT-Metal, hooks, other frames.
 *
 * Objects are kept by weak references, see python_places.c.
 */
#include <stdatomic.h>
#include <string.h>
#include "l1trace.h"
#include "pointer_map.h"
#include "python_operations.h"
#include "python_self.h"

enum { OPERATIONS = 1024, SPECIAL = 8 };

struct operation {
	py_object *self, *weak;
	uint32_t name;
};

static struct operation operations[OPERATIONS];
static py_object *full_name;

/* Names, by the last part of which it is known what they do. Ids of strings stay. */
static struct { _Atomic uint32_t name; enum ttm_operation_does does; } special[SPECIAL];

void ttm_operations_forget(void)
{
	memset(operations, 0, sizeof(operations));
	full_name = NULL;
}

/* A name that ends so: "ttnn.deallocate". */
static bool ends_with(const char *text, ptrdiff_t length, const char *part)
{
	ptrdiff_t n = (ptrdiff_t)strlen(part);

	return length > n && text[length - n - 1] == '.' && !memcmp(text + length - n, part, (size_t)n);
}

static void note_special(const char *text, ptrdiff_t length, uint32_t name)
{
	enum ttm_operation_does does = ends_with(text, length, "deallocate") ? TTM_DOES_DEALLOCATE
		: ends_with(text, length, "move") || ends_with(text, length, "reallocate")
		? TTM_DOES_MOVE : TTM_DOES_OTHER;

	if (does == TTM_DOES_OTHER || !name || ttm_operation_does(name))
		return;
	for (size_t i = 0; i < SPECIAL; i++)
		if (!atomic_load_explicit(&special[i].name, memory_order_relaxed)) {
			special[i].does = does;
			atomic_store_explicit(&special[i].name, name, memory_order_release);
			return;
		}
}

enum ttm_operation_does ttm_operation_does(uint32_t name)
{
	for (size_t i = 0; name && i < SPECIAL; i++) {
		uint32_t other = atomic_load_explicit(&special[i].name, memory_order_acquire);

		if (!other)
			break;
		if (other == name)
			return special[i].does;
	}
	return TTM_DOES_OTHER;
}

static uint32_t read_operation(const struct ttm_python *py, py_object *self)
{
	/* not the object's own __getattr__: that would be the host's code */
	py_object *string = py->plain_attribute(self, full_name);
	struct operation new = {.self = self}, *out;
	ptrdiff_t length = 0;
	const char *text = ttm_python_text(py, string, &length);
	py_object *old;

	if (text) {
		new.name = l1trace_string(text, (size_t)length);
		note_special(text, length, new.name);
	}
	if (string)
		py->drop(string);
	new.weak = py->weak(self, NULL);
	if (!new.weak) {
		py->forget_error();
		return new.name;
	}
	out = &operations[ttm_python_hash(self, 0) % OPERATIONS];
	old = out->weak;
	*out = new;
	if (old)
		py->drop(old);
	return new.name;
}

bool ttm_operation_known(const struct ttm_python *py, const py_object *self, uint32_t *name)
{
	const struct operation *o = &operations[ttm_python_hash(self, 0) % OPERATIONS];

	if (!self || o->self != self || ttm_python_target(py, o->weak) != self)
		return false;
	*name = o->name;
	return true;
}

uint32_t ttm_operation_of_frame(const struct ttm_python *py, py_object *frame,
	const py_object **self)
{
	py_object *object;
	uint32_t name;

	if (unlikely(!full_name)) {
		full_name = py->name("python_fully_qualified_name");
		if (!full_name)
			return 0;
	}
	object = ttm_self_of_frame(py, frame);
	*self = object;
	if (!object)
		return 0;
	if (unlikely(!ttm_operation_known(py, object, &name)))
		name = read_operation(py, object);
	py->drop(object);
	return name;
}
