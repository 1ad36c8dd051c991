/*
 * Reads the two short files of ttnn.dump_device_memory_state: memory_usage_summary.csv and
 * l1_usage_summary.csv. Their rows have no names: DRAM, L1 and L1_SMALL follow each other. The first
 * has bytes of one bank. What the second calls the total free space is the largest free block times
 * the number of banks, in all releases that were seen.
 *
 * Must not know: traces, SQL.
 */
#include "report_parts.h"

/* Takes " NAME (UNIT)" of the header. */
static bool heading(struct piece *line, const char *name, uint64_t *unit)
{
	piece_blanks(line);
	return piece_word(line, name) && piece_word(line, " (") && piece_unit(line, unit) &&
		piece_word(line, ")");
}

bool read_summary(struct memory_report *r, struct report_text *t)
{
	static const char *const names[] = {"Total Allocatable Size", "Total Allocated", "Total Free",
		"Largest Free Block"};
	enum { COLUMNS = sizeof(names) / sizeof(*names), ROWS = REPORT_L1_SMALL + 1 };
	uint64_t units[COLUMNS], n;
	struct piece line = {0};
	unsigned row;

	report_line(t, &line);
	for (int i = 0; i < COLUMNS; i++)
		if (!piece_word(&line, ",") || !heading(&line, names[i], &units[i]))
			return report_wrong(t, "not the columns that such a report has");
	for (row = 0; report_line(t, &line); row++) {
		if (row >= ROWS) {
			r->skipped++;
			continue;
		}
		for (int i = 0; i < COLUMNS; i++) {
			if (!piece_word(&line, ",") || !piece_number(&line, &n))
				return report_wrong(t, "not four numbers");
			if (!report_add(r, t, (struct report_figure){.scope = SCOPE_BANK, .memory = (enum report_memory)row,
				.what = (enum report_what)i, .unit = units[i]}, n))
				return false;
		}
		if (line.at != line.end)
			return report_wrong(t, "not four numbers");
	}
	return row > REPORT_L1 || report_wrong_file(t, "is cut off: rows of DRAM and L1 are missing");
}

bool read_l1_summary(struct memory_report *r, struct report_text *t)
{
	uint64_t units[2], n[2];
	struct piece line = {0};

	report_line(t, &line);
	if (!report_line(t, &line) || !piece_word(&line, ",") ||
		!heading(&line, "Largest Contiguous Free Block", &units[0]) || !piece_word(&line, ",") ||
		!heading(&line, "Total Free L1 Space", &units[1]))
		return report_wrong(t, "not the columns that such a report has");
	if (!report_line(t, &line))
		return report_wrong_file(t, "is cut off: its numbers are missing");
	if (!piece_word(&line, ",") || !piece_number(&line, &n[0]) || !piece_word(&line, ",") ||
		!piece_number(&line, &n[1]) || line.at != line.end)
		return report_wrong(t, "not two numbers");
	while (report_line(t, &line))
		r->skipped++;
	return report_add(r, t, (struct report_figure){.scope = SCOPE_BANK, .memory = REPORT_L1,
			.what = WHAT_LARGEST_FREE, .unit = units[0]}, n[0]) &&
		report_add(r, t, (struct report_figure){.scope = SCOPE_DEVICE, .memory = REPORT_L1,
			.what = WHAT_LARGEST_FREE, .unit = units[1]}, n[1]);
}
