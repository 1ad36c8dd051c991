/*
 * Advice about sizes, for people: see advice_sized_text.h.
 *
 * Must not know: how it is found.
 */
#include <inttypes.h>
#include "advice_sized_text.h"

static void put_small_size(struct advice_lines *a)
{
	const char *figure = text_in(a, D_FIGURE);
	uint64_t failures = known(a, D_FAILURES_PREVENTED) ? number_in(a, D_FAILURES_PREVENTED) : 0;
	struct text_file text;
	FILE *out = text_file_begin(&text);

	/* to be copied, so without commas */
	fprintf(out, "%" PRIu64 ". open the device with l1_small_size=%" PRIu64, ++a->pieces,
		number_in(a, D_BYTES_PER_CORE));
	put_paragraph(a, &text, INDENT);
	out = text_file_begin(&text);
	if (failures)
		fprintf(out, "%" PRIu64 " failure%s less; ", failures, failures == 1 ? "" : "s");
	if (!figure || strcmp(figure, "exact"))
		fprintf(out, "the peak is %.10s %s then", figure ? figure : "about",
			grouped(number_in(a, D_PEAK_AFTER_BYTES)));
	else
		fputs("the peak stays", out);
	if (known(a, D_HEADROOM_AFTER_BYTES) && known(a, D_HEADROOM_BYTES))
		fprintf(out, "; at the tightest op %s are left, not %s", grouped(number_in(a, D_HEADROOM_AFTER_BYTES)),
			grouped(number_in(a, D_HEADROOM_BYTES)));
	put_reason(a, out);
	put_indented(a, &text, INDENT, 0);
}

static void put_shard(struct advice_lines *a)
{
	const char *name = text_in(a, D_NAME), *tensor = text_in(a, D_TENSOR), *cores = text_in(a, D_CORES);
	char made[FRAME_BYTES];
	struct text_file text;
	FILE *out = text_file_begin(&text);

	innermost(a, D_CALLSITE, made);
	fprintf(out, "%" PRIu64 ". spread ", ++a->pieces);
	put_text(out, name ? name : "a tensor", 60);
	fputs("'s ", out);
	put_text(out, tensor ? tensor : "result", 100);
	fprintf(out, " over %.20s cores, with all of its memory config", cores ? cores : "more");
	if (*made)
		fprintf(out, " (first made at %.*s)", place_bytes(made), made);
	put_paragraph(a, &text, INDENT);
	out = text_file_begin(&text);
	advice_put_effect(a, out);
	put_indented(a, &text, INDENT, 0);
}

bool advice_sized_text(struct advice_lines *a)
{
	const char *action = text_in(a, D_ACTION);
	bool small = !strcmp(action, "l1_small_size");

	if (!small && strcmp(action, "shard over more cores"))
		return false;
	if (advice_is_left_out(a))
		return true;
	if (small)
		put_small_size(a);
	else
		put_shard(a);
	return true;
}
