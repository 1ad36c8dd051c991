/*
 * Parts of a whole as characters: see bars.h.
 *
 * Must not know: SQL, what the parts are of.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "bars.h"

enum { EIGHTHS = 8 };

const struct part_look part_looks[PARTS_HELD] = {
	[PART_PERSISTENT] = {"persistent", 'Z', HUE_PERSISTENT},
	[PART_L1_SMALL] = {"L1_SMALL", 'S', HUE_L1_SMALL},
	[PART_BUFFERS] = {"buffers", 'B', HUE_BUFFERS},
	[PART_PROGRAM] = {"program", 'P', HUE_PROGRAM},
};

struct stack stack_of(const double amounts[PARTS_HELD], double whole, size_t characters)
{
	struct stack s;
	double sum = 0;

	for (int i = 0; i < PARTS_HELD; i++) {
		sum += amounts[i] > 0 ? amounts[i] : 0;
		s.end[i] = (sum < whole ? sum / whole : 1) * (double)characters;
	}
	return s;
}

static double smaller(double a, double b)
{
	return a < b ? a : b;
}

/* How much of the character from `from` on a part covers, from 0 to 1. */
static double covered(const struct stack *s, int part, double from)
{
	double begin = part ? s->end[part - 1] : 0, end = smaller(s->end[part], from + 1);

	begin = begin > from ? begin : from;
	return end > begin ? end - begin : 0;
}

/* The part that covers most of a character, of those after `after`; PARTS_HELD: none covers any. */
static int most_of(const struct stack *s, int after, double from)
{
	int most = PARTS_HELD;

	for (int i = after; i < PARTS_HELD; i++)
		if (covered(s, i, from) > (most < PARTS_HELD ? covered(s, most, from) : 0))
			most = i;
	return most;
}

/* A letter for a character: the largest part's, if all parts cover half of it or it is the first. */
static struct stack_cell letter_cell(const struct stack *s, size_t number)
{
	int part = most_of(s, 0, (double)number);

	if (part == PARTS_HELD || (number && s->end[PARTS_HELD - 1] - (double)number < 0.5))
		return (struct stack_cell){0};
	return (struct stack_cell){.text = {part_looks[part].letter}, .front = part_looks[part].hue};
}

/* The block that fills this many eighths, from the bottom or from the left: U+2581 to U+258F. */
static void block_text(char text[4], int eighths, bool upright)
{
	const int last = upright ? 0x80 + eighths : eighths == EIGHTHS ? 0x88 : 0x90 - eighths;

	snprintf(text, 4, "\xe2\x96%c", last);
}

struct stack_cell stack_cell(const struct terminal *t, const struct stack *s, size_t number,
	bool upright)
{
	const double from = (double)number, top = s->end[PARTS_HELD - 1] - from;
	struct stack_cell cell = {0};
	int first = 0, eighths, above;

	if (!t->blocks || !t->colour)
		return letter_cell(s, number);
	/* a part of less than half an eighth is not seen beside others, but never nothing alone */
	while (first < PARTS_HELD && covered(s, first, from) < 0.5 / EIGHTHS)
		first++;
	if (first == PARTS_HELD && !number)
		first = most_of(s, 0, from);
	if (first == PARTS_HELD)
		return cell;
	eighths = (int)(covered(s, first, from) * EIGHTHS + 0.5);
	eighths = eighths < 1 ? 1 : eighths;
	above = most_of(s, first + 1, from);
	if (above < PARTS_HELD && top < 1 - 0.5 / EIGHTHS) {
		/* two parts and something free: three colours, of which a character has two */
		if (covered(s, above, from) > covered(s, first, from))
			first = above;
		eighths = (int)(top * EIGHTHS + 0.5);
		above = PARTS_HELD;
	}
	cell.front = part_looks[first].hue;
	cell.back = above < PARTS_HELD && eighths < EIGHTHS ? part_looks[above].hue : HUE_PLAIN;
	block_text(cell.text, eighths, upright);
	return cell;
}

void put_part_names(FILE *out, const struct terminal *t, const bool has[PARTS_HELD], size_t used,
	size_t width)
{
	const size_t indent = used;

	for (int i = PARTS_HELD - 1; i >= 0; i--) {
		const struct part_look *look = &part_looks[i];
		size_t n = strlen(look->name) + 2;

		if (!has[i])
			continue;
		if (width && used > indent && used + 2 + n > width) {
			fprintf(out, "\n%*s", (int)indent, "");
			used = indent;
		} else if (used > indent) {
			fputs("  ", out);
			used += 2;
		}
		put_hue(out, t, look->hue);
		if (t->blocks && t->colour)
			fputs("\xe2\x96\x88", out);
		else
			fputc(look->letter, out);
		put_hue(out, t, HUE_PLAIN);
		fprintf(out, " %s", look->name);
		used += n;
	}
}
