/*
 * Finds CPython's functions.
 *
 * Must not know: what they are used for.
 */
#include "modules.h"
#include "python_api.h"

static void *find(const char *symbol, const char *other)
{
	void *found = ttm_find(symbol);

	return found || !other ? found : ttm_find(other);
}

bool ttm_python_find(struct ttm_python *py)
{
	if (!ttm_find("PyEval_SaveThread"))
		return false;
	/* a Python without a GIL: nothing done here would be safe */
	if (ttm_find("PyUnstable_Module_SetGIL"))
		return false;
#define PYTHON_FIND(member, result, arguments, symbol, other) \
	py->member = (result (*) arguments)find(symbol, other);
	PYTHON_NEEDED(PYTHON_FIND)
	PYTHON_WANTED(PYTHON_FIND)
#define PYTHON_FOUND(member, result, arguments, symbol, other) && py->member
	return (py->weak_target || py->weak_take) PYTHON_NEEDED(PYTHON_FOUND);
}
