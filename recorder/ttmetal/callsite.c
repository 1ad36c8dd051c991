/*
 * When Python's frames are read, and by whom.
 *
 * Must not know: how they are read, what hooks record.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "callsite.h"
#include "hooks.h"
#include "modules.h"

enum { MODULES_MAX = 256 };

_Atomic bool ttm_callsite_on;

static struct ttm_python python;
static bool wanted;                             /* not L1TRACE_CALLSITE=0 */
static _Atomic bool alive;                      /* this Python was made known to us */
static void *interpreter;
/* Those that gave up the lock; the ones with bindings of the runtime are of interest. */
static struct ttm_module modules[MODULES_MAX];
static _Atomic unsigned module_count;
static _Thread_local struct {
	struct ttm_site site;                   /* read when the lock was given up last */
	bool reading;
} this_thread __attribute__((tls_model("initial-exec")));

static void look_for_python(void)
{
	ttm_lock(TTM_LOCK_CALLSITES);
	if (wanted && !ttm_callsite_on && ttm_python_find(&python))
		atomic_store_explicit(&ttm_callsite_on, true, memory_order_release);
	ttm_unlock(TTM_LOCK_CALLSITES);
}

void ttm_callsite_begin(void)
{
	const char *value = getenv("L1TRACE_CALLSITE");

	wanted = !value || strcmp(value, "0");
	look_for_python();
}

/* The last thing Python does: it is not there any more. */
static void python_ends(void)
{
	atomic_store(&alive, false);
}

/* The caller holds the lock. */
static struct ttm_site read_frames(void)
{
	struct ttm_site site = {0, 0};
	int saved = errno;

	if (this_thread.reading || !l1trace_enabled() || python.is_finalizing() || python.error())
		return site;
	this_thread.reading = true;
	if (unlikely(!alive)) {         /* the first time, or a Python that was started again */
		ttm_frames_forget();
		interpreter = python.interpreter();
		if (!python.at_exit(python_ends))
			alive = true;
	}
	if (likely(alive && python.interpreter() == interpreter))
		site = ttm_frames_read(&python);
	this_thread.reading = false;
	errno = saved;
	return site;
}

struct ttm_site ttm_callsite_now(void)
{
	void *running = python.thread_running();

	if (running && running == python.thread_own())
		return read_frames();
	return alive ? this_thread.site : (struct ttm_site){0, 0};
}

/* ---- who gives up the lock ---- */

static bool is_runtimes(const char *symbol)
{
	return strstr(symbol, "2tt8tt_metal") || strstr(symbol, "4ttnn");
}

static void note_package(const char *path)
{
	static const char package[] = "/ttnn/";
	const char *name = strrchr(path, '/');
	size_t length = name ? (size_t)(name - path) + 1 : 0;

	if (length >= sizeof(package) &&
		!strncmp(path + length - (sizeof(package) - 1), package, sizeof(package) - 1))
		ttm_frames_package(path, length);
}

static bool is_binding(const void *address)
{
	char path[PATH_MAX];
	struct ttm_module m;
	unsigned n;

	if (module_count == MODULES_MAX || !ttm_module_at(address, is_runtimes, &m))
		return false;
	ttm_lock(TTM_LOCK_CALLSITES);
	n = module_count;
	for (unsigned i = 0; i < n; i++)
		if (modules[i].begin == m.begin)
			n = MODULES_MAX;
	if (n < MODULES_MAX) {
		if (m.has && ttm_file_at(address, path, sizeof(path)))
			note_package(path);
		modules[n] = m;
		atomic_store_explicit(&module_count, n + 1, memory_order_release);
	}
	ttm_unlock(TTM_LOCK_CALLSITES);
	return m.has;
}

static inline bool binds(const void *address)
{
	unsigned n = atomic_load_explicit(&module_count, memory_order_acquire);

	for (unsigned i = 0; i < n; i++)
		if ((uintptr_t)address - modules[i].begin < modules[i].end - modules[i].begin)
			return modules[i].has;
	return is_binding(address);
}

typedef void *save_thread(void);

__attribute__((visibility("default"))) void *PyEval_SaveThread(void);

void *PyEval_SaveThread(void)
{
	static _Atomic(save_thread *) found;
	save_thread *real = atomic_load_explicit(&found, memory_order_relaxed);

	if (unlikely(!real)) {
		real = (save_thread *)ttm_find("PyEval_SaveThread");
		atomic_store_explicit(&found, real, memory_order_relaxed);
	}
	if (atomic_load_explicit(&ttm_phase, memory_order_acquire) == TTM_ON && wanted) {
		if (unlikely(!ttm_callsite_on))
			look_for_python();
		if (ttm_callsite_on && binds(__builtin_return_address(0)))
			this_thread.site = read_frames();
		else
			this_thread.site = (struct ttm_site){0, 0};
	}
	return real ? real() : NULL;
}
