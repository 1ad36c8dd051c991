/*
 * How C sees C++ exceptions. Our frames are compiled with -fexceptions, so the unwinder calls a
 * personality routine for each of them. The linker puts in ours (--wrap, in this library alone): it
 * notes which exception passes and calls libgcc's routine. In one frame, that of ttm_guarded, it
 * reports a handler, and the cleanup of that frame ends the exception.
 *
 * Must not know: TT-Metal. Nothing of the host is replaced: exceptions that never touch our
 * frames never touch this code.
 */
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unwind.h>
#include "modules.h"
#include "unwinding.h"

enum { CLAIMED_MAX = 16 };

/* The Itanium C++ ABI's header of a thrown object; the object follows it. */
struct cxa_exception {
	const struct type_info *type;   /* of a dependent exception: the primary's object */
	void (*destroy)(void *);
	void *unexpected, *terminate, *next;
	int handler_count, handler_switch;
	const void *action, *lsda, *catch_temp;
	void *adjusted;
	struct _Unwind_Exception unwind;
};

/* The beginning of std::type_info; with single inheritance the base class follows. */
struct type_info {
	const void *vtable;
	const char *name;
	const struct type_info *base;
};

static const _Unwind_Exception_Class cxx_primary = 0x474e5543432b2b00;  /* "GNUCC++\0" */
static const _Unwind_Exception_Class cxx_dependent = 0x474e5543432b2b01;

static _Thread_local struct _Unwind_Exception *passing
	__attribute__((tls_model("initial-exec")));
static _Thread_local bool forced __attribute__((tls_model("initial-exec")));
static _Atomic(const void *) claimed[CLAIMED_MAX];
static _Atomic unsigned claims;

static struct cxa_exception *header_of(struct _Unwind_Exception *e)
{
	return (void *)((char *)e - offsetof(struct cxa_exception, unwind));
}

/* The thrown object; the same for all threads that rethrow one std::exception_ptr. */
static const void *object_of(struct _Unwind_Exception *e)
{
	if (e->exception_class == cxx_dependent)
		return header_of(e)->type;
	return e + 1;
}

/* A new exception may have the address of an earlier one. */
static void unclaim_new(struct _Unwind_Exception *e)
{
	if (e->exception_class != cxx_primary || header_of(e)->handler_count)
		return;
	for (unsigned i = 0; i < CLAIMED_MAX; i++) {
		const void *object = object_of(e);

		atomic_compare_exchange_strong(&claimed[i], &object, NULL);
	}
}

_Unwind_Reason_Code __real___gcc_personality_v0(int version, _Unwind_Action actions,
	_Unwind_Exception_Class class, struct _Unwind_Exception *e, struct _Unwind_Context *context);
_Unwind_Reason_Code __wrap___gcc_personality_v0(int version, _Unwind_Action actions,
	_Unwind_Exception_Class class, struct _Unwind_Exception *e, struct _Unwind_Context *context);

_Unwind_Reason_Code __wrap___gcc_personality_v0(int version, _Unwind_Action actions,
	_Unwind_Exception_Class class, struct _Unwind_Exception *e, struct _Unwind_Context *context)
{
	if (actions & _UA_SEARCH_PHASE) {
		if (_Unwind_GetRegionStart(context) == (uintptr_t)ttm_guarded)
			return _URC_HANDLER_FOUND;
		unclaim_new(e);
	} else {
		passing = e;
		forced = actions & _UA_FORCE_UNWIND;
	}
	return __real___gcc_personality_v0(version, actions, class, e, context);
}

/* For the compiler's own jump, which saves three words; setjmp() saves eight and scrambles them. */
struct guard {
	void *back[5];
	bool done;
};

static void end_exception(struct _Unwind_Exception *e)
{
	void *(*begin_catch)(void *) = (void *(*)(void *))ttm_find("__cxa_begin_catch");
	void (*end_catch)(void) = (void (*)(void))ttm_find("__cxa_end_catch");

	if (begin_catch && end_catch) {
		begin_catch(e);
		end_catch();
	} else {
		_Unwind_DeleteException(e);
	}
}

/* Not inlined: the jump must not be in the function that it returns to. */
static __attribute__((noinline)) void catch_all(struct guard *g)
{
	struct _Unwind_Exception *outer = passing;

	if (g->done || forced)          /* a thread's cancellation continues */
		return;
	passing = NULL;
	end_exception(outer);
	__builtin_longjmp(g->back, 1);
}

__attribute__((noinline)) bool ttm_guarded(void (*f)(void *), void *argument)
{
	struct _Unwind_Exception *outer = passing;
	struct guard g __attribute__((cleanup(catch_all))) = {.done = false};

	if (__builtin_setjmp(g.back)) {
		g.done = true;
		passing = outer;
		return false;
	}
	f(argument);
	g.done = true;
	return true;
}

/* ---- the text ---- */

static bool is_std_exception(const struct type_info *t)
{
	const char *single = ttm_find("_ZTVN10__cxxabiv120__si_class_type_infoE");

	for (int depth = 0; t && depth < 16; depth++) {
		if (!strcmp(t->name + (*t->name == '*'), "St9exception"))
			return true;
		if (!single || t->vtable != single + 2 * sizeof(void *))
			return false;
		t = t->base;
	}
	return false;
}

const char *ttm_thrown_text(const void *object, const void *type)
{
	const char *(*const *vtable)(const void *);

	if (!is_std_exception(type))
		return NULL;
	memcpy(&vtable, object, sizeof(vtable));
	return vtable[2](object);       /* what() follows two destructors */
}

const char *ttm_exception_text(void)
{
	struct _Unwind_Exception *e = passing;
	const void *object;

	if (!e || (e->exception_class != cxx_primary && e->exception_class != cxx_dependent))
		return NULL;
	object = object_of(e);
	return ttm_thrown_text(object, ((const struct cxa_exception *)object - 1)->type);
}

void ttm_exception_claim_object(const void *object)
{
	atomic_store(&claimed[atomic_fetch_add(&claims, 1) % CLAIMED_MAX], object);
}

bool ttm_exception_claim(void)
{
	const void *object = passing ? object_of(passing) : NULL;

	if (!object)
		return true;
	for (unsigned i = 0; i < CLAIMED_MAX; i++)
		if (atomic_load(&claimed[i]) == object)
			return false;
	ttm_exception_claim_object(object);
	return true;
}

static _Unwind_Reason_Code look_for_guard(struct _Unwind_Context *context, void *found)
{
	if (_Unwind_GetRegionStart(context) != (uintptr_t)ttm_guarded)
		return _URC_NO_REASON;
	*(bool *)found = true;
	return _URC_END_OF_STACK;
}

bool ttm_inside_guard(void)
{
	bool found = false;

	_Unwind_Backtrace(look_for_guard, &found);
	return found;
}
