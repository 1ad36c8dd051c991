/*
 * Rows that are records: devices, regions, kernels, failures, marks, notes.
 *
 * Must not know: accounting, how definitions are kept.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include "buffer_words.h"
#include "database.h"
#include "load.h"
#include "load_definitions.h"
#include "load_tensors.h"
#include "region_rows.h"
#include "row_writer.h"
#include "xalloc.h"

enum { CHIP_TEXT = 24 };

struct raw {
	unsigned what;
	uint64_t run;
	struct raw_counts counts;
	struct definitions *definitions;
	struct tensors *tensors;
	struct region_rows *regions;
	struct row_writer device, device_close, program, program_gone, program_config, kernel,
		failure, refused, mark, note, lost, mesh_trace, kept;
};

struct raw *raw_new(sqlite3 *db, unsigned what)
{
	struct raw *w = xcalloc(1, sizeof(*w));

	w->what = what;
	w->definitions = definitions_new(db, what & (LOAD_BUFFERS | LOAD_LEAKS | LOAD_VARIABLES));
	w->tensors = tensors_new(db);
	w->device = row_writer_if_new(db, "device");
	w->device_close = row_writer_of(db, "load_device_close");
	w->regions = region_rows_new(db);
	w->program = row_writer_if_new(db, "program");
	w->program_gone = row_writer_of(db, "load_program_gone");
	w->program_config = row_writer_of(db, "load_program_config");
	w->kernel = row_writer(db, "kernel");
	w->failure = row_writer(db, "failure");
	w->refused = row_writer_of(db, "load_refusals");
	w->mark = row_writer(db, "mark");
	w->note = row_writer(db, "note");
	w->lost = row_writer(db, "lost");
	w->mesh_trace = row_writer(db, "mesh_trace");
	w->kept = row_writer(db, "kept");
	return w;
}

void raw_free(struct raw *w)
{
	struct row_writer *all[] = {&w->device, &w->device_close, &w->program, &w->program_gone,
		&w->program_config, &w->kernel, &w->failure, &w->refused, &w->mark,
		&w->note, &w->lost, &w->mesh_trace, &w->kept};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		row_writer_free(all[i]);
	region_rows_free(w->regions);
	definitions_free(w->definitions);
	tensors_free(w->tensors);
	free(w);
}

void raw_name_frames(struct raw *w)
{
	definitions_name_frames(w->definitions);
}

void raw_begin(struct raw *w, uint64_t run)
{
	definitions_begin(w->definitions, run);
	tensors_begin(w->tensors, run);
	region_rows_begin(w->regions, run);
	w->run = run;
	w->counts = (struct raw_counts){0};
}

bool raw_site_is_read(void *raw, const char *site, const char *op, const char *failing, const char *failing_op)
{
	return definitions_is_read(((struct raw *)raw)->definitions, site, op, failing, failing_op);
}

void raw_kept(struct raw *w, sqlite3 *db, uint64_t run)
{
	definitions_kept(w->definitions, db, run);
}

/* The number of one chip, or the list of a set's chips; NULL: not known. May use `room`. */
static const char *chips_text(const struct raw *w, uint64_t chips, char *room, size_t bytes)
{
	if (chips >= L1T_CHIPS_FIRST)
		return definitions_chips(w->definitions, chips);
	snprintf(room, bytes, "%" PRIu64, chips);
	return room;
}

static void on_device(struct raw *w, const struct l1t_record *r)
{
	const struct l1t_device *d = &r->device;
	char chip[CHIP_TEXT];

	WRITE_ROW(&w->device, NUMBER(run, w->run), NUMBER(handle, d->device), NUMBER(mesh, d->mesh),
		TEXT(chips, chips_text(w, d->chips, chip, sizeof(chip))),
		NUMBER(open_ns, (uint64_t)r->time_ns), NUMBER(grid_x, d->grid_x),
		NUMBER(grid_y, d->grid_y), NUMBER(l1_bytes, d->l1_bytes),
		NUMBER(unreserved_base, d->unreserved_base), NUMBER(l1_small_bytes, d->l1_small_bytes),
		NUMBER(kernel_config_bytes, d->kernel_config_bytes), NUMBER(bank_count, d->bank_count),
		NUMBER(bank_bytes, d->bank_bytes), STRING(arch, d->arch),
		NUMBER(dram_bank_count, d->dram_bank_count),
		NUMBER(dram_bank_bytes, d->dram_bank_bytes), NUMBER(dram_base, d->dram_base));
}

static void on_region(struct raw *w, const struct l1t_record *r)
{
	char chip[CHIP_TEXT];

	region_rows_add(w->regions, r, chips_text(w, r->region.chips, chip, sizeof(chip)));
}

