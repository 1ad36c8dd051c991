/*
 * Since 3.11 a code object knows the qualified name of its function. Before, only the function has
 * it, and a frame has no function: that of a method is found by its name in the class of the first
 * argument and in the classes that this inherits from. It is the right one when its code is the
 * frame's.
 *
 * Must not know: TT-Metal, hooks, when it may be called.
 *
 * None of the host's code runs: attributes are taken from objects whose type is Python's own.
 */
#include <string.h>
#include "l1trace.h"
#include "modules.h"
#include "python_modules.h"
#include "python_names.h"
#include "python_self.h"

enum {
	CLASSES_MAX = 64,       /* that are searched for a method */
	WRAPPERS_MAX = 4,       /* around a method: @classmethod, @functools.wraps */
};

#define CLASS_FLAG (1ul << 31)          /* Py_TPFLAGS_TYPE_SUBCLASS: instances are classes */

static py_object *attribute(const struct ttm_python *py, py_object *object, const char *name)
{
	py_object *word = py->name(name);
	py_object *value = word ? py->plain_attribute(object, word) : NULL;

	if (word)
		py->drop(word);
	if (!value)
		py->forget_error();
	return value;
}

static uint32_t string_id(const struct ttm_python *py, py_object *string, bool *is_module)
{
	ptrdiff_t length = 0;
	const char *text = ttm_python_text(py, string, &length);

	*is_module = text && ttm_modules_wants(text);
	return text ? l1trace_string(text, (size_t)length) : 0;
}

enum ttm_first ttm_first_argument(const struct ttm_python *py, py_object *code)
{
	py_object *names = py->attribute(code, "co_varnames");
	py_object *first = names ? py->item(names, 0) : NULL;
	ptrdiff_t length;
	const char *text = ttm_python_text(py, first, &length);
	enum ttm_first is = !text ? TTM_FIRST_OTHER : !strcmp(text, "self") ? TTM_FIRST_SELF
		: !strcmp(text, "cls") ? TTM_FIRST_CLS : TTM_FIRST_OTHER;

	if (first)
		py->drop(first);
	if (names)
		py->drop(names);
	if (!names || !first)
		py->forget_error();
	return is;
}

/* ---- before 3.11 ---- */

/* What is around a function in an attribute of a class; NULL: this is nothing known. */
static const char *inner_name(const struct ttm_python *py, py_object *object)
{
	static const char *const inner[][2] = {
		{"PyFunction_Type", "__wrapped__"}, {"PyClassMethod_Type", "__func__"},
		{"PyStaticMethod_Type", "__func__"}, {"PyProperty_Type", "fget"},
	};
	py_object *type = py->type_of(object);
	const char *name = NULL;

	for (size_t i = 0; i < sizeof(inner) / sizeof(*inner); i++)
		if (type == ttm_find(inner[i][0]))
			name = inner[i][1];
	if (type)
		py->drop(type);
	return name;
}

/* The function with this code in an attribute of a class. Takes over `object`. */
static py_object *function_in(const struct ttm_python *py, py_object *object,
	const py_object *code)
{
	for (unsigned i = 0; object && i < WRAPPERS_MAX; i++) {
		const char *name = inner_name(py, object);
		py_object *its, *inner;

		its = name && !strcmp(name, "__wrapped__") ?
			attribute(py, object, "__code__") : NULL;
		if (its)
			py->drop(its);
		if (its == code)
			return object;
		inner = name ? attribute(py, object, name) : NULL;
		py->drop(object);
		object = inner;
	}
	if (object)
		py->drop(object);
	return NULL;
}

/* The method of this name and code of the class, or of one that it inherits from. */
static py_object *method_of(const struct ttm_python *py, py_object *class, py_object *name,
	const py_object *code)
{
	py_object *order = attribute(py, class, "__mro__"), *base, *method = NULL;

	for (ptrdiff_t i = 0; order && !method && i < CLASSES_MAX; i++) {
		base = py->item(order, i);
		if (!base)
			break;
		method = py->type_lookup(base, name);
		if (method) {
			py->hold(method);
			method = function_in(py, method, code);
		}
		py->drop(base);
	}
	py->forget_error();
	if (order)
		py->drop(order);
	return method;
}

/* The class in which a frame's function may be; NULL: none. */
static py_object *class_of(const struct ttm_python *py, py_object *frame, enum ttm_first is)
{
	py_object *first = ttm_first_local(py, frame), *type;

	if (!first)
		return NULL;
	type = py->type_of(first);
	if (is == TTM_FIRST_SELF) {
		py->drop(first);
		return type;
	}
	if (py->type_flags(type) & CLASS_FLAG) {
		py->drop(type);
		return first;
	}
	py->drop(type);
	py->drop(first);
	return NULL;
}

static uint32_t method_name(const struct ttm_python *py, py_object *frame, py_object *code,
	py_object *name, bool *is_module)
{
	enum ttm_first is = ttm_first_argument(py, code);
	py_object *class = is == TTM_FIRST_OTHER ? NULL : class_of(py, frame, is);
	py_object *method = class ? method_of(py, class, name, code) : NULL;
	py_object *qualified = method ? attribute(py, method, "__qualname__") : NULL;
	uint32_t id = string_id(py, qualified, is_module);

	if (qualified)
		py->drop(qualified);
	if (method)
		py->drop(method);
	if (class)
		py->drop(class);
	return id;
}

uint32_t ttm_function_name(const struct ttm_python *py, py_object *frame, py_object *code,
	bool *is_module)
{
	py_object *name = py->attribute(code, "co_qualname");
	bool is_qualified = name != NULL;
	uint32_t id = 0;

	if (!is_qualified) {
		py->forget_error();
		name = py->attribute(code, "co_name");
		if (name && py->type_lookup && py->type_flags)
			id = method_name(py, frame, code, name, is_module);
	}
	if (!id)
		id = string_id(py, name, is_module);
	if (name)
		py->drop(name);
	*is_module = *is_module && ttm_first_argument(py, code) == TTM_FIRST_SELF;
	return id;
}
