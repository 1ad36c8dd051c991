/*
 * The variable of a call site: see site_variables.h.
 *
 * Which call a line makes: in the innermost frame it is that of the op. Where the innermost frames are
 * not shown, those of wrappers, the line of the first frame that is shown has called the function of the
 * frame inside of it. So has the next frame, where a function returns what it called.
 */
#include <stdlib.h>
#include <string.h>
#include "call_reads.h"
#include "later_mentions.h"
#include "python_text.h"
#include "shown_frames.h"
#include "site_variables.h"
#include "source_files.h"
#include "xalloc.h"

struct site_variables {
	bool begun;
	struct source_files *files;
};

struct site_variables *site_variables_new(void)
{
	struct site_variables *v = xcalloc(1, sizeof(*v));

	v->files = source_files_new();
	return v;
}

void site_variables_free(struct site_variables *v)
{
	source_files_free(v->files);
	free(v);
}

void site_variables_begin(struct site_variables *v)
{
	v->begun = false;
	source_files_begin(v->files, 0, NULL);
}

void site_variables_record(struct site_variables *v, const struct l1t_record *r)
{
	static const char key[] = "cwd=";
	const char *at = (const char *)r->blob, *end = at + r->blob_bytes;
	char *folder = NULL;

	if (v->begun)
		return;
	v->begun = true;
	for (; at < end && !folder; at += strnlen(at, (size_t)(end - at)) + 1)
		if ((size_t)(end - at) >= sizeof(key) && !memcmp(at, key, sizeof(key) - 1))
			folder = xstrndup(at + sizeof(key) - 1, (size_t)(end - at) - (sizeof(key) - 1));
	site_variables_begin_at(v, r->begin.wall_ns == L1T_UNKNOWN ? 0 : r->begin.wall_ns, folder);
	free(folder);
}

void site_variables_begin_at(struct site_variables *v, uint64_t wall_ns, const char *folder)
{
	v->begun = true;
	source_files_begin(v->files, wall_ns, folder);
}

/* A frame as text: `path:LINE function`. */
struct frame {
	const char *path, *function;
	size_t path_bytes, function_bytes;
	uint64_t line;
};

static bool read_frame(const char *text, size_t bytes, struct frame *f)
{
	const char *blank = memrchr(text, ' ', bytes), *colon, *digit;

	if (!blank)
		return false;
	colon = memrchr(text, ':', (size_t)(blank - text));
	if (!colon)
		return false;
	f->path = text;
	f->path_bytes = (size_t)(colon - text);
	f->function = blank + 1;
	f->function_bytes = bytes - (size_t)(f->function - text);
	f->line = 0;
	for (digit = colon + 1; digit < blank; digit++) {
		if (*digit < '0' || *digit > '9' || f->line > UINT32_MAX)
			return false;
		f->line = f->line * 10 + (uint64_t)(*digit - '0');
	}
	return true;
}

struct call {
	enum call_kind kind;
	const char *name;
	size_t bytes;
};

static struct call named(const char *path, size_t bytes)
{
	const char *dot = memrchr(path, '.', bytes), *name = dot ? dot + 1 : path;

	return (struct call){CALL_NAMED, name, bytes - (size_t)(name - path)};
}

static bool is(const struct call *c, const char *name)
{
	return c->bytes == strlen(name) && !memcmp(c->name, name, c->bytes);
}

/* How the function of a frame is called: Linear.forward by its name, Linear.__init__ by its class's. */
static bool call_of(const struct frame *f, struct call *c)
{
	*c = named(f->function, f->function_bytes);
	if (is(c, "__call__"))
		*c = (struct call){CALL_OBJECT, "", 0};
	else if (is(c, "__init__") && c->name > f->function)
		*c = named(f->function, (size_t)(c->name - 1 - f->function));
	else if (c->bytes > 2 && !memcmp(c->name, "__", 2))
		return false;
	return c->kind == CALL_OBJECT || c->bytes;
}

/* The frame that ends before `next`. */
static const char *frame_before(const char *site, const char *next)
{
	const char *begin = site;

	for (const char *p = site; (p = strstr(p, "; ")) && p + 2 < next; p += 2)
		begin = p + 2;
	return begin;
}

/* What the line of a frame does with what the call returns. */
static enum assigned assigned_in(struct site_variables *v, const char *text, size_t bytes,
	const struct call *c, char out[ASSIGNED_NAME_BYTES + 1])
{
	struct frame f;
	const char *statement;

	if (!read_frame(text, bytes, &f) ||
		!source_statement(v->files, f.path, f.path_bytes, f.line, &statement, &bytes))
		return ASSIGNED_NOTHING;
	return assigned_name(statement, bytes, c->kind, c->name, c->bytes, out);
}

