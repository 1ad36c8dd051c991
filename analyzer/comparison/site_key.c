/*
 * A frame of a call site as two checkouts of one program have it: see site_key.h.
 *
 * Must not know: SQL, runs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "readable.h"
#include "site_key.h"
#include "xalloc.h"

enum { UPS_MOST = 8, SHARED_LEAST = 2 };

/* Where the word ends whose file is a script of Python; 0: it is none. */
static size_t script_bytes(const char *word, size_t bytes)
{
	for (size_t i = 0; i + 3 <= bytes; i++)
		if (!strncmp(word + i, ".py", 3) && (i + 3 == bytes || word[i + 3] == ':' ||
			word[i + 3] == '\'' || word[i + 3] == '"'))
			return i + 3;
	return 0;
}

static char *script_folder(const char *cwd, const char *command)
{
	for (const char *word = command; word && *word; word += strspn(word, " '\"")) {
		const size_t bytes = strcspn(word, " "), script = script_bytes(word, bytes);
		const char *end = script ? memrchr(word, '/', script) : NULL;

		if (script && word[0] == '/')
			return end > word ? xstrndup(word, (size_t)(end - word)) : NULL;
		if (script && cwd)
			return end ? xprintf("%s/%.*s", cwd, (int)(end - word), word) : xstrdup(cwd);
		word += bytes;
	}
	return NULL;
}

struct run_place run_place_of(const char *cwd, const char *command)
{
	struct run_place place = {0};

	if (cwd && cwd[0] == '/' && cwd[1])
		place.folder = xstrdup(cwd);
	place.script_folder = script_folder(place.folder, command);
	return place;
}

void run_place_free(struct run_place *place)
{
	free(place->folder);
	free(place->script_folder);
	*place = (struct run_place){0};
}

static size_t digits(const char *text, size_t bytes, const char *of)
{
	size_t n = 0;

	while (n < bytes && strchr(of, text[n]) && text[n])
		n++;
	return n;
}

struct frame_parts frame_parts(const char *frame, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		const bool module = i + 3 < bytes && !strncmp(frame + i, "+0x", 3);
		const size_t from = i + (module ? 3 : 1),
			n = module || frame[i] == ':' ? digits(frame + from, bytes - from,
				module ? "0123456789abcdef" : "0123456789") : 0;

		if (n && (from + n == bytes || frame[from + n] == ' '))
			return (struct frame_parts){.path_bytes = i, .rest = from + n,
				.line = !module && n < 10 ? atoll(frame + from) : -1};
	}
	for (size_t i = bytes; i--;)
		if (frame[i] == ' ')
			return (struct frame_parts){.path_bytes = i, .line = -1, .rest = i};
	return (struct frame_parts){.path_bytes = bytes, .line = -1, .rest = bytes};
}

/* Where the path begins after the folder of its package, or of Python's own library; 0: it is neither. */
static size_t installed(const char *path, size_t bytes)
{
	static const char *const folders[] = {"/site-packages/", "/dist-packages/", "/lib/python3"};

	for (size_t i = bytes; i--;)
		for (size_t k = 0; k < sizeof(folders) / sizeof(*folders); k++) {
			const size_t n = strlen(folders[k]);
			const char *end;

			if (i + n >= bytes || strncmp(path + i, folders[k], n) != 0)
				continue;
			if (folders[k][n - 1] == '/')
				return i + n;
			end = memchr(path + i + n, '/', bytes - i - n);
			if (end && (size_t)(end - path) + 1 < bytes)
				return (size_t)(end - path) + 1;
		}
	return 0;
}

bool is_installed_path(const char *path, size_t bytes)
{
	return installed(path, bytes) > 0;
}

struct relative {
	int ups;                /* -1: the folder is too far away */
	size_t from;            /* what of the path stands after them */
};

static struct relative relative_to(const char *path, size_t bytes, const char *folder)
{
	struct relative r = {.ups = -1};
	size_t same = 0, n, shared = 0;

	if (!folder || !bytes || path[0] != '/')
		return r;
	n = strlen(folder);
	while (n > 1 && folder[n - 1] == '/')
		n--;
	/* how far whole parts are the same */
	for (size_t i = 0; i <= n && i < bytes; i++) {
		if ((i == n || folder[i] == '/') && path[i] == '/') {
			same = i;
			shared += i > 0;
		}
		if (i == n || folder[i] != path[i])
			break;
	}
	r.from = same + 1;
	if (same == n)
		return (struct relative){0, same + 1};
	if (shared < SHARED_LEAST)
		return r;
	r.ups = 0;
	for (size_t i = same; i < n; i++)
		r.ups += folder[i] == '/';
	return r.ups > UPS_MOST ? (struct relative){.ups = -1} : r;
}

size_t compared_path(char *out, size_t room, const char *path, size_t bytes, const struct run_place *place)
{
	const size_t skipped = installed(path, bytes);
	struct relative r = {0, skipped}, s;
	char *text, *shown;
	size_t used;

	if (!skipped && bytes && path[0] == '/') {
		r = relative_to(path, bytes, place->folder);
		s = relative_to(path, bytes, place->script_folder);
		r = r.ups < 0 || (s.ups >= 0 && s.ups < r.ups) ? s : r;
	}
	if (r.ups < 0) {
		/* the last two parts */
		const char *last = memrchr(path, '/', bytes),
			*before = last > path ? memrchr(path, '/', (size_t)(last - path)) : last;

		r = (struct relative){0, (size_t)(before - path) + 1};
	}
	shown = text = xmalloc(3 * (size_t)r.ups + bytes - r.from + 1);
	for (int i = 0; i < r.ups; i++, shown += 3)
		memcpy(shown, "../", 3);
	memcpy(shown, path + r.from, bytes - r.from);
	shown[bytes - r.from] = 0;
	used = readable(out, room, text);
	free(text);
	return used;
}
