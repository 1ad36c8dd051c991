/*
 * When Python's frames are read, and on which thread.
 *
 * Must not know: how they are read, what hooks record.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "callsite.h"
#include "imports.h"
#include "l1trace.h"
#include "modules.h"
#include "native_frames.h"
#include "notes.h"
#include "python_module_names.h"
#include "python_modules.h"
#include "runtime_abi.h"

typedef void *save_thread(void);
typedef void restore_thread(void *thread);

_Atomic unsigned ttm_callsites_on;

static struct ttm_python python;
static save_thread *real_save;
static restore_thread *real_restore;
static unsigned long long looked_at;    /* how many modules were loaded at the last check */
static _Atomic bool ended;              /* there was a Python */
static bool alive;                      /* registered with this Python; guarded by its lock */
static bool has_read;                   /* frames were read at least once */
static bool sees_lock;                  /* the calls that release Python's lock were replaced */
static void *interpreter;
static _Thread_local struct {
	struct ttm_site site;           /* set while this thread has released the lock */
	uint32_t call;
	bool reading;
	bool calls;                     /* the lock was released, and is not taken again yet */
} this_thread __attribute__((tls_model("initial-exec")));

/* Called at the very end of Python: it no longer exists. */
static void python_ends(void)
{
	alive = false;
	atomic_store_explicit(&ended, true, memory_order_relaxed);
}

/* For the first Python, or one that was started again. */
static bool begin_reading(void)
{
	ttm_frames_forget();
	interpreter = python.interpreter();
	alive = !python.at_exit(python_ends);
	atomic_store_explicit(&ended, false, memory_order_relaxed);
	has_read |= alive;
	return alive;
}

/* The caller holds the lock. *manner: how something ends now; NULL: nothing does. */
static struct ttm_site read_frames(uint8_t *manner)
{
	struct ttm_site site = {0, 0};
	int saved = errno;

	if (this_thread.reading || !l1trace_enabled() || python.is_finalizing() || python.error())
		return site;
	this_thread.reading = true;
	/* another interpreter of the process may have its own lock */
	if ((likely(alive) || begin_reading()) && python.interpreter() == interpreter)
		site = manner ? ttm_frames_read_end(&python, manner) : ttm_frames_read(&python);
	this_thread.reading = false;
	errno = saved;
	return site;
}

struct ttm_site ttm_callsite_now(void)
{
	void *running = python.thread_running();

	if (running && running == python.thread_own())
		return read_frames(NULL);
	return this_thread.site;
}

/* While this thread has released the lock it is in a call of Python. */
struct ttm_site ttm_callsite_of_end(unsigned on, enum l1trace_manner *manner)
{
	struct ttm_site site = {0, 0};
	uint8_t how = L1TRACE_BY_UNKNOWN;

	if (on & TTM_CALLSITES_PYTHON) {
		void *running = python.thread_running();

		if (running && running == python.thread_own()) {
			site = read_frames(&how);
		} else {
			site = this_thread.site;
			how = this_thread.calls ? L1TRACE_BY_CALL : L1TRACE_BY_UNKNOWN;
		}
		if (unlikely(python.is_finalizing() || atomic_load_explicit(&ended, memory_order_relaxed)))
			how = L1TRACE_BY_EXIT;
	}
	if (unlikely(on & TTM_CALLSITES_NATIVE) && !site.callsite)
		site.callsite = ttm_native_callsite();
	*manner = (enum l1trace_manner)how;
	return site;
}

struct ttm_site ttm_callsite_of_any(unsigned on)
{
	struct ttm_site site = {0, 0};

	if (on & TTM_CALLSITES_PYTHON)
		site = ttm_callsite_now();
	if (!site.callsite)
		site.callsite = ttm_native_callsite();
	return site;
}

uint32_t ttm_python_call(void)
{
	return this_thread.call;
}

bool ttm_in_python_call(void)
{
	return this_thread.calls;
}

/* ---- releasing Python's lock ---- */

