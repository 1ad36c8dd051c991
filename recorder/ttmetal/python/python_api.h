/*
 * The part of CPython's C API that is used here. It is found in the process by name: nothing of
 * Python is linked, and no version number is read.
 *
 * Must not know: what is read with it.
 */
#ifndef TTM_PYTHON_API_H
#define TTM_PYTHON_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct py_object py_object;
typedef int py_visit(py_object *object, void *argument);

/* member, result, arguments, symbol, the symbol's other name. All of these must be found. */
#define PYTHON_NEEDED(CALL) \
	CALL(thread_running, void *, (void), "PyThreadState_GetUnchecked", \
		"_PyThreadState_UncheckedGet") \
	CALL(thread_own, void *, (void), "PyGILState_GetThisThreadState", NULL) \
	CALL(interpreter, void *, (void), "PyInterpreterState_Get", NULL) \
	CALL(is_finalizing, int, (void), "Py_IsFinalizing", "_Py_IsFinalizing") \
	CALL(at_exit, int, (void (*)(void)), "Py_AtExit", NULL) \
	CALL(frame, py_object *, (void), "PyEval_GetFrame", NULL) \
	CALL(frame_back, py_object *, (py_object *), "PyFrame_GetBack", NULL) \
	CALL(frame_code, py_object *, (py_object *), "PyFrame_GetCode", NULL) \
	CALL(frame_line, int, (py_object *), "PyFrame_GetLineNumber", NULL) \
	CALL(attribute, py_object *, (py_object *, const char *), "PyObject_GetAttrString", NULL) \
	CALL(plain_attribute, py_object *, (py_object *, py_object *), \
		"PyObject_GenericGetAttr", NULL) \
	CALL(text, const char *, (py_object *, ptrdiff_t *), "PyUnicode_AsUTF8AndSize", NULL) \
	CALL(name, py_object *, (const char *), "PyUnicode_InternFromString", NULL) \
	CALL(item, py_object *, (py_object *, ptrdiff_t), "PySequence_GetItem", NULL) \
	CALL(number, long, (py_object *), "PyLong_AsLong", NULL) \
	CALL(type_of, py_object *, (py_object *), "PyObject_Type", NULL) \
	CALL(type_slot, void *, (py_object *, int), "PyType_GetSlot", NULL) \
	CALL(weak, py_object *, (py_object *, py_object *), "PyWeakref_NewRef", NULL) \
	CALL(error, py_object *, (void), "PyErr_Occurred", NULL) \
	CALL(forget_error, void, (void), "PyErr_Clear", NULL) \
	CALL(hold, void, (py_object *), "Py_IncRef", NULL) \
	CALL(drop, void, (py_object *), "Py_DecRef", NULL)

/* These are used where they exist. */
#define PYTHON_WANTED(CALL) \
	CALL(frame_instruction, int, (py_object *), "PyFrame_GetLasti", NULL) \
	CALL(frame_variable, py_object *, (py_object *, py_object *), "PyFrame_GetVar", NULL) \
	CALL(loaded_module, py_object *, (py_object *), "PyImport_GetModule", NULL) \
	CALL(bytes, const char *, (py_object *), "PyBytes_AsString", NULL) \
	CALL(bytes_size, ptrdiff_t, (py_object *), "PyBytes_Size", NULL) \
	CALL(dict_next, int, (py_object *, ptrdiff_t *, py_object **, py_object **), \
		"PyDict_Next", NULL) \
	CALL(plain_dict, py_object *, (py_object *, void *), "PyObject_GenericGetDict", NULL) \
	CALL(list_size, ptrdiff_t, (py_object *), "PyList_Size", NULL) \
	CALL(list_item, py_object *, (py_object *, ptrdiff_t), "PyList_GetItem", NULL) \
	CALL(tuple_size, ptrdiff_t, (py_object *), "PyTuple_Size", NULL) \
	CALL(tuple_item, py_object *, (py_object *, ptrdiff_t), "PyTuple_GetItem", NULL) \
	CALL(cell_content, py_object *, (py_object *), "PyCell_Get", NULL) \
	CALL(type_lookup, py_object *, (py_object *, py_object *), "_PyType_Lookup", NULL) \
	CALL(type_flags, unsigned long, (py_object *), "PyType_GetFlags", NULL) \
	CALL(weak_target, py_object *, (py_object *), "PyWeakref_GetObject", NULL) \
	CALL(weak_take, int, (py_object *, py_object **), "PyWeakref_GetRef", NULL)

struct ttm_python {
#define PYTHON_MEMBER(member, result, arguments, symbol, other) result (*member) arguments;
	PYTHON_NEEDED(PYTHON_MEMBER)
	PYTHON_WANTED(PYTHON_MEMBER)
#undef PYTHON_MEMBER
};

/* False: there is no Python here, or none that can be used. */
bool ttm_python_find(struct ttm_python *out);

/* The target of a weak reference while it is alive. Compare it, do not use it. */
static inline const py_object *ttm_python_target(const struct ttm_python *py, py_object *weak)
{
	py_object *target = NULL;

	if (py->weak_target)
		return py->weak_target(weak);
	if (py->weak_take(weak, &target) == 1)
		py->drop(target);
	return target;
}

/* The text of a string, valid as long as the string. NULL: none. */
static inline const char *ttm_python_text(const struct ttm_python *py, py_object *string,
	ptrdiff_t *length)
{
	const char *text = string ? py->text(string, length) : NULL;

	if (!text)
		py->forget_error();
	return text;
}

static inline size_t ttm_python_hash(const void *object, uint32_t at)
{
	uint64_t h = ((uint64_t)(uintptr_t)object >> 4 ^ (uint64_t)at << 40) * 0x9e3779b97f4a7c15u;

	return (size_t)(h >> 32);
}

#endif
