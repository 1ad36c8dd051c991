/*
 * A Python extension module that is to the stand-in what ttnn's is to TT-Metal: it releases the GIL
 * and calls the runtime. Built without Python's headers, for the stable ABI, so that every CPython
 * from 3.10 on loads the same file. Built twice more, with KEEPS_LOCK and HIDES_LOCK.
 *
 * Must not know: the recorder.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include "pacing.h"
#include "standin.h"

/* ---- what is used of <Python.h> ---- */

typedef struct object object;
typedef object *function(object *self, object *arguments);

struct method { const char *name; function *call; int flags; const char *doc; };
struct module {
	struct { ptrdiff_t count; object *type; object *(*init)(void); ptrdiff_t index; object *copy; }
		base;
	const char *name, *doc;
	ptrdiff_t size;
	const struct method *methods;
	void *slots, *traverse, *clear, *free;
};
enum { VARARGS = 1, API = 1013 };

extern object *PyExc_RuntimeError;
object *PyModule_Create2(struct module *m, int api);
int PyArg_ParseTuple(object *arguments, const char *format, ...);
object *PyLong_FromUnsignedLongLong(unsigned long long value);
object *PyFloat_FromDouble(double value);
object *PyBool_FromLong(long value);
object *PyObject_CallObject(object *callable, object *arguments);
void PyErr_SetString(object *type, const char *text);
void PyErr_Print(void);
void Py_IncRef(object *o);
void Py_DecRef(object *o);
#if defined(KEEPS_LOCK)         /* as ttnn 0.68 */
#define PyEval_SaveThread() NULL
#define PyEval_RestoreThread(thread) ((void)(thread))
#elif defined(HIDES_LOCK)       /* nobody sees who is called */
static void *PyEval_SaveThread(void)
{
	return ((void *(*)(void))dlsym(RTLD_DEFAULT, "PyEval_SaveThread"))();
}
static void PyEval_RestoreThread(void *thread)
{
	((void (*)(void *))dlsym(RTLD_DEFAULT, "PyEval_RestoreThread"))(thread);
}
#else
void *PyEval_SaveThread(void);
void PyEval_RestoreThread(void *thread);
#endif
object *PyCapsule_New(void *pointer, const char *name, void (*end)(object *capsule));
void *PyCapsule_GetPointer(object *capsule, const char *name);
int PyGILState_Ensure(void);
void PyGILState_Release(int state);

/* ---- the runtime ---- */

/* One of the runtime's symbols: the recorder recognizes modules like this one by them. */
uint32_t buffer_address(const struct buffer *b) __asm__("_ZNK2tt8tt_metal6Buffer7addressEv");
const struct standin *standin_calls(void);

enum { BUFFERS_MAX = 4096, L1_MAX = 1 << 20 };

static const struct standin *s;
static struct mesh *mesh;
static struct program *program;
static struct workload *workload;
static struct buffer *buffers[BUFFERS_MAX], *again;
static unsigned buffer_count;
static object *to_call;

static object *number(uint64_t value)
{
	return PyLong_FromUnsignedLongLong(value);
}

static object *open_device(object *self, object *arguments)
{
	struct region cb = {CB, 105824, 4096, false, 1, {{0, 0, 7, 7}}};
	void *thread = PyEval_SaveThread();

	(void)self, (void)arguments;
	s = standin_calls();
	mesh = s->open(1, (const int[]){0}, 1);
	program = s->program();
	s->add_region(program, &cb);
	workload = s->cached(mesh, program);
	again = s->alloc(mesh, 32768, 2048, 1, 0);
	s->freed_again(again);
	PyEval_RestoreThread(thread);
	return PyBool_FromLong(1);
}

static object *close_device(object *self, object *arguments)
{
	void *thread = PyEval_SaveThread();

	(void)self, (void)arguments, s->close(mesh);
	PyEval_RestoreThread(thread);
	return PyBool_FromLong(1);
}

/* Small buffers that differ in their size, or one that does not fit. */
static uint32_t new_buffer(uint64_t bytes)
{
	struct buffer *b = s->alloc(mesh, bytes, bytes > L1_MAX ? bytes : 32, 1, 0);

	buffers[__atomic_fetch_add(&buffer_count, 1, __ATOMIC_RELAXED) % BUFFERS_MAX] = b;
	return buffer_address(b);
}