static void *save_and_read(void)
{
	this_thread.site = read_frames(NULL);
	this_thread.calls = true;
	return real_save();
}

static void restore_and_forget(void *thread)
{
	this_thread.site = (struct ttm_site){0, 0};
	this_thread.call++;
	this_thread.calls = false;
	real_restore(thread);
}

/* The extension module lies in the package's folder. */
static void note_package(const char *path)
{
	static const char package[] = "/ttnn/";
	const char *name = path ? strrchr(path, '/') : NULL;
	size_t length = name ? (size_t)(name - path) + 1 : 0;

	if (length >= sizeof(package) &&
		!strncmp(path + length - (sizeof(package) - 1), package, sizeof(package) - 1))
		ttm_frames_package(path, length);
}

/* L1TRACE_FRAMES; what is no number is left out. */
static void choose_frames(void)
{
	const char *value = getenv("L1TRACE_FRAMES");
	char *end;
	unsigned long frames;

	if (!value || *value < '0' || *value > '9')
		return;
	frames = strtoul(value, &end, 10);
	if (*end)
		return;
	ttm_frames_keep(frames < TTM_FRAMES_MAX ? (unsigned)frames : TTM_FRAMES_MAX);
	ttm_native_keep(frames < TTM_FRAMES_MAX ? (unsigned)frames : TTM_FRAMES_MAX);
}

/* L1TRACE_NATIVE=1 */
static void look_for_native(void)
{
	static _Atomic int said;
	const char *value = getenv("L1TRACE_NATIVE");

	if (!value || !*value || !strcmp(value, "0"))
		return;
	if (ttm_native_find())
		atomic_fetch_or_explicit(&ttm_callsites_on, TTM_CALLSITES_NATIVE, memory_order_release);
	else
		ttm_unknown(&said, "call sites: frames of C++ need x86-64 and glibc 2.35");
}

static void look(void)
{
	static const struct ttm_import imports[] = {
		{"PyEval_SaveThread", (void *)save_and_read},
		{"PyEval_RestoreThread", (void *)restore_and_forget},
	};
	static _Atomic int said_python;
	static bool wanted_known, wanted;

	/* once: later, other threads of the host may change its environment */
	if (!wanted_known) {
		const char *value = getenv("L1TRACE_CALLSITE");

		wanted = !value || strcmp(value, "0");
		wanted_known = true;
		choose_frames();
		look_for_native();
		ttm_modules_choose(getenv("L1TRACE_MARK"));
	}
	if (!wanted)
		return;
	if (!(ttm_callsites_on & TTM_CALLSITES_PYTHON)) {
		real_save = (save_thread *)ttm_find("PyEval_SaveThread");
		real_restore = (restore_thread *)ttm_find("PyEval_RestoreThread");
		if (!real_save || !real_restore)
			return;         /* no Python */
		if (!ttm_python_find(&python)) {
			ttm_unknown(&said_python, "call sites: this Python cannot be asked");
			return;
		}
		ttm_modules_on &= ttm_module_names_can(&python);
	}
	sees_lock |= ttm_replace_imports(imports, sizeof(imports) / sizeof(*imports),
		abi_is_runtimes, note_package) != 0;
	atomic_fetch_or_explicit(&ttm_callsites_on, TTM_CALLSITES_PYTHON, memory_order_release);
}

void ttm_callsite_look(void)
{
	unsigned long long loaded = ttm_modules_loaded();

	ttm_lock(TTM_LOCK_CALLSITES);
	if (loaded != looked_at)
		look();
	looked_at = loaded;
	ttm_unlock(TTM_LOCK_CALLSITES);
}

/* Older bindings keep the lock; then hooks read the frames themselves, and nothing is noted. */
void ttm_callsite_note(void)
{
	static _Atomic int said;

	if (ttm_callsites_on & TTM_CALLSITES_PYTHON && !sees_lock && !has_read)
		ttm_unknown(&said, "call sites: no module that uses the runtime gives up Python's "
			"lock where it can be seen");
}
