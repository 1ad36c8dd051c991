/*
 * A row of an explanation, and the first choice of the cures among them.
 *
 * Must not know: what it says, how rows are printed.
 */
#include <stdio.h>
#include <string.h>
#include "database.h"
#include "explain.h"

/* What a person would try first. */
static const char *const by_preference[] = {"l1_small_size", "deallocate_activation", "free",
	"reallocate", "dram", "clear_program_cache", "shrink"};

static int rank(const char *cure)
{
	int n = (int)(sizeof(by_preference) / sizeof(*by_preference)), i = 0;

	while (i < n && strcmp(by_preference[i], cure))
		i++;
	return i;
}

/* Keeps the first choice of what was proved. */
static void look_for_cure(struct explainer *x, const struct explanation *e)
{
	int mine;

	if (strcmp(e->role, "cure") || e->fits != 1 || !e->note)
		return;
	mine = rank(e->owner_kind);
	if (x->cure[0] && mine >= x->cure_rank)
		return;
	snprintf(x->cure, sizeof(x->cure), "%s", e->note);
	x->cure_rank = mine;
}

void explain_row(struct explainer *x, const struct explanation *e)
{
	const struct failure *f = x->failure;
	sqlite3_stmt *s = x->insert;

	bind_number(s, 1, f->run);
	bind_number(s, 2, f->number);
	bind_number(s, 3, f->device);
	bind_number(s, 4, f->time_ns);
	bind_text(s, 5, f->kind);
	bind_text(s, 6, e->owner_kind);
	bind_text(s, 7, e->owner);
	bind_number(s, 8, e->address);
	bind_number(s, 9, e->bytes_per_core);
	bind_text(s, 10, e->callsite);
	bind_text(s, 11, e->note);
	bind_text(s, 12, e->role);
	bind_number(s, 13, e->id);
	bind_number(s, 14, e->size_bytes);
	bind_number(s, 15, e->age_ns);
	bind_number(s, 16, e->release ? 1 : 0);
	bind_number(s, 17, x->missing_bytes);
	bind_number(s, 18, x->agrees < 0 ? UINT64_MAX : (uint64_t)x->agrees);
	bind_number(s, 19, e->fits < 0 ? UINT64_MAX : (uint64_t)e->fits);
	database_insert(s);
	x->rows++;
	look_for_cure(x, e);
}
