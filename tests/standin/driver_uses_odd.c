/*
 * The driver's scenarios of programs whose operands cannot be read, are read by several threads, or
 * are not read; and of what the host reads and writes.
 *
 * Must not know: any recorder, except how a program pauses one.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include "driver_uses.h"
#include "scenarios.h"

static const struct standin *s;

/* ---- what goes wrong ---- */

static void kernels_throw(void)
{
	struct mesh *m = open_mesh();
	struct program *p = with_regions(borrowing, 1);

	launch(m, p);
	s->set_asking(ARGUMENTS_THROW);
	for (int i = 0; i < 100; i++)
		launch(m, p);
	s->destroy(p);
	p = with_regions(borrowing, 1);
	launch(m, p);
	s->set_asking(AS_TODAY);
	launch(m, p);
	s->destroy(p);
	p = with_regions(borrowing, 1);
	launch(m, p);
	end(m, p);
}

static void many_throw(void)
{
	struct mesh *m = open_mesh();

	s->set_asking(ARGUMENTS_THROW);
	for (int i = 0; i < 40; i++) {
		struct program *p = with_regions(borrowing, 1);

		launch(m, p);
		s->destroy(p);
	}
	s->close(m);
}

static void throwing_launch(void *arguments)
{
	void **a = arguments;
	struct program *p = a[1];

	s->track(p, a[0]);
	s->enqueue(a[0], &p, 1, "TT_FATAL @ p.cpp:1: x\ninfo:\nno\nbacktrace:\n");
}

static void launch_that_throws(void)
{
	struct mesh *m = open_mesh();
	struct program *p = with_regions(borrowing, 1);
	char text[100];

	must(standin_catch(throwing_launch, (void *[]){m, p}, text, sizeof(text)), "no exception");
	must(!s->held(p), "somebody holds what is the program's");
	s->destroy(p);
	p = s->program();
	give(p, s->add_kernel(p, one_core, 1), 0, 0, 300000);
	launch(m, p);
	end(m, p);
}

/* The program of a launch that threw throws when it is read: the host sees its own exception. */
static void throws_twice(void)
{
	struct mesh *m = open_mesh();
	struct program *p = with_regions(borrowing, 1);
	char text[100];

	s->set_asking(ARGUMENTS_THROW);
	for (int i = 0; i < 3; i++) {
		must(standin_catch(throwing_launch, (void *[]){m, p}, text, sizeof(text)), "no exception");
		must(!strncmp(text, "TT_FATAL @ p.cpp:1: x", 21), "another exception");
	}
	must(!s->held(p), "somebody holds what is the program's");
	s->destroy(p);
	s->set_asking(AS_TODAY);
	p = s->program();
	give(p, s->add_kernel(p, one_core, 1), 0, 0, 300000);
	launch(m, p);
	end(m, p);
}

static void same_address(void)
{
	struct mesh *m = open_mesh();
	struct program *p = s->program(), *before = p;

	s->set_asking(CORES_ARE_CHECKED);
	s->add_kernel(p, four_cores, 1);
	give(p, 0, 0, 0, 200000);
	give(p, 0, 1, 1, 300000);
	launch(m, p);
	s->destroy(p);
	p = s->program();
	must(p == before, "lies elsewhere");
	s->add_kernel(p, one_core, 1);
	give(p, 0, 0, 0, 400000);
	launch(m, p);
	s->destroy(p);
	p = s->program();
	s->add_kernel(p, four_cores, 1);
	give(p, 0, 0, 0, 200000);
	give(p, 0, 1, 0, 500000);
	launch(m, p);
	end(m, p);
}

/* It has fewer cores than at its first launch, then fewer kernels. */
static void fewer_cores(void)
{
	struct mesh *m = open_mesh();
	struct program *p = s->program();

	s->set_asking(CORES_ARE_CHECKED);
	s->add_kernel(p, four_cores, 1);
	give(p, 0, 0, 0, 200000);
	give(p, 0, 1, 1, 300000);
	launch(m, p);
	s->shrink_kernel(p, 0, 3);
	launch(m, p);
	s->destroy(p);
	p = s->program();
	s->add_kernel(p, one_core, 1);
	s->add_kernel(p, four_cores, 1);
	give(p, 0, 0, 0, 200000);
	give(p, 1, 1, 1, 300000);
	launch(m, p);
	s->drop_kernel(p);
	launch(m, p);
	end(m, p);
}

/* ---- threads ---- */

enum { ROUNDS = 1000 };

static struct mesh *shared_mesh;
static struct program *shared_program;
static struct workload *shared_workload;
static pthread_barrier_t both_there;

static struct program *four_words(void)
{
	struct program *p = with_regions(borrowing, COUNT(borrowing));

	give(p, s->add_kernel(p, four_cores, 1), 1, 1, 300000);
	return p;
}

static void share_program(void)
{
	shared_program = four_words();
	shared_workload = s->cached(shared_mesh, shared_program);
}

static void *launch_shared(void *unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS; i++) {
		pthread_barrier_wait(&both_there);
		s->enqueue_cached(shared_workload);
		if (pthread_barrier_wait(&both_there) == PTHREAD_BARRIER_SERIAL_THREAD) {
			must(!s->held(shared_program), "somebody holds what is the program's");
			s->destroy(shared_program);
			share_program();
		}
	}
	return NULL;
}

