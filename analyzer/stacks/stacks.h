/*
 * Bytes by stack of call sites, in the way of profilers: frames, stacks of them, and how many bytes
 * each stack holds. Equal stacks of a profile are one.
 *
 * Must not know: SQL, what the frames are, how they are written.
 */
#ifndef STACKS_H
#define STACKS_H

#include <stddef.h>
#include <stdint.h>
#include "text_numbers.h"

struct stack_frame {            /* texts that readable() made, never empty */
	char *function;
	char *file;             /* NULL: not known */
	uint64_t line;          /* 0: not known */
};
struct stack {
	size_t first, count;    /* in stacks.ids, the outermost frame first */
	int64_t bytes;          /* at most INT64_MAX, however many are added */
	uint64_t holders;       /* what was put together in it */
};
struct stack_profile {
	char *name, *about;     /* texts that readable() made */
	int64_t wall_ns;        /* Unix time of it; 0: not known */
	size_t first, count;    /* in stacks.stacks, in the order in which they came */
	int64_t bytes;          /* of all its stacks */
};

/* Empty when all zeros; read only for others. Free with stacks_free(). */
struct stacks {
	struct stack_frame *frames;
	size_t frame_count, frame_capacity;
	uint32_t *ids;          /* positions in frames */
	size_t id_count, id_capacity;
	struct stack *stacks;
	size_t stack_count, stack_capacity;
	struct stack_profile *profiles;
	size_t profile_count, profile_capacity;
	size_t begun;           /* ids of the stack that is being made */
	struct text_numbers frame_numbers, stack_numbers;
};

/* A profile: what is added from now on belongs to it. Texts are copied, and of any bytes, as those of
 * stacks_frame(). */
void stacks_profile(struct stacks *s, const char *name, const char *about, int64_t wall_ns);
/* The next frame of a stack, the outermost first. */
void stacks_frame(struct stacks *s, const char *function, const char *file, uint64_t line);
/* Ends the stack, which holds these bytes, 0 or more; there is a profile. */
void stacks_end(struct stacks *s, int64_t bytes);
void stacks_free(struct stacks *s);

#endif
