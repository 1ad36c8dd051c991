/*
 * Reads detailed_memory_usage.csv of ttnn.dump_device_memory_state. In spite of its name it is text: for
 * each memory a title, totals of all banks together, and the allocator's table of the blocks of one
 * bank, whose addresses count from the bank's begin. Lines of the allocator that are not needed, and
 * those of memories that are not known, are left out.
 *
 * Must not know: traces, SQL.
 */
#include <stdio.h>
#include "grown_array.h"
#include "report_parts.h"

/* Where in the file a line is. */
struct section {
	enum report_memory memory;
	bool known;             /* the memory is one of those that we know */
	unsigned totals;        /* how many of its three were read */
	bool in_table;
};

static bool ends(struct memory_report *r, struct report_text *t, const struct section *s)
{
	char words[100];

	if (!s->known || (s->totals == WHAT_FREE + 1 && r->has_blocks[s->memory]))
		return true;
	snprintf(words, sizeof(words), "is cut off: %s is not complete", s->memory == REPORT_DRAM ? "DRAM"
		: s->memory == REPORT_L1 ? "L1" : "L1_SMALL");
	return report_wrong_file(t, words);
}

/* ",L1_SMALL": a title. */
static bool begins(struct memory_report *r, struct report_text *t, struct piece line, struct section *s)
{
	static const char *const titles[] = {"DRAM", "L1", "L1_SMALL"};

	if (!ends(r, t, s))
		return false;
	*s = (struct section){0};
	for (int i = 0; i <= REPORT_L1_SMALL; i++)
		if (piece_is(line, titles[i])) {
			*s = (struct section){.memory = (enum report_memory)i, .known = true};
			if (r->has_blocks[i])
				return report_wrong(t, "the same memory for the second time");
		}
	r->skipped += !s->known;
	return true;
}

/* "Total free (B):,12345" */
static bool total(struct memory_report *r, struct report_text *t, struct piece line, struct section *s)
{
	static const char *const names[] = {"allocatable", "allocated", "free"};
	struct report_figure f = {.scope = SCOPE_DEVICE, .memory = s->memory,
		.what = (enum report_what)s->totals};
	uint64_t n;

	if (s->totals > WHAT_FREE || !piece_word(&line, names[s->totals]) || !piece_word(&line, " (") ||
		!piece_unit(&line, &f.unit) || !piece_word(&line, "):,") || !piece_number(&line, &n) ||
		line.at != line.end)
		return report_wrong(t, "not the total that is expected there");
	s->totals++;
	return report_add(r, t, f, n);
}

/* Takes a number or "none" between blanks. */
static bool cell(struct piece *line, uint64_t *n)
{
	piece_blanks(line);
	*n = UINT64_MAX;
	return piece_word(line, "none") || piece_number(line, n);
}

/* "0  1374880  2048  1  none  yes": block, address, size, neighbours, whether it is allocated */
static bool block(struct memory_report *r, struct report_text *t, struct piece line,
	const struct section *s)
{
	uint64_t number, address, bytes, other;
	bool allocated;

	if (!cell(&line, &number) || !cell(&line, &address) || !cell(&line, &bytes) ||
		!cell(&line, &other) || !cell(&line, &other))
		return report_wrong(t, "not a block");
	piece_blanks(&line);
	allocated = piece_word(&line, "yes");
	if (!allocated && !piece_word(&line, "no"))
		return report_wrong(t, "not a block");
	piece_blanks(&line);
	if (line.at != line.end || address == UINT64_MAX || bytes == UINT64_MAX)
		return report_wrong(t, "not a block");
	if (!allocated || !s->known)
		return true;
	GROW(r->blocks, r->block_count, r->block_capacity);
	r->blocks[r->block_count++] = (struct report_block){s->memory, address, bytes};
	return true;
}

static bool one_line(struct memory_report *r, struct report_text *t, struct piece line, struct section *s)
{
	if (piece_word(&line, ",")) {
		s->in_table = false;
		if (!piece_word(&line, "Total "))
			return begins(r, t, line, s);
		return !s->known || total(r, t, line, s);
	}
	if (s->in_table)
		return line.at == line.end || block(r, t, line, s);
	if (piece_word(&line, "Block table:")) {
		if (!report_line(t, &line))     /* the names of its columns */
			return report_wrong_file(t, "is cut off in a table of blocks");
		s->in_table = true;
		if (s->known && r->has_blocks[s->memory])
			return report_wrong(t, "a second table of blocks of one memory");
		if (s->known)
			r->has_blocks[s->memory] = true;
	}
	return true;
}

bool read_blocks(struct memory_report *r, struct report_text *t)
{
	struct section s = {0};
	struct piece line;

	if (t->end[-1] != '\n')
		return report_wrong_file(t, "is cut off: its last line has no end");
	while (report_line(t, &line))
		if (!one_line(r, t, line, &s))
			return false;
	if (!ends(r, t, &s))
		return false;
	return r->has_blocks[REPORT_L1] || report_wrong_file(t, "is cut off: L1 is missing");
}
