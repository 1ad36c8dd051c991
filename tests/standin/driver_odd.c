/*
 * The driver's scenarios of special buffers (not allocated, or numbered from 0), and of meshes that
 * change.
 */
#include <stdio.h>
#include <string.h>
#include "scenarios.h"
#include "standin.h"

bool play_odd(const struct standin *calls, const char *name);

static const struct standin *s;
static const int chips[] = {0, 1};

static struct program *with_cb(void)
{
	static const struct region one_cb = {CB, 105824, 4096, false, 1, {{0, 0, 7, 7}}};
	struct program *p = s->program();

	s->add_region(p, &one_cb);
	return p;
}

static void reopened(void)
{
	struct mesh *old = s->open(1, chips, 1), *m;
	struct buffer *a = s->alloc(old, 32768, 2048, 1, 0);

	s->close(old);
	m = s->open(3, chips, 1);
	s->free(a);
	s->free(s->alloc(m, 32768, 2048, 1, 0));
	s->close(m);
}

static void reopened_in_place(void)
{
	struct mesh *m = s->open(1, chips, 1);

	s->alloc(m, 32768, 2048, 1, 0);
	s->close(m);
	s->reopen(m, 3);
	s->free(s->alloc(m, 32768, 2048, 1, 0));
	s->close(m);
}

/* As with chips, whose ids do not change. */
static void reopened_as_before(void)
{
	struct mesh *m = s->open(1, chips, 1);

	s->alloc(m, 32768, 2048, 1, 0);
	s->close(m);
	s->reopen(m, 1);
	s->free(s->alloc(m, 32768, 2048, 1, 0));
	s->close(m);
}

static void reshaped(void)
{
	struct mesh *m = s->open(0, chips, 2);
	struct program *p[2] = {with_cb(), with_cb()};

	s->enqueue(m, p, 2, NULL);
	s->reverse_chips(m);
	s->enqueue(m, p, 2, NULL);
	s->enqueue(m, p, 1, NULL);
	s->close(m);
}

static struct {
	struct mesh *m;
	struct program *p[2];
} two;

static void throw_two(void *unused)
{
	(void)unused;
	s->enqueue(two.m, two.p, 2, "TT_FATAL @ p.cpp:1: x\ninfo:\nno\nbacktrace:\n");
}

/*
 * One program fails to launch together with the other; then both run; then they are destroyed, the
 * last one first.
 */
static void two_programs(void)
{
	/* at one address, on different cores */
	static const struct region dfbs[] = {{DFB, 111968, 512, false, 1, {{0, 0, 0, 0}}},
		{DFB, 111968, 256, false, 1, {{1, 1, 1, 1}}}};
	char text[100];

	two.m = s->open(0, chips, 2);
	two.p[0] = s->program();
	s->add_region(two.p[0], &dfbs[0]);
	s->add_region(two.p[0], &dfbs[1]);
	two.p[1] = with_cb();
	standin_catch(throw_two, NULL, text, sizeof(text));
	s->enqueue(two.m, two.p, 2, NULL);
	s->enqueue(two.m, two.p, 2, NULL);
	s->destroy(two.p[1]);
	s->destroy(two.p[0]);
	s->close(two.m);
}

static void sub_devices(void)
{
	struct mesh *m = s->open(1, chips, 1);

	s->load_sub_devices(m, 4096);
	s->free(s->alloc(m, 32768, 2048, 1, 0));
	s->load_sub_devices(m, 0);
	s->close(m);
}

/* Two rows of three cores, of which the first two columns have one address. */
static void per_core(void)
{
	static const struct place at[] = {{0, 0, 5000}, {1, 0, 5000}, {2, 0, 9000}, {0, 1, 5000},
		{1, 1, 5000}, {2, 1, 7000}};
	struct mesh *m = s->open(1, chips, 1);
	struct buffer *b = s->alloc_per_core(m, 40, at, 6);

	s->free(s->alloc(m, 32768, 2048, 1, 0));
	s->free(b);
	s->close(m);
}

static void checks_grid(void)
{
	struct mesh *m = s->open(1, chips, 1);

	printf("checked for dispatch on %u\n", s->check_grid(m, 0));
	s->close(m);
}

static void purposes(void)
{
	struct mesh *m = s->open(1, chips, 1);
	struct buffer *b = s->alloc(m, 64, 32, 1, 0);

	s->make_semaphore(m);
	s->make_global_cb(m);
	s->global_semaphore(b);
	s->alloc(m, 64, 32, 1, 0);
	s->close(m);
}

/* A mesh closes its submeshes with it. */
static void persistent_and_submeshes(void)
{
	static const struct range r[] = {{0, 0, 1, 1}};
	struct mesh *m = s->open(1, chips, 2);

	s->open(2, chips, 1);
	s->open(3, chips + 1, 1);
	s->arena_deallocate(s->arena_allocate(r, 1, 100));
	s->close(m);
	m = s->open(4, chips, 1);
	s->arena_deallocate(s->arena_allocate(r, 1, 100));
	s->close(m);
}

/* The runtime counts from 0. One of two ids may be the chips' view of the other buffer, or not. */
static void ids_from_zero(void)
{
	struct mesh *m = s->open(1, chips, 1);
	struct buffer *a, *b;

	s->set_next_id(0);
	a = s->alloc(m, 32768, 2048, 1, 0);
	b = s->alloc(m, 32768, 2048, 1, 0);
	s->free(a);
	s->free(b);
	s->close(m);
}

/* A tensor that was made during a capture without allocation is freed later. */
static void pretended(void)
{
	struct mesh *m = s->open(1, chips, 1);
	struct buffer *real = s->alloc(m, 32768, 2048, 1, 0), *pretended[2];

	s->set_pretends(true);
	for (int i = 0; i < 2; i++)
		pretended[i] = s->alloc(m, 65536, 4096, 1, 0);
	s->free(pretended[0]);
	s->set_pretends(false);
	s->free(pretended[1]);
	s->free(real);
	s->close(m);
}

static const struct scenario scenarios[] = {
	{"reopened", reopened}, {"reopened_in_place", reopened_in_place},
	{"reopened_as_before", reopened_as_before},
	{"reshaped", reshaped}, {"persistent_and_submeshes", persistent_and_submeshes},
	{"ids_from_zero", ids_from_zero}, {"pretended", pretended},
	{"sub_devices", sub_devices}, {"per_core", per_core},
	{"checks_grid", checks_grid}, {"purposes", purposes}, {"two_programs", two_programs},
};

bool play_odd(const struct standin *calls, const char *name)
{
	s = calls;
	return play_one(scenarios, sizeof(scenarios) / sizeof(*scenarios), name);
}