static void launched_at_once(void)
{
	pthread_t t[2];

	shared_mesh = open_mesh();
	share_program();
	pthread_barrier_init(&both_there, NULL, 2);
	for (int i = 0; i < 2; i++)
		pthread_create(&t[i], NULL, launch_shared, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	end(shared_mesh, shared_program);
}

static void *launch_other(void *unused)
{
	s->enqueue(shared_mesh, &shared_program, 1, NULL);
	return unused;
}

static void launch_in_between(void)
{
	pthread_t t;

	pthread_create(&t, NULL, launch_other, NULL);
	pthread_join(t, NULL);
}

/* Launched by another thread while the first one reads it. */
static void launched_in_between(void)
{
	shared_mesh = open_mesh();
	for (int i = 0; i < 600; i++) {
		shared_program = four_words();
		s->set_in_kernel(launch_in_between);
		launch(shared_mesh, shared_program);
		s->destroy(shared_program);
	}
	launch(shared_mesh, four_words());
	launch(shared_mesh, four_words());
	s->close(shared_mesh);
}

/* More long-lived programs than can be kept, then as many again. */
static void many_programs(void)
{
	enum { MANY = 600 };
	static struct program *p[MANY];
	struct mesh *m = open_mesh();

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < MANY; i++) {
			p[i] = s->program();
			s->add_kernel(p[i], four_cores, 1);
			give(p[i], 0, 1, 1, 300000);
			launch(m, p[i]);
		}
		for (int i = 0; i < MANY; i++)
			s->destroy(p[i]);
	}
	s->close(m);
}

/* Prints how often a program is asked for its kernels in ten of its launches. */
static void play_maps(enum asking how)
{
	struct mesh *m = open_mesh();
	struct program *p = s->program();
	unsigned before;

	for (uint32_t k = 0; k < 3; k++)
		give(p, s->add_kernel(p, four_cores, 1), 0, 0, 300000 + 32 * k);
	s->set_asking(how);
	for (int i = 0; i < 70; i++)
		launch(m, p);
	before = s->asked();
	for (int i = 0; i < 10; i++)
		launch(m, p);
	printf("asked %u\n", s->asked() - before);
	s->set_asking(AS_TODAY);
	end(m, p);
}

static void kernel_maps(void) { play_maps(AS_TODAY); }
static void kernel_maps_elsewhere(void) { play_maps(KERNEL_MAPS_ELSEWHERE); }
static void kernel_maps_round(void) { play_maps(KERNEL_MAPS_ROUND); }
static void kernel_maps_of_others(void) { play_maps(KERNEL_MAPS_OF_OTHERS); }
static void kernel_maps_of_one(void) { play_maps(KERNEL_MAPS_OF_ONE); }

/* ---- the host ---- */

static void host(void)
{
	struct mesh *m = open_mesh();
	struct buffer *l1 = s->alloc(m, 32768, 2048, 1, 0), *dram = s->alloc(m, 32768, 2048, 0, 0);

	must(s->host_reads(m, l1) == 3 && s->host_writes(m, dram) == 3, "calls came otherwise");
	s->free(l1);
	l1 = s->alloc(m, 32768, 2048, 3, 0);
	s->host_reads(m, l1);
	s->host_reads(m, s->alloc(m, 32768, 2048, 2, 0));       /* the host's own memory */
	s->free(l1);
	s->free(dram);
	s->close(m);
}

static void call(const char *name)
{
	void *symbol = dlsym(RTLD_DEFAULT, name);
	void (*f)(void);

	must(symbol != NULL, "nobody can be paused");
	memcpy(&f, &symbol, sizeof(f));
	f();
}

static void paused(void)
{
	struct mesh *m = open_mesh();
	struct buffer *l1 = s->alloc(m, 32768, 2048, 1, 0);
	struct program *p = with_regions(borrowing, 1);

	launch(m, p);
	call("l1trace_pause");
	printf("asked %u\n", s->asked());
	launch(m, p);
	s->host_reads(m, l1);
	printf("asked %u\n", s->asked());
	call("l1trace_resume");
	launch(m, p);
	end(m, p);
}

/* For tests that turn uses off. */
static void asked(void)
{
	struct mesh *m = open_mesh();
	struct program *p = with_regions(borrowing, 1);

	launch(m, p);
	s->host_reads(m, s->alloc(m, 32768, 2048, 1, 0));
	printf("asked %u\n", s->asked());
	end(m, p);
}

static const struct scenario scenarios[] = {
	{"kernels_throw", kernels_throw}, {"many_throw", many_throw},
	{"launch_that_throws", launch_that_throws}, {"throws_twice", throws_twice},
	{"same_address", same_address}, {"fewer_cores", fewer_cores},
	{"launched_at_once", launched_at_once}, {"launched_in_between", launched_in_between},
	{"many_programs", many_programs}, {"kernel_maps", kernel_maps},
	{"kernel_maps_elsewhere", kernel_maps_elsewhere}, {"kernel_maps_round", kernel_maps_round},
	{"kernel_maps_of_others", kernel_maps_of_others}, {"kernel_maps_of_one", kernel_maps_of_one},
	{"host", host}, {"paused", paused}, {"asked", asked},
};

bool play_odd_uses(const struct standin *calls, const char *name)
{
	s = calls;
	return play_one(scenarios, COUNT(scenarios), name);
}
