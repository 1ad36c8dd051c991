/*
 * A bank's addresses in one line of text: see bank_map.h.
 *
 * Must not know: rows.
 */
#include <string.h>
#include "bank_map.h"
#include "readable.h"

/* What stands beside the map, and the least that is left of it. */
enum { AROUND = 4, COLUMNS_LEAST = 12 };

void bank_map_begin(struct bank_map *m, uint64_t from, uint64_t to, size_t width)
{
	size_t room = width > AROUND + COLUMNS_LEAST ? width - AROUND : COLUMNS_LEAST;

	*m = (struct bank_map){.from = from, .to = to,
		.columns = width && room < MAP_COLUMNS ? room : MAP_COLUMNS};
	memset(m->at, '.', m->columns);
}

void bank_map_paint(struct bank_map *m, uint64_t address, uint64_t bytes, char mark)
{
	double scale = (double)m->columns / (double)(m->to - m->from);
	double left = ((double)address - (double)m->from) * scale;
	double right = left + (double)bytes * scale;

	if (left < 0)
		left = 0;
	if (left >= (double)m->columns)
		return;
	for (size_t i = (size_t)left; i < m->columns && (double)i < right; i++)
		m->at[i] = m->at[i] == '.' || m->at[i] == mark ? mark : 'X';
}

static enum hue hue_of(char mark)
{
	return mark == 'p' ? HUE_PROGRAM : mark == '#' ? HUE_BUFFERS : mark == 'X' ? HUE_CAPACITY
		: HUE_PLAIN;
}

static void put_marks(FILE *out, const struct terminal *t, const struct bank_map *m)
{
	struct pen pen = {0};

	for (size_t i = 0; i < m->columns; i++) {
		pen_take(out, t, &pen, hue_of(m->at[i]), HUE_PLAIN);
		fputc(m->at[i], out);
	}
	pen_take(out, t, &pen, HUE_PLAIN, HUE_PLAIN);
}

/* Prints what the marks mean; `width`: characters of a line. */
static void put_legend(FILE *out, const struct terminal *t, size_t width)
{
	static const struct { char mark; const char *is; } all[] = {{'p', "the program's regions"},
		{'#', "buffers"}, {'X', "both"}, {'.', "free"}};
	size_t used = 2;

	fputs("  ", out);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		size_t n = strlen(all[i].is) + 3;

		if (i && used + 3 + n > width) {
			fputs("\n  ", out);
			used = 2;
		} else if (i) {
			fputs("   ", out);
			used += 3;
		}
		put_hue(out, t, hue_of(all[i].mark));
		fputc(all[i].mark, out);
		put_hue(out, t, HUE_PLAIN);
		fprintf(out, ": %s", all[i].is);
		used += n;
	}
	fputs("\n\n", out);
}

void bank_map_print(FILE *out, const struct terminal *t, const struct bank_map *m)
{
	const char *from = grouped(m->from), *to = grouped(m->to);
	const int room = (int)m->columns + 2 - (int)strlen(from);

	fprintf(out, "\n  %s%*s\n  |", from, room > (int)strlen(to) ? room : (int)strlen(to) + 1, to);
	put_marks(out, t, m);
	fputs("|\n", out);
	put_legend(out, t, m->columns + AROUND);
}
