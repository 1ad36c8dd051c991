/*
 * Sees the runtime's exceptions where they reach the user, and records those of TT_FATAL and
 * TT_THROW that no hook recorded.
 *
 * Must not know: hooks' signatures, TT-Metal's objects.
 *
 * A program may try thousands of shapes and catch what is refused. So a refusal with the same text
 * from the same place is recorded once and then counted, and the number of different ones is
 * limited.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "callsite.h"
#include "failure_text.h"
#include "failures.h"
#include "imports.h"
#include "l1t_record.h"
#include "mesh_devices.h"
#include "modules.h"
#include "pointer_map.h"
#include "recorded_failures.h"
#include "refusals.h"
#include "thread_state.h"
#include "unwinding.h"

enum { REFUSALS_MAX = 64 };

typedef void set_error(void *type, const char *text);
typedef void throw_object(void *object, void *type, void (*destroy)(void *));

static set_error *real_set_error;
static void *const *runtime_error;              /* PyExc_RuntimeError */
static throw_object *real_throw;
static _Atomic bool seen_by_python;             /* then throws are not checked */

/* Written under TTM_LOCK_FAILURES. */
static struct refusal {
	uint64_t text_hash;
	uint32_t callsite;
	uint32_t more, noted;                   /* equal ones after the first; noted ones */
	char text[TTM_TEXT_MAX];
} refusals[REFUSALS_MAX];
static unsigned refusal_count;
static uint32_t others, others_noted;           /* refusals for which there was no room */
static pid_t refused_in;                        /* a forked child begins anew */

static bool is_refusal(const char *text)
{
	return text && (!strncmp(text, "TT_FATAL", 8) || !strncmp(text, "TT_THROW", 8));
}

static void note_refusal(struct refusal *r)
{
	r->noted = r->more;
	l1trace_note(L1T_NOTE_REFUSED, r->callsite, r->more, r->text);
}

static void forget_the_parents(void)
{
	if (refused_in == getpid())
		return;
	refused_in = getpid();
	refusal_count = 0;
	others = others_noted = 0;
}

/* The new entry, or the one that is equal; NULL: there is no room. */
static struct refusal *count_refusal(const char *text, uint64_t text_hash, uint32_t callsite,
	bool *new)
{
	struct refusal *r;

	forget_the_parents();
	*new = false;
	for (unsigned i = 0; i < refusal_count; i++) {
		r = &refusals[i];
		if (r->text_hash == text_hash && r->callsite == callsite) {
			r->more++;
			return r;
		}
	}
	if (refusal_count == REFUSALS_MAX) {
		others++;
		return NULL;
	}
	r = &refusals[refusal_count++];
	*r = (struct refusal){.text_hash = text_hash, .callsite = callsite};
	strcpy(r->text, text);
	*new = true;
	return r;
}

static void record_refusal(const char *shortened, uint64_t text_hash)
{
	uint32_t callsite = ttm_callsite();
	struct refusal *r;
	bool new;

	ttm_lock(TTM_LOCK_FAILURES);
	r = count_refusal(shortened, text_hash, callsite, &new);
	ttm_unlock(TTM_LOCK_FAILURES);
	if (new)
		ttm_failed_by_itself(shortened, callsite);
	else if (r && !(r->more & (r->more - 1)))       /* noted early: it may be killed */
		note_refusal(r);
}

static bool records(void)
{
	return atomic_load_explicit(&ttm_phase, memory_order_acquire) == TTM_ON && l1trace_enabled();
}

static void seen_error(const void *type, const char *text)
{
	char shortened[TTM_TEXT_MAX];
	uint64_t text_hash;
	bool failed;

	if (!records())
		return;
	failed = ttm_failed_in_this_call();
	if (type != *runtime_error || !is_refusal(text))
		return;
	ttm_failure_shorten(text, shortened);
	text_hash = ttm_text_hash(shortened);
	if (!ttm_failure_take_recorded(text_hash) && !failed)
		record_refusal(shortened, text_hash);
}

/* The caller holds Python's lock. */
static void see_and_set_error(void *type, const char *text)
{
	int saved = errno;

	seen_error(type, text);
	errno = saved;
	real_set_error(type, text);
}

/*
 * A hook around this call records the failures it knows, and every exception that leaves an
 * enqueue: these are skipped here. Exceptions of the recorder's own calls into the runtime are no
 * failures.
 */
static void seen_thrown(void *object, const void *type)
{
	char shortened[TTM_TEXT_MAX];
	const char *text;

	if (atomic_load(&seen_by_python) || ttm_thread.launching || !records())
		return;
	text = ttm_thrown_text(object, type);
	if (!is_refusal(text) || ttm_failure_is_known(text) || ttm_inside_guard())
		return;
	ttm_exception_claim_object(object);
	ttm_failure_shorten(text, shortened);
	record_refusal(shortened, ttm_text_hash(shortened));
}

static void see_and_throw(void *object, void *type, void (*destroy)(void *))
{
	int saved = errno;

	seen_thrown(object, type);
	errno = saved;
	real_throw(object, type, destroy);
}

/* ---- counts ---- */

void ttm_refusals_note(void)
{
	unsigned n;

	ttm_lock(TTM_LOCK_FAILURES);
	forget_the_parents();
	n = refusal_count;
	ttm_unlock(TTM_LOCK_FAILURES);
	for (unsigned i = 0; i < n; i++)
		if (refusals[i].more != refusals[i].noted)
			note_refusal(&refusals[i]);
	if (others != others_noted)
		l1trace_note(L1T_NOTE_REFUSED, 0, others, "");
	others_noted = others;
}

/* ---- replacing the functions ---- */

static void look(void)
{
	static const struct ttm_import errors[] = {
		{"PyErr_SetString", (void *)see_and_set_error}};
	static const struct ttm_import throws[] = {{"__cxa_throw", (void *)see_and_throw}};

	if (!real_set_error) {
		runtime_error = ttm_find("PyExc_RuntimeError");
		real_set_error = runtime_error ? (set_error *)ttm_find("PyErr_SetString") : NULL;
	}
	if (real_set_error && ttm_replace_imports(errors, 1, abi_is_runtimes, NULL)) {
		atomic_store(&seen_by_python, true);
		return;
	}
	if (!real_throw)
		real_throw = (throw_object *)ttm_find("__cxa_throw");
	if (real_throw)
		ttm_replace_imports(throws, 1, abi_is_runtimes, NULL);
}

void ttm_refusals_look(void)
{
	static unsigned long long looked_at;
	unsigned long long loaded = ttm_modules_loaded();

	ttm_lock(TTM_LOCK_CALLSITES);
	if (loaded != looked_at)
		look();
	looked_at = loaded;
	ttm_unlock(TTM_LOCK_CALLSITES);
}