/* For callers that do not use Python's API. */
__attribute__((visibility("default"))) void place_buffer(uint64_t bytes);

void place_buffer(uint64_t bytes)
{
	new_buffer(bytes);
}

struct wanted { uint64_t bytes; uint32_t address; };

static void place(void *wanted)
{
	struct wanted *w = wanted;

	w->address = new_buffer(w->bytes);
}

static object *placed(struct wanted *w, bool held)
{
	char text[600];
	void *thread = held ? NULL : PyEval_SaveThread();
	bool threw = standin_catch(place, w, text, sizeof(text));

	if (!held)
		PyEval_RestoreThread(thread);
	if (!threw)
		return number(w->address);
	PyErr_SetString(PyExc_RuntimeError, text);
	return NULL;
}

/* empty(bytes): the address. */
static object *empty(object *self, object *arguments)
{
	unsigned long long bytes;
	struct wanted w = {0, 0};

	(void)self;
	if (!PyArg_ParseTuple(arguments, "K", &bytes))
		return NULL;
	w.bytes = bytes;
	return placed(&w, false);
}

/* The same while the GIL is held. */
static object *empty_held(object *self, object *arguments)
{
	unsigned long long bytes;
	struct wanted w = {0, 0};

	(void)self;
	if (!PyArg_ParseTuple(arguments, "K", &bytes))
		return NULL;
	w.bytes = bytes;
	return placed(&w, true);
}

static void end_tensor(object *capsule)
{
	s->free(PyCapsule_GetPointer(capsule, NULL));
}

/* tensor(bytes): an object; when it ends its buffer is freed. */
static object *tensor(object *self, object *arguments)
{
	unsigned long long bytes;
	struct buffer *b;
	void *thread;

	(void)self;
	if (!PyArg_ParseTuple(arguments, "K", &bytes))
		return NULL;
	thread = PyEval_SaveThread();
	b = s->alloc(mesh, bytes, 32, 1, 0);
	PyEval_RestoreThread(thread);
	return PyCapsule_New(b, NULL, end_tensor);
}

static void free_at(uint64_t address)
{
	for (unsigned i = 0; i < BUFFERS_MAX; i++)
		if (buffers[i] && buffer_address(buffers[i]) == address) {
			s->free(buffers[i]);
			buffers[i] = NULL;
			return;
		}
}

/* deallocate(address, held): with the GIL held, as when an object is destroyed, or without. */
static object *deallocate(object *self, object *arguments)
{
	unsigned long long address;
	void *thread;
	int held;

	(void)self;
	if (!PyArg_ParseTuple(arguments, "Kp", &address, &held))
		return NULL;
	thread = held ? NULL : PyEval_SaveThread();
	free_at(address);
	if (!held)
		PyEval_RestoreThread(thread);
	return PyBool_FromLong(1);
}

struct refusal { const char *text; uint64_t bytes; };

static void place_large(void *refusal)
{
	new_buffer(((struct refusal *)refusal)->bytes);
}

static void refuse_in_words(void *refusal)
{
	struct refusal *r = refusal;
	char text[600];

	if (r->bytes)
		standin_catch(place_large, r, text, sizeof(text));
	standin_throw(r->text);
}

static void *refuse_in_thread(void *refusal)
{
	struct refusal *r = refusal;

	return standin_catch_pointer(r->bytes ? place_large : refuse_in_words, r);
}

/* refuse(text, bytes): raises text, after a buffer of this size did not fit. */
static object *refuse(object *self, object *arguments)
{
	struct refusal r = {NULL, 0};
	unsigned long long bytes;
	char text[600];
	void *thread;

	(void)self;
	if (!PyArg_ParseTuple(arguments, "sK", &r.text, &bytes))
		return NULL;
	r.bytes = bytes;
	thread = PyEval_SaveThread();
	standin_catch(refuse_in_words, &r, text, sizeof(text));
	PyEval_RestoreThread(thread);
	PyErr_SetString(PyExc_RuntimeError, text);
	return NULL;
}

/* Raises what was thrown in a thread of the runtime: that such a buffer does not fit, or text. */
static object *refuse_threaded(object *self, object *arguments)
{
	struct refusal r = {NULL, 0};
	unsigned long long bytes;
	char text[600];
	void *thread, *thrown;
	pthread_t t;

