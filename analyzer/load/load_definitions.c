/*
 * Rows of definitions. Strings and chip sets are kept for the texts of call sites and devices.
 *
 * Must not know: events.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "id_map.h"
#include "limits.h"
#include "load_definitions.h"
#include "module_frames.h"
#include "row_writer.h"
#include "site_variables.h"
#include "statement.h"
#include "text_numbers.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	RANGE_BYTES = 8, CHIP_BYTES = 4, FRAME_BYTES = 12,
	FRAMES_MAX = 64,                /* frames of a call site that are kept */
};

struct definitions {
	uint64_t run;
	struct table strings, chips;    /* char * each */
	struct table build_ids;         /* of strings that name modules: char * each */
	struct module_symbols *symbols; /* NULL: not asked for */
	uint64_t cut;                   /* call sites whose text was too long */
	bool numbers;                   /* the texts of call sites have numbers: */
	struct text_numbers texts;
	struct table sites;             /* struct site_numbers each */
	struct site_variables *variables;       /* NULL: not wanted */
	sqlite3_stmt *kept;     /* asks another database for them; NULL: no */
	struct row_writer string, callsite, cores;
};

struct definitions *definitions_new(sqlite3 *db, bool variables)
{
	struct definitions *d = xcalloc(1, sizeof(*d));

	d->string = row_writer_if_new(db, "string");
	d->callsite = row_writer_if_new(db, "callsite");
	d->cores = row_writer_if_new(db, "cores");
	d->variables = variables ? site_variables_new() : NULL;
	return d;
}

void definitions_free(struct definitions *d)
{
	row_writer_free(&d->string);
	row_writer_free(&d->callsite);
	row_writer_free(&d->cores);
	table_free_values(&d->strings);
	table_free_values(&d->build_ids);
	table_free_values(&d->chips);
	table_free_values(&d->sites);
	text_numbers_free(&d->texts);
	module_symbols_free(d->symbols);
	definitions_kept(d, NULL, 0);
	if (d->variables)
		site_variables_free(d->variables);
	free(d);
}

void definitions_begin(struct definitions *d, uint64_t run)
{
	table_free_values(&d->strings);
	table_free_values(&d->build_ids);
	table_free_values(&d->chips);
	table_free_values(&d->sites);
	text_numbers_free(&d->texts);
	if (d->variables)
		site_variables_begin(d->variables);
	d->cut = 0;
	d->run = run;
}

void definitions_name_frames(struct definitions *d)
{
	if (!d->symbols)
		d->symbols = module_symbols_new();
}

void definitions_kept(struct definitions *d, sqlite3 *db, uint64_t run)
{
	sqlite3_finalize(d->kept);
	d->kept = db && d->variables ? statement(db, "load_kept_variable") : NULL;
	if (d->kept)
		bind_named(d->kept, ":run", run);
}

const char *definitions_chips(const struct definitions *d, uint64_t id)
{
	return table_get(&d->chips, id);
}

uint64_t definitions_cut(const struct definitions *d)
{
	return d->cut;
}

static void keep(struct table *t, uint64_t id, char *text)
{
	if (table_get(t, id))
		free(text);
	else
		table_put(t, id, text);
}

const char *definitions_string(const struct definitions *d, uint64_t id)
{
	return table_get(&d->strings, id);
}

void definitions_add_string(struct definitions *d, uint64_t id, const char *text)
{
	WRITE_ROW(&d->string, NUMBER(run, d->run), NUMBER(id, id), TEXT(text, text));
	if (text)
		keep(&d->strings, id, xstrdup(text));
}

static void on_string(struct definitions *d, const struct l1t_record *r)
{
	char *text = xstrndup((const char *)r->blob, r->blob_bytes);

	work_spend(r->blob_bytes);
	WRITE_ROW(&d->string, NUMBER(run, d->run), NUMBER(id, r->define.id), TEXT(text, text));
	keep(&d->strings, r->define.id, text);
	text = module_build_id(r);
	if (text)
		keep(&d->build_ids, r->define.id, text);
}

static void on_cores(struct definitions *d, const struct l1t_record *r)
{
	struct text_file text;

	text_file_begin(&text);
	for (uint32_t at = 0; at + RANGE_BYTES <= r->blob_bytes; at += RANGE_BYTES) {
		uint16_t c[4];

		memcpy(c, r->blob + at, sizeof(c));
		if (!work_spend(150))
			break;
		fprintf(text.file, "%s%u,%u-%u,%u", at ? " " : "", c[0], c[1], c[2], c[3]);
	}
	WRITE_ROW(&d->cores, NUMBER(run, d->run), NUMBER(id, r->define.id),
		TEXT(cores, text_file_end(&text)));
	free(text.text);
}

