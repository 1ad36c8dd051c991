/*
 * How a buffer is named in a sentence: by its op, its tensor, its bytes and the line that
 * distinguishes it from others.
 *
 * Must not know: what the sentence says about it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "explain_cures.h"
#include "readable.h"

/* Does the call site `site` have this frame? */
static bool has_frame(const char *site, const char *frame, size_t length)
{
	for (const char *p = site; p && (p = strstr(p, frame)); p++)
		if ((!p[length] || p[length] == ';') && (p == site || p[-1] == ' '))
			return true;
	return false;
}

/* The innermost frame of `site` that is in no other call site: neither the failing call's nor that
 * of another live buffer. If there is none, the innermost frame. Points into `site`. */
static const char *telling_frame(const struct cures *c, const char *site, size_t *length)
{
	char frame[1024];

	for (const char *p = site; *p; p += strspn(p, "; ")) {
		size_t n = strcspn(p, ";");
		bool common;

		*length = n;
		snprintf(frame, sizeof(frame), "%.*s", (int)(n < 1000 ? n : 1000), p);
		common = has_frame(c->x->failure->site, frame, strlen(frame));
		for (size_t i = 0; i < c->holders->count && !common; i++) {
			const char *other = c->holders->at[i].callsite;

			common = other && strcmp(other, site) && has_frame(other, frame, strlen(frame));
		}
		if (!common)
			return p;
		p += n;
	}
	*length = strcspn(site, ";");
	return site;
}

void name_buffer(const struct cures *c, const struct holder *h, char *out, size_t room)
{
	size_t n = 0, function;
	const char *frame = h->callsite ? telling_frame(c, h->callsite, &n) : "";

	for (function = n; function && frame[function - 1] != ' '; function--)
		;
	snprintf(out, room, "buffer %" PRIu64 "%s%.60s (%.80s%s%.80s%s%s bytes%s%.*s)", h->buffer,
		h->op ? " of " : "", h->op ? h->op : "", h->variable ? h->variable : "",
		h->variable && h->tensor ? " " : "", h->tensor ? h->tensor : "",
		h->variable || h->tensor ? ", " : "", grouped(h->bytes), n ? ", " : "",
		(int)(function ? function - 1 : n), frame);
}
