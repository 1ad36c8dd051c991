/*
 * A program that uses the stand-in as an application uses TT-Metal: it loads the library as Python
 * does (dlopen, RTLD_LOCAL) and plays one scenario. It knows nothing of any recorder, and fails
 * when the runtime does not behave as it does without one.
 *
 * driver LIBRARY SCENARIO
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "scenarios.h"
#include "standin.h"

static const struct standin *s;
static const int chips[] = {0, 1};

static void must(bool is_true, const char *what)
{
	if (is_true)
		return;
	fprintf(stderr, "driver: %s\n", what);
	exit(1);
}

static const struct standin *load(const char *path)
{
	void *handle = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
	const struct standin *(*calls)(void);
	void *symbol = handle ? dlsym(handle, STANDIN_SYMBOL) : NULL;

	must(symbol != NULL, handle ? "no symbol" : dlerror());
	memcpy(&calls, &symbol, sizeof(calls));
	return calls();
}

static struct program *program_with(const struct region *regions, size_t count)
{
	struct program *p = s->program();

	for (size_t i = 0; i < count; i++)
		s->add_region(p, &regions[i]);
	return p;
}

static const struct region one_cb = {CB, 105824, 4096, false, 1, {{0, 0, 7, 7}}};

/* ---- scenarios ---- */

static void buffers(void)
{
	struct mesh *m = s->open(1, chips, 1);
	struct buffer *a = s->alloc(m, 32768, 2048, 1, 0), *b = s->alloc(m, 1600, 40, 1, 3);

	must(s->address(b) == s->address(a) - 64, "addresses");
	s->free(a);
	s->free(b);
	s->close(m);
}

static void close_it(void *m)
{
	s->close(m);
}

static void refused_close(void)
{
	struct mesh *m = s->open(1, chips, 1);
	char text[200];

	s->set_close_throws(true);
	must(standin_catch(close_it, m, text, sizeof(text)), "close did not throw");
	s->set_close_throws(false);
	s->free(s->alloc(m, 32768, 2048, 1, 0));
	s->close(m);
}

static void regions(void)
{
	static const struct region all[] = {
		{CB, 0x90000, 1024, true, 1, {{0, 0, 0, 0}}},
		{CB, 105824, 4096, false, 1, {{0, 0, 7, 7}}},
		{CB, 109920, 2048, false, 1, {{0, 0, 3, 3}}},
		{DFB, 111968, 512, false, 2, {{0, 0, 1, 1}, {4, 4, 5, 5}}},
		{DFB, 112480, 256, false, 1, {{0, 0, 1, 1}}},
		{SCRATCHPAD, 112736, 64, false, 2, {{0, 0, 1, 1}, {4, 4, 5, 5}}},
		{SCRATCHPAD, 112800, 32, false, 2, {{0, 0, 1, 1}, {4, 4, 5, 5}}},
	};
	struct mesh *m = s->open(0, chips, 2);
	struct program *p = program_with(all, sizeof(all) / sizeof(*all));

	s->track_add(p, m);
	s->enqueue(m, &p, 1, NULL);
	s->place(p, m);
	s->destroy(p);
	s->close(m);
}

static void neighbours(void)
{
	static const struct region pad = {SCRATCHPAD, 105824, 64, false, 1, {{0, 0, 7, 7}}};
	struct mesh *m = s->open(0, chips, 1);
	struct program *first, *second;

	s->neighbours(&first, &second);
	s->add_region(second, &one_cb);
	s->add_region(first, &pad);
	s->place(second, m);
	s->place(first, m);
	s->close(m);
}

static void launches(void)
{
	struct mesh *m = s->open(0, chips, 2);
	struct program *p[2] = {program_with(&one_cb, 1), program_with(&one_cb, 1)};

	s->track_add(p[0], m);
	s->enqueue(m, p, 1, NULL);
	s->enqueue(m, p, 2, NULL);      /* never tracked */
	s->destroy(p[0]);
	p[0] = program_with(&one_cb, 1);        /* most likely at the same address */
	s->track(p[0], m);
	s->compile(p[0], m, "softmax/123/");
	s->compile(p[0], m, "reader/7/");
	s->compile(p[0], m, "softmax/124/");
	s->compile(p[0], m, "writer/8/");
	s->compile(p[0], m, "prefetch/9/");
	s->enqueue(m, p, 1, NULL);
	s->destroy(p[0]);
	s->destroy(p[1]);
	s->close(m);
}

static void fill(void *m)
{
	for (int i = 0; i < 100; i++)
		s->alloc(m, 64 * 400000, 400000, 1, 0);
}

static void out_of_memory(void)
{
	struct mesh *m = s->open(1, chips, 1);
	char text[600];

	for (int i = 0; i < 2; i++) {   /* the second at the place of the first */
		must(standin_catch(fill, m, text, sizeof(text)), "no exception");
		must(strstr(text, "Not enough space to allocate 25600000 B") &&
			strstr(text, "backtrace"), "the text is not whole");
	}
	s->close(m);
}

/* In a file of its own: scenarios that throw. */
void scenarios_init(const struct standin *calls);
bool play_throwing(const char *name);
bool play_odd(const struct standin *calls, const char *name);
bool play_uses(const struct standin *calls, const char *name);
bool play_tensors(const struct standin *calls, const char *name);
bool play_frees(const struct standin *calls, const char *name);
bool play_native(const struct standin *calls, const char *name);

