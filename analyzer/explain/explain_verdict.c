/*
 * A failure in one sentence: what did not fit into what, by how much, and the first cure that a
 * replay proved.
 *
 * Must not know: how cures are found, how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "exception_text.h"
#include "explain.h"
#include "readable.h"

const char *explain_regions_name(const struct failure *f)
{
	return f->text && strstr(f->text, "dataflow buffer") ? "dataflow buffers"
		: "circular buffers";
}

/* "91,040 bytes a core too many" */
static void amount(const struct explainer *x, const char *what, char *out, size_t room)
{
	if (x->missing_bytes == UINT64_MAX)
		snprintf(out, room, "by how much is not known");
	else
		snprintf(out, room, "%s bytes %s", grouped(x->missing_bytes), what);
}

static const char *bank_name(const struct failure *f)
{
	return !f->buffer_kind || !strcmp(f->buffer_kind, "l1") ? "L1"
		: !strcmp(f->buffer_kind, "l1_small") ? "L1_SMALL"
		: !strcmp(f->buffer_kind, "dram") ? "DRAM" : f->buffer_kind;
}

/* Would the buffer not fit even into the empty bank? */
static bool larger_than_bank(const struct failure *f)
{
	return f->bytes_per_bank != UINT64_MAX && ((f->end != UINT64_MAX && f->base != UINT64_MAX &&
		f->bytes_per_bank > f->end - f->base) || (f->bank_bytes && f->bank_bytes != UINT64_MAX &&
		f->bytes_per_bank > f->bank_bytes));
}

static void out_of_memory(const struct explainer *x, char *out, size_t room)
{
	const struct failure *f = x->failure;
	bool pieces = f->free_bytes != UINT64_MAX && f->bytes_per_bank != UINT64_MAX &&
		f->free_bytes >= f->bytes_per_bank && f->largest_free_bytes < f->bytes_per_bank;
	char by[80];

	amount(x, strcmp(bank_name(f), "DRAM") ? "a core are missing" : "a bank are missing", by,
		sizeof(by));
	if (f->bytes_per_bank == UINT64_MAX || f->largest_free_bytes == UINT64_MAX)
		snprintf(out, room, "a buffer found no room in %s", bank_name(f));
	else if (larger_than_bank(f))
		snprintf(out, room, "a buffer needs %s bytes of each bank of %s, which is larger than the "
			"whole bank", grouped(f->bytes_per_bank), bank_name(f));
	else if (x->hole_bytes != UINT64_MAX)
		snprintf(out, room, "a buffer needs %s bytes at the same address of every bank of %s, and "
			"the largest hole that is free in all of them has %s (tensors with addresses of their "
			"own on some cores count): %s", grouped(f->bytes_per_bank), bank_name(f),
			grouped(x->hole_bytes), by);
	else
		snprintf(out, room, "a buffer needs %s bytes of each bank of %s, and the largest hole has "
			"%s: %s%s", grouped(f->bytes_per_bank), bank_name(f),
			grouped(f->largest_free_bytes), by,
			pieces ? " (enough is free, but in pieces)" : "");
}

static void what_happened(const struct explainer *x, char *out, size_t room)
{
	const struct failure *f = x->failure;
	const char *kind = f->kind ? f->kind : "";
	char by[80];

	amount(x, strcmp(kind, "config_too_big") ? "a core too many" : "too many", by, sizeof(by));
	if (!strcmp(kind, "oom"))
		out_of_memory(x, out, room);
	else if (!strcmp(kind, "clash") && f->region_end != UINT64_MAX &&
		f->lowest_buffer != UINT64_MAX)
		snprintf(out, room, "its %s end at %s, and the lowest buffer begins at %s: %s",
			explain_regions_name(f), grouped(f->region_end), grouped(f->lowest_buffer), by);
	else if (!strcmp(kind, "clash"))
		snprintf(out, room, "its %s meet buffers", explain_regions_name(f));
	else if (!strcmp(kind, "too_big") && f->size_bytes != UINT64_MAX &&
		f->limit_bytes != UINT64_MAX)
		snprintf(out, room, "its %s reach %s, and L1 ends at %s: %s, with no buffer in the way",
			explain_regions_name(f), grouped(f->size_bytes), grouped(f->limit_bytes), by);
	else if (!strcmp(kind, "config_too_big") && f->size_bytes != UINT64_MAX &&
		f->limit_bytes != UINT64_MAX)
		snprintf(out, room, "its kernels and arguments take %s bytes, and the KERNEL_CONFIG ring "
			"has %s: %s, with no buffer in the way", grouped(f->size_bytes),
			grouped(f->limit_bytes), by);
	else if (!strcmp(kind, "too_big"))
		snprintf(out, room, "the program alone is too big, with no buffer in the way");
	else if (!strcmp(kind, "config_too_big"))
		snprintf(out, room, "the program is too large for the KERNEL_CONFIG ring");
	else if (f->text)
		exception_line(f->text, out, room);
	else
		snprintf(out, room, "it did not run, and the runtime did not say why");
}

void explain_verdict(struct explainer *x)
{
	const struct failure *f = x->failure;
	struct explanation e = explanation("verdict", NULL);
	bool space = f->kind && (!strcmp(f->kind, "oom") || !strcmp(f->kind, "clash"));
	char note[2048];
	size_t n;

	what_happened(x, note, sizeof(note) / 2);
	n = strlen(note);
	/* the note of l1_small_size (rank 0) says itself that what the call does next is not known */
	if (x->cure[0])
		snprintf(note + n, sizeof(note) - n, !x->more ? ". To make it fit: %s"
			: !x->cure_rank ? ". To get past that: %s"
			: ". To get past that: %s (what the call does after it was not tried)", x->cure);
	else if (f->equal_to != UINT64_MAX)
		snprintf(note + n, sizeof(note) - n, "; the same as failure %" PRIu64, f->equal_to);
	else if (space && !larger_than_bank(f))
		snprintf(note + n, sizeof(note) - n, "; %s%s%s%s", x->tried
			? "nothing that was tried makes it fit"
			: "what would make it fit was not tried", x->why_not ? ": " : "",
			x->why_not ? x->why_not : "", x->tried && x->dram_untried
			? "; not tried: its output in DRAM" : "");
	e.owner = f->op;
	e.note = note;
	explain_row(x, &e);
}
