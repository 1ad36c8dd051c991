/*
 * Rows that a record is, by itself: devices, regions, kernels, failures, marks, notes.
 *
 * Must not know: accounting, how definitions are kept.
 */
#include <stdlib.h>
#include "database.h"
#include "load.h"
#include "load_definitions.h"
#include "xalloc.h"

struct raw {
	unsigned what;
	uint64_t run;
	struct raw_counts counts;
	struct definitions *definitions;
	sqlite3_stmt *device, *device_close, *region, *program, *program_gone, *program_config,
		*kernel, *failure, *refused, *mark, *note, *lost, *mesh_trace, *replay_name;
};

static const char insert_failure[] = "INSERT INTO failure VALUES(?,?,?,?,?,"
	"(SELECT CAST(chips AS INTEGER) FROM device WHERE run = ?1 AND handle = ?5),"
	"?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,1,?)";

static const char count_refusals[] = "UPDATE failure SET times = 1 + ?4 WHERE run = ?1 AND "
	"kind = 'refused' AND callsite IS ?3 AND text = ?2";

struct raw *raw_new(sqlite3 *db, unsigned what)
{
	struct raw *w = xcalloc(1, sizeof(*w));

	w->what = what;
	w->definitions = definitions_new(db);
	w->device = database_prepare(db, "INSERT OR IGNORE INTO device VALUES"
		"(?,?,?,?,?,NULL,?,?,?,?,?,?,?,?,"
		"(SELECT text FROM string WHERE run = ?1 AND id = ?14),?,?,?)");
	w->device_close = database_prepare(db,
		"UPDATE device SET close_ns = ?3 WHERE run = ?1 AND handle = ?2 AND close_ns IS NULL");
	w->region = database_prepare(db, "INSERT INTO region VALUES(?,?,?,?,?,?,?,?,?,?,?)");
	w->program = database_prepare(db,
		"INSERT OR IGNORE INTO program(run, program, runtime_id, born_ns) VALUES(?,?,?,?)");
	w->program_gone = database_prepare(db,
		"UPDATE program SET gone_ns = ?3 WHERE run = ?1 AND program = ?2");
	w->program_config = database_prepare(db, "UPDATE program SET text_bytes = ?3, "
		"config_bytes = ?4 WHERE run = ?1 AND program = ?2");
	w->kernel = database_prepare(db, "INSERT INTO kernel VALUES(?,?,?,?,?,?,?,?,?,?,?)");
	w->failure = database_prepare(db, insert_failure);
	w->refused = database_prepare(db, count_refusals);
	w->mark = database_prepare(db, "INSERT INTO mark VALUES(?1,?2,?3,?4,"
		"(SELECT text FROM string WHERE run = ?1 AND id = ?5))");
	w->note = database_prepare(db, "INSERT INTO note VALUES(?,?,?,?,?,?)");
	w->lost = database_prepare(db, "INSERT INTO lost VALUES(?,?,?,?,?)");
	w->mesh_trace = database_prepare(db, "INSERT INTO mesh_trace VALUES(?,?,?,?,?)");
	w->replay_name = database_prepare(db, "INSERT OR IGNORE INTO string "
		"VALUES(?1, ?2, 'replay of trace ' || ?3)");
	return w;
}

void raw_free(struct raw *w)
{
	sqlite3_stmt *all[] = {w->device, w->device_close, w->region, w->program, w->program_gone,
		w->program_config, w->kernel, w->failure, w->refused, w->mark, w->note, w->lost,
		w->mesh_trace, w->replay_name};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		sqlite3_finalize(all[i]);
	definitions_free(w->definitions);
	free(w);
}

void raw_begin(struct raw *w, uint64_t run)
{
	definitions_begin(w->definitions, run);
	w->run = run;
	w->counts = (struct raw_counts){0};
}

static void bind_chips(const struct raw *w, sqlite3_stmt *s, int i, uint64_t chips)
{
	if (chips < L1T_CHIPS_FIRST)
		bind_number(s, i, chips);
	else
		bind_text(s, i, definitions_chips(w->definitions, chips));
}

static void bind_id(sqlite3_stmt *s, int i, uint64_t id)
{
	bind_number(s, i, id ? id : L1T_UNKNOWN);
}

