/*
 * Stacks as a profile of pprof: see stack_writers.h. The message is that of pprof's profile.proto, in
 * which each text is a number in a table of strings.
 *
 * Must not know: SQL, what the frames are.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include "proto_message.h"
#include "stack_writers.h"
#include "text_numbers.h"
#include "xalloc.h"

/* fields of profile.proto */
enum { SAMPLE_TYPE = 1, SAMPLE = 2, LOCATION = 4, FUNCTION = 5, STRING_TABLE = 6, TIME_NANOS = 9,
	PERIOD_TYPE = 11, PERIOD = 12, COMMENT = 13, DEFAULT_SAMPLE_TYPE = 14 };
enum { TYPE_TYPE = 1, TYPE_UNIT = 2 };
enum { SAMPLE_LOCATIONS = 1, SAMPLE_VALUES = 2 };
enum { LOCATION_ID = 1, LOCATION_LINE = 4, LINE_FUNCTION = 1, LINE_LINE = 2 };
/* a system name equal to the name would be taken for a mangled one, and "<module>" for a template */
enum { FUNCTION_ID = 1, FUNCTION_NAME = 2, FUNCTION_FILE = 4 };

struct profile {
	struct proto_message message, strings;       /* the table of strings comes after all that uses it */
	struct text_numbers numbers, functions;
};

/* The number of a text in the table, in which the empty text is 0. */
static uint64_t string(struct profile *p, const char *text)
{
	uint64_t before = p->numbers.last, number;

	if (!*text)
		return 0;
	number = text_number(&p->numbers, text, strlen(text));
	if (p->numbers.last != before)
		proto_text(&p->strings, STRING_TABLE, text);
	return number;
}

static void put_type(struct profile *p, unsigned field, const char *type, const char *unit)
{
	struct proto_message m = {0};

	proto_number(&m, TYPE_TYPE, string(p, type));
	proto_number(&m, TYPE_UNIT, string(p, unit));
	proto_inside(&p->message, field, &m);
	free(m.at);
}

/* The function's id: those of one name and file are one. */
static uint64_t function(struct profile *p, const char *name, const char *file)
{
	uint64_t before = p->functions.last, texts[2], id;
	struct proto_message m = {0};

	texts[0] = string(p, name);
	texts[1] = string(p, file ? file : "");
	id = text_number(&p->functions, (const char *)texts, sizeof(texts));
	if (p->functions.last == before)
		return id;
	proto_number(&m, FUNCTION_ID, id);
	proto_number(&m, FUNCTION_NAME, texts[0]);
	proto_number(&m, FUNCTION_FILE, texts[1]);
	proto_inside(&p->message, FUNCTION, &m);
	free(m.at);
	return id;
}

static void put_location(struct profile *p, uint64_t id, const char *name, const char *file,
	uint64_t line)
{
	struct proto_message m = {0}, of = {0};

	proto_number(&of, LINE_FUNCTION, function(p, name, file));
	if (line)
		proto_number(&of, LINE_LINE, line);
	proto_number(&m, LOCATION_ID, id);
	proto_inside(&m, LOCATION_LINE, &of);
	proto_inside(&p->message, LOCATION, &m);
	free(m.at);
	free(of.at);
}

/* `outermost`: the location around all of it; 0: none. */
static void put_stack(struct profile *p, const struct stacks *s, const struct stack *stack,
	uint64_t outermost)
{
	struct proto_message m = {0}, inner = {0};

	for (size_t i = stack->count; i--;)
		proto_element(&inner, s->ids[stack->first + i] + (uint64_t)1);
	if (outermost)
		proto_element(&inner, outermost);
	proto_inside(&m, SAMPLE_LOCATIONS, &inner);
	proto_element(&inner, stack->holders);
	proto_element(&inner, (uint64_t)stack->bytes);
	proto_inside(&m, SAMPLE_VALUES, &inner);
	proto_inside(&p->message, SAMPLE, &m);
	free(m.at);
	free(inner.at);
}

/* The time of the last of them: 0 if it is not known. */
static int64_t wall_ns(const struct stacks *s)
{
	int64_t last = 0;

	for (size_t i = 0; i < s->profile_count; i++)
		if (s->profiles[i].wall_ns > last)
			last = s->profiles[i].wall_ns;
	return last;
}

static void put_all(struct profile *p, const struct stacks *s)
{
	struct proto_message comments = {0};

	proto_text(&p->strings, STRING_TABLE, "");
	put_type(p, SAMPLE_TYPE, "holders", "count");
	put_type(p, SAMPLE_TYPE, "bytes_per_core", "bytes");
	put_type(p, PERIOD_TYPE, "bytes_per_core", "bytes");
	proto_number(&p->message, PERIOD, 1);
	proto_number(&p->message, DEFAULT_SAMPLE_TYPE, string(p, "bytes_per_core"));
	if (wall_ns(s))
		proto_number(&p->message, TIME_NANOS, (uint64_t)wall_ns(s));
	for (size_t i = 0; i < s->frame_count; i++)
		put_location(p, i + 1, s->frames[i].function, s->frames[i].file, s->frames[i].line);
	for (size_t i = 0; i < s->profile_count; i++) {
		const struct stack_profile *of = &s->profiles[i];
		const uint64_t outermost = s->profile_count > 1 ? s->frame_count + i + 1 : 0;
		char *about;

		if (outermost)
			put_location(p, outermost, of->name, NULL, 0);
		for (size_t k = 0; k < of->count; k++)
			put_stack(p, s, &s->stacks[of->first + k], outermost);
		about = xprintf("%s: %s", of->name, of->about);
		proto_element(&comments, string(p, about));
		free(about);
	}
	proto_inside(&p->message, COMMENT, &comments);
	free(comments.at);
}

static void put_gzipped(FILE *out, z_stream *z, const struct proto_message *m, int flush)
{
	enum { BYTES = 1 << 16, MOST = 1 << 30 };       /* zlib counts in 32 bits */
	unsigned char packed[BYTES];
	size_t done = 0;

	do {
		size_t n = m->count - done < MOST ? m->count - done : MOST;
		const int now = done + n == m->count ? flush : Z_NO_FLUSH;

		z->next_in = m->at + done;
		z->avail_in = (unsigned)n;
		done += n;
		do {
			z->next_out = packed;
			z->avail_out = sizeof(packed);
			deflate(z, now);
			fwrite(packed, 1, sizeof(packed) - z->avail_out, out);
		} while (!z->avail_out);
	} while (done < m->count);
}

void stacks_write_pprof(FILE *out, const struct stacks *s)
{
	enum { GZIP_BITS = 15 + 16, MEMORY_LEVEL = 8 }; /* zlib: the largest window, gzip's header */
	struct profile p = {0};
	z_stream z = {0};

	put_all(&p, s);
	if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_BITS, MEMORY_LEVEL,
		Z_DEFAULT_STRATEGY) != Z_OK)
		out_of_memory();
	put_gzipped(out, &z, &p.message, Z_NO_FLUSH);
	put_gzipped(out, &z, &p.strings, Z_FINISH);
	deflateEnd(&z);
	free(p.message.at);
	free(p.strings.at);
	text_numbers_free(&p.numbers);
	text_numbers_free(&p.functions);
}
