/* Whether a file holds some bytes: see file_text.h. */
#include <stdio.h>
#include <string.h>
#include "file_text.h"

enum { PIECE_BYTES = 1 << 16, TEXT_MAX = 256 };

bool file_has_text(const char *path, const char *text)
{
	static char piece[PIECE_BYTES + TEXT_MAX];
	size_t n = strlen(text), kept = 0, got;
	FILE *f = n && n < TEXT_MAX ? fopen(path, "re") : NULL;
	bool found = false;

	while (f && !found && (got = fread(piece + kept, 1, PIECE_BYTES, f))) {
		got += kept;
		found = memmem(piece, got, text, n);
		/* it may lie across two pieces */
		kept = got < n - 1 ? got : n - 1;
		memmove(piece, piece + got - kept, kept);
	}
	if (f)
		fclose(f);
	return found;
}
