/*
 * Reads .eh_frame_hdr and .eh_frame. Only what compilers write for x86-64 is known: a stack that is
 * found from rsp or rbp, the return address below it. Anything else is no rule.
 *
 * Must not know: TT-Metal, Python, the stack.
 */
#include <stdbool.h>
#include <string.h>
#include "native_bytes.h"
#include "native_cfi.h"

enum {
	RBP = 6, RSP = 7, RETURN = 16,          /* registers, as DWARF numbers them */
	REMEMBERED_MAX = 8,
	HEADER_TABLE = 12,                      /* where the table begins; version 1, words relative to it */
	DATAREL_SDATA4 = 0x3b,
	OP_BREG0 = 0x70, OP_DEREF = 0x06,
	WORD_BYTES = 8,
};

enum where { KEPT, AT_CFA, AT_REGISTER, UNKNOWN, UNDEFINED };

struct place {                                  /* of a register that the function saved */
	enum where where;
	uint64_t reg;
	int64_t offset;
};

struct row {
	uint64_t cfa_reg;
	int64_t cfa;
	bool cfa_points, cfa_unknown;
	struct place rbp, back;
};

struct program {
	uint64_t code_factor;
	int64_t data_factor;
	uint8_t encoding;                       /* of a function's address */
	bool has_lengths, is_signal;
	struct row row, first, remembered[REMEMBERED_MAX];
	unsigned remembered_count;
	uintptr_t location;
};

/* An entry of .eh_frame, after its length. */
static struct bytes entry_at(const struct ttm_cfi *m, const uint8_t *at)
{
	struct bytes b = {at, m->end, at < m->begin || at >= m->end};
	uint64_t length = number(&b, 4);

	if (length == UINT32_MAX)
		length = number(&b, 8);
	if (b.bad || !length || length > (uint64_t)(b.end - b.at))
		b.bad = true;
	else
		b.end = b.at + length;
	return b;
}

/* ---- the table of functions ---- */

static int32_t table_word(const struct ttm_cfi *m, uint64_t index)
{
	int32_t word;

	memcpy(&word, m->header + HEADER_TABLE + index * sizeof(word), sizeof(word));
	return word;
}

/* The entry of the last function that begins at or before pc; NULL: none. */
static const uint8_t *find_function(const struct ttm_cfi *m, uintptr_t pc)
{
	uint32_t count;
	uint64_t low = 0, high;
	int64_t offset = (int64_t)(pc - (uintptr_t)m->header);

	if (m->end - m->header < HEADER_TABLE || m->header[0] != 1 || (m->header[1] & 0xf) != 0xb ||
		m->header[2] != 3 || m->header[3] != DATAREL_SDATA4)
		return NULL;
	memcpy(&count, m->header + 8, sizeof(count));
	if (!count || count > (uint64_t)(m->end - m->header - HEADER_TABLE) / 8 ||
		offset < table_word(m, 0))
		return NULL;
	for (high = count; high - low > 1;) {
		uint64_t middle = low + (high - low) / 2;

		if (table_word(m, middle * 2) <= offset)
			low = middle;
		else
			high = middle;
	}
	return m->header + table_word(m, low * 2 + 1);
}

/* ---- what an entry says ---- */

static struct bytes read_common(const struct ttm_cfi *m, const uint8_t *at, struct program *p)
{
	struct bytes b = entry_at(m, at);
	uint64_t id = number(&b, 4), version = number(&b, 1), length;
	const uint8_t *letters = b.at, *after;

