/*
 * Scenarios of C++ programs, for their call sites: the same calls from frames of all kinds.
 *
 * Must not know: any recorder.
 */
#include <pthread.h>
#include <stdlib.h>
#include "odd_frames.h"
#include "scenarios.h"
#include "standin.h"

static const struct standin *s;
static struct mesh *mesh;
static const int chips[] = {0};
static volatile int allocated;          /* so that the call is not the function's last instruction */

static inline __attribute__((always_inline)) struct buffer *allocate_inline(void)
{
	return s->alloc(mesh, 32768, 2048, 1, 0);
}

static __attribute__((noinline)) struct buffer *allocate(void)
{
	struct buffer *b = allocate_inline();

	allocated++;
	return b;
}

static __attribute__((noinline)) void allocate_and_free(void *unused)
{
	(void)unused;
	s->free(allocate());
}

/* Each time from here, and once from another line. */
static void layers(void)
{
	mesh = s->open(1, chips, 1);
	for (int i = 0; i < 10; i++)
		allocate_and_free(NULL);
	allocate_and_free(NULL);
	s->close(mesh);
}

static void *in_thread(void *unused)
{
	allocate_and_free(unused);
	return NULL;
}

static void small_thread(void)
{
	pthread_attr_t small;
	pthread_t thread;

	mesh = s->open(1, chips, 1);
	pthread_attr_init(&small);
	if (pthread_attr_setstacksize(&small, 16384) || pthread_create(&thread, &small, in_thread, NULL))
		exit(1);
	pthread_join(thread, NULL);
	s->close(mesh);
}

static void odd_stacks(void)
{
	mesh = s->open(1, chips, 1);
	from_realigned_frame(allocate_and_free, NULL, 10, 20, 30, 4, 5, 6);
	from_depth(allocate_and_free, NULL, 1000);
	from_made_code(allocate_and_free, NULL);
	from_made_stack(allocate_and_free, NULL);
	from_coroutine(allocate_and_free, NULL);
	from_handler(allocate_and_free, NULL, 1);
	from_frame_in_a_circle(allocate_and_free, NULL);
	from_frame_that_lies(allocate_and_free, NULL, 8);
	from_frame_that_lies(allocate_and_free, NULL, ~(size_t)7);
	s->close(mesh);
}

bool play_native(const struct standin *calls, const char *name)
{
	static const struct scenario all[] = {{"layers", layers}, {"small_thread", small_thread},
		{"odd_stacks", odd_stacks}};

	s = calls;
	return play_one(all, sizeof(all) / sizeof(*all), name);
}