/* The call that a shown frame of a site has made. False: its name is not known. */
static bool call_in(const char *site, const char *text, const char *op, struct call *c)
{
	const char *inner;
	struct frame f;

	*c = op ? named(op, strlen(op)) : (struct call){CALL_UNKNOWN, "", 0};
	if (text == site)
		return true;
	inner = frame_before(site, text);
	return read_frame(inner, (size_t)(text - inner) - 2, &f) && call_of(&f, c);
}

/* The frame, which points into the site, whose line assigns what the op returns. NULL: none that is sure. */
static const char *assigning_frame(struct site_variables *v, const char *site, const char *op, size_t *bytes,
	char out[ASSIGNED_NAME_BYTES + 1])
{
	struct shown_frames shown = shown_frames_of(site);
	enum assigned found = ASSIGNED_RETURN;
	const char *text = NULL;
	struct call c;

	while (found == ASSIGNED_RETURN && shown_frames_next(&shown, &text, bytes)) {
		if (!call_in(site, text, op, &c))
			return NULL;
		found = assigned_in(v, text, *bytes, &c, out);
	}
	return found == ASSIGNED_NAME ? text : NULL;
}

bool site_variable(struct site_variables *v, const char *site, const char *op,
	char out[ASSIGNED_NAME_BYTES + 1])
{
	size_t bytes;

	return assigning_frame(v, site, op, &bytes, out) != NULL;
}

bool site_is_read(struct site_variables *v, const char *site, const char *op, const char *failing,
	const char *failing_op)
{
	char names[ASSIGNED_NAME_BYTES + 1];
	struct shown_frames shown = shown_frames_of(failing);
	size_t set_bytes, read_bytes, bytes;
	const char *set = assigning_frame(v, site, op, &set_bytes, names), *read, *text;
	struct frame a, b;
	struct call c;

	return set && shown_frames_next(&shown, &read, &read_bytes) && !shown.hidden &&
		!strcmp(set + set_bytes, read + read_bytes) &&
		read_frame(set, set_bytes, &a) && read_frame(read, read_bytes, &b) &&
		a.path_bytes == b.path_bytes && !memcmp(a.path, b.path, a.path_bytes) &&
		a.function_bytes == b.function_bytes && !memcmp(a.function, b.function, a.function_bytes) &&
		call_in(failing, read, failing_op, &c) && c.kind == CALL_NAMED &&
		!set_again(v->files, a.path, a.path_bytes, a.line, b.line, UNTIL_IT_BEGINS, names) &&
		source_statement(v->files, b.path, b.path_bytes, b.line, &text, &bytes) &&
		call_reads(text, bytes, c.name, c.bytes, names);
}

bool site_variable_at(struct site_variables *v, const char *site, const char *frame, const char *op,
	char out[ASSIGNED_NAME_BYTES + 1])
{
	const char *end = strstr(frame, "; ");
	size_t bytes = end ? (size_t)(end - frame) : strlen(frame);
	struct call c;

	return call_in(site, frame, op, &c) && assigned_in(v, frame, bytes, &c, out) == ASSIGNED_NAME;
}

bool site_text(struct site_variables *v, const char *frame, size_t frame_bytes, const char **text, size_t *bytes)
{
	struct frame f;

	return read_frame(frame, frame_bytes, &f) &&
		source_statement(v->files, f.path, f.path_bytes, f.line, text, bytes);
}

struct site_statement site_statement(struct site_variables *v, const char *frame, size_t bytes)
{
	struct site_statement found = {0};
	struct frame f;
	const char *text;
	size_t n;

	if (!read_frame(frame, bytes, &f) ||
		!source_statement(v->files, f.path, f.path_bytes, f.line, &text, &n))
		return found;
	found.first_line = source_first_line(v->files, f.path, f.path_bytes, f.line);
	found.loops = text_mentions(text, n, "for") || text_mentions(text, n, "while");
	while (n && (*text == ' ' || *text == '\t')) {
		text++;
		n--;
	}
	found.returns = n > 6 && !memcmp(text, "return", 6) && !python_in_name(text[6]);
	return found;
}

bool site_mentioned_later(struct site_variables *v, const char *frame, size_t bytes, const char *name,
	bool made_there)
{
	struct frame f;
	const char *text;
	size_t n;

	return read_frame(frame, bytes, &f) &&
		source_statement(v->files, f.path, f.path_bytes, f.line, &text, &n) &&
		(made_there || !statement_sets(text, n, name)) &&
		mentioned_later(v->files, f.path, f.path_bytes, f.line, name);
}

bool site_set_again(struct site_variables *v, const char *from, size_t from_bytes, const char *until,
	size_t until_bytes, enum set_until when, const char *names)
{
	struct frame a, b;

	return read_frame(from, from_bytes, &a) && read_frame(until, until_bytes, &b) &&
		a.path_bytes == b.path_bytes && !memcmp(a.path, b.path, a.path_bytes) &&
		set_again(v->files, a.path, a.path_bytes, a.line, b.line, when, names);
}
