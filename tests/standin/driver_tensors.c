/*
 * The driver's scenarios of tensors.
 *
 * Must not know: any recorder.
 */
#include <stdio.h>
#include <string.h>
#include "driver_uses.h"
#include "scenarios.h"

bool play_tensors(const struct standin *calls, const char *name);

static const struct standin *s;

static struct buffer *buffer(struct mesh *m)
{
	return s->alloc(m, 65536, 2048, 1, 0);
}

static const struct given_tensor interleaved = {.shape = {3, 50, 70}, .padded_shape = {3, 64, 96},
	.rank = 3, .dtype = 3, .pages = 1};
static const struct given_tensor blocks = {.shape = {1, 1, 256, 128}, .padded_shape = {1, 1, 256, 128},
	.rank = 4, .pages = 1, .layout = 4, .shard_shape = {64, 32}, .shard_rank = 2, .order = 1,
	.cores = {{0, 0, 3, 3}}, .range_count = 1};
static const struct given_tensor many_dimensions = {.shape = {2, 1, 3, 4, 5, 6},
	.padded_shape = {2, 1, 3, 4, 5, 6}, .rank = 6, .dtype = 1, .layout = 5, .shard_shape = {1, 3, 4, 5, 6},
	.shard_rank = 5, .cores = {{0, 0, 1, 0}, {4, 2, 4, 3}}, .range_count = 2};

static void tensors(void)
{
	struct mesh *m = open_mesh();

	s->tensor(buffer(m), &interleaved);
	s->tensor(buffer(m), &blocks);
	s->tensor(buffer(m), &many_dimensions);
	s->tensor(buffer(m), &interleaved);
	s->close(m);
}

/* Other tensors over the same memory, made later. */
static void views(void)
{
	struct mesh *m = open_mesh();
	struct buffer *first = buffer(m), *b;
	struct given_tensor view = blocks;

	s->tensor(first, &interleaved);
	s->tensor(first, &blocks);
	view.is_view = true;
	s->tensor(first, &view);
	for (int i = 0; i < 5000; i++) {        /* more than are remembered */
		b = buffer(m);
		s->tensor(b, &interleaved);
		s->free(b);
	}
	s->tensor(first, &blocks);
	s->close(m);
}

static void make_throwing(void *b)
{
	struct given_tensor g = blocks;

	g.throws = true;
	s->tensor(b, &g);
}

static void odd_tensors(void)
{
	struct mesh *m = open_mesh();
	struct given_tensor odd = blocks, unknown = blocks;
	char text[100] = "";

	must(standin_catch(make_throwing, buffer(m), text, sizeof(text)) &&
		!strcmp(text, "no such topology"), "the exception of a tensor passes");
	odd.is_odd = true;              /* its shape cannot be read */
	odd.order = 9;
	odd.pages = 2;
	s->tensor(buffer(m), &odd);
	unknown.dtype = 20;             /* whose conversion throws */
	for (int i = 0; i < 3; i++)
		s->tensor(buffer(m), &unknown);
	printf("conversions %u\n", s->conversions());
	s->close(m);
}

/* The same operation again and again: a tensor, a launch that is cached, the tensor's end. */
static void steady(void)
{
	static const struct region cb = {CB, 105824, 4096, false, 1, {{0, 0, 7, 7}}};
	struct mesh *m = open_mesh();
	struct program *p = s->program();
	struct workload *w;

	s->add_region(p, &cb);
	w = s->cached(m, p);
	for (int i = 0; i < 1000; i++) {
		struct buffer *b = buffer(m);

		s->tensor(b, &blocks);
		s->enqueue_cached(w);
		s->free(b);
	}
	s->close(m);
}

bool play_tensors(const struct standin *calls, const char *name)
{
	static const struct scenario scenarios[] = {{"tensors", tensors}, {"views", views}, {"odd_tensors", odd_tensors},
		{"steady", steady}};

	s = calls;
	return play_one(scenarios, COUNT(scenarios), name);
}