static void on_device(struct raw *w, const struct l1t_record *r)
{
	const struct l1t_device *d = &r->device;
	const uint64_t fields[] = {d->grid_x, d->grid_y, d->l1_bytes, d->unreserved_base,
		d->l1_small_bytes, d->kernel_config_bytes, d->bank_count, d->bank_bytes, d->arch,
		d->dram_bank_count, d->dram_bank_bytes, d->dram_base};

	bind_number(w->device, 1, w->run);
	bind_number(w->device, 2, d->device);
	bind_number(w->device, 3, d->mesh);
	bind_chips(w, w->device, 4, d->chips);
	bind_number(w->device, 5, (uint64_t)r->time_ns);
	for (int i = 0; i < 12; i++)
		bind_number(w->device, 6 + i, fields[i]);
	database_insert(w->device);
}

static void on_region(struct raw *w, const struct l1t_record *r)
{
	static const char *const kinds[] = {"cb", "dfb", "scratchpad"};
	sqlite3_stmt *s = w->region;

	bind_number(s, 1, w->run);
	bind_number(s, 2, (uint64_t)r->time_ns);
	bind_number(s, 3, r->region.program);
	bind_chips(w, s, 4, r->region.chips);
	bind_text(s, 5, r->region.type < 3 ? kinds[r->region.type] : NULL);
	bind_number(s, 6, r->region.index);
	bind_number(s, 7, r->region.address);
	bind_number(s, 8, r->region.size_bytes);
	bind_id(s, 9, r->region.cores);
	bind_number(s, 10, r->region.flags & L1T_REGION_ALIAS ? 1 : 0);
	bind_number(s, 11, r->region.flags & L1T_REGION_FIRST ? 1 : 0);
	database_insert(s);
}

static void on_kernel(struct raw *w, const struct l1t_record *r)
{
	static const char *const processors[] = {[L1T_BRISC] = "brisc", "ncrisc", "trisc",
		"erisc0", "erisc1", [L1T_DRISC] = "drisc"};
	const struct l1t_kernel *k = &r->kernel;
	sqlite3_stmt *s = w->kernel;

	bind_number(s, 1, w->run);
	bind_number(s, 2, (uint64_t)r->time_ns);
	bind_number(s, 3, k->program);
	bind_chips(w, s, 4, k->chips);
	bind_id(s, 5, k->name);
	bind_id(s, 6, k->core_type);
	bind_text(s, 7, k->processor <= L1T_DRISC ? processors[k->processor] : NULL);
	for (int i = 0; i < 3; i++)
		bind_number(s, 8 + i, k->text_bytes[i]);
	bind_id(s, 11, k->cores);
	database_insert(s);
}

const char *buffer_kind(uint64_t type)
{
	static const char *const kinds[] = {"dram", "l1", "system_memory", "l1_small", "trace"};

	return type < 5 ? kinds[type] : type == L1T_PERSISTENT ? "persistent" : NULL;
}

static void on_failure(struct raw *w, const struct l1t_record *r, uint64_t moment)
{
	static const char *const kinds[] = {"oom", "clash", "too_big", "config_too_big",
		"launch_failed", "refused"};
	const struct l1t_failure *f = &r->failure;
	const uint64_t fields[] = {f->size_bytes, f->bytes_per_bank, f->bank_count, f->bank_bytes,
		f->allocated_bytes, f->free_bytes, f->largest_free_bytes, f->region_end,
		f->lowest_buffer, f->limit_bytes};
	sqlite3_stmt *s = w->failure;

	bind_number(s, 1, w->run);
	bind_number(s, 2, ++w->counts.failures);
	bind_number(s, 3, (uint64_t)r->time_ns);
	bind_text(s, 4, f->type < 6 ? kinds[f->type] : NULL);
	bind_id(s, 5, f->device);
	bind_id(s, 6, f->program);
	bind_text(s, 7, f->type == L1T_FAIL_OOM ? buffer_kind(f->buffer_type) : NULL);
	for (int i = 0; i < 10; i++)
		bind_number(s, 8 + i, fields[i]);
	bind_id(s, 18, f->cores);
	bind_id(s, 19, f->callsite);
	if (r->blob_bytes)
		sqlite3_bind_text(s, 20, (const char *)r->blob, (int)r->blob_bytes,
			SQLITE_TRANSIENT);
	bind_number(s, 21, moment);
	bind_number(s, 22, r->thread);
	database_insert(s);
}

static void on_mark(struct raw *w, const struct l1t_record *r)
{
	bind_number(w->mark, 1, w->run);
	bind_number(w->mark, 2, (uint64_t)r->time_ns);
	bind_number(w->mark, 3, r->thread);
	bind_text(w->mark, 4, r->kind == L1T_MARK_BEGIN ? "begin" : "end");
	bind_number(w->mark, 5, r->mark.name);
	database_insert(w->mark);
}

