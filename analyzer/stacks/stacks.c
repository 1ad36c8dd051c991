/*
 * Bytes by stack of call sites: see stacks.h.
 *
 * Must not know: SQL, what the frames are, how they are written.
 */
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "readable.h"
#include "stacks.h"
#include "xalloc.h"

/* The caller frees it. */
static char *readable_copy(const char *text, const char *if_empty)
{
	const size_t room = strlen(text) + 1;
	char *copy;

	if (!*text)
		return xstrdup(if_empty);
	copy = xmalloc(room);
	readable(copy, room, text);
	return copy;
}

static int64_t sum(int64_t a, int64_t b)
{
	return a > INT64_MAX - b ? INT64_MAX : a + b;
}

void stacks_profile(struct stacks *s, const char *name, const char *about, int64_t wall_ns)
{
	GROW(s->profiles, s->profile_count, s->profile_capacity);
	s->profiles[s->profile_count++] = (struct stack_profile){.name = readable_copy(name, "a run"),
		.about = readable_copy(about, ""), .wall_ns = wall_ns, .first = s->stack_count};
	text_numbers_free(&s->stack_numbers);   /* equal stacks of two profiles are two */
}

/* The frame's position in frames. */
static uint32_t frame_id(struct stacks *s, const char *function, const char *file, uint64_t line)
{
	struct stack_frame f = {.function = readable_copy(function, "?"),
		.file = file ? readable_copy(file, "?") : NULL, .line = line};
	/* no text has a control character any more */
	char *key = xprintf("%s\n%s\n%llu", f.function, file ? f.file : "", (unsigned long long)line);
	const uint64_t number = text_number(&s->frame_numbers, key, strlen(key));

	free(key);
	if (number > s->frame_count) {
		GROW(s->frames, s->frame_count, s->frame_capacity);
		s->frames[s->frame_count++] = f;
	} else {
		free(f.function);
		free(f.file);
	}
	return (uint32_t)(number - 1);
}

void stacks_frame(struct stacks *s, const char *function, const char *file, uint64_t line)
{
	GROW(s->ids, s->id_count, s->id_capacity);
	s->ids[s->id_count++] = frame_id(s, function, file, line);
}

void stacks_end(struct stacks *s, int64_t bytes)
{
	struct stack_profile *p = &s->profiles[s->profile_count - 1];
	const size_t count = s->id_count - s->begun;
	const uint64_t number = text_number(&s->stack_numbers, (const char *)(s->ids + s->begun),
		count * sizeof(*s->ids));
	struct stack *to;

	if (number > p->count) {
		GROW(s->stacks, s->stack_count, s->stack_capacity);
		s->stacks[s->stack_count++] = (struct stack){.first = s->begun, .count = count};
		p->count++;
		s->begun = s->id_count;
	} else {
		s->id_count = s->begun;
	}
	to = &s->stacks[p->first + number - 1];
	to->bytes = sum(to->bytes, bytes);
	to->holders++;
	p->bytes = sum(p->bytes, bytes);
}

void stacks_free(struct stacks *s)
{
	for (size_t i = 0; i < s->frame_count; i++) {
		free(s->frames[i].function);
		free(s->frames[i].file);
	}
	for (size_t i = 0; i < s->profile_count; i++) {
		free(s->profiles[i].name);
		free(s->profiles[i].about);
	}
	free(s->frames);
	free(s->ids);
	free(s->stacks);
	free(s->profiles);
	text_numbers_free(&s->frame_numbers);
	text_numbers_free(&s->stack_numbers);
	*s = (struct stacks){0};
}
