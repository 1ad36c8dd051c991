/*
 * Instructions have names that stay and numbers that do not: Python's own module `opcode` has both, and
 * whatever takes functions apart has loaded it, ttnn among them.
 *
 * Must not know: TT-Metal, hooks, call sites.
 */
#include <string.h>
#include "l1trace.h"
#include "python_chain.h"
#include "python_collector.h"
#include "python_manners.h"
#include "python_stack.h"

enum {
	NUMBERS = 256,
	TRIES = 1024,           /* to find the module */
	UNIT = 2,               /* bytes of an instruction; what it keeps follows it as units of 0 */
};

static const struct {
	const char *begin;      /* of a name */
	enum ttm_frees frees;
} meanings[] = {
	{"DELETE_", TTM_FREES_DELETED},
	{"STORE_", TTM_FREES_STORED},
	{"CALL", TTM_FREES_CALLED}, {"PRECALL", TTM_FREES_CALLED},
	/* the values that an expression was made of, or that nobody wanted */
	{"POP_TOP", TTM_FREES_VALUE}, {"BINARY_", TTM_FREES_VALUE}, {"INPLACE_", TTM_FREES_VALUE},
	{"UNARY_", TTM_FREES_VALUE}, {"COMPARE_OP", TTM_FREES_VALUE}, {"IS_OP", TTM_FREES_VALUE},
	{"CONTAINS_OP", TTM_FREES_VALUE}, {"LOAD_ATTR", TTM_FREES_VALUE},
	{"LOAD_METHOD", TTM_FREES_VALUE}, {"UNPACK_", TTM_FREES_VALUE}, {"LIST_EXTEND", TTM_FREES_VALUE},
	{"SET_UPDATE", TTM_FREES_VALUE}, {"DICT_UPDATE", TTM_FREES_VALUE},
	{"DICT_MERGE", TTM_FREES_VALUE}, {"FORMAT_", TTM_FREES_VALUE}, {"CONVERT_VALUE", TTM_FREES_VALUE},
	{"GET_ITER", TTM_FREES_VALUE}, {"TO_BOOL", TTM_FREES_VALUE}, {"MAP_ADD", TTM_FREES_VALUE},
	{"POP_JUMP_", TTM_FREES_VALUE},
	{"FOR_ITER", TTM_FREES_ITERATED}, {"END_FOR", TTM_FREES_ITERATED}, {"POP_ITER", TTM_FREES_ITERATED},
	{"SEND", TTM_FREES_ITERATED}, {"END_SEND", TTM_FREES_ITERATED}, {"YIELD_FROM", TTM_FREES_ITERATED},
	{"END_ASYNC_FOR", TTM_FREES_ITERATED}, {"GET_YIELD_FROM_ITER", TTM_FREES_ITERATED},
	{"POP_EXCEPT", TTM_FREES_EXCEPTION},
	{"RETURN_", TTM_FREES_RETURNED},        /* 3.11 ends the frame while it is the innermost */
};

static struct {
	unsigned tries;
	bool known;
	uint8_t frees[NUMBERS];
	bool deletes[NUMBERS];
	uint8_t pop_except, load_const, reraise;
} numbers;

void ttm_manners_forget(void)
{
	memset(&numbers, 0, sizeof(numbers));
	ttm_collector_forget();
	ttm_stack_forget();
}

static py_object *attribute(const struct ttm_python *py, py_object *object, const char *name)
{
	py_object *value = object ? py->attribute(object, name) : NULL;

	if (object && !value)
		py->forget_error();
	return value;
}

static void drop(const struct ttm_python *py, py_object *object)
{
	if (object)
		py->drop(object);
}

/* A module that is loaded; NULL: it is not. */
static py_object *loaded(const struct ttm_python *py, const char *module)
{
	py_object *name = py->loaded_module ? py->name(module) : NULL;
	py_object *found = name ? py->loaded_module(name) : NULL;

	drop(py, name);
	if (!found)
		py->forget_error();
	return found;
}

/* ---- what the numbers mean ---- */

static void learn_number(const char *name, long number)
{
	if (number < 0 || number >= NUMBERS)
		return;
	for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++)
		if (!strncmp(name, meanings[i].begin, strlen(meanings[i].begin))) {
			numbers.frees[number] = (uint8_t)meanings[i].frees;
			break;
		}
	numbers.deletes[number] = !strncmp(name, "DELETE_", 7);
	if (!strcmp(name, "POP_EXCEPT"))
		numbers.pop_except = (uint8_t)number;
	if (!strcmp(name, "LOAD_CONST"))
		numbers.load_const = (uint8_t)number;
	if (!strcmp(name, "RERAISE"))
		numbers.reraise = (uint8_t)number;
}

