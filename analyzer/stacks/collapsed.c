/*
 * Stacks as collapsed lines: see stack_writers.h.
 *
 * Must not know: SQL, what the frames are.
 */
#include <inttypes.h>
#include <string.h>
#include "stack_writers.h"

/* A semicolon would end the frame. */
static void put_text(FILE *out, const char *text)
{
	for (const char *at = text;;) {
		size_t n = strcspn(at, ";");

		fwrite(at, 1, n, out);
		if (!at[n])
			return;
		fputc(',', out);
		at += n + 1;
	}
}

static void put_frame(FILE *out, const struct stack_frame *f)
{
	put_text(out, f->function);
	if (!f->file)
		return;
	fputs(" (", out);
	put_text(out, f->file);
	if (f->line)
		fprintf(out, ":%" PRIu64, f->line);
	fputc(')', out);
}

static void put_stack(FILE *out, const struct stacks *s, const struct stack *stack)
{
	for (size_t i = 0; i < stack->count; i++) {
		if (i)
			fputc(';', out);
		put_frame(out, &s->frames[s->ids[stack->first + i]]);
	}
	fprintf(out, " %" PRId64 "\n", stack->bytes);
}

void stacks_write_collapsed(FILE *out, const struct stacks *s)
{
	for (size_t i = 0; i < s->profile_count; i++)
		for (size_t k = 0; k < s->profiles[i].count; k++) {
			if (s->profile_count > 1) {
				put_text(out, s->profiles[i].name);
				fputc(';', out);
			}
			put_stack(out, s, &s->stacks[s->profiles[i].first + k]);
		}
}
