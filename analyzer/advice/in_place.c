/*
 * Ops that could write over an input which nothing uses later: see advice_planning.h.
 *
 * Must not know: SQL, how rows are printed.
 *
 * An op is advised on only if its Python function takes output_tensor, and computes each element from the
 * same element of its inputs in one program; if input and output hold the same (shape, type, layout,
 * memory); and if that is so each time that its line ran. What is then freed when: the two are one buffer,
 * which ends with the later of them, or when the output is given to ttnn.deallocate: then also before the
 * input was, whose own deallocation finds nothing left to free. An input that is given to it is not advised
 * on otherwise, since when its names would be gone is not known.
 */
#include <stdlib.h>
#include <string.h>
#include "advice_planning.h"
#include "elementwise.h"
#include "grown_array.h"
#include "later_uses.h"
#include "work_allowance.h"
#include "xalloc.h"

struct pair {                   /* an op's output, and the input that it could write over */
	size_t call;            /* index of the op */
	size_t output, input;   /* lifetimes */
	uint64_t line;          /* of the op */
	struct execution until; /* the op, as the line that uses the input for the last time */
};

struct line {                   /* of ops that could */
	size_t ran, paired;
};

struct finding {
	const struct planning *p;
	struct table lines;     /* site_tree_line() of ops -> struct line */
	struct table outputs;   /* op -> lifetime + 1; SIZE_MAX: several */
	struct pair *pairs;
	size_t count, capacity;
	struct later_uses later;
	int64_t *ends;          /* by lifetime: when the buffer ends with all that is written over it */
};

static void find_lines(struct finding *f)
{
	const struct run_story *s = f->p->s;

	for (size_t i = 0; i < s->call_count && work_spend(40); i++) {
		const struct call_event *c = &s->calls[i];
		struct line *line;

		if (c->kind != CALL_OP || !c->line || !c->node ||
			!elementwise_op(site_tree_op(&s->sites, (uint64_t)c->callsite)))
			continue;
		line = table_make(&f->lines, c->line, sizeof(*line));
		line->ran++;
	}
	for (size_t i = 0; i < s->lifetime_count && work_spend(20); i++) {
		const struct lifetime *l = &s->lifetimes[i];
		uint64_t op = (uint64_t)l->made_op;

		if (op)
			table_put(&f->outputs, op, (void *)(uintptr_t)(table_get(&f->outputs, op) ? SIZE_MAX
				: i + 1));
	}
}

/* May it be one of the two? Over what others were made, another name may be meant at the op. */
static bool is_usual(const struct finding *f, const struct lifetime *l)
{
	return !l->left_out && !l->captured && !l->waits && !l->taken && !l->inside && !l->small &&
		l->callsite > 0 && !takers_viewed(f->p->takers, site_tree_line(&f->p->s->sites, (uint64_t)l->callsite));
}

/* Can the output be where the input is? */
static bool fits(const struct finding *f, const struct lifetime *in, const struct lifetime *out)
{
	return in != out && in->handle == out->handle && in->tensor && in->tensor == out->tensor &&
		in->bytes == out->bytes && is_usual(f, in) && is_usual(f, out) &&
		in->alloc_ns < out->alloc_ns && in->free_ns > out->alloc_ns && (!in->forced || out->forced);
}

static int64_t next_on_thread(const struct run_story *s, size_t call)
{
	for (size_t i = call + 1; i < s->call_count && work_spend(4); i++)
		if (s->calls[i].thread == s->calls[call].thread)
			return s->calls[i].time_ns;
	return INT64_MAX;
}

/* Pairs in the order in which the inputs were made. */
static void find_pairs(struct finding *f)
{
	const struct run_story *s = f->p->s;
	struct table paired = {0};      /* ops: an op with two inputs that die writes over the first */

	for (size_t i = 0; i < s->lifetime_count && work_spend(20); i++) {
		size_t call = (size_t)(uintptr_t)table_get(&s->call_of_op, (uint64_t)s->lifetimes[i].sure_op);
		size_t out = (size_t)(uintptr_t)table_get(&f->outputs, (uint64_t)s->lifetimes[i].sure_op);
		const struct call_event *c = call ? &s->calls[call - 1] : NULL;
		struct line *line = c && !c->failed ? table_get(&f->lines, c->line) : NULL;

		if (!line || !out || out == SIZE_MAX || !fits(f, &s->lifetimes[i], &s->lifetimes[out - 1]) ||
			table_get(&paired, (uint64_t)s->lifetimes[i].sure_op))
			continue;
		table_put(&paired, (uint64_t)s->lifetimes[i].sure_op, f);
		line->paired++;
		GROW(f->pairs, f->count, f->capacity);
		f->pairs[f->count++] = (struct pair){call - 1, out - 1, i, c->line,
			{.node = c->node, .thread = c->thread, .first = call - 1, .last = call - 1,
			.end_ns = c->time_ns, .next_ns = next_on_thread(s, call - 1)}};
	}
	table_free(&paired);
}

static int by_line(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->call < y->call ? -1 : x->call > y->call;
}

/* ---- one line ---- */

static struct candidate candidate_of(const struct finding *f, struct pair *pair)
{
	const struct run_story *s = f->p->s;
	struct candidate c = {.lifetime = pair->input, .call = pair->call, .in = &pair->until};

	if (!s->lifetimes[pair->input].made_at || !free_earlier_lines(&s->sites,
		s->lifetimes[pair->input].made_at, s->calls[pair->call].node, &c))
		c.made_at = c.freed_after = 0;
	return c;
}

