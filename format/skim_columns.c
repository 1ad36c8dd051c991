/*
 * Columns by themselves: skips one, and checks that it holds as many values as it should, without
 * making them; or reads it.
 *
 * Must not know: what the values are.
 */
#include "decoder_parts.h"
#include "l1t_codec.h"

/* Eight bytes of varints: how many end, and whether five in a row do not. */
static inline void look_at_varints(uint64_t w, uint64_t *ends, uint64_t *longer)
{
	const uint64_t high = 0x8080808080808080, each = 0x0101010101010101;
	uint64_t goes_on = w & high, in_a_row = goes_on & goes_on >> 8;

	in_a_row &= in_a_row >> 16;
	*longer |= in_a_row & goes_on >> 32;
	*ends += ((goes_on ^ high) >> 7) * each >> 56;
}

/* Whether these are exactly n varints. */
static int are_varints(struct cursor in, size_t n)
{
	const uint8_t *p = in.p;
	uint64_t ends = 0, longer = 0, w, v;

	if (p == in.end || in.end[-1] & 0x80)
		return p == in.end && !n;
	for (; in.end - p >= 8; p += 8) {
		memcpy(&w, p, 8);
		look_at_varints(w, &ends, &longer);
	}
	w = 0;
	memcpy(&w, p, (size_t)(in.end - p));
	look_at_varints(w, &ends, &longer);
	if (!longer)            /* none may be longer than 64 bits */
		return ends - (8 - (size_t)(in.end - p)) == n;
	for (size_t i = 0; i < n; i++)
		if (!get_varint(&in, &v))
			return 0;
	return in.p == in.end;
}

/* Finds the next column. */
static int find(struct cursor *c, struct cursor *in, uint8_t *coding)
{
	uint64_t bytes;

	if (!bytes_left(c))
		return 0;
	*coding = *c->p++;
	if (!get_varint(c, &bytes) || bytes > bytes_left(c))
		return 0;
	in->p = c->p;
	in->end = c->p = c->p + bytes;
	return 1;
}

int l1t_skip_column(struct cursor *c, size_t n, int known)
{
	struct cursor in;
	uint8_t coding;

	if (!find(c, &in, &coding))
		return 0;
	return !known || (coding <= L1T_CODING_DELTA &&
		are_varints(in, coding == L1T_CODING_CONSTANT ? 1 : n));
}

int l1t_get_column(struct cursor *c, size_t n, uint64_t *out)
{
	struct cursor in;
	uint64_t v = 0, previous = 0;
	uint8_t coding;

	if (!find(c, &in, &coding) || coding > L1T_CODING_DELTA)
		return 0;
	for (size_t i = 0; i < n; i++) {
		if ((coding != L1T_CODING_CONSTANT || !i) && !get_varint(&in, &v))
			return 0;
		if (coding == L1T_CODING_DELTA)
			previous += (uint64_t)l1t_unzigzag(v);
		out[i] = coding == L1T_CODING_DELTA ? previous : v;
	}
	return !bytes_left(&in);
}
