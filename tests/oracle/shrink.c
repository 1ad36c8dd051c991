/*
 * Makes a failing stream smaller: see shrink.h.
 * Must not know: why it fails.
 */
#include <stdlib.h>
#include <string.h>
#include "shrink.h"
#include "valid.h"

struct search {
	const struct stream *stream;
	stream_fails *fails;
	void *context;
	unsigned tries;
	uint8_t *keep;          /* the smallest failing choice so far */
	uint8_t *trial;
};

/* Whether the trial fails; then it is the new smallest. The first and last record always stay. */
static int try_it(struct search *s)
{
	struct stream candidate = {0};
	int failed = 0;

	if (!s->tries)
		return 0;
	s->trial[0] = s->trial[s->stream->count - 1] = 1;
	stream_select(&candidate, s->stream, s->trial);
	if (stream_valid(&candidate, NULL, NULL)) {
		s->tries--;
		failed = s->fails(&candidate, s->context);
	}
	stream_release(&candidate);
	if (failed)
		memcpy(s->keep, s->trial, s->stream->count);
	return failed;
}

static void shorten(struct search *s)
{
	size_t low = 0, high = s->stream->count;

	while (low + 1 < high) {
		size_t middle = (low + high) / 2;

		memset(s->trial, 0, s->stream->count);
		memset(s->trial, 1, middle);
		if (try_it(s))
			high = middle;
		else
			low = middle;
	}
}

/* Drops each run of `length` records that is not needed, from the end. */
static int thin_out(struct search *s, size_t length)
{
	size_t end = s->stream->count;
	int better = 0;

	while (end) {
		size_t begin = end, dropped = 0;

		memcpy(s->trial, s->keep, s->stream->count);
		while (begin && dropped < length)
			if (s->trial[--begin]) {
				s->trial[begin] = 0;
				dropped++;
			}
		if (dropped)
			better |= try_it(s);
		end = begin;
	}
	return better;
}

void shrink(struct stream *out, const struct stream *stream, stream_fails *fails, void *context,
	unsigned tries)
{
	struct search s = {stream, fails, context, tries, malloc(stream->count),
		malloc(stream->count)};

	if (!s.keep || !s.trial)
		abort();
	memset(s.keep, 1, stream->count);
	shorten(&s);
	for (size_t length = 8; length; length /= 2)
		thin_out(&s, length);
	/* a record may become droppable only in a later pass: an allocation after its free */
	while (thin_out(&s, 1) && s.tries)
		;
	stream_select(out, stream, s.keep);
	free(s.keep);
	free(s.trial);
}