	(void)self;
	if (!PyArg_ParseTuple(arguments, "sK", &r.text, &bytes))
		return NULL;
	r.bytes = bytes;
	thread = PyEval_SaveThread();
	pthread_create(&t, NULL, refuse_in_thread, &r);
	pthread_join(t, &thrown);
	standin_catch(standin_rethrow, thrown, text, sizeof(text));
	standin_forget(thrown);
	PyEval_RestoreThread(thread);
	PyErr_SetString(PyExc_RuntimeError, text);
	return NULL;
}

/* A complete small op: an output, a launch, a free. */
static object *add(object *self, object *arguments)
{
	void *thread = PyEval_SaveThread();

	(void)self, (void)arguments;
	s->placed_again(again);
	s->enqueue_cached(workload);
	s->freed_again(again);
	PyEval_RestoreThread(thread);
	return PyBool_FromLong(1);
}

/* Runs in a thread that Python does not know. */
static void *in_thread(void *bytes)
{
	new_buffer(*(unsigned long long *)bytes);
	return NULL;
}

static object *empty_in_thread(object *self, object *arguments)
{
	unsigned long long bytes;
	pthread_t t;
	void *thread;

	(void)self;
	if (!PyArg_ParseTuple(arguments, "K", &bytes))
		return NULL;
	thread = PyEval_SaveThread();
	pthread_create(&t, NULL, in_thread, &bytes);
	pthread_join(t, NULL);
	PyEval_RestoreThread(thread);
	return PyBool_FromLong(1);
}

/* Allocates `bytes` when the library is unloaded, after Python. */
static uint64_t late_bytes;

__attribute__((destructor)) static void late(void)
{
	if (late_bytes)
		new_buffer(late_bytes);
}

static object *empty_at_the_end(object *self, object *arguments)
{
	unsigned long long bytes;

	(void)self;
	if (!PyArg_ParseTuple(arguments, "K", &bytes))
		return NULL;
	late_bytes = bytes;
	return PyBool_FromLong(1);
}

/* calling(f): the runtime calls f, and takes the GIL for it. */
static object *calling(object *self, object *arguments)
{
	void *thread;
	object *result;
	int state;

	(void)self;
	if (!PyArg_ParseTuple(arguments, "O", &to_call))
		return NULL;
	thread = PyEval_SaveThread();
	state = PyGILState_Ensure();
	result = PyObject_CallObject(to_call, NULL);
	if (result)
		Py_DecRef(result);
	else
		PyErr_Print();
	PyGILState_Release(state);
	PyEval_RestoreThread(thread);
	return PyBool_FromLong(1);
}

/* ---- for the benchmark: wait(ns) .. done(), and the mean at the end ---- */

static object *wait(object *self, object *arguments)
{
	unsigned long long gap_ns;

	(void)self;
	if (!PyArg_ParseTuple(arguments, "K", &gap_ns))
		return NULL;
	pacing_wait(gap_ns);
	return PyBool_FromLong(1);
}

static object *done(object *self, object *arguments)
{
	(void)self, (void)arguments, pacing_done();
	return PyBool_FromLong(1);
}

static object *mean(object *self, object *arguments)
{
	(void)self, (void)arguments;
	return PyFloat_FromDouble(pacing_mean_ns());
}

static const struct method methods[] = {
	{"open_device", open_device, VARARGS, NULL},
	{"close_device", close_device, VARARGS, NULL},
	{"empty", empty, VARARGS, NULL},
	{"empty_held", empty_held, VARARGS, NULL},
	{"empty_in_thread", empty_in_thread, VARARGS, NULL},
	{"empty_at_the_end", empty_at_the_end, VARARGS, NULL},
	{"add", add, VARARGS, NULL},
	{"deallocate", deallocate, VARARGS, NULL},
	{"tensor", tensor, VARARGS, NULL},
	{"refuse", refuse, VARARGS, NULL},
	{"refuse_threaded", refuse_threaded, VARARGS, NULL},
	{"calling", calling, VARARGS, NULL},
	{"wait", wait, VARARGS, NULL},
	{"done", done, VARARGS, NULL},
	{"mean", mean, VARARGS, NULL},
	{NULL, NULL, 0, NULL},
};

static struct module definition = {{1, NULL, NULL, 0, NULL}, "_ttnn", NULL, -1, methods, NULL, NULL,
	NULL, NULL};

__attribute__((visibility("default"))) object *PyInit__ttnn(void);

object *PyInit__ttnn(void)
{
	return PyModule_Create2(&definition, API);
}
