/*
 * The fullest core of all in a sentence: see worst_core.h.
 *
 * Must not know: how it was found.
 */
#include <inttypes.h>
#include <stdlib.h>
#include "database.h"
#include "readable.h"
#include "statement.h"
#include "worst_core.h"
#include "xalloc.h"

enum { HOT_PERCENT = 90 };

const char *human_bytes(char *out, size_t room, int64_t bytes)
{
	if (bytes < 1024)
		snprintf(out, room, "%" PRId64 " B", bytes);
	else if (bytes < 1 << 20)
		snprintf(out, room, "%.1f KiB", (double)bytes / 1024);
	else
		snprintf(out, room, "%.2f MiB", (double)bytes / (1 << 20));
	return out;
}

/* ", in Encoder.layers.3": many layers have their ops at one line. Nothing where no mark is open. */
static void put_module(FILE *out, sqlite3_stmt *worst)
{
	sqlite3_stmt *s = statement(sqlite3_db_handle(worst), "worst_module");

	bind_number(s, 1, (uint64_t)sqlite3_column_int64(worst, C_RUN));
	bind_number(s, 2, (uint64_t)sqlite3_column_int64(worst, C_TIME_NS));
	if (database_next(s)) {
		fputs(", in ", out);
		put_text(out, (const char *)sqlite3_column_text(s, 0), 100);
	}
	sqlite3_finalize(s);
}

/* What follows "worst:". */
static void put_sentence(FILE *out, sqlite3_stmt *s, int64_t usable)
{
	static const struct { enum worst_column column; const char *name; } parts[] = {
		{C_BUFFER_BYTES, "buffers"}, {C_L1_SMALL_BYTES, "L1_SMALL"}, {C_PROGRAM_BYTES, "its program"},
		{C_PERSISTENT_BYTES, "persistent space"}};
	const int64_t peak = sqlite3_column_int64(s, C_PEAK_BYTES);
	const char *name = (const char *)sqlite3_column_text(s, C_NAME);
	char text[40], more[40];

	fprintf(out, "core %d,%d of chip %d holds %s of %s", sqlite3_column_int(s, C_CORE_X),
		sqlite3_column_int(s, C_CORE_Y), sqlite3_column_int(s, C_DEVICE),
		human_bytes(text, sizeof(text), peak), human_bytes(more, sizeof(more), usable));
	if (usable > 0)
		fprintf(out, " (%.1f %%)", 100.0 * (double)peak / (double)usable);
	if (sqlite3_column_type(s, C_OP) != SQLITE_NULL)
		fprintf(out, " in op %d%s", sqlite3_column_int(s, C_OP), name ? ", " : "");
	if (sqlite3_column_type(s, C_OP) != SQLITE_NULL && name)
		put_text(out, name, 200);
	put_module(out, s);
	fputs(":", out);
	for (size_t i = 0, told = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (sqlite3_column_int64(s, (int)parts[i].column))
			fprintf(out, "%s %s %s", told++ ? "," : "", parts[i].name, human_bytes(text,
				sizeof(text), sqlite3_column_int64(s, (int)parts[i].column)));
	if (sqlite3_column_type(s, C_HEADROOM_BYTES) != SQLITE_NULL)
		fprintf(out, "; the tightest launch had %s left", human_bytes(text, sizeof(text),
			sqlite3_column_int64(s, C_HEADROOM_BYTES)));
}

/* Of several runs: "rank 5, " */
static void put_whose(FILE *out, sqlite3_stmt *s)
{
	if (sqlite3_column_type(s, C_RANK) != SQLITE_NULL)
		fprintf(out, "rank %" PRId64 ", ", (int64_t)sqlite3_column_int64(s, C_RANK));
	else
		fprintf(out, "run %d, ", sqlite3_column_int(s, C_RUN));
}

void put_worst(FILE *out, const struct terminal *t, sqlite3_stmt *s, bool small, size_t width)
{
	static const char front[] = "worst: ";
	const int64_t usable = small ? sqlite3_column_int64(s, C_L1_SMALL_SIZE_BYTES)
		: sqlite3_column_int64(s, C_CAPACITY_BYTES) - sqlite3_column_int64(s, C_RESERVED_BYTES);
	const bool hot = sqlite3_column_int64(s, C_PEAK_BYTES) >= usable / 100 * HOT_PERCENT;
	struct text_file sentence;
	FILE *to;
	char *words;

	to = text_file_begin(&sentence);
	if (database_several_runs(sqlite3_db_handle(s)))
		put_whose(to, s);
	put_sentence(to, s, usable);
	words = text_file_end(&sentence);
	put_hue(out, t, hot ? HUE_CAPACITY : HUE_STRONG);
	fputs(front, out);
	put_hue(out, t, HUE_PLAIN);
	put_wrapped(out, words, sizeof(front) - 1, 2, width);
	fputc('\n', out);
	free(words);
}
