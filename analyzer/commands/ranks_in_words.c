/*
 * Runs in a few words: see ranks_in_words.h.
 *
 * Must not know: SQL, what is said of them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "readable.h"
#include "ranks_in_words.h"
#include "table_rows.h"
#include "xalloc.h"

enum { NAMES_MOST = 4, RANKS_BYTES = 64, NAME_CHARACTERS = 80 };

static void put_ranks(FILE *out, const int64_t *ranks, size_t count, size_t known)
{
	struct text_file text;
	FILE *list = text_file_begin(&text);
	char *all, ranges[RANKS_BYTES];
	bool first = true;

	for (size_t i = 0; i < count; i++)
		if (ranks[i] >= 0) {
			fprintf(list, "%s%" PRId64, first ? "" : ",", ranks[i]);
			first = false;
		}
	all = text_file_end(&text);
	put_ranges(ranges, sizeof(ranges), all);
	fprintf(out, "rank%s %s", known > 1 ? "s" : "", ranges);
	free(all);
}

char *ranks_in_words(const int64_t *ranks, const char *const *names, size_t count)
{
	struct text_file text;
	FILE *out = text_file_begin(&text);
	size_t known = 0, named = 0;

	for (size_t i = 0; i < count; i++)
		known += ranks[i] >= 0;
	if (known)
		put_ranks(out, ranks, count, known);
	for (size_t i = 0; i < count; i++) {
		if (ranks[i] >= 0 || ++named > NAMES_MOST)
			continue;
		fputs(known || named > 1 ? ", " : "", out);
		put_text(out, names[i], NAME_CHARACTERS);
	}
	if (named > NAMES_MOST)
		fprintf(out, " and %s more", grouped(named - NAMES_MOST));
	return text_file_end(&text);
}
