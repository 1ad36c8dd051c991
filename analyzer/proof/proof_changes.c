/* Pieces of advice as orders: see proof_changes.h. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "l1t_record.h"
#include "proof_changes.h"
#include "xalloc.h"

/* How each action is done from outside. */
static const struct {
	const char *action, *order;
	bool at_last_use, named;        /* its line is that of the last use; it needs the variable */
	bool anywhere;                  /* it is about bytes_per_core, and no line */
} orders[] = {
	{.action = "free earlier", .order = "free", .at_last_use = true, .named = true},
	{.action = "to dram", .order = "to dram"},
	{.action = "l1_small_size", .order = "l1_small_size", .anywhere = true},
};
enum { ORDERS = sizeof(orders) / sizeof(*orders) };

/* The innermost frame of a call site: `path:LINE function`. */
struct frame {
	const char *path, *function;
	size_t path_bytes, function_bytes;
	unsigned long line;
};

static bool read_frame(const char *site, struct frame *out)
{
	const char *end = site ? strstr(site, "; ") : NULL, *blank = NULL, *colon = NULL;

	if (!site)
		return false;
	if (!end)
		end = site + strlen(site);
	for (const char *p = site; p < end; p++)
		if (*p == ' ')
			blank = p;
	for (const char *p = site; blank && p < blank; p++)
		if (*p == ':')
			colon = p;
	if (!colon || colon == site)
		return false;
	*out = (struct frame){site, blank + 1, (size_t)(colon - site), (size_t)(end - blank - 1),
		strtoul(colon + 1, NULL, 10)};
	return out->line > 0 && out->function_bytes;
}

static size_t order_of(const struct proof_piece *p)
{
	size_t i = 0;

	while (i < ORDERS && strcmp(p->action, orders[i].action))
		i++;
	return i;
}

static const char *site_of(const struct proof_piece *p)
{
	return orders[order_of(p)].at_last_use ? p->last_use_callsite : p->callsite;
}

const char *proof_cannot(const struct proof_piece *p)
{
	size_t i = order_of(p);
	struct frame f;

	if (i == ORDERS)
		return "it takes an edit of the program";
	if (orders[i].anywhere)
		return p->bytes_per_core == L1T_UNKNOWN ? "its size is not known" : NULL;
	if (orders[i].named && !p->variable)
		return "no variable is known for the tensor there";
	if (orders[i].named && strchr(p->variable, '[') && strchr(p->variable, ']') == strchr(p->variable, '[') + 1)
		return "it is one of several in a list";
	if (!read_frame(site_of(p), &f))
		return "its line is not known";
	return NULL;
}

const char *proof_not_reached(const struct proof_piece *p)
{
	size_t i = order_of(p);

	return i < ORDERS && orders[i].anywhere ? "no call that opens a device was seen"
		: "that line did not run to its end";
}

char *proof_words(const struct proof_piece *p)
{
	size_t i = order_of(p);
	struct text_file text;
	FILE *out = text_file_begin(&text);
	struct frame f;

	if (i < ORDERS && !strcmp(orders[i].order, "free"))
		fprintf(out, p->variable ? "ttnn.deallocate(%s)" : "free %s's result",
			p->variable ? p->variable : p->name ? p->name : "an op");
	else if (i < ORDERS && orders[i].anywhere)
		fprintf(out, "open the device with l1_small_size=%" PRIu64, p->bytes_per_core);
	else
		fprintf(out, "%s", p->action);
	if (i < ORDERS && !orders[i].anywhere && read_frame(site_of(p), &f)) {
		const char *base = f.path;

		for (const char *c = f.path; c < f.path + f.path_bytes; c++)
			if (*c == '/')
				base = c + 1;
		fprintf(out, " %s %.*s:%lu", orders[i].at_last_use ? "after" : "at",
			(int)(f.path + f.path_bytes - base), base, f.line);
	}
	return text_file_end(&text);
}

/* Bytes that are no UTF-8 stay as they are: Python gives file names the same ones. */
static void put_json(FILE *out, const char *text, size_t bytes)
{
	fputc('"', out);
	for (size_t i = 0; i < bytes; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < ' ' || c == '"' || c == '\\')
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

void proof_orders_begin(FILE *out, const char *report)
{
	fputs("{\"report\": ", out);
	put_json(out, report, strlen(report));
	fputs(", \"changes\": [", out);
}

void proof_orders_put(FILE *out, const struct proof_piece *p, int first)
{
	bool anywhere = orders[order_of(p)].anywhere;
	struct frame f;

	if (!anywhere && !read_frame(site_of(p), &f))
		return;
	fprintf(out, "%s\n{\"number\": %" PRIu64 ", \"do\": \"%s\", ", first ? "" : ",", p->number,
		orders[order_of(p)].order);
	if (anywhere) {
		fprintf(out, "\"bytes\": %" PRIu64 "}", p->bytes_per_core);
		return;
	}
	fputs("\"path\": ", out);
	put_json(out, f.path, f.path_bytes);
	fprintf(out, ", \"line\": %lu, \"function\": ", f.line);
	put_json(out, f.function, f.function_bytes);
	if (orders[order_of(p)].named) {
		fputs(", \"variable\": ", out);
		put_json(out, p->variable, strlen(p->variable));
	}
	fputc('}', out);
}

void proof_orders_end(FILE *out)
{
	fputs("]}\n", out);
}
