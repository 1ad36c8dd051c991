/*
 * The driver's scenarios in which a launch or a check throws.
 *
 * Must not know: any recorder.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "scenarios.h"
#include "standin.h"

static const struct standin *s;
static const int chips[] = {0, 1};
static const struct region one_cb = {CB, 105824, 4096, false, 1, {{0, 0, 7, 7}}};

static struct program *shared_program;
static struct mesh *shared_mesh;

struct launch {
	struct mesh *m;
	struct program *p;
	const char *text;
};

void scenarios_init(const struct standin *calls);
bool play_throwing(const char *name);

void scenarios_init(const struct standin *calls)
{
	s = calls;
}

static void must(bool is_true, const char *what)
{
	if (is_true)
		return;
	fprintf(stderr, "driver: %s\n", what);
	exit(1);
}

static struct launch make(const char *text)
{
	struct launch l = {s->open(1, chips, 1), s->program(), text};

	s->add_region(l.p, &one_cb);
	return l;
}

static void end(struct launch *l)
{
	s->destroy(l->p);
	s->close(l->m);
}

static void launch(void *argument)
{
	struct launch *l = argument;

	s->track_add(l->p, l->m);
	s->enqueue(l->m, &l->p, 1, l->text);
}

static void check(void *argument)
{
	struct launch *l = argument;

	s->place(l->p, l->m);
	s->validate(l->p, l->m, l->text);
}

static void must_throw(void (*f)(void *), struct launch *l)
{
	char text[600];

	must(standin_catch(f, l, text, sizeof(text)), "no exception");
	must(!strcmp(text, l->text), "another text");
}

#define THROWS(name, f, text) \
static void name(void) \
{ \
	struct launch l = make(text); \
 \
	must_throw(f, &l); \
	end(&l); \
}

THROWS(clash, check, "TT_THROW @ program.cpp:1763: tt::exception\ninfo:\nStatically allocated "
	"circular buffers in program 501 clash with L1 buffers on core range [0-0 - 7-3]. L1 buffer "
	"allocated at 264192 and static circular buffer region ends at 672960\nbacktrace:\n --- f()")
THROWS(clash_in_launch, launch, "TT_THROW @ program.cpp:1763: tt::exception\ninfo:\nStatically "
	"allocated circular buffers in program 501 clash with L1 buffers on core range [(x=0,y=0) - "
	"(x=7,y=3)]. L1 buffer allocated at 264192 and static circular buffer region ends at 672960")
THROWS(too_big, check, "TT_THROW @ program.cpp:1706: tt::exception\ninfo:\nStatically allocated "
	"dataflow buffers on core range [0-0 - 0-0] grow to 42048864 B which is beyond max L1 size of "
	"1499136 B\nbacktrace:\n")
THROWS(config_too_big, launch, "TT_FATAL @ p.cpp:1: x\ninfo:\nProgram size (90000) too large for "
	"kernel config buffer (70656) on TENSIX, 19344 B over:\n  runtime args 1000 B\n  kernel text "
	"89000 B\nbacktrace:\n")
THROWS(launch_threw, launch, "TT_FATAL @ p.cpp:1: x\ninfo:\nsomething else\nbacktrace:\n")

static void checks_refuse(struct launch *l, const char *text, unsigned times)
{
	l->text = text;
	while (times--)
		must_throw(check, l);
}

/*
 * Refusals in the op's own words: one five times, another once; and an exception that is no
 * refusal.
 */
static void refuses(void)
{
	struct launch l = make(NULL);

	checks_refuse(&l, "TT_FATAL @ op.cpp:7: width\ninfo:\nToo wide by 8\nbacktrace:\n", 5);
	checks_refuse(&l, "TT_THROW @ op.cpp:9: tt::exception\ninfo:\nNot today\nbacktrace:\n", 1);
	checks_refuse(&l, "not of the runtime's", 1);
	end(&l);
}

static void refuses_much(void)
{
	struct launch l = make(NULL);
	char text[60];

	for (unsigned i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "TT_FATAL @ op.cpp:7: width\ninfo:\nToo wide by %u", i);
		checks_refuse(&l, text, 1);
	}
	end(&l);
}

static void throw_here(void)
{
	s->validate(shared_program, shared_mesh, "TT_FATAL @ op.cpp:7: asked too early");
}

/* The function that throws is one that the recorder calls. */
static void getter_refuses(void)
{
	struct launch l = make(NULL);

	shared_program = l.p;
	shared_mesh = l.m;
	s->set_in_getter(throw_here);
	s->placed_again(s->alloc(l.m, 32768, 2048, 1, 0));
	s->set_in_getter(NULL);
	end(&l);
}

static struct launch shared;

static void *try_it(void *unused)
{
	(void)unused;
	return standin_catch_pointer(check, &shared);
}

static void throw_again(void *pointer)
{
	standin_rethrow(pointer);
}

/* A worker's exception is rethrown in the thread that enqueued. */
static void passed_on_in_launch(void *pointer)
{
	s->enqueue_calling(shared.m, throw_again, pointer);
}

