/* Which frames of a call site are shown: see shown_frames.h. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "message.h"
#include "shown_frames.h"
#include "text_pattern.h"
#include "work_allowance.h"
#include "xalloc.h"

/* Files that only call what they were given. Those of a program's own modules are in none of them. */
static const char *const known[] = {
	"-packages/torch/", "-packages/ttnn/", "/ttnn/ttnn/", "-packages/lightning/",
	"-packages/transformers/utils/", "-packages/accelerate/", "-packages/diffusers/utils/",
	"-packages/diffusers/hooks/", "/tt_symbiote/core/", "/models/common/lightweightmodule.py$",
	"-packages/_pytest/", "-packages/pytest/", "-packages/pluggy/", "-packages/pytest_*/",
	"/bin/pytest$", "/bin/py.test$", "-packages/tracy/", "/tools/tracy/",
	"^<frozen ", "/lib/python*/runpy.py$", "/lib/python*/importlib/", "/lib/python*/functools.py$",
	"/lib/python*/contextlib.py$", "/lib/python*/threading.py$", "/lib/python*/concurrent/futures/",
	"/lib/python*/multiprocessing/", "/lib/python*/asyncio/", "/lib/python*/unittest/",
	"-packages/IPython/", "-packages/ipykernel/", "-packages/debugpy/",
	/* of C++ programs: libraries, and their sources where these are known */
	"/libtt_metal.so", "/_ttnncpp.so", "/_ttnn.so", "/libttnn.so", "/libtt_stl.so", "/libc.so.6",
	"/libstdc++.so.6", "/libpython3", "/bin/python3*+0x", "/Python-3*/", "/usr/include/c++/",
	"/tt_metal/impl/", "/tt_metal/api/", "/tt_metal/distributed/", "/tt_metal/common/",
	"/tt_metal/tt_metal.cpp$", "/ttnn/cpp/", "/ttnn/core/", "/ttnn/api/", "/tt_stl/", "^_start$"};

enum { KEPT = 1024, STEP_NS = 2 };

static struct {
	bool ready;
	char **patterns;
	size_t count, capacity;
	const char **words;                             /* as they were given */
	size_t word_count, word_capacity;
	struct { char *frame; bool hidden; } kept[KEPT];        /* what was found, by hash */
} all;

static void forget(void)
{
	for (size_t i = 0; i < all.count; i++)
		free(all.patterns[i]);
	all.count = 0;
}

static void add(const char *pattern)
{
	if (!*pattern)
		return;
	GROW(all.patterns, all.count, all.capacity);
	all.patterns[all.count++] = xstrdup(pattern);
}

static void add_line(char *line)
{
	char *end = line + strcspn(line, "#\r\n");

	while (end > line && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = 0;
	add(line + strspn(line, " \t"));
}

static void add_file(const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;

	if (!f)
		die(EXIT_USAGE, "cannot read patterns of frames '%s': %s", path, strerror(errno));
	while (getline(&line, &room, f) >= 0)
		add_line(line);
	if (ferror(f))
		die(EXIT_USAGE, "cannot read patterns of frames '%s': %s", path, strerror(errno));
	free(line);
	fclose(f);
}

static void add_word(const char *word)
{
	if (!strcmp(word, "none"))
		forget();
	else if (*word == '@')
		add_file(word + 1);
	else
		add(word);
}

static void begin(void)
{
	const char *words = getenv("L1TRACE_HIDE");

	if (all.ready)
		return;
	all.ready = true;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		add(known[i]);
	while (words && *words) {
		size_t n = strcspn(words, ":");
		char *word = xstrndup(words, n);

		add_word(word);
		free(word);
		words += n + (words[n] == ':');
	}
}

void shown_frames_hide(const char *word)
{
	begin();
	add_word(word);
	if (!strcmp(word, "none"))
		all.word_count = 0;
	GROW(all.words, all.word_count, all.word_capacity);
	all.words[all.word_count++] = word;
	for (size_t i = 0; i < KEPT; i++) {
		free(all.kept[i].frame);
		all.kept[i].frame = NULL;
	}
}

const char *shown_frames_word(size_t i)
{
	return i < all.word_count ? all.words[i] : NULL;
}

static bool any_in(const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < all.count && work_spend_each(n, STEP_NS); i++)
		if (text_pattern_found(all.patterns[i], text))
			return true;
	return false;
}

/* A frame is `path:LINE function`, in C++ also `path+0x1234` or `path+0x1234 function`. */
static bool matches(const char *frame)
{
	char *path = xstrdup(frame), *function = strrchr(path, ' '), *place;
	bool found = any_in(frame);

	if (function)
		*function++ = 0;
	place = strrchr(path, ':');
	if (!place || strchr(place, '/'))
		place = strstr(path, "+0x");
	if (place)
		*place = 0;
	if (function || place)
		found = found || any_in(path) || (function && any_in(function));
	free(path);
	return found;
}

static bool is_hidden(const char *frame, size_t bytes)
{
	uint64_t h = 14695981039346656037u;
	size_t at;

	begin();
	if (!all.count)
		return false;
	for (size_t i = 0; i < bytes; i++)
		h = (h ^ (unsigned char)frame[i]) * 1099511628211u;
	at = h % KEPT;
	if (all.kept[at].frame && !strncmp(all.kept[at].frame, frame, bytes) && !all.kept[at].frame[bytes])
		return all.kept[at].hidden;
	free(all.kept[at].frame);
	all.kept[at].frame = xstrndup(frame, bytes);
	return all.kept[at].hidden = matches(all.kept[at].frame);
}

struct shown_frames shown_frames_of(const char *site)
{
	return (struct shown_frames){.site = site, .rest = site};
}

static size_t frame_bytes(const char *from)
{
	const char *end = strstr(from, "; ");

	return end ? (size_t)(end - from) : strlen(from);
}

bool shown_frames_next(struct shown_frames *f, const char **frame, size_t *bytes)
{
	while (f->rest) {
		*frame = f->rest;
		*bytes = frame_bytes(*frame);
		f->rest = (*frame)[*bytes] ? *frame + *bytes + 2 : NULL;
		if (!is_hidden(*frame, *bytes))
			return f->any = true;
	}
	if (f->any || !f->site)
		return false;
	*frame = f->site;
	*bytes = frame_bytes(f->site);
	f->hidden = true;
	return f->any = true;
}

char *shown_call_site(const char *site)
{
	struct shown_frames f = shown_frames_of(site);
	const char *frame;
	char *text = site ? xmalloc(strlen(site) + 1) : NULL;
	size_t used = 0, n;

	while (shown_frames_next(&f, &frame, &n)) {
		memcpy(text + used, "; ", used ? 2 : 0);
		used += used ? 2 : 0;
		memcpy(text + used, frame, n);
		used += n;
	}
	if (text)
		text[used] = 0;
	return text;
}
