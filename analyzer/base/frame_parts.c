/*
 * A frame taken apart: see frame_parts.h.
 *
 * Must not know: rows, formats.
 */
#include <stdlib.h>
#include <string.h>
#include "frame_parts.h"
#include "readable_site.h"
#include "xalloc.h"

/* Where the path of a frame `path:LINE function` ends: at the first ":LINE" before a blank or the end.
 * NULL: it has none. */
static char *path_end(char *frame)
{
	for (char *at = strchr(frame, ':'); at; at = strchr(at + 1, ':')) {
		const size_t digits = strspn(at + 1, "0123456789");

		if (at > frame && digits && (at[1 + digits] == ' ' || !at[1 + digits]))
			return at;
	}
	return NULL;
}

struct frame_parts frame_parts_of(const char *frame, size_t bytes, const char *folder)
{
	char *own = xstrndup(frame, bytes), *text = xmalloc(bytes + 1), *end;
	struct frame_parts parts = {.text = text, .function = text};

	readable_callsite(text, bytes + 1, own, folder);
	free(own);
	end = path_end(text);
	if (!end)
		return parts;
	*end = 0;
	parts.path = text;
	parts.line = strtoull(end + 1, NULL, 10);
	parts.function = end + 1 + strspn(end + 1, "0123456789");
	parts.function += *parts.function == ' ';
	if (!*parts.function)
		parts.function = text;
	return parts;
}