static void passed_on(void)
{
	pthread_t t;
	void *pointer;
	char text[600];

	shared = make("info:\nStatically allocated circular buffers in program 501 clash with L1 "
		"buffers on core range [0-0 - 7-3]. L1 buffer allocated at 264192 and static circular "
		"buffer region ends at 672960\nbacktrace:\n");
	pthread_create(&t, NULL, try_it, NULL);
	pthread_join(t, &pointer);
	must(pointer != NULL, "no exception in the worker");
	must(standin_catch(passed_on_in_launch, pointer, text, sizeof(text)), "not passed on");
	must(!strcmp(text, shared.text), "another text");
	standin_forget(pointer);
	end(&shared);
}

static sem_t launched;

static void wait_here(void)
{
	sem_post(&launched);
	for (;;)
		pause();
}

static void wait_for_ever(void *unused)
{
	(void)unused;
	wait_here();
}

static void *launch_for_ever(void *m)
{
	s->enqueue_calling(m, wait_for_ever, NULL);
	return m;
}

static void cancelled(void)
{
	struct launch l = make(NULL);
	pthread_t t;
	void *result;

	sem_init(&launched, 0, 0);
	pthread_create(&t, NULL, launch_for_ever, l.m);
	sem_wait(&launched);
	pthread_cancel(t);
	pthread_join(t, &result);
	must(result == PTHREAD_CANCELED, "the thread went on");
	launch(&l);
	end(&l);
}

static void *alloc_for_ever(void *m)
{
	s->alloc(m, 32768, 2048, 1, 0);
	return m;
}

/* Throws in a function that the recorder calls. */
static void cancelled_in_getter(void)
{
	struct mesh *m = s->open(1, chips, 1);
	pthread_t t;
	void *result;

	sem_init(&launched, 0, 0);
	s->set_in_getter(wait_here);
	pthread_create(&t, NULL, alloc_for_ever, m);
	sem_wait(&launched);
	pthread_cancel(t);
	pthread_join(t, &result);
	must(result == PTHREAD_CANCELED, "the thread went on");
	s->set_in_getter(NULL);
	s->close(m);
}

/* An operation's tables and programs; ids 2 and 3. */
static void make_program(void *launch)
{
	struct launch *l = launch;

	s->alloc(l->m, 64 * 32, 32, 3, 0);
	s->track(l->p, l->m);
	s->enqueue(l->m, &l->p, 1, NULL);
	s->alloc(l->m, 64 * 32, 32, 1, 0);
}

static void give_up(void *launch)
{
	s->alloc(((struct launch *)launch)->m, 64 * 32, 32, 3, 0);
	standin_throw("TT_FATAL @ x.cpp:1: no\n");
}

static void try_operation(void *launch)
{
	s->operation(((struct launch *)launch)->m, give_up, launch);
}

/* Far below the caller on the stack. */
__attribute__((noinline)) static void try_deep_down(struct launch *l)
{
	volatile char room[1 << 16];
	char text[100];

	room[0] = 0;
	must(standin_catch(try_operation, l, text, sizeof(text)), "nothing was thrown");
	room[1] = room[0];
}

static void operations_make_programs(void)
{
	struct launch l = make(NULL);

	s->alloc(l.m, 64 * 32, 32, 1, 0);
	s->operation(l.m, make_program, &l);
	s->alloc(l.m, 64 * 32, 32, 1, 0);
	try_deep_down(&l);
	s->alloc(l.m, 64 * 32, 32, 1, 0);
	end(&l);
}

static void try_clashing_operation(void *launch)
{
	s->operation(((struct launch *)launch)->m, check, launch);
}

__attribute__((noinline)) static void alloc_deep_down(struct launch *l)
{
	volatile char room[1 << 16];

	room[0] = 0;
	s->alloc(l->m, 64 * 32, 32, 1, 0);
	room[1] = room[0];
}

/* The program that it built clashes; then its caller allocates, deeper on the stack than before. */
static void operation_clashes(void)
{
	struct launch l = make("TT_THROW @ program.cpp:1763: tt::exception\ninfo:\nStatically allocated "
		"circular buffers in program 501 clash with L1 buffers on core range [0-0 - 7-3]. L1 "
		"buffer allocated at 264192 and static circular buffer region ends at 672960\n");
	char text[600];

	must(standin_catch(try_clashing_operation, &l, text, sizeof(text)), "no exception");
	alloc_deep_down(&l);
	end(&l);
}

static const struct scenario scenarios[] = {
	{"clash", clash}, {"clash_in_launch", clash_in_launch}, {"too_big", too_big},
	{"config_too_big", config_too_big}, {"launch_threw", launch_threw},
	{"refuses", refuses}, {"refuses_much", refuses_much}, {"getter_refuses", getter_refuses},
	{"passed_on", passed_on}, {"cancelled", cancelled},
	{"cancelled_in_getter", cancelled_in_getter},
	{"operations_make_programs", operations_make_programs},
	{"operation_clashes", operation_clashes},
};

bool play_throwing(const char *name)
{
	return play_one(scenarios, sizeof(scenarios) / sizeof(*scenarios), name);
}
