/*
 * Stacks as a file of speedscope: see stack_writers.h.
 *
 * Must not know: SQL, what the frames are.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "stack_writers.h"
#include "xalloc.h"

/* Texts are UTF-8 without control characters; a '<' would end a script that has the file in it. */
static void put_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (const char *at = text;;) {
		size_t n = strcspn(at, "\"\\<");

		fwrite(at, 1, n, out);
		if (!at[n])
			break;
		if (at[n] == '<')
			fputs("\\u003c", out);
		else
			fprintf(out, "\\%c", at[n]);
		at += n + 1;
	}
	fputc('"', out);
}

static void put_frame(FILE *out, const struct stack_frame *f)
{
	fputs("{\"name\":", out);
	put_string(out, f->function);
	if (f->file) {
		fputs(",\"file\":", out);
		put_string(out, f->file);
	}
	if (f->line)
		fprintf(out, ",\"line\":%" PRIu64, f->line);
	fputc('}', out);
}

static void put_profile(FILE *out, const struct stacks *s, const struct stack_profile *p)
{
	char *name = xprintf("%s: %s", p->name, p->about);

	fputs("{\"type\":\"sampled\",\"name\":", out);
	put_string(out, name);
	free(name);
	fprintf(out, ",\"unit\":\"bytes\",\"startValue\":0,\"endValue\":%" PRId64 ",\"samples\":[",
		p->bytes);
	for (size_t i = 0; i < p->count; i++) {
		const struct stack *stack = &s->stacks[p->first + i];

		fputs(i ? ",\n[" : "\n[", out);
		for (size_t k = 0; k < stack->count; k++)
			fprintf(out, "%s%" PRIu32, k ? "," : "", s->ids[stack->first + k]);
		fputc(']', out);
	}
	fputs("],\n\"weights\":[", out);
	for (size_t i = 0; i < p->count; i++)
		fprintf(out, "%s%" PRId64, i ? "," : "", s->stacks[p->first + i].bytes);
	fputs("]}", out);
}

void stacks_write_speedscope(FILE *out, const struct stacks *s)
{
	fputs("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\","
		"\"exporter\":\"l1analyze\",\n\"activeProfileIndex\":0,\"name\":\"L1 by call site\""
		",\n\"shared\":{\"frames\":[", out);
	for (size_t i = 0; i < s->frame_count; i++) {
		fputs(i ? ",\n" : "\n", out);
		put_frame(out, &s->frames[i]);
	}
	fputs("]},\n\"profiles\":[", out);
	for (size_t i = 0; i < s->profile_count; i++) {
		fputs(i ? ",\n" : "\n", out);
		put_profile(out, s, &s->profiles[i]);
	}
	fputs("]}\n", out);
}