static void traces(enum trace_style style, bool mock)
{
	struct mesh *m = s->open(1, chips, 1);
	struct program *p = program_with(&one_cb, 1);
	uint32_t id = s->begin_trace(m, style);

	must(mock ? id != 77 : id == 77, "the id in the register");
	s->track(p, m);
	s->enqueue(m, &p, 1, NULL);
	s->end_trace(m, id, style);
	s->replay_trace(m, id, style);
	s->replay_trace(m, id, style);
	s->release_trace(m, id);
	must(s->trace_calls() == (mock ? 0u : 5u), "calls that reached the runtime");
	s->close(m);
}

static void traces_by_queue(void) { traces(BY_QUEUE, false); }
static void traces_by_number(void) { traces(BY_NUMBER, false); }
static void traces_in_mock_mode(void) { traces(BY_QUEUE, true); }

static struct mesh *shared_mesh;

static void *churn(void *unused)
{
	(void)unused;
	for (int i = 0; i < 1000; i++) {
		struct program *p = program_with(&one_cb, 1);

		s->track_add(p, shared_mesh);
		s->enqueue(shared_mesh, &p, 1, NULL);
		s->destroy(p);
	}
	return NULL;
}

static void threads(void)
{
	pthread_t t[4];

	shared_mesh = s->open(1, chips, 1);
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, churn, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	s->close(shared_mesh);
}

static struct buffer *left;

static pthread_barrier_t all_there;
static struct program *shared_program;

static void *compile_some(void *kernel)
{
	for (int i = 0; i < 1500; i++) {
		pthread_barrier_wait(&all_there);
		s->compile(shared_program, shared_mesh, kernel);
		if (pthread_barrier_wait(&all_there) == PTHREAD_BARRIER_SERIAL_THREAD) {
			s->destroy(shared_program);
			shared_program = program_with(&one_cb, 1);
		}
	}
	return NULL;
}

/* As in the runtime: a pool's threads compile the kernels of a program. */
static void compiled_at_once(void)
{
	char names[4][16] = {"reader/1/", "writer/2/", "softmax/3/", "softmax/4/"};
	pthread_t t[4];

	shared_mesh = s->open(1, chips, 1);
	shared_program = program_with(&one_cb, 1);
	pthread_barrier_init(&all_there, NULL, 4);
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, compile_some, names[i]);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	s->destroy(shared_program);
	s->close(shared_mesh);
}

__attribute__((destructor)) static void free_late(void)
{
	if (left)
		s->free(left);
}

static void static_destructors(void)
{
	left = s->alloc(s->open(1, chips, 1), 32768, 2048, 1, 0);
}

static void persistent(void)
{
	static const struct range r[] = {{0, 0, 1, 1}, {4, 0, 4, 1}};
	struct mesh *m = s->open(1, chips, 1);

	must(s->arena_allocate(r, 2, 100) == 42, "class returned in memory");
	s->arena_deallocate(42);
	s->global_semaphore(s->alloc(m, 64, 32, 1, 0));
	s->close(m);
}

static void throw_something(void)
{
	standin_throw("no banks");
}

static void getters_that_throw(void)
{
	struct mesh *m = s->open(1, chips, 1);

	s->set_in_getter(throw_something);
	s->free(s->alloc(m, 32768, 2048, 0, 0));
	s->close(m);
}

static void forked(void)
{
	struct mesh *m = s->open(1, chips, 1);
	struct buffer *a = s->alloc(m, 32768, 2048, 1, 0);
	int status;

	if (!fork()) {
		s->free(a);
		_exit(0);
	}
	if (!fork())
		exit(0);        /* does nothing with the runtime */
	while (wait(&status) > 0)
		must(status == 0, "child");
	s->close(m);
}

/* The old way to place a buffer is a function that only the second library has. */
static void loaded_again(void)
{
	struct mesh *m = s->open(1, chips, 1);

	s = load(getenv("STANDIN_SECOND"));
	s->free(s->alloc(m, 32768, 2048, 1, 0));
	s->close(m);
}

static void nothing(void)
{
}

static const struct scenario scenarios[] = {
	{"buffers", buffers}, {"refused_close", refused_close},
	{"regions", regions}, {"neighbours", neighbours}, {"launches", launches},
	{"out_of_memory", out_of_memory},
	{"traces_by_queue", traces_by_queue}, {"traces_by_number", traces_by_number},
	{"traces_in_mock_mode", traces_in_mock_mode}, {"threads", threads},
	{"compiled_at_once", compiled_at_once},
	{"static_destructors", static_destructors}, {"persistent", persistent},
	{"getters_that_throw", getters_that_throw}, {"forked", forked},
	{"loaded_again", loaded_again}, {"nothing", nothing},
};

bool play_one(const struct scenario *all, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(name, all[i].name)) {
			all[i].play();
			return true;
		}
	return false;
}

int main(int argc, char **argv)
{
	must(argc == 3, "usage: driver LIBRARY SCENARIO");
	if (strcmp(argv[2], "nothing")) {
		s = load(argv[1]);
		scenarios_init(s);
	}
	must(play_one(scenarios, sizeof(scenarios) / sizeof(*scenarios), argv[2]) ||
		play_throwing(argv[2]) || play_odd(s, argv[2]) || play_uses(s, argv[2]) ||
		play_tensors(s, argv[2]) || play_frees(s, argv[2]) || play_native(s, argv[2]),
		"no such scenario");
	return 0;
}
