/* Cores' L1 as a snapshot of PyTorch's allocator: see torch_snapshot.h. */
#include <stdlib.h>
#include <string.h>
#include "core_blocks.h"
#include "database.h"
#include "frame_parts.h"
#include "id_map.h"
#include "pickle_writer.h"
#include "readable.h"
#include "shown_frames.h"
#include "statement.h"
#include "torch_snapshot.h"
#include "xalloc.h"

enum { DEFAULT_STREAM = 0, ABOUT_MOST = 600 };
/* columns of snapshot_events.sql */
enum { AT_NS, WHAT, HOLDER, KIND, OWN, ADDRESS, BYTES_PER_CORE, TOTAL_BYTES, CALLSITE, ABOUT };
enum { FREED, ALLOCATED, RUNS };
/* In place of a call site's id, and a holder that runs and is no buffer. */
static const uint64_t NO_SITE = UINT64_MAX, A_PROGRAM = UINT64_MAX;

struct writing {
	sqlite3 *db;
	struct pickle *to;
	struct snapshot_core *core;
	struct core_blocks blocks;
	struct table sites;             /* by call site: the name of the list of its frames */
	struct table blocks_about;      /* by holder: struct about_block */
	sqlite3_stmt *event;            /* the row that is at work */
};

struct about_block {
	uint64_t frames;
	char *text;
};

static void put_key_number(struct pickle *to, const char *key, int64_t value)
{
	pickle_text(to, key);
	pickle_number(to, value);
}

static void put_key_text(struct pickle *to, const char *key, const char *value)
{
	pickle_text(to, key);
	pickle_text(to, value);
}

static void put_frame(struct pickle *to, const char *frame, size_t bytes, const char *folder)
{
	const struct frame_parts parts = frame_parts_of(frame, bytes, folder);

	pickle_dict(to);
	put_key_text(to, "filename", parts.path ? parts.path : "??");
	put_key_number(to, "line", parts.line < INT64_MAX ? (int64_t)parts.line : 0);
	put_key_text(to, "name", parts.function);
	pickle_close(to);
	free(parts.text);
}

/* Writes the frames of a call site as a list, the innermost first. NULL: none. */
static uint64_t put_new_frames(struct writing *w, const char *site)
{
	struct shown_frames shown = shown_frames_of(site);
	const char *frame;
	size_t bytes;

	pickle_list(w->to);
	while (site && shown_frames_next(&shown, &frame, &bytes))
		put_frame(w->to, frame, bytes, w->core->folder);
	return pickle_close_named(w->to);
}

/* Writes key and frames of a call site by its id, each site's once. Returns their name. */
static uint64_t put_site(struct writing *w, uint64_t id)
{
	uint64_t *known;
	sqlite3_stmt *s;
	bool is_new;

	pickle_text(w->to, "frames");
	known = table_get(&w->sites, id);
	is_new = !known;
	if (is_new) {
		known = table_make(&w->sites, id, sizeof(*known));
		s = statement_kept(w->db, "snapshot_callsite");
		bind_number(s, 1, (uint64_t)w->core->run);
		bind_number(s, 2, id);
		*known = put_new_frames(w, id != NO_SITE && database_next(s)
			? (const char *)sqlite3_column_text(s, 0) : NULL);
		statement_let_go(s);
	} else {
		pickle_again(w->to, *known);
	}
	return *known;
}

/* An event of the page's list, but its frames. */
static void begin_event(struct writing *w, const char *action, const struct core_block *block)
{
	const int64_t at_ns = sqlite3_column_int64(w->event, AT_NS);

	pickle_dict(w->to);
	put_key_text(w->to, "action", action);
	put_key_number(w->to, "addr", (int64_t)block->address);
	put_key_number(w->to, "size", (int64_t)block->bytes);
	put_key_number(w->to, "stream", DEFAULT_STREAM);
	if (w->core->wall_ns && at_ns >= 0 && at_ns < INT64_MAX - w->core->wall_ns)
		put_key_number(w->to, "time_us", (w->core->wall_ns + at_ns) / 1000);
	w->core->events++;
}

