/*
 * A bank's addresses in one line of text: see bank_map.h.
 *
 * Must not know: rows.
 */
#include <string.h>
#include "bank_map.h"
#include "readable.h"

void bank_map_begin(struct bank_map *m, uint64_t from, uint64_t to)
{
	*m = (struct bank_map){.from = from, .to = to};
	memset(m->at, '.', MAP_COLUMNS);
}

void bank_map_paint(struct bank_map *m, uint64_t address, uint64_t bytes, char mark)
{
	double scale = (double)MAP_COLUMNS / (double)(m->to - m->from);
	double left = ((double)address - (double)m->from) * scale;
	double right = left + (double)bytes * scale;

	if (left < 0)
		left = 0;
	if (left >= MAP_COLUMNS)
		return;
	for (int i = (int)left; i < MAP_COLUMNS && (double)i < right; i++)
		m->at[i] = m->at[i] == '.' || m->at[i] == mark ? mark : 'X';
}

void bank_map_print(FILE *out, const struct bank_map *m)
{
	const char *from = grouped(m->from), *to = grouped(m->to);

	fprintf(out, "\n  %s%*s\n  |%s|\n", from, MAP_COLUMNS + 2 - (int)strlen(from), to, m->at);
	fprintf(out, "  p: the program's regions   #: buffers   X: both   .: free\n\n");
}
