/*
 * Reads text that people keep about circular buffers, a line for each core:
 *
 * 	line   = "Core (" X "," Y "):" [buffer {"," buffer}]
 * 	buffer = "CB" INDEX "=" NUMBER ["B" | "KB" | "KiB" | "MB" | "MiB"]
 *
 * Blanks may stand between words. KB are 1024 bytes, as in the runtime's own words.
 *
 * Must not know: traces, SQL.
 */
#include "report_parts.h"

static bool word(struct piece *line, const char *text)
{
	piece_blanks(line);
	return piece_word(line, text);
}

static bool number(struct piece *line, uint64_t *n)
{
	piece_blanks(line);
	return piece_number(line, n);
}

static bool buffers(struct memory_report *r, struct report_text *t, struct piece *line,
	struct report_figure f)
{
	uint64_t n;

	f.unit = 1;
	if (!word(line, "CB") || !number(line, &f.index) || !word(line, "=") || !number(line, &n))
		return report_wrong(t, "not a circular buffer; one is CB0=1024KB");
	piece_blanks(line);
	piece_unit(line, &f.unit);
	return report_add(r, t, f, n);
}

bool read_cores(struct memory_report *r, struct report_text *t)
{
	struct piece line;

	while (report_line(t, &line)) {
		struct report_figure f = {.scope = SCOPE_CORE, .memory = REPORT_CB, .what = WHAT_ALLOCATED};

		piece_blanks(&line);
		if (line.at == line.end)
			continue;
		if (!word(&line, "Core") || !word(&line, "(") || !number(&line, &f.core_x) ||
			!word(&line, ",") || !number(&line, &f.core_y) || !word(&line, ")") || !word(&line, ":"))
			return report_wrong(t, "not a core; one is Core (0,0): CB0=1024KB, CB1=512KB");
		piece_blanks(&line);
		for (bool more = line.at < line.end; more; more = word(&line, ","))
			if (!buffers(r, t, &line, f))
				return false;
		piece_blanks(&line);
		if (line.at != line.end)
			return report_wrong(t, "something follows a circular buffer");
	}
	return true;
}