static void put_about(struct writing *w, const char *text)
{
	put_key_text(w->to, "user_metadata", text);
	pickle_close(w->to);
}

/* Where the row says that it happened. */
static uint64_t site_of_row(const struct writing *w)
{
	return sqlite3_column_type(w->event, CALLSITE) == SQLITE_NULL ? NO_SITE
		: column_number(w->event, CALLSITE);
}

/* What the row says of its block. */
static void text_of_row(const struct writing *w, char *to, size_t room)
{
	const char *text = (const char *)sqlite3_column_text(w->event, ABOUT);

	readable(to, room, text ? text : "");
}

static void on_block(void *context, const struct core_block *block, bool freed)
{
	struct writing *w = context;
	struct about_block *about = table_get(&w->blocks_about, block->holder);
	char text[ABOUT_MOST] = "bytes that several devices use";
	uint64_t frames;

	if (about)
		memcpy(text, about->text, strlen(about->text) + 1);
	else if (block->holder != NOBODY)
		text_of_row(w, text, sizeof(text));
	if (!freed) {
		begin_event(w, "alloc", block);
		frames = put_site(w, block->holder == NOBODY ? NO_SITE : site_of_row(w));
		put_about(w, text);
		if (sqlite3_column_int(w->event, WHAT) != RUNS && block->holder != NOBODY) {
			about = table_make(&w->blocks_about, block->holder, sizeof(*about));
			*about = (struct about_block){frames, xstrdup(text)};
		}
		return;
	}
	/* the page makes one event of both */
	for (unsigned done = 0; done < 2; done++) {
		begin_event(w, done ? "free_completed" : "free_requested", block);
		put_site(w, block->holder == NOBODY ? NO_SITE : site_of_row(w));
		put_about(w, text);
	}
	if (about) {
		free(about->text);
		free(table_take(&w->blocks_about, block->holder));
	}
}

static enum block_group group_of(const char *kind, bool own)
{
	if (!strcmp(kind, "persistent"))
		return BLOCKS_PERSISTENT;
	if (!strcmp(kind, "l1_small"))
		return own ? BLOCKS_OWN_L1_SMALL : BLOCKS_L1_SMALL;
	return own ? BLOCKS_OWN_L1 : BLOCKS_L1;
}

static void do_row(struct writing *w)
{
	sqlite3_stmt *s = w->event;
	const int what = sqlite3_column_int(s, WHAT);
	struct held_range range;

	if (what == RUNS) {
		core_blocks_run(&w->blocks, A_PROGRAM, column_number(s, TOTAL_BYTES));
		return;
	}
	range = (struct held_range){.holder = column_number(s, HOLDER),
		.group = group_of((const char *)sqlite3_column_text(s, KIND), sqlite3_column_int(s, OWN)),
		.address = column_number(s, ADDRESS), .bytes = column_number(s, BYTES_PER_CORE)};
	if (what == ALLOCATED)
		core_blocks_take(&w->blocks, &range);
	else
		core_blocks_give_back(&w->blocks, &range);
}

/* Writes what a core took and gave back, as a list. */
static void put_trace(struct writing *w)
{
	const struct snapshot_core *c = w->core;
	sqlite3_stmt *s = statement(w->db, "snapshot_events");

	w->event = s;
	bind_named(s, ":run", (uint64_t)c->run);
	bind_named(s, ":device", (uint64_t)c->device);
	bind_named(s, ":core_x", (uint64_t)c->core_x);
	bind_named(s, ":core_y", (uint64_t)c->core_y);
	pickle_list(w->to);
	while (!ferror(w->to->out) && database_next(s))
		do_row(w);
	pickle_close(w->to);
	sqlite3_finalize(s);
}

