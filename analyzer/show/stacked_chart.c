/*
 * A chart of what is held over time: see stacked_chart.h. A column is as high as its number says to an
 * eighth of a character, or to half of one where a letter is a part.
 *
 * Must not know: SQL, where the numbers come from.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "readable.h"
#include "stacked_chart.h"
#include "xalloc.h"

enum { MARGIN = 10, MARGIN_NARROW = 5, NARROW = 36, LOW = 4, NAME_BYTES = 400 };

size_t chart_margin(size_t width)
{
	return width < NARROW ? MARGIN_NARROW : MARGIN;
}

static double total(const struct chart_column *c)
{
	double sum = 0;

	for (int i = 0; i < PARTS_HELD; i++)
		sum += c->amounts[i];
	return sum;
}

static double most(const struct stacked_chart *c)
{
	double high = 0;

	for (size_t i = 0; i < c->count; i++)
		if (c->columns[i].known && total(&c->columns[i]) > high)
			high = total(&c->columns[i]);
	return high;
}

/* Bytes at the top: the capacity, unless the chart would be flat under it. */
static double top_of(const struct stacked_chart *c)
{
	const double high = most(c), capacity = (double)c->capacity;

	if (capacity < 1)
		return high >= 1 ? high : 1;
	return high >= 1 && high * LOW < capacity ? high : capacity;
}

bool chart_says_capacity(const struct stacked_chart *c)
{
	return c->capacity && top_of(c) < (double)c->capacity;
}

/* "1.3M", of at most four characters: for a margin that has no room for every digit. */
static void put_short(char *out, size_t room, double bytes)
{
	static const char *const units[] = {"", "K", "M", "G", "T"};
	int unit = 0;

	while (bytes >= 1000 && unit < 4) {
		bytes /= 1024;
		unit++;
	}
	snprintf(out, room, bytes < 10 && unit ? "%.1f%s" : "%.0f%s", bytes, units[unit]);
}

/* A number of the axis, or nothing, and the axis itself. */
static void put_margin(FILE *out, const struct terminal *t, const struct stacked_chart *c,
	double bytes, bool number, const char *blocks, const char *ascii)
{
	char text[32] = "";

	if (number && c->margin >= MARGIN)
		snprintf(text, sizeof(text), "%s", grouped((uint64_t)(bytes + 0.5)));
	else if (number)
		put_short(text, sizeof(text), bytes);
	fprintf(out, "%*s", (int)c->margin - 1, text);
	put_either(out, t, blocks, ascii);
}

static void put_rule(FILE *out, const struct terminal *t, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put_either(out, t, "\xe2\x94\x80", "-");
}

static void put_top(FILE *out, const struct terminal *t, const struct stacked_chart *c, double top)
{
	const bool is_capacity = c->capacity && top >= (double)c->capacity;
	const char *label = is_capacity && c->count >= 16 ? " capacity" : "";
	const size_t n = strlen(label);

	if (chart_says_capacity(c))
		fprintf(out, "%*s of a capacity of %s\n", (int)c->margin, "", grouped(c->capacity));
	put_margin(out, t, c, top, true, is_capacity ? "\xe2\x94\xa4" : "\xe2\x94\x82",
		is_capacity ? "+" : "|");
	if (is_capacity) {
		put_hue(out, t, HUE_CAPACITY);
		put_rule(out, t, c->count - n);
		fputs(label, out);
		put_hue(out, t, HUE_PLAIN);
	}
	fputc('\n', out);
}

static void put_line(FILE *out, const struct terminal *t, const struct stacked_chart *c,
	const struct stack *stacks, size_t line)
{
	struct pen pen = {0};
	size_t blanks = 0;

	for (size_t i = 0; i < c->count; i++) {
		struct stack_cell cell = {0};

		if (c->columns[i].known)
			cell = stack_cell(t, &stacks[i], line, true);
		if (!cell.text[0]) {
			blanks++;
			continue;
		}
		if (blanks)
			pen_take(out, t, &pen, HUE_PLAIN, HUE_PLAIN);
		fprintf(out, "%*s", (int)blanks, "");
		blanks = 0;
		pen_take(out, t, &pen, cell.front, cell.back);
		fputs(cell.text, out);
	}
	pen_take(out, t, &pen, HUE_PLAIN, HUE_PLAIN);
}

