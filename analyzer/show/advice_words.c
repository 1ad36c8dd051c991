/*
 * Advice in words, a sentence for each kind: see advice_words.h.
 *
 * Must not know: SQL, what it would save.
 */
#include <string.h>
#include "advice_words.h"
#include "readable.h"

enum { NAME_BYTES = 64 };       /* of a name, at most */

/* "ttnn.add's [1, 1, 32, 32] bf16 tile"; of what no op made "the tensor [1, 1, 32, 32] bf16 tile" */
static void put_result(FILE *out, const struct advice_words *w)
{
	if (w->op) {
		put_text(out, w->op, NAME_BYTES);
		fputs("'s ", out);
		put_text(out, w->tensor ? w->tensor : "result", NAME_BYTES);
	} else if (w->tensor) {
		fputs("the tensor ", out);
		put_text(out, w->tensor, NAME_BYTES);
	} else {
		fputs("the buffer", out);
	}
}

/* The variable, or what makes it; after: follows the variable. */
static void put_tensor(FILE *out, const struct advice_words *w, const char *after)
{
	if (!w->variable) {
		put_result(out, w);
		return;
	}
	put_text(out, w->variable, NAME_BYTES);
	fputs(after, out);
}

static void put_free(FILE *out, const struct advice_words *w)
{
	if (w->variable && strpbrk(w->variable, ",[")) {
		put_tensor(out, w, " (ttnn.deallocate)");
	} else if (w->variable) {
		fputs("ttnn.deallocate(", out);
		put_tensor(out, w, ")");
	} else {
		fputs("free ", out);
		put_result(out, w);
	}
	fputs(" after ", out);
}

static void put_to_dram(FILE *out, const struct advice_words *w)
{
	fputs("put ", out);
	put_tensor(out, w, "");
	fputs(" into DRAM (memory_config=ttnn.DRAM_MEMORY_CONFIG) at ", out);
}

static void put_in_place(FILE *out, const struct advice_words *w)
{
	fputs("have ", out);
	put_text(out, w->op ? w->op : "the op", NAME_BYTES);
	if (w->variable) {
		fputs(" write over ", out);
		put_tensor(out, w, "");
		fputs(" (output_tensor=", out);
		put_tensor(out, w, ") at ");
	} else {
		fputs(" write over its input (output_tensor=) at ", out);
	}
}

static void put_reallocate(FILE *out, const struct advice_words *w)
{
	if (w->variable) {
		put_tensor(out, w, " = ttnn.reallocate(");
		put_tensor(out, w, ") before ");
	} else {
		fputs("move ", out);
		put_result(out, w);
		fputs(" (ttnn.reallocate) before ", out);
	}
}

void advice_words(FILE *out, const struct advice_words *w)
{
	if (!strcmp(w->action, "to dram"))
		put_to_dram(out, w);
	else if (!strcmp(w->action, "in place"))
		put_in_place(out, w);
	else if (!strcmp(w->action, "reallocate"))
		put_reallocate(out, w);
	else
		put_free(out, w);
	fprintf(out, "%.*s", w->place_bytes, w->place);
}