/* A piece of a segment; holder NOBODY without bytes of its own: free. */
static void put_piece(struct writing *w, const struct core_block *block, bool active)
{
	const struct about_block *about = table_get(&w->blocks_about, block->holder);

	pickle_dict(w->to);
	put_key_number(w->to, "address", (int64_t)block->address);
	put_key_number(w->to, "size", (int64_t)block->bytes);
	put_key_number(w->to, "requested_size", active ? (int64_t)block->bytes : 0);
	put_key_text(w->to, "state", active ? "active_allocated" : "inactive");
	if (active && about) {
		pickle_text(w->to, "frames");
		pickle_again(w->to, about->frames);
	} else {
		put_site(w, NO_SITE);
	}
	if (active && about)
		put_key_text(w->to, "user_metadata", about->text);
	pickle_close(w->to);
}

static void put_free_piece(struct writing *w, uint64_t from, uint64_t to)
{
	if (to > from)
		put_piece(w, &(struct core_block){.address = from, .bytes = to - from}, false);
}

/* Writes the core's L1 as it is after the last event. */
static void put_segment(struct writing *w, size_t device)
{
	const struct core_blocks *b = &w->blocks;
	size_t count;
	struct core_block *left = core_blocks_left(b, &count);
	uint64_t at = b->base;

	pickle_dict(w->to);
	put_key_number(w->to, "device", (int64_t)device);
	put_key_number(w->to, "address", (int64_t)b->base);
	put_key_number(w->to, "total_size", (int64_t)(b->most_behind - b->base));
	put_key_number(w->to, "allocated_size", (int64_t)b->held_bytes);
	put_key_number(w->to, "active_size", (int64_t)b->held_bytes);
	put_key_number(w->to, "requested_size", (int64_t)b->held_bytes);
	put_key_number(w->to, "stream", DEFAULT_STREAM);
	put_key_text(w->to, "segment_type", "large");
	pickle_text(w->to, "segment_pool_id");
	pickle_list(w->to);            /* the default pool */
	pickle_number(w->to, 0);
	pickle_number(w->to, 0);
	pickle_close(w->to);
	put_key_text(w->to, "user_metadata", w->core->about);
	put_site(w, NO_SITE);
	pickle_text(w->to, "blocks");
	pickle_list(w->to);
	for (size_t i = 0; i < count; i++) {
		put_free_piece(w, at, left[i].address);
		put_piece(w, &left[i], true);
		at = left[i].address + left[i].bytes;
	}
	put_free_piece(w, at, b->most_behind);
	pickle_close(w->to);
	pickle_close(w->to);
	free(left);
}

static void free_abouts(struct table *abouts)
{
	for (size_t i = 0; i < abouts->capacity; i++) {
		struct about_block *about = abouts->at[i].value;

		if (about)
			free(about->text);
	}
	table_free_values(abouts);
}

/* Which core each device is: the page shows it beside. */
static void put_settings(struct pickle *to, const struct snapshot_core *cores, size_t count)
{
	pickle_dict(to);
	for (size_t i = 0; i < count; i++) {
		char device[40];

		snprintf(device, sizeof(device), "device %zu", i);
		put_key_text(to, device, cores[i].about);
	}
	pickle_close(to);
}

void torch_snapshot_write(sqlite3 *db, FILE *out, struct snapshot_core *cores, size_t count)
{
	struct writing *all = xcalloc(count + 1, sizeof(*all));
	struct pickle to;

	pickle_begin(&to, out);
	pickle_dict(&to);
	pickle_text(&to, "device_traces");
	pickle_list(&to);
	for (size_t i = 0; i < count; i++) {
		all[i] = (struct writing){.db = db, .to = &to, .core = &cores[i]};
		core_blocks_begin(&all[i].blocks, (uint64_t)cores[i].base, (uint64_t)cores[i].end, on_block,
			&all[i]);
		put_trace(&all[i]);
		cores[i].most_bytes = all[i].blocks.most_bytes;
	}
	pickle_close(&to);
	pickle_text(&to, "segments");
	pickle_list(&to);
	for (size_t i = 0; i < count; i++) {
		put_segment(&all[i], i);
		core_blocks_free(&all[i].blocks);
		table_free_values(&all[i].sites);
		free_abouts(&all[i].blocks_about);
	}
	pickle_close(&to);
	pickle_text(&to, "allocator_settings");
	put_settings(&to, cores, count);
	pickle_close(&to);
	pickle_end(&to);
	free(all);
}