static void on_chips(struct definitions *d, const struct l1t_record *r)
{
	struct text_file text;

	text_file_begin(&text);
	for (uint32_t at = 0; at + CHIP_BYTES <= r->blob_bytes; at += CHIP_BYTES) {
		uint32_t chip;

		memcpy(&chip, r->blob + at, sizeof(chip));
		work_spend(50);
		fprintf(text.file, "%s%u", at ? "," : "", chip);
	}
	keep(&d->chips, r->define.id, text_file_end(&text));
}

void definitions_number_texts(struct definitions *d)
{
	d->numbers = true;
}

const struct site_numbers *definitions_site(const struct definitions *d, uint64_t id)
{
	return table_get(&d->sites, id);
}

static uint64_t number_of(struct definitions *d, const char *text)
{
	return text ? text_number(&d->texts, text, strlen(text)) : 0;
}

uint64_t definitions_text_number(struct definitions *d, uint64_t id)
{
	return number_of(d, definitions_string(d, id));
}

static void number_site(struct definitions *d, uint64_t id, const char *text, const char *op)
{
	struct site_numbers *n;

	if (!d->numbers || table_get(&d->sites, id))
		return;
	n = xcalloc(1, sizeof(*n));
	n->site = number_of(d, text);
	n->op = number_of(d, op);
	table_put(&d->sites, id, n);
}

static const char *string_or_question(const struct definitions *d, uint32_t id)
{
	const char *text = table_get(&d->strings, id);

	return text ? text : "?";
}

static void print_frame(const struct definitions *d, FILE *out, const uint32_t frame[3])
{
	const char *file = string_or_question(d, frame[0]), *function = string_or_question(d, frame[2]);
	uint64_t offset;

	if (module_frame_is(frame[1], function, &offset))
		module_frame_print(out, d->symbols, file, table_get(&d->build_ids, frame[0]), offset);
	else
		fprintf(out, "%.4000s:%u %.2000s", file, frame[1], function);
}

/* The variable of a call site; NULL: not known. May use `room`. */
static const char *variable_of(struct definitions *d, uint64_t id, const char *site, const char *op,
	char room[ASSIGNED_NAME_BYTES + 1])
{
	const char *text = NULL;

	if (!d->variables || !site)
		return NULL;
	if (!d->kept)
		return site_variable(d->variables, site, op, room) ? room : NULL;
	sqlite3_reset(d->kept);
	bind_named(d->kept, ":id", id);
	if (database_next(d->kept))
		text = (const char *)sqlite3_column_text(d->kept, 0);
	snprintf(room, ASSIGNED_NAME_BYTES + 1, "%s", text ? text : "");
	return text ? room : NULL;
}

/*
 * A first frame with neither file nor line names the operation (FORMAT.md) and is not a frame of
 * the program. Without other frames the text is NULL.
 */
static void on_callsite(struct definitions *d, const struct l1t_record *r)
{
	const char *operation = NULL, *site;
	char variable[ASSIGNED_NAME_BYTES + 1];
	struct text_file text;
	unsigned frames = 0;

	text_file_begin(&text);
	for (uint32_t at = 0; at + FRAME_BYTES <= r->blob_bytes && frames < FRAMES_MAX;
		at += FRAME_BYTES) {
		uint32_t f[3];

		memcpy(f, r->blob + at, sizeof(f));
		if (!at && !f[0] && !f[1]) {
			operation = table_get(&d->strings, f[2]);
			continue;
		}
		work_spend(200);
		if (ftell(text.file) > (long)LIMIT_CALLSITE_BYTES) {
			fputs("; ..", text.file);
			d->cut++;
			break;
		}
		fputs(frames++ ? "; " : "", text.file);
		print_frame(d, text.file, f);
	}
	text_file_end(&text);
	site = frames ? text.text : NULL;
	WRITE_ROW(&d->callsite, NUMBER(run, d->run), NUMBER(id, r->define.id),
		TEXT(callsite, site), TEXT(op, operation),
		TEXT(variable, variable_of(d, r->define.id, site, operation, variable)));
	number_site(d, r->define.id, site, operation);
	free(text.text);
}

bool definitions_is_read(const struct definitions *d, const char *site, const char *op, const char *failing,
	const char *failing_op)
{
	return d->variables && site_is_read(d->variables, site, op, failing, failing_op);
}

void definitions_record(struct definitions *d, const struct l1t_record *r)
{
	switch (r->kind) {
	case L1T_BEGIN:
		if (d->variables)
			site_variables_record(d->variables, r);
		break;
	case L1T_STRING: on_string(d, r); break;
	case L1T_CORES: on_cores(d, r); break;
	case L1T_CHIPS: on_chips(d, r); break;
	case L1T_CALLSITE: on_callsite(d, r); break;
	default: break;
	}
}