static bool learn_numbers(const struct ttm_python *py)
{
	py_object *module, *map, *key, *value;
	ptrdiff_t at = 0, length;

	if (numbers.known || numbers.tries == TRIES || !py->dict_next || !py->bytes || !py->bytes_size)
		return numbers.known;
	numbers.tries++;
	module = loaded(py, "opcode");
	map = attribute(py, module, "opmap");
	while (map && py->dict_next(map, &at, &key, &value)) {
		const char *name = ttm_python_text(py, key, &length);

		if (name)
			learn_number(name, py->number(value));
		py->forget_error();
	}
	drop(py, map);
	drop(py, module);
	numbers.known = numbers.load_const != 0;
	return numbers.known;
}

/* ---- an instruction ---- */

/*
 * After a handler its variable is set to None and deleted; that lets go of the exception.
 * `at` is where something is stored.
 */
static bool ends_handler(const uint8_t *code, ptrdiff_t size, ptrdiff_t at)
{
	const uint8_t *i = code + at;

	return at >= 2 * UNIT && at + 2 * UNIT < size && i[-UNIT] == numbers.load_const &&
		numbers.deletes[i[UNIT]] && i[UNIT + 1] == i[1] &&
		(i[-2 * UNIT] == numbers.pop_except || i[2 * UNIT] == numbers.reraise);
}

static enum ttm_frees frees(const uint8_t *code, ptrdiff_t size, ptrdiff_t at)
{
	enum ttm_frees f;

	if (at < 0 || at >= size)
		return TTM_FREES_UNKNOWN;
	while (at >= UNIT && !code[at])
		at -= UNIT;
	f = numbers.frees[code[at]];
	if (f == TTM_FREES_STORED && ends_handler(code, size, at))
		return TTM_FREES_EXCEPTION;
	return f ? f : TTM_FREES_UNKNOWN;
}

/* Whether this is what threading.Thread.run() runs. */
static bool runs_threads(const struct ttm_python *py, const py_object *code)
{
	py_object *module = loaded(py, "threading"), *class = attribute(py, module, "Thread");
	py_object *run = attribute(py, class, "run"), *its = attribute(py, run, "__code__");
	bool is = its && its == code;

	drop(py, its);
	drop(py, run);
	drop(py, class);
	drop(py, module);
	return is;
}

struct ttm_instruction ttm_instruction_read(const struct ttm_python *py, py_object *code, int at)
{
	struct ttm_instruction i = {.frees = TTM_FREES_UNREAD};
	py_object *bytes;
	const char *text;

	if (!learn_numbers(py))
		return i;
	i.frees = TTM_FREES_UNKNOWN;
	bytes = attribute(py, code, "co_code");
	text = bytes ? py->bytes(bytes) : NULL;
	if (text)
		i.frees = (uint8_t)frees((const uint8_t *)text, py->bytes_size(bytes),
			(ptrdiff_t)at * (ttm_chain.is_objects ? UNIT : 1));
	else
		py->forget_error();
	drop(py, bytes);
	i.ends_thread = runs_threads(py, code);
	i.words = ttm_stack_words(py, code);
	return i;
}

/* ---- right now ---- */

uint8_t ttm_manner(const struct ttm_python *py, const struct ttm_instruction *i)
{
	if (!ttm_collector_found(py))
		return L1TRACE_BY_UNKNOWN;      /* it may run at any time */
	if (ttm_collector_runs())
		return L1TRACE_BY_GC;
	if (i->ends_thread)
		return L1TRACE_BY_THREAD_END;
	if (ttm_stack_call_ends(py, i->words))
		return L1TRACE_BY_RETURN;
	switch ((enum ttm_frees)i->frees) {
	case TTM_FREES_DELETED: return L1TRACE_BY_DEL;
	case TTM_FREES_STORED: return L1TRACE_BY_REBINDING;
	case TTM_FREES_CALLED: return L1TRACE_BY_CALL;
	case TTM_FREES_VALUE: return L1TRACE_BY_EXPRESSION;
	case TTM_FREES_ITERATED: return L1TRACE_BY_ITERATION;
	case TTM_FREES_EXCEPTION: return L1TRACE_BY_EXCEPTION;
	case TTM_FREES_RETURNED: return L1TRACE_BY_RETURN;
	case TTM_FREES_UNREAD:
	case TTM_FREES_UNKNOWN: break;
	}
	return L1TRACE_BY_UNKNOWN;
}
