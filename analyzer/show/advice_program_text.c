/*
 * The program at the peak, for people: see advice_program_text.h.
 *
 * Must not know: how it is found.
 */
#include "advice_program_text.h"

enum { NAME_MOST = 60, TENSORS_MOST = 300, CORES_BYTES = 60, BYTES_COLUMNS = 12 };

/* "8x8 cores" of one rectangle; of several ranges how many cores, once each if none overlap. */
static void cores_in_words(const char *cores, char out[CORES_BYTES])
{
	unsigned long long count = 0;
	unsigned c[4], ranges = 0;
	int n;

	out[0] = 0;
	for (; cores && sscanf(cores, "%u,%u-%u,%u %n", &c[0], &c[1], &c[2], &c[3], &n) == 4; cores += n) {
		if (c[2] < c[0] || c[3] < c[1])
			return;
		count += (c[2] - c[0] + 1ull) * (c[3] - c[1] + 1ull);
		if (ranges++ == 0)
			snprintf(out, CORES_BYTES, "%ux%u cores", c[2] - c[0] + 1, c[3] - c[1] + 1);
	}
	if (ranges > 1 || count == 1)
		snprintf(out, CORES_BYTES, "%llu core%s", count, count == 1 ? "" : "s");
}

/* " on 8x8 cores: [..] -> [..]" */
static void put_where(const struct advice_lines *a, FILE *out)
{
	const char *tensors = text_in(a, D_TENSOR);
	char cores[CORES_BYTES];

	cores_in_words(text_in(a, D_CORES), cores);
	if (*cores)
		fprintf(out, " on %s", cores);
	if (tensors) {
		fputs(": ", out);
		put_text(out, tensors, TENSORS_MOST);
	}
}

static void put_look_at(struct advice_lines *a)
{
	const char *name = text_in(a, D_NAME), *because = text_in(a, D_BECAUSE);
	uint64_t bytes = number_in(a, D_BYTES_PER_CORE), peak = number_in(a, D_PEAK_BYTES);
	char site[FRAME_BYTES];
	struct text_file text;
	FILE *out = text_file_begin(&text);

	innermost(a, D_CALLSITE, site);
	fputs("look at ", out);
	put_text(out, name ? name : "the op", NAME_MOST);
	if (*site)
		fprintf(out, " (%.*s)", place_bytes(site), site);
	fprintf(out, ": its program takes %s bytes a core, %llu %% of the peak,", grouped(bytes),
		peak ? (unsigned long long)(bytes * 100 / peak) : 0ull);
	put_where(a, out);
	put_paragraph(a, &text, 2);
	out = text_file_begin(&text);
	if (because) {
		put_text(out, because, TENSORS_MOST);
		fputs(". ", out);
	}
	fputs("Not proved: smaller blocks in its config, more cores or a narrower data format may take less",
		out);
	put_indented(a, &text, 2, 2);
	innermost(a, D_CALLSITE, a->look_at);
	a->others = 0;
}

/* The row's bytes, in a column, and the text. Frees it. */
static void put_bytes(const struct advice_lines *a, struct text_file *text)
{
	char *words = text_file_end(text);

	fprintf(a->out, "%*s  ", BYTES_COLUMNS, grouped(number_in(a, D_BYTES_PER_CORE)));
	put_wrapped(a->out, words, BYTES_COLUMNS + 2, BYTES_COLUMNS + 4, a->width);
	fputc('\n', a->out);
	free(words);
}

static void put_region(struct advice_lines *a)
{
	const char *name = text_in(a, D_NAME), *pages = text_in(a, D_TENSOR);
	struct text_file text;
	FILE *out = text_file_begin(&text);

	put_text(out, name ? name : "a region", NAME_MOST);
	if (pages) {
		fputs(", ", out);
		put_text(out, pages, NAME_MOST);
	}
	put_bytes(a, &text);
}

static void put_other(struct advice_lines *a)
{
	char site[FRAME_BYTES];
	const char *place;
	struct text_file text;
	FILE *out;

	if (!a->others++)
		fputs("  with fewer bytes it ran:\n", a->out);
	innermost(a, D_CALLSITE, site);
	place = shorter(site, a->look_at);
	out = text_file_begin(&text);
	if (*site)
		fprintf(out, "at %.*s", place_bytes(place), place);
	put_where(a, out);
	put_bytes(a, &text);
}

bool advice_program_text(struct advice_lines *a)
{
	const char *action = text_in(a, D_ACTION);

	if (!strcmp(action, "look at"))
		put_look_at(a);
	else if (!strcmp(action, "region"))
		put_region(a);
	else if (!strcmp(action, "other launch"))
		put_other(a);
	else
		return false;
	return true;
}
