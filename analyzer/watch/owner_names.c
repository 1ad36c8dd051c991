/*
 * A call site's text, the run and the operation are the key; few owners are shown, and they
 * change seldom.
 *
 * Must not know: traces, how they are shown.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "grown_array.h"
#include "owner_names.h"
#include "site_variables.h"
#include "work_allowance.h"
#include "xalloc.h"

enum { KEPT_MOST = 4096 };      /* then all are forgotten */

struct name {
	char *site, *op, *variable;     /* variable NULL: not known */
};

static struct {
	uint64_t wall_ns;       /* of the run */
	char *cwd;
	struct site_variables *sources;
	struct name *at;
	size_t count, capacity;
} names;

void owner_names_forget(void)
{
	for (size_t i = 0; i < names.count; i++) {
		free(names.at[i].site);
		free(names.at[i].op);
		free(names.at[i].variable);
	}
	free(names.at);
	free(names.cwd);
	if (names.sources)
		site_variables_free(names.sources);
	memset(&names, 0, sizeof(names));
}

/* Another run may have begun with other sources. */
static void begin_run(const struct snapshot *s)
{
	if (names.sources && names.wall_ns == s->wall_ns && !strcmp(names.cwd, s->cwd) &&
		names.count < KEPT_MOST)
		return;
	owner_names_forget();
	names.wall_ns = s->wall_ns;
	names.cwd = xstrdup(s->cwd);
	names.sources = site_variables_new();
	site_variables_begin(names.sources);
	site_variables_begin_at(names.sources, s->wall_ns == L1T_UNKNOWN ? 0 : s->wall_ns,
		s->cwd[0] ? s->cwd : NULL);
}

const char *owner_variable(const struct snapshot *s, const struct owner_snapshot *o)
{
	char variable[ASSIGNED_NAME_BYTES + 1];
	struct name *n;

	if (!o->site[0])
		return NULL;
	begin_run(s);
	for (size_t i = 0; i < names.count; i++)
		if (!strcmp(names.at[i].site, o->site) && !strcmp(names.at[i].op, o->op))
			return names.at[i].variable;
	GROW(names.at, names.count, names.capacity);
	n = &names.at[names.count++];
	work_begin_reading(0, 1);
	*n = (struct name){xstrdup(o->site), xstrdup(o->op), NULL};
	if (site_variable(names.sources, o->site, o->op[0] ? o->op : NULL, variable))
		n->variable = xstrdup(variable);
	return n->variable;
}
