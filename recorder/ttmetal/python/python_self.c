/*
 * Newer Pythons have a function for a frame's variables. The frames of 3.10 and before end in an
 * array of them: its place is accepted when a frame itself reports that it refers to the object
 * found there.
 *
 * Must not know: what is asked of the object.
 */
#include <string.h>
#include "modules.h"
#include "python_self.h"

enum {
	SLOT_TRAVERSE = 71,     /* Py_tp_traverse of the stable ABI */
	TRIES = 64,             /* of frames whose first argument may have been deleted */
};

static py_object *self_name;
static const void *cell_type;
static ptrdiff_t local_offset;          /* of the first local variable in a frame; 0: unknown */
static unsigned tries;

py_object *ttm_out_of_cell(const struct ttm_python *py, py_object *object)
{
	py_object *type = py->type_of(object), *content;
	bool is_cell;

	if (!cell_type)
		cell_type = ttm_find("PyCell_Type");
	is_cell = type == cell_type;

	py->drop(type);
	if (!is_cell)
		return object;
	content = py->cell_content ? py->cell_content(object) : NULL;
	if (content)
		py->drop(content);      /* the cell has it */
	return content;
}

void ttm_self_forget(void)
{
	self_name = NULL;
	cell_type = NULL;
	local_offset = 0;
	tries = 0;
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

static void find_offset(const struct ttm_python *py, py_object *frame)
{
	int (*traverse)(py_object *, py_visit *, void *);
	struct looking_for wanted = {NULL, false};
	py_object *type = py->type_of(frame), *size = py->attribute(type, "__basicsize__");
	ptrdiff_t offset = size ? py->number(size) - (ptrdiff_t)sizeof(void *) : 0;

	traverse = (int (*)(py_object *, py_visit *, void *))py->type_slot(type, SLOT_TRAVERSE);
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
}

py_object *ttm_first_local(const struct ttm_python *py, py_object *frame)
{
	py_object *first = NULL;

	if (!local_offset && tries < TRIES && ++tries)
		find_offset(py, frame);
	if (local_offset)
		memcpy(&first, (char *)frame + local_offset, sizeof(void *));
	if (first)
		py->hold(first);
	return first;
}

uint8_t ttm_first_local_word(void)
{
	return (uint8_t)(local_offset < 8 * UINT8_MAX ? local_offset / 8 : 0);
}

py_object *ttm_self_of_frame(const struct ttm_python *py, py_object *frame)
{
	py_object *self;

	if (!py->frame_variable)
		return ttm_first_local(py, frame);
	if (!self_name)
		self_name = py->name("self");
	self = self_name ? py->frame_variable(frame, self_name) : NULL;
	if (!self)
		py->forget_error();
	return self;
}
