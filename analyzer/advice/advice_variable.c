/*
 * The name of what a piece of advice frees: see advice_variable.h.
 *
 * Must not know: SQL, how rows are printed.
 */
#include <string.h>
#include "advice_variable.h"
#include "work_allowance.h"

/*
 * Does the same call of the function assign something else to the variable before the tensor is freed: at
 * another line, or the same call at the same line again, as in a loop that puts each into a list?
 */
static bool is_set_again(const struct run_story *s, const struct piece *p, const char *variable)
{
	const struct site_tree *t = &s->sites;
	const struct lifetime *first = &s->lifetimes[p->dying[0].lifetime];
	const uint32_t depth = t->nodes[p->made_at].depth;
	char other[ASSIGNED_NAME_BYTES + 1];

	for (size_t i = p->dying[0].lifetime + 1; i < s->lifetime_count && work_spend(50); i++) {
		const struct lifetime *l = &s->lifetimes[i];
		size_t node = site_tree_at_depth(t, l->made_at, depth);

		if (l->alloc_ns > p->dying[0].end_ns)
			return false;
		if (!node || l->alloc_ns <= first->alloc_ns)
			continue;
		if (l->made_at == first->made_at && l->made_op != first->made_op && !l->left_out)
			return true;
		if (t->nodes[node].frame != t->nodes[p->made_at].frame &&
			t->nodes[node].function == t->nodes[p->made_at].function &&
			site_tree_variable(t, (uint64_t)l->callsite, depth, other) &&
			!strcmp(variable, other))
			return true;
	}
	return false;
}

/*
 * Of several names, as in `best, which = ttnn.topk(..)`: does the piece free what each of them names? It does if it
 * has as many tensors of one op, or all that the line makes.
 */
static bool has_all_of(const struct run_story *s, const struct piece *p, const char *names)
{
	const struct lifetime *first = &s->lifetimes[p->dying[0].lifetime];
	size_t wanted = 1, of_op = 0, of_line = 0, found = 0;

	for (const char *c = names; (c = strstr(c, ", ")); c += 2)
		wanted++;
	if (wanted == 1)
		return true;
	for (size_t i = 0; i < p->count && work_spend(4); i++) {
		const struct lifetime *l = &s->lifetimes[p->dying[i].lifetime];

		of_op += first->made_op && l->made_op == first->made_op;
		found += l->made_at == first->made_at;
	}
	for (size_t i = 0; i < s->lifetime_count && work_spend(4); i++)
		of_line += s->lifetimes[i].made_at == first->made_at;
	return of_op >= wanted || (found >= wanted && found == of_line);
}

/* Of what dies first. */
static bool name_of(const struct run_story *s, const struct piece *p, const char *given, const char *known,
	char out[ASSIGNED_NAME_BYTES + 1])
{
	const struct site_tree *t = &s->sites;
	const struct lifetime *l = &s->lifetimes[p->dying[0].lifetime];

	if (given)
		known = given;
	else if (p->argument)
		return false;
	else if (site_tree_variable(t, (uint64_t)l->callsite, t->nodes[p->made_at].depth, out))
		return !site_tree_sets(t, p->made_at, p->freed_after, UNTIL_IT_HAS_RUN, out) &&
			!is_set_again(s, p, out);
	if (!known || (!given && l->made_at != p->made_at) || strlen(known) > ASSIGNED_NAME_BYTES)
		return false;
	strcpy(out, known);
	return true;
}

bool advice_variable(const struct run_story *s, const struct piece *p, const char *given, const char *known,
	char out[ASSIGNED_NAME_BYTES + 1])
{
	return name_of(s, p, given, known, out) && has_all_of(s, p, out);
}