	if (b.bad || id || (version != 1 && version != 3) ||
		!memchr(letters, 0, (size_t)(b.end - letters))) {
		b.bad = true;
		return b;
	}
	b.at += strlen((const char *)letters) + 1;
	p->code_factor = uleb(&b);
	p->data_factor = sleb(&b);
	b.bad |= (version == 1 ? number(&b, 1) : uleb(&b)) != RETURN;
	if (!*letters)
		return b;
	b.bad |= *letters != 'z';
	p->has_lengths = true;
	length = uleb(&b);
	after = b.at;
	skip(&b, length);
	if (b.bad)
		return b;
	for (struct bytes a = {after, b.at, false}; *++letters && !a.bad;) {
		if (*letters == 'R') {
			p->encoding = (uint8_t)number(&a, 1);
		} else if (*letters == 'S') {
			p->is_signal = true;
		} else if (*letters == 'L') {
			number(&a, 1);
		} else if (*letters == 'P') {
			uint8_t encoding = (uint8_t)number(&a, 1);

			encoded(&a, encoding & 0xf);
		} else {
			b.bad = true;           /* one that is not known may change what follows */
		}
		b.bad |= a.bad;
	}
	return b;
}

/* DW_OP_breg and an offset, perhaps with a deref after it. */
static bool read_expression(struct bytes *b, uint64_t *reg, int64_t *offset, bool *points)
{
	uint64_t length = uleb(b);
	struct bytes e = *b;
	uint64_t op;

	skip(b, length);
	if (b->bad)
		return false;
	e.end = b->at;
	op = number(&e, 1);
	if (e.bad || op < OP_BREG0 || op > OP_BREG0 + 31)
		return false;
	*reg = op - OP_BREG0;
	*offset = sleb(&e);
	*points = !e.bad && e.at < e.end && number(&e, 1) == OP_DEREF;
	return !e.bad && e.at == e.end;
}

static void set_place(struct row *r, uint64_t reg, enum where where, int64_t offset)
{
	struct place p = {.where = where, .offset = offset};

	if (reg == RBP)
		r->rbp = p;
	else if (reg == RETURN)
		r->back = p;
}

static void saved_by_expression(struct row *r, struct bytes *b, bool is_value)
{
	uint64_t reg = uleb(b), base = 0;
	int64_t offset = 0;
	bool points = false, known = read_expression(b, &base, &offset, &points);

	set_place(r, reg, known && !points && !is_value ? AT_REGISTER : UNKNOWN, offset);
	if (reg == RBP)
		r->rbp.reg = base;
}

static void cfa_is(struct row *r, uint64_t reg, int64_t offset)
{
	r->cfa_reg = reg;
	r->cfa = offset;
	r->cfa_points = r->cfa_unknown = false;
}

static void restore(struct program *p, uint64_t reg)
{
	if (reg == RBP)
		p->row.rbp = p->first.rbp;
	else if (reg == RETURN)
		p->row.back = p->first.back;
}

/* The operations that have their operand in themselves. False: it is none. */
static bool run_short(struct program *p, uint8_t op, struct bytes *b)
{
	uint64_t low = op & 0x3f;

	switch (op & 0xc0) {
	case 0x40: p->location += low * p->code_factor; return true;
	case 0x80: set_place(&p->row, low, AT_CFA, (int64_t)uleb(b) * p->data_factor); return true;
	case 0xc0: restore(p, low); return true;
	default: return false;
	}
}

static void remember(struct program *p, struct bytes *b)
{
	if (p->remembered_count == REMEMBERED_MAX)
		b->bad = true;
	else
		p->remembered[p->remembered_count++] = p->row;
}