static void on_kernel(struct raw *w, const struct l1t_record *r)
{
	static const char *const processors[] = {[L1T_BRISC] = "brisc", "ncrisc", "trisc",
		"erisc0", "erisc1", [L1T_DRISC] = "drisc"};
	const struct l1t_kernel *k = &r->kernel;
	char chip[CHIP_TEXT];

	WRITE_ROW(&w->kernel, NUMBER(run, w->run), NUMBER(time_ns, (uint64_t)r->time_ns),
		NUMBER(program, k->program), TEXT(chips, chips_text(w, k->chips, chip, sizeof(chip))),
		ID(name, k->name), ID(core_type, k->core_type),
		TEXT(processor, k->processor <= L1T_DRISC ? processors[k->processor] : NULL),
		NUMBER(text0_bytes, k->text_bytes[0]), NUMBER(text1_bytes, k->text_bytes[1]),
		NUMBER(text2_bytes, k->text_bytes[2]), ID(cores, k->cores));
}

static void on_failure(struct raw *w, const struct l1t_record *r, uint64_t moment)
{
	const struct l1t_failure *f = &r->failure;

	WRITE_ROW(&w->failure, NUMBER(run, w->run), NUMBER(failure, ++w->counts.failures),
		NUMBER(time_ns, (uint64_t)r->time_ns), TEXT(kind, failure_kind(f->type)),
		ID(handle, f->device), CHIP(device, L1T_UNKNOWN), ID(program, f->program),
		TEXT(buffer_kind, f->type == L1T_FAIL_OOM ? buffer_kind(f->buffer_type) : NULL),
		NUMBER(size_bytes, f->size_bytes), NUMBER(bytes_per_bank, f->bytes_per_bank),
		NUMBER(bank_count, f->bank_count), NUMBER(bank_bytes, f->bank_bytes),
		NUMBER(allocated_bytes, f->allocated_bytes), NUMBER(free_bytes, f->free_bytes),
		NUMBER(largest_free_bytes, f->largest_free_bytes), NUMBER(region_end, f->region_end),
		NUMBER(lowest_buffer, f->lowest_buffer), NUMBER(limit_bytes, f->limit_bytes),
		ID(cores, f->cores), ID(callsite, f->callsite),
		BYTES(text, r->blob_bytes ? (const char *)r->blob : NULL, r->blob_bytes),
		NUMBER(moment, moment), NUMBER(times, 1), NUMBER(thread, r->thread));
}

static void on_mark(struct raw *w, const struct l1t_record *r)
{
	WRITE_ROW(&w->mark, NUMBER(run, w->run), NUMBER(time_ns, (uint64_t)r->time_ns),
		NUMBER(thread, r->thread), TEXT(event, r->kind == L1T_MARK_BEGIN ? "begin" : "end"),
		STRING(name, r->mark.name));
}

/* The note counts refusals that are equal to one with a row: that row gets their number. */
static void on_refused(struct raw *w, const struct l1t_record *r)
{
	WRITE_ROW(&w->refused, NUMBER(run, w->run), BYTES(text, (const char *)r->blob, r->blob_bytes),
		ID(callsite, r->note.a), NUMBER(more, r->note.b));
}

static void on_note(struct raw *w, const struct l1t_record *r)
{
	if (r->note.code == L1T_NOTE_REFUSED && r->blob_bytes)
		on_refused(w, r);
	WRITE_ROW(&w->note, NUMBER(run, w->run), NUMBER(time_ns, (uint64_t)r->time_ns),
		NUMBER(code, r->note.code), NUMBER(a, r->note.a), NUMBER(b, r->note.b),
		BYTES(text, (const char *)r->blob, r->blob_bytes));
}

static void on_lost(struct raw *w, const struct l1t_record *r)
{
	static const char *const reasons[] = {"ring full", "no writer", "no ring", "torn", "disk"};

	WRITE_ROW(&w->lost, NUMBER(run, w->run), NUMBER(time_ns, (uint64_t)r->time_ns),
		NUMBER(thread, r->thread), NUMBER(count, r->lost.count),
		TEXT(reason, r->lost.reason < 5 ? reasons[r->lost.reason] : NULL));
}

/* A replay is an op and needs a name, which the trace does not define. */
static void name_replay(struct raw *w, uint64_t trace)
{
	char text[60];

	snprintf(text, sizeof(text), "replay of trace %" PRId64, (int64_t)trace);
	definitions_add_string(w->definitions, account_replay_name(trace),
		trace == L1T_UNKNOWN ? NULL : text);
}

static void on_mesh_trace(struct raw *w, const struct l1t_record *r)
{
	WRITE_ROW(&w->mesh_trace, NUMBER(run, w->run), NUMBER(time_ns, (uint64_t)r->time_ns),
		TEXT(event, l1t_kinds[r->kind].name), NUMBER(handle, r->mesh_trace.device),
		NUMBER(trace, r->mesh_trace.trace));
	if (r->kind == L1T_REPLAY)
		name_replay(w, r->mesh_trace.trace);
}

