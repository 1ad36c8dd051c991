/*
 * Names of what the user calls. ttnn's decorators make each function an object that knows its name;
 * its method __call__ has the object as `self`.
 *
 * Must not know: TT-Metal, hooks, other frames.
 *
 * Objects are kept by weak references, see python_frames.c.
 */
#include <string.h>
#include "l1trace.h"
#include "pointer_map.h"
#include "python_operations.h"

enum {
	OPERATIONS = 1024,
	SLOT_TRAVERSE = 71,     /* Py_tp_traverse of the stable ABI */
};

struct operation {
	py_object *self, *weak;
	uint32_t name;
};

static struct operation operations[OPERATIONS];
static py_object *self_name, *full_name;
static ptrdiff_t local_offset;          /* of the first local variable in a frame; -1: unknown */

void ttm_operations_forget(void)
{
	memset(operations, 0, sizeof(operations));
	self_name = full_name = NULL;
	local_offset = 0;
}

struct looking_for {
	const py_object *object;
	bool found;
};

static int visit(py_object *object, void *argument)
{
	struct looking_for *l = argument;

	l->found |= object == l->object;
	return 0;
}

/*
 * Older Pythons have no function for a frame's variables, but their frames end in an array of them.
 * An offset is accepted when the frame itself reports that it refers to the object found there.
 */
static py_object *first_local(const struct ttm_python *py, py_object *frame)
{
	int (*traverse)(py_object *, py_visit *, void *);
	struct looking_for wanted = {NULL, false};
	py_object *type, *size;
	ptrdiff_t offset;

	if (local_offset <= 0) {
		if (local_offset < 0)
			return NULL;
		local_offset = -1;
		type = py->type_of(frame);
		size = py->attribute(type, "__basicsize__");
		offset = size ? py->number(size) - (ptrdiff_t)sizeof(void *) : 0;
		traverse = (int (*)(py_object *, py_visit *, void *))
			py->type_slot(type, SLOT_TRAVERSE);
		if (offset > 0 && traverse) {
			memcpy(&wanted.object, (char *)frame + offset, sizeof(void *));
			traverse(frame, visit, &wanted);
		}
		if (wanted.found && wanted.object)
			local_offset = offset;
		if (size)
			py->drop(size);
		py->drop(type);
		py->forget_error();
		if (local_offset < 0)
			return NULL;
	}
	memcpy(&wanted.object, (char *)frame + local_offset, sizeof(void *));
	if (wanted.object)
		py->hold((py_object *)wanted.object);
	return (py_object *)wanted.object;
}

static uint32_t read_operation(const struct ttm_python *py, py_object *self)
{
	/* not the object's own __getattr__: that would be the host's code */
	py_object *string = py->plain_attribute(self, full_name);
	struct operation new = {.self = self}, *out;
	ptrdiff_t length = 0;
	const char *text = ttm_python_text(py, string, &length);
	py_object *old;

	if (text)
		new.name = l1trace_string(text, (size_t)length);
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

uint32_t ttm_operation_of_frame(const struct ttm_python *py, py_object *frame)
{
	const struct operation *o;
	py_object *self;
	uint32_t name;

	if (unlikely(!full_name)) {
		self_name = py->name("self");
		full_name = py->name("python_fully_qualified_name");
		if (!self_name || !full_name)
			return 0;
	}
	self = py->frame_variable ? py->frame_variable(frame, self_name) : first_local(py, frame);
	if (!self) {
		py->forget_error();
		return 0;
	}
	o = &operations[ttm_python_hash(self, 0) % OPERATIONS];
	if (likely(o->self == self && ttm_python_target(py, o->weak) == self))
		name = o->name;
	else
		name = read_operation(py, self);
	py->drop(self);
	return name;
}
