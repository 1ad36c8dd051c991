/*
 * The regions of a program that were placed at an instant. See live_at.h.
 *
 * Must not know: failures, buffers, how rows are printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "live_at.h"
#include "statement.h"
#include "work_allowance.h"
#include "xalloc.h"

/* Do these texts, "x0,y0-x1,y1 ...", share a core? If one is not known (NULL), they may. */
static bool meet(const char *a, const char *b)
{
	unsigned p[4], q[4];
	int n, m;

	if (!a || !b)
		return true;
	for (; sscanf(a, "%u,%u-%u,%u %n", &p[0], &p[1], &p[2], &p[3], &n) == 4; a += n)
		for (const char *c = b; sscanf(c, "%u,%u-%u,%u %n", &q[0], &q[1], &q[2], &q[3], &m) == 4;
			c += m)
			if (p[0] <= q[2] && q[0] <= p[2] && p[1] <= q[3] && q[1] <= p[3])
				return true;
	return false;
}

static void free_region(struct live_region *r)
{
	free(r->cores);
	free(r->cb_name);
	free(r->data_format);
	free(r->kernels);
}

/*
 * A new placement begins with its first local region: removes all earlier local regions of its
 * kind, and the aliases of its kind that were placed before the last of these.
 */
static void replace(struct live_regions *r, const char *kind)
{
	size_t kept = 0, last_local = 0;

	for (size_t i = 0; i < r->count; i++)
		if (!strcmp(r->at[i].kind, kind) && !r->at[i].alias)
			last_local = i + 1;
	for (size_t i = 0; i < r->count; i++) {
		if (i < last_local && !strcmp(r->at[i].kind, kind))
			free_region(&r->at[i]);
		else
			r->at[kept++] = r->at[i];
	}
	r->count = kept;
}

static void add(struct live_regions *r, sqlite3_stmt *s)
{
	/* columns of live_regions.sql */
	enum { KIND, IDX, ADDRESS, BYTES_PER_CORE, CORES, ALIAS, FIRST, CB_NAME, PAGE_BYTES, PAGES,
		DATA_FORMAT };
	const char *kind = (const char *)sqlite3_column_text(s, KIND);
	const char *cores = (const char *)sqlite3_column_text(s, CORES);
	struct live_region one = {.address = column_number(s, ADDRESS),
		.bytes = column_number(s, BYTES_PER_CORE), .idx = column_number(s, IDX),
		.page_bytes = column_number(s, PAGE_BYTES), .pages = column_number(s, PAGES),
		.alias = sqlite3_column_int(s, ALIAS)};

	snprintf(one.kind, sizeof(one.kind), "%s", kind ? kind : "region");
	if (sqlite3_column_int(s, FIRST))
		replace(r, one.kind);
	one.cores = xstrdup(cores);
	one.cb_name = xstrdup((const char *)sqlite3_column_text(s, CB_NAME));
	one.data_format = xstrdup((const char *)sqlite3_column_text(s, DATA_FORMAT));
	GROW(r->at, r->count, r->capacity);
	r->at[r->count++] = one;
}

static void load(struct live_regions *r, sqlite3 *db, const struct instant *i)
{
	sqlite3_stmt *s = statement_kept(db, "live_regions");

	bind_named(s, ":run", i->run);
	bind_named(s, ":program", i->program);
	bind_named(s, ":time_ns", i->placed_ns ? i->placed_ns : i->time_ns);
	bind_named(s, ":device", i->device);
	while (database_next(s))
		add(r, s);
	statement_let_go(s);
}

static int by_address(const void *a, const void *b)
{
	const struct live_region *p = a, *q = b;

	if (p->address != q->address)
		return p->address < q->address ? -1 : 1;
	return (p->idx > q->idx) - (p->idx < q->idx);
}

void live_regions_load(struct live_regions *r, sqlite3 *db, const struct instant *i,
	const char *cores)
{
	size_t kept = 0;

	load(r, db, i);
	if (r->count)
		qsort(r->at, r->count, sizeof(*r->at), by_address);
	for (size_t k = 0; k < r->count; k++) {
		if (meet(r->at[k].cores, cores))
			r->at[kept++] = r->at[k];
		else
			free_region(&r->at[k]);
	}
	r->count = kept;
}

void live_regions_free(struct live_regions *r)
{
	for (size_t i = 0; i < r->count; i++)
		free_region(&r->at[i]);
	free(r->at);
	*r = (struct live_regions){0};
}

static void add_kernel(struct live_region *r, const char *name)
{
	enum { NAMES_MOST = 300 };
	char *before = r->kernels;

	if (before && strlen(before) > NAMES_MOST)
		return;
	r->kernels = xprintf("%s%s%s", before ? before : "", before ? ", " : "", name);
	free(before);
}

void live_regions_kernels(struct live_regions *r, sqlite3 *db, const struct instant *i)
{
	enum { NAME, CORES };           /* columns of live_kernels.sql */
	const unsigned meet_ns = 300;
	sqlite3_stmt *s = statement_kept(db, "live_kernels");

	bind_named(s, ":run", i->run);
	bind_named(s, ":program", i->program);
	while (database_next(s))
		for (size_t k = 0; k < r->count && work_spend(meet_ns); k++)
			if (meet((const char *)sqlite3_column_text(s, CORES), r->at[k].cores))
				add_kernel(&r->at[k], (const char *)sqlite3_column_text(s, NAME));
	statement_let_go(s);
}

uint64_t live_regions_end(const struct live_regions *r)
{
	uint64_t end = UINT64_MAX;

	for (size_t i = 0; i < r->count; i++) {
		const struct live_region *one = &r->at[i];

		if (!one->alias && one->bytes < UINT64_MAX - one->address &&
			(end == UINT64_MAX || one->address + one->bytes > end))
			end = one->address + one->bytes;
	}
	return end;
}

void live_region_name(const struct live_region *r, char *name, size_t room)
{
	if (r->cb_name)
		snprintf(name, room, "%s%.90s", strcmp(r->kind, "cb") ? "dfb " : "", r->cb_name);
	else if (r->idx != UINT64_MAX)
		snprintf(name, room, "%s %" PRIu64, r->kind, r->idx);
	else
		snprintf(name, room, "%s", r->kind);
}

void live_region_note(const struct live_region *r, const char *remark, char *note, size_t room)
{
	char name[100], what[80] = "";

	live_region_name(r, name, sizeof(name));
	if (r->pages != UINT64_MAX && r->page_bytes != UINT64_MAX)
		snprintf(what, sizeof(what), ", %" PRIu64 " x %" PRIu64 " B%s%.20s,", r->pages,
			r->page_bytes, r->data_format ? " " : "", r->data_format ? r->data_format : "");
	snprintf(note, room, "%s%s on cores %.200s%s%.80s%s", name, what,
		r->cores ? r->cores : "not known", remark ? ", " : "", remark ? remark : "",
		r->alias ? ", lies in an L1 buffer and takes nothing of its own" : "");
}
