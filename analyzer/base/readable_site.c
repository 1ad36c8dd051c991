/*
 * Call sites as people read them: see readable_site.h.
 *
 * Must not know: rows, formats.
 */
#include <string.h>
#include "readable.h"
#include "readable_site.h"
#include "shown_frames.h"

/* Bytes of a frame's path that are not shown: up to the package, or to the working directory. */
static size_t prefix(const char *frame, size_t length, const char *folder)
{
	static const char *const parts[] = {"/site-packages/", "/dist-packages/"};
	size_t n = folder ? strlen(folder) : 0;

	for (size_t end = length; end--;)
		for (int i = 0; i < 2; i++) {
			size_t m = strlen(parts[i]);

			if (end + m < length && !strncmp(frame + end, parts[i], m))
				return end + m;
		}
	/* a working directory "/" would shorten every path */
	if (n < 2 || folder[0] != '/' || length <= n + 1 || strncmp(frame, folder, n) || frame[n] != '/')
		return 0;
	return n + 1;
}

/* Copies a frame without the front of its path. Returns the bytes it wrote. */
static size_t readable_frame(char *out, size_t room, const char *text, size_t length, const char *folder)
{
	size_t used = 0, skipped = prefix(text, length, folder);
	char frame[1024];

	text += skipped;
	length -= skipped;
	while (length && used + 1 < room) {
		size_t part = length < sizeof(frame) ? length : sizeof(frame) - 1;

		/* no character is split at a part's end */
		while (part < length && part > sizeof(frame) - 8 &&
			((unsigned char)text[part] & 0xc0) == 0x80)
			part--;
		memcpy(frame, text, part);
		frame[part] = 0;
		used += readable(out + used, room - used, frame);
		text += part;
		length -= part;
	}
	return used;
}

void readable_callsite(char *out, size_t room, const char *text, const char *folder)
{
	struct shown_frames shown = shown_frames_of(text);
	const char *frame;
	size_t used = 0, n;

	out[0] = 0;
	while (used + 1 < room && shown_frames_next(&shown, &frame, &n)) {
		if (used)
			used += readable(out + used, room - used, "; ");
		used += readable_frame(out + used, room - used, frame, n, folder);
	}
}