static void run_one(struct program *p, struct bytes *b)
{
	uint8_t op = (uint8_t)number(b, 1);
	struct row *r = &p->row;
	uint64_t reg;

	if (run_short(p, op, b))
		return;
	switch (op) {
	case 0x00: break;                                               /* nop */
	case 0x01: p->location = encoded(b, p->encoding); break;        /* set_loc */
	case 0x02: p->location += number(b, 1) * p->code_factor; break; /* advance_loc1, 2, 4 */
	case 0x03: p->location += number(b, 2) * p->code_factor; break;
	case 0x04: p->location += number(b, 4) * p->code_factor; break;
	case 0x05: reg = uleb(b); set_place(r, reg, AT_CFA, (int64_t)uleb(b) * p->data_factor); break;
	case 0x06: restore(p, uleb(b)); break;
	case 0x07: set_place(r, uleb(b), UNDEFINED, 0); break;
	case 0x08: set_place(r, uleb(b), KEPT, 0); break;
	case 0x09: set_place(r, uleb(b), UNKNOWN, 0); uleb(b); break;   /* in another register */
	case 0x0a: remember(p, b); break;
	case 0x0b:
		if (p->remembered_count)
			*r = p->remembered[--p->remembered_count];
		else
			b->bad = true;
		break;
	case 0x0c: reg = uleb(b); cfa_is(r, reg, (int64_t)uleb(b)); break;
	case 0x0d: cfa_is(r, uleb(b), r->cfa); break;
	case 0x0e: r->cfa = (int64_t)uleb(b); break;
	case 0x0f:
		r->cfa_unknown = !read_expression(b, &r->cfa_reg, &r->cfa, &r->cfa_points);
		break;
	case 0x10: saved_by_expression(r, b, false); break;
	case 0x11: reg = uleb(b); set_place(r, reg, AT_CFA, sleb(b) * p->data_factor); break;
	case 0x12: reg = uleb(b); cfa_is(r, reg, sleb(b) * p->data_factor); break;
	case 0x13: r->cfa = sleb(b) * p->data_factor; break;
	case 0x14: case 0x15: set_place(r, uleb(b), UNKNOWN, 0); uleb(b); break;
	case 0x16: saved_by_expression(r, b, true); break;
	case 0x2e: uleb(b); break;                                      /* size of the arguments */
	default: b->bad = true;
	}
}

static void run(struct program *p, struct bytes *b, uintptr_t pc)
{
	while (!b->bad && b->at < b->end && p->location <= pc)
		run_one(p, b);
}

/* ---- the rule ---- */

static bool rule_of(const struct program *p, struct ttm_rule *out)
{
	const struct row *r = &p->row;

	if (p->is_signal) {
		out->kind = TTM_RULE_SIGNAL;    /* the kernel's layout, whatever the words are */
		return r->cfa_reg == RSP;
	}
	if (r->cfa_unknown || r->cfa < -(int64_t)INT32_MAX || r->cfa > INT32_MAX ||
		r->back.where != AT_CFA || r->back.offset != -WORD_BYTES)
		return false;
	out->cfa = (int32_t)r->cfa;
	if (r->cfa_reg == RBP)
		out->kind = r->cfa_points ? TTM_RULE_BASE_POINTS : TTM_RULE_BASE;
	else if (r->cfa_reg == RSP && !r->cfa_points)
		out->kind = TTM_RULE_STACK;
	else
		return false;
	switch (r->rbp.where) {
	case KEPT: out->rbp = TTM_RBP_KEPT; return true;
	case AT_CFA:
		out->rbp = (int16_t)r->rbp.offset;
		return out->rbp == r->rbp.offset && out->rbp % WORD_BYTES == 0 && out->rbp;
	case AT_REGISTER:
		out->rbp = TTM_RBP_AT_RBP;
		return r->rbp.reg == RBP && !r->rbp.offset;
	default: return false;
	}
}

struct ttm_rule ttm_cfi_rule(const struct ttm_cfi *m, uintptr_t pc)
{
	const uint8_t *at = find_function(m, pc), *common;
	struct program p = {.code_factor = 0};
	struct ttm_rule rule = {0}, none = {.kind = TTM_RULE_NONE};
	struct bytes b, first;
	uintptr_t begin, bytes;

	if (!at)
		return none;
	b = entry_at(m, at);
	common = b.at;
	common -= number(&b, 4);
	if (b.bad)
		return none;
	first = read_common(m, common, &p);
	if (first.bad)
		return none;
	begin = encoded(&b, p.encoding);
	bytes = encoded(&b, p.encoding & 0xf);
	if (p.has_lengths)
		skip(&b, uleb(&b));
	if (b.bad || pc < begin || pc - begin >= bytes)
		return none;
	run(&p, &first, UINTPTR_MAX);
	p.first = p.row;
	p.location = begin;
	run(&p, &b, pc);
	return !first.bad && !b.bad && rule_of(&p, &rule) ? rule : none;
}
