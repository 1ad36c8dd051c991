/* Calls that would bring a buffer back into L1: see comes_back.h. */
#include <stdlib.h>
#include <string.h>
#include "comes_back.h"
#include "grown_array.h"
#include "later_mentions.h"
#include "work_allowance.h"

enum { NAMED_MAX = 2, SITE_NS = 100 };

static bool has(const char *text, size_t bytes, const char *word)
{
	return memmem(text, bytes, word, strlen(word));
}

/* Does the line of statements say where the result goes, or have what may? */
static bool is_told(const char *text, size_t bytes)
{
	static const char *const words[] = {"mem", "MEM", "config", "CONFIG", "L1", "l1", "**"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (has(text, bytes, words[i]))
			return true;
	return false;
}

/* Those whose result people leave where it is. */
static bool is_mostly_a_view(const char *op)
{
	static const char *const ops[] = {"ttnn.reshape", "ttnn.view", "ttnn.squeeze", "ttnn.unsqueeze",
		"ttnn.unsqueeze_to_4D", "ttnn.to_layout", "ttnn.experimental.view"};

	for (size_t i = 0; i < sizeof(ops) / sizeof(*ops); i++)
		if (!strcmp(op, ops[i]))
			return true;
	return false;
}

static bool brings_back(const struct site_tree *sites, size_t node, const char *op)
{
	const char *name, *text;
	size_t bytes;

	if (!op || strstr(op, "to_memory_config"))
		return true;
	name = strrchr(op, '.');
	name = name ? name + 1 : op;
	/* a line that does not have its name calls something that does */
	if (!site_tree_statement(sites, node, &text, &bytes) || !has(text, bytes, name))
		return !is_mostly_a_view(op);
	return is_told(text, bytes);
}

/* ---- calls that left no more than their call site ---- */

static int by_node(const void *a, const void *b)
{
	const struct silent_call *x = a, *y = b;

	return x->node < y->node ? -1 : x->node > y->node;
}

/* Call sites of what was launched, allocated, read or viewed. */
static struct table heard(const struct run_story *s, const struct takers *takers)
{
	static char is_heard;
	struct table t = {0};

	for (size_t i = 0; i < s->call_count && work_spend(4); i++)
		if (s->calls[i].callsite > 0)
			table_put(&t, (uint64_t)s->calls[i].callsite, &is_heard);
	for (size_t i = 0; i < takers->count && work_spend(4); i++)
		if (takers->at[i].callsite)
			table_put(&t, takers->at[i].callsite, &is_heard);
	return t;
}

/* Can the result of such an op be its operand? Others, which only touch the host, are silent as well. */
static bool gives_its_operand(const char *op)
{
	static const char *const ops[] = {"to_memory_config", "reshape", "slice", "permute", "transpose", "concat",
		"repeat", "expand", "squeeze", "view", "pad", "typecast", "to_layout", "tilize", "move", "clone",
		"to_device", "split", "chunk", "sharded", "reshard"};

	for (size_t i = 0; op && i < sizeof(ops) / sizeof(*ops); i++)
		if (strstr(op, ops[i]))
			return true;
	return false;
}

struct comes_back comes_back_read(const struct run_story *s, const struct takers *takers)
{
	struct comes_back c = {.s = s, .takers = takers};
	struct table known = heard(s, takers);
	const struct table *ops = &s->sites.op_of;

	for (size_t i = 0; i < ops->capacity && work_spend(4); i++) {
		const char *op = ops->at[i].value;
		size_t node = op ? site_tree_node(&s->sites, ops->at[i].key) : 0;

		if (!node || table_get(&known, ops->at[i].key) || !gives_its_operand(op) || !work_spend(SITE_NS) ||
			!brings_back(&s->sites, node, op))
			continue;
		GROW(c.silent, c.count, c.capacity);
		c.silent[c.count++] = (struct silent_call){node, op};
	}
	if (c.count)
		qsort(c.silent, c.count, sizeof(*c.silent), by_node);
	table_free(&known);
	return c;
}

void comes_back_free(struct comes_back *c)
{
	free(c->silent);
	*c = (struct comes_back){0};
}

/* Is there a silent call in the function of this node whose line has the name? */
static bool is_named(const struct comes_back *c, size_t node, const char *name)
{
	const struct site_tree *t = &c->s->sites;
	const char *text;
	size_t bytes;

	for (size_t i = 0; i < c->count && work_spend(SITE_NS); i++)
		if (t->nodes[c->silent[i].node].function == t->nodes[node].function &&
			site_tree_statement(t, c->silent[i].node, &text, &bytes) && text_mentions(text, bytes, name))
			return true;
	return false;
}

bool comes_back_by_view(const struct comes_back *c, uint64_t line)
{
	const struct site_tree *t = &c->s->sites;

	for (size_t i = 0; i < c->takers->count && work_spend(4); i++) {
		const struct taker *k = &c->takers->at[i];

		if (k->line == line && k->is_view &&
			brings_back(t, k->node, k->callsite ? site_tree_op(t, k->callsite) : NULL))
			return true;
	}
	return false;
}

bool comes_back_by_name(const struct comes_back *c, uint64_t callsite)
{
	const struct site_tree *t = &c->s->sites;
	char name[ASSIGNED_NAME_BYTES + 1];

	for (size_t node = site_tree_node(t, callsite); node && c->count; node = t->nodes[node].parent)
		if (site_tree_variable(t, callsite, t->nodes[node].depth, name) && is_named(c, node, name))
			return true;
	return false;
}

void comes_back_say(const struct comes_back *c, FILE *out)
{
	for (size_t i = 0; i < c->count && i < NAMED_MAX; i++) {
		fprintf(out, "%s%s at ", i ? ", " : "; nothing is saved if it is given to ", c->silent[i].op);
		site_tree_put_place(&c->s->sites, c->silent[i].node, out);
	}
	if (c->count > NAMED_MAX)
		fprintf(out, " or %zu more", c->count - NAMED_MAX);
	if (c->count)
		fputs(", which only returned what is in L1, and would copy it there", out);
}