static void on_kept(struct raw *w, const struct l1t_record *r)
{
	const struct l1t_kept *k = &r->kept;

	WRITE_ROW(&w->kept, NUMBER(run, w->run), NUMBER(time_ns, (uint64_t)r->time_ns),
		NUMBER(thread, r->thread), ID(handle, k->device), TEXT(kind, buffer_kind(k->type)),
		NUMBER(address, k->address),
		NUMBER(forced, k->flags == L1T_UNKNOWN ? L1T_UNKNOWN : k->flags & L1T_KEPT_FORCED),
		ID(callsite, k->callsite));
}

static void on_program(struct raw *w, const struct l1t_record *r)
{
	uint64_t time_ns = (uint64_t)r->time_ns;

	w->counts.regions += r->kind == L1T_REGION;
	w->counts.kernels += r->kind == L1T_KERNEL;
	w->counts.programs += r->kind == L1T_PROGRAM;
	if (!(w->what & LOAD_REGIONS))
		return;
	switch (r->kind) {
	case L1T_REGION: on_region(w, r); break;
	case L1T_REGION_INDEX: region_rows_index(w->regions, r); break;
	case L1T_KERNEL: on_kernel(w, r); break;
	case L1T_PROGRAM:
		WRITE_ROW(&w->program, NUMBER(run, w->run), NUMBER(program, r->program.program),
			NUMBER(runtime_id, r->program.runtime_id), NUMBER(born_ns, time_ns));
		break;
	case L1T_PROGRAM_GONE:
		WRITE_ROW(&w->program_gone, NUMBER(run, w->run),
			NUMBER(program, r->program_gone.program), NUMBER(gone_ns, time_ns));
		break;
	case L1T_PROGRAM_CONFIG:
		WRITE_ROW(&w->program_config, NUMBER(run, w->run),
			NUMBER(program, r->program_config.program),
			NUMBER(text_bytes, r->program_config.text_bytes),
			NUMBER(config_bytes, r->program_config.config_bytes));
		break;
	default: break;
	}
}

void raw_record(struct raw *w, const struct l1t_record *r, uint64_t moment)
{
	switch (r->kind) {
	case L1T_ALLOC:
	case L1T_FREE:
	case L1T_HOLDS:
	case L1T_ASKED:
	case L1T_LAUNCH: break;         /* they are rows elsewhere */
	case L1T_USES: w->counts.uses += r->uses.program != 0; break;
	case L1T_CORES:
	case L1T_TENSOR:
		tensors_record(w->tensors, r);
		definitions_record(w->definitions, r);
		break;
	case L1T_BEGIN:
	case L1T_STRING:
	case L1T_CHIPS:
	case L1T_CALLSITE: definitions_record(w->definitions, r); break;
	case L1T_DEVICE: on_device(w, r); break;
	case L1T_DEVICE_CLOSE:
		WRITE_ROW(&w->device_close, NUMBER(run, w->run), NUMBER(handle, r->device_close.device),
			NUMBER(close_ns, (uint64_t)r->time_ns));
		break;
	case L1T_FAILURE: on_failure(w, r, moment); break;
	case L1T_MARK_BEGIN:
	case L1T_MARK_END:
		if (!(w->what & LOAD_NO_PHASES))
			on_mark(w, r);
		break;
	case L1T_NOTE: on_note(w, r); break;
	case L1T_LOST: on_lost(w, r); break;
	case L1T_KEPT: on_kept(w, r); break;
	case L1T_CAPTURE_BEGIN:
	case L1T_CAPTURE_END:
	case L1T_REPLAY:
	case L1T_RELEASE: on_mesh_trace(w, r); break;
	default: on_program(w, r); break;
	}
}

static bool site_of(void *context, uint64_t id, struct site_numbers *out)
{
	const struct site_numbers *n = definitions_site(((struct raw *)context)->definitions, id);

	if (n)
		*out = *n;
	return n;
}

static uint64_t text_number_of(void *context, uint64_t id)
{
	return definitions_text_number(((struct raw *)context)->definitions, id);
}

static uint64_t first_chip(void *context, uint64_t chips)
{
	const struct raw *w = context;
	const char *list = chips < L1T_CHIPS_FIRST ? NULL : definitions_chips(w->definitions, chips);

	return chips < L1T_CHIPS_FIRST ? chips : list && *list ? strtoull(list, NULL, 10) : L1T_UNKNOWN;
}

static const char *text_of(void *context, uint64_t id)
{
	return definitions_string(((struct raw *)context)->definitions, id);
}

struct site_texts raw_site_texts(struct raw *w, bool numbers)
{
	if (numbers)
		definitions_number_texts(w->definitions);
	return (struct site_texts){.context = w, .site = site_of, .string = text_number_of,
		.text = text_of, .first_chip = first_chip};
}

const char *raw_string(const struct raw *w, uint64_t id)
{
	return definitions_string(w->definitions, id);
}

uint64_t raw_call_sites_cut(const struct raw *w)
{
	return definitions_cut(w->definitions);
}

struct raw_counts raw_counts(const struct raw *w)
{
	return w->counts;
}