/* Equal ones after the first, which has its row. */
static void on_refused(struct raw *w, const struct l1t_record *r)
{
	bind_number(w->refused, 1, w->run);
	sqlite3_bind_text(w->refused, 2, (const char *)r->blob, (int)r->blob_bytes,
		SQLITE_TRANSIENT);
	bind_id(w->refused, 3, r->note.a);
	bind_number(w->refused, 4, r->note.b);
	database_insert(w->refused);
}

static void on_note(struct raw *w, const struct l1t_record *r)
{
	if (r->note.code == L1T_NOTE_REFUSED && r->blob_bytes)
		on_refused(w, r);
	bind_number(w->note, 1, w->run);
	bind_number(w->note, 2, (uint64_t)r->time_ns);
	bind_number(w->note, 3, r->note.code);
	bind_number(w->note, 4, r->note.a);
	bind_number(w->note, 5, r->note.b);
	sqlite3_bind_text(w->note, 6, (const char *)r->blob, (int)r->blob_bytes, SQLITE_TRANSIENT);
	database_insert(w->note);
}

static void on_lost(struct raw *w, const struct l1t_record *r)
{
	static const char *const reasons[] = {"ring full", "no writer", "no ring", "torn", "disk"};

	bind_number(w->lost, 1, w->run);
	bind_number(w->lost, 2, (uint64_t)r->time_ns);
	bind_number(w->lost, 3, r->thread);
	bind_number(w->lost, 4, r->lost.count);
	bind_text(w->lost, 5, r->lost.reason < 5 ? reasons[r->lost.reason] : NULL);
	database_insert(w->lost);
}

/* An update or insert of run, key and up to three more numbers. */
static void numbers(struct raw *w, sqlite3_stmt *s, int count, uint64_t a, uint64_t b, uint64_t c)
{
	const uint64_t values[] = {a, b, c};

	bind_number(s, 1, w->run);
	for (int i = 0; i < count; i++)
		bind_number(s, 2 + i, values[i]);
	database_insert(s);
}

static void on_mesh_trace(struct raw *w, const struct l1t_record *r)
{
	sqlite3_stmt *s = w->mesh_trace;

	bind_number(s, 1, w->run);
	bind_number(s, 2, (uint64_t)r->time_ns);
	bind_text(s, 3, l1t_kinds[r->kind].name);
	bind_number(s, 4, r->mesh_trace.device);
	bind_number(s, 5, r->mesh_trace.trace);
	database_insert(s);
	if (r->kind == L1T_REPLAY)
		numbers(w, w->replay_name, 2, account_replay_name(r->mesh_trace.trace),
			r->mesh_trace.trace, 0);
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
	case L1T_KERNEL: on_kernel(w, r); break;
	case L1T_PROGRAM:
		numbers(w, w->program, 3, r->program.program, r->program.runtime_id, time_ns);
		break;
	case L1T_PROGRAM_GONE:
		numbers(w, w->program_gone, 2, r->program_gone.program, time_ns, 0);
		break;
	case L1T_PROGRAM_CONFIG:
		numbers(w, w->program_config, 3, r->program_config.program,
			r->program_config.text_bytes, r->program_config.config_bytes);
		break;
	default: break;
	}
}

void raw_record(struct raw *w, const struct l1t_record *r, uint64_t moment)
{
	/* the frequent ones are the accounting's alone */
	if (r->kind == L1T_ALLOC || r->kind == L1T_FREE || r->kind == L1T_LAUNCH)
		return;
	w->counts.uses += r->kind == L1T_USES && r->uses.program;
	switch (r->kind) {
	case L1T_STRING:
	case L1T_CORES:
	case L1T_CHIPS:
	case L1T_CALLSITE: definitions_record(w->definitions, r); break;
	case L1T_DEVICE: on_device(w, r); break;
	case L1T_DEVICE_CLOSE:
		numbers(w, w->device_close, 2, r->device_close.device, (uint64_t)r->time_ns, 0);
		break;
	case L1T_FAILURE: on_failure(w, r, moment); break;
	case L1T_MARK_BEGIN:
	case L1T_MARK_END:
		if (!(w->what & LOAD_NO_PHASES))
			on_mark(w, r);
		break;
	case L1T_NOTE: on_note(w, r); break;
	case L1T_LOST: on_lost(w, r); break;
	case L1T_CAPTURE_BEGIN:
	case L1T_CAPTURE_END:
	case L1T_REPLAY:
	case L1T_RELEASE: on_mesh_trace(w, r); break;
	default: on_program(w, r); break;
	}
}

uint64_t raw_call_sites_cut(const struct raw *w)
{
	return definitions_cut(w->definitions);
}

struct raw_counts raw_counts(const struct raw *w)
{
	return w->counts;
}