/* What stands under both ends of the axis; the end alone where there is no room for both. */
static void put_ends(FILE *out, const struct stacked_chart *c)
{
	const size_t from = strlen(c->from), to = strlen(c->to), width = c->margin + c->count;
	size_t used = c->margin - 1;

	if (used + from + 2 + to <= width) {
		fprintf(out, "%*s%s", (int)used, "", c->from);
		used += from;
	} else {
		used = 0;
	}
	fprintf(out, "%*s%s\n", width > used + to ? (int)(width - used - to) : 0, "", c->to);
}

void chart_put(FILE *out, const struct terminal *t, const struct stacked_chart *c)
{
	const double top = top_of(c);
	struct stack *stacks = xcalloc(c->count + 1, sizeof(*stacks));

	for (size_t i = 0; i < c->count; i++)
		stacks[i] = stack_of(c->columns[i].amounts, top, c->lines);
	put_top(out, t, c, top);
	for (size_t line = c->lines; line--;) {
		/* a number at half height, where that is the edge of a line */
		const bool number = c->lines >= 8 && c->lines % 2 == 0 && (line + 1) * 2 == c->lines;

		put_margin(out, t, c, top / 2, number, number ? "\xe2\x94\xa4" : "\xe2\x94\x82",
			number ? "+" : "|");
		put_line(out, t, c, stacks, line);
		fputc('\n', out);
	}
	put_margin(out, t, c, 0, true, "\xe2\x94\xbc", "+");
	if (c->peak) {
		put_rule(out, t, c->peak - 1);
		put_either(out, t, "\xe2\x96\xb2", "^");
	}
	put_rule(out, t, c->count - c->peak);
	fputc('\n', out);
	put_ends(out, c);
	free(stacks);
}

static void put_label(FILE *out, const struct stacked_chart *c, const char *label)
{
	char text[64];

	snprintf(text, sizeof(text), "%s", label);
	cut_text(text, c->margin - 1);
	fprintf(out, "%*s ", (int)c->margin - 1, text);
}

static void put_span(FILE *out, const struct terminal *t, const struct chart_span *s)
{
	const size_t width = s->last - s->first + 1;
	char name[NAME_BYTES], times[40] = "";
	size_t n;

	readable(name, sizeof(name), s->name ? s->name : "");
	if (s->times > 1)
		snprintf(times, sizeof(times), " x%s", grouped(s->times));
	if (width > strlen(times) + 4 && strlen(times) > 1) {
		cut_text(name, width - 2 - strlen(times));
		snprintf(name + strlen(name), sizeof(name) - strlen(name), "%s", times);
	} else {
		cut_text(name, width > 2 ? width - 2 : 0);
	}
	n = utf8_characters(name);
	if (width == 1) {
		put_either(out, t, "\xe2\x94\x82", "|");
		return;
	}
	/* what was cut to a letter or two says nothing */
	if (width < 5 && s->name && n < utf8_characters(s->name)) {
		name[0] = 0;
		n = 0;
	}
	put_either(out, t, "\xe2\x94\x9c", "[");
	fputs(name, out);
	for (size_t i = n; i + 2 < width; i++)
		put_either(out, t, "\xe2\x94\x80", "-");
	put_either(out, t, "\xe2\x94\xa4", "]");
}

void chart_put_spans(FILE *out, const struct terminal *t, const struct stacked_chart *c,
	const char *label, const struct chart_span *spans, size_t count)
{
	size_t at = 0;

	put_label(out, c, label);
	for (size_t i = 0; i < count; i++) {
		if (spans[i].first < at || spans[i].last >= c->count || spans[i].last < spans[i].first)
			continue;
		fprintf(out, "%*s", (int)(spans[i].first - at), "");
		put_span(out, t, &spans[i]);
		at = spans[i].last + 1;
	}
	fputc('\n', out);
}

void chart_put_marks(FILE *out, const struct terminal *t, const struct stacked_chart *c,
	const char *label, const uint64_t *counts)
{
	size_t last = 0;

	put_label(out, c, label);
	for (size_t i = 0; i < c->count; i++)
		last = counts[i] ? i + 1 : last;
	for (size_t i = 0; i < last; i++) {
		if (counts[i])
			put_hue(out, t, HUE_CAPACITY);
		fputc(counts[i] ? 'x' : ' ', out);
		if (counts[i])
			put_hue(out, t, HUE_PLAIN);
	}
	fputc('\n', out);
}
