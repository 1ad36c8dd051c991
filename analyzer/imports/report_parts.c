/* Lines, numbers and units of a report: see report_parts.h. */
#include <stdio.h>
#include <string.h>
#include "grown_array.h"
#include "report_parts.h"

bool report_line(struct report_text *t, struct piece *line)
{
	const char *end;

	if (t->at == t->end)
		return false;
	end = memchr(t->at, '\n', (size_t)(t->end - t->at));
	*line = (struct piece){t->at, end ? end : t->end};
	t->at = end ? end + 1 : t->end;
	t->line++;
	if (line->end > line->at && line->end[-1] == '\r')
		line->end--;
	return true;
}

bool piece_word(struct piece *p, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(p->end - p->at) < n || memcmp(p->at, word, n))
		return false;
	p->at += n;
	return true;
}

bool piece_number(struct piece *p, uint64_t *n)
{
	const uint64_t most = (uint64_t)1 << 62;
	const char *begin = p->at;

	for (*n = 0; p->at < p->end && *p->at >= '0' && *p->at <= '9'; p->at++) {
		if (*n > most / 10)
			return false;
		*n = *n * 10 + (uint64_t)(*p->at - '0');
	}
	return p->at > begin;
}

void piece_blanks(struct piece *p)
{
	while (p->at < p->end && (*p->at == ' ' || *p->at == '\t'))
		p->at++;
}

bool piece_is(struct piece p, const char *word)
{
	return piece_word(&p, word) && p.at == p.end;
}

bool piece_unit(struct piece *p, uint64_t *unit)
{
	static const struct {
		const char *word;
		uint64_t bytes;
	} units[] = {{"KiB", 1024}, {"KB", 1024}, {"MiB", 1 << 20}, {"MB", 1 << 20}, {"B", 1}};

	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
		if (piece_word(p, units[i].word)) {
			*unit = units[i].bytes;
			return true;
		}
	return false;
}

bool report_wrong(struct report_text *t, const char *words)
{
	snprintf(t->why, t->room, "is damaged in line %u: %s", t->line, words);
	return false;
}

bool report_wrong_file(struct report_text *t, const char *words)
{
	snprintf(t->why, t->room, "%s", words);
	return false;
}

bool report_add(struct memory_report *r, struct report_text *t, struct report_figure f, uint64_t n)
{
	if (r->figure_count == REPORT_FIGURES_MAX)
		return report_wrong_file(t, "has more numbers than a chip has circular buffers");
	if (n > (uint64_t)1 << 60 || n * f.unit >> 60)
		return report_wrong(t, "no memory has so many bytes");
	f.bytes = n * f.unit;
	GROW(r->figures, r->figure_count, r->figure_capacity);
	r->figures[r->figure_count++] = f;
	return true;
}
