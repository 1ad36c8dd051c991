/* Which marks are open at each time: see mark_paths.h. */
#include <string.h>
#include "mark_paths.h"
#include "work_allowance.h"

struct mark_paths mark_paths_begin(sqlite3 *db, uint64_t run)
{
	return (struct mark_paths){.paths = row_writer(db, "mark_path"),
		.stretches = row_writer_if_new(db, "mark_stretch"), .run = run};
}

static void write_stretch(struct mark_paths *p)
{
	if (p->changed)
		WRITE_ROW(&p->stretches, NUMBER(run, p->run), NUMBER(begin_ns, (uint64_t)p->time_ns),
			ID(path, p->path), ID(nth, p->nth));
	p->changed = false;
}

void mark_paths_end(struct mark_paths *p)
{
	write_stretch(p);
	row_writer_free(&p->paths);
	row_writer_free(&p->stretches);
	text_numbers_free(&p->names);
	table_free(&p->longer);         /* its values are numbers */
}

uint64_t mark_path_in(struct mark_paths *p, uint64_t path, const char *name)
{
	const unsigned name_bits = 32;
	void **longer = table_place(&p->longer,
		path << name_bits | text_number(&p->names, name, strlen(name)));

	work_spend(20);
	if (!*longer) {
		*longer = (void *)(uintptr_t)++p->last;
		WRITE_ROW(&p->paths, NUMBER(run, p->run), NUMBER(path, p->last), ID(parent, path),
			TEXT(name, name));
	}
	return (uintptr_t)*longer;
}

/* What changes at the same time is one change: a stretch is as long as the clock can tell. */
void mark_paths_at(struct mark_paths *p, int64_t time_ns, uint64_t path, uint64_t nth)
{
	if (time_ns != p->time_ns)
		write_stretch(p);
	p->time_ns = time_ns;
	p->path = path;
	p->nth = nth;
	p->changed = true;
}