/* Is it known of each input that nothing uses it later? */
static bool are_over(const struct finding *f, struct pair *pairs, size_t count)
{
	const struct run_story *s = f->p->s;
	struct candidate *all = xarray(count, sizeof(*all));
	bool over = true;

	for (size_t i = 0; i < count && over && work_spend(500); i++) {
		all[i] = candidate_of(f, &pairs[i]);
		over = all[i].made_at && (!later_uses_outlives(s, &all[i]) || !later_uses_mentioned(s, &all[i]));
	}
	over = over && later_uses_none(&f->later, all, count);
	free(all);
	return over;
}

/* The variable that all inputs are in the function of the op's line; NULL: not known. The caller frees it. */
static char *variable_of(const struct finding *f, struct pair *pairs, size_t count)
{
	const struct run_story *s = f->p->s;
	char name[ASSIGNED_NAME_BYTES + 1], other[ASSIGNED_NAME_BYTES + 1];

	for (size_t i = 0; i < count && work_spend(500); i++) {
		struct candidate c = candidate_of(f, &pairs[i]);

		if (c.argument || c.freed_after != s->calls[pairs[i].call].node || c.made_at == c.freed_after ||
			!site_tree_variable(&s->sites, (uint64_t)s->lifetimes[pairs[i].input].callsite,
			s->sites.nodes[c.made_at].depth, i ? other : name) || (i && strcmp(name, other)) ||
			strpbrk(name, ",[") ||
			site_tree_sets(&s->sites, c.made_at, c.freed_after, UNTIL_IT_BEGINS, name))
			return NULL;
	}
	return xstrdup(name);
}

/* Writes each output over its input. False: that would be another life than the replay has. */
static bool write_over(struct finding *f, struct change *c, const struct pair *pairs, size_t count)
{
	const struct run_story *s = f->p->s;

	for (size_t i = 0; i < count; i++)
		f->ends[pairs[i].input] = f->ends[pairs[i].output] = 0;
	for (size_t i = 0; i < count; i++) {
		const struct pair *p = &pairs[i];
		const struct lifetime *in = &s->lifetimes[p->input], *out = &s->lifetimes[p->output];
		int64_t end = f->ends[p->input] ? f->ends[p->input] : in->free_ns;

		bool ends_input = out->forced && out->free_ns < end;

		if (ends_input && f->ends[p->input])
			return false;   /* what the input was written over would be gone before it was */
		if (ends_input)
			program_change_hide(c, p->input, out->free_ns, end);
		program_change_hide(c, p->output, out->alloc_ns, end < out->free_ns ? end : out->free_ns);
		program_change_do(c, out->born, out->alloc_ns - 1, NEVER_TAKEN);
		f->ends[p->output] = ends_input || out->free_ns > end ? out->free_ns : end;
	}
	return true;
}

/* What is written over ends with the last that is written over it: along the chain to its first buffer. */
static void end_chains(struct finding *f, struct change *c, const struct pair *pairs, size_t count)
{
	const struct run_story *s = f->p->s;
	struct table root_of = {0};     /* lifetime + 1 that is written over another -> that one's first + 1 */

	for (size_t i = 0; i < count; i++) {
		size_t root = (size_t)(uintptr_t)table_get(&root_of, pairs[i].input + 1);

		root = root ? root : pairs[i].input + 1;
		table_put(&root_of, pairs[i].output + 1, (void *)(uintptr_t)root);
		f->ends[root - 1] = f->ends[pairs[i].output];
	}
	for (size_t i = 0; i < count; i++) {
		size_t n = pairs[i].input;

		if (!table_get(&root_of, n + 1))
			program_change_do(c, s->lifetimes[n].born, f->ends[n], ENDS_THEN);
	}
	table_free(&root_of);
}

/* What else is to be done: an input's own deallocation would free what is written over it. */
static char *words(const struct finding *f, const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct lifetime *in = &f->p->s->lifetimes[pairs[i].input];

		if (in->forced && in->free_ns < f->p->s->lifetimes[pairs[i].output].free_ns)
			return xstrdup("without the ttnn.deallocate of that input, which would free the output");
	}
	return NULL;
}

static void add_line(struct finding *f, struct changes *all, struct pair *pairs, size_t count)
{
	const struct run_story *s = f->p->s;
	const struct line *line = table_get(&f->lines, pairs[0].line);
	const struct call_event *op = &s->calls[pairs[0].call];
	struct change c = {.kind = CHANGE_IN_PLACE, .at = op->node, .lifetime = pairs[0].input,
		.made_at = s->lifetimes[pairs[0].input].made_at, .as_large = true};

	if (line->paired != line->ran || s->sites.nodes[op->node].loops || !are_over(f, pairs, count))
		return;
	if (!write_over(f, &c, pairs, count)) {
		program_change_free(&c);
		return;
	}
	end_chains(f, &c, pairs, count);
	c.op = xstrdup(site_tree_op(&s->sites, (uint64_t)op->callsite));
	c.variable = variable_of(f, pairs, count);
	c.note = words(f, pairs, count);
	program_changes_add(all, c);
}

void advice_in_place(const struct planning *p, struct changes *all)
{
	struct finding f = {.p = p};

	if (!p->takers->count)
		return;                 /* views are not known */
	find_lines(&f);
	if (!f.lines.count) {
		table_free(&f.outputs);
		return;
	}
	f.ends = xcalloc(p->s->lifetime_count + 1, sizeof(*f.ends));
	f.later = later_uses_begin(p->s);
	find_pairs(&f);
	if (f.count)
		qsort(f.pairs, f.count, sizeof(*f.pairs), by_line);
	for (size_t i = 0, n; i < f.count; i += n) {
		for (n = 1; i + n < f.count && f.pairs[i + n].line == f.pairs[i].line;)
			n++;
		add_line(&f, all, &f.pairs[i], n);
	}
	free(f.pairs);
	free(f.ends);
	later_uses_end(&f.later);
	table_free_values(&f.lines);
	table_free(&f.outputs);
}
