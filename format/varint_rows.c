/*
 * Varints of whole columns. Where there is SSE2 (all of x86-64), eight values at a time.
 *
 * Must not know: columns, records.
 */
#include <string.h>
#include "varint_rows.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { SAMPLE = 48 };    /* a sample of this size decides the coding of all */

static inline uint64_t difference(uint64_t v, uint64_t before)
{
	return l1t_zigzag((int64_t)(v - before));
}

#ifdef __SSE2__

enum { AT_ONCE = 8 };

static inline __m128i load(const uint64_t *v)
{
	return _mm_loadu_si128((const __m128i *)(const void *)v);
}

/* The upper (0xdd) or lower (0x88) halves of four 64-bit values. */
#define HALVES(a, b, which) _mm_castps_si128( \
	_mm_shuffle_ps(_mm_castsi128_ps(a), _mm_castsi128_ps(b), which))

static inline bool is_zero(__m128i x)
{
	return _mm_movemask_epi8(_mm_cmpeq_epi32(x, _mm_setzero_si128())) == 0xffff;
}

/* Writes values below 2^28: in groups of 7 bits, with a flag on each that continues. */
static inline uint8_t *put_four(uint8_t *p, __m128i x)
{
	static const uint8_t length[8] = {1, 2, 0, 3, 0, 0, 0, 4};      /* indexed by the flags */
	__m128i s = _mm_or_si128(
		_mm_or_si128(_mm_and_si128(x, _mm_set1_epi32(0x7f)),
			_mm_and_si128(_mm_slli_epi32(x, 1), _mm_set1_epi32(0x7f00))),
		_mm_or_si128(_mm_and_si128(_mm_slli_epi32(x, 2), _mm_set1_epi32(0x7f0000)),
			_mm_and_si128(_mm_slli_epi32(x, 3), _mm_set1_epi32(0x7f000000))));
	__m128i above = _mm_or_si128(_mm_srli_epi32(s, 8),
		_mm_or_si128(_mm_srli_epi32(s, 16), _mm_srli_epi32(s, 24)));
	__m128i more = _mm_and_si128(_mm_add_epi8(above, _mm_set1_epi8(0x7f)),
		_mm_set1_epi8((char)0x80));
	unsigned flags = (unsigned)_mm_movemask_epi8(more);
	uint32_t bytes[4];

	_mm_storeu_si128((__m128i *)(void *)bytes, _mm_or_si128(s, more));
	for (int i = 0; i < 4; i++, flags >>= 4) {
		l1t_put32(p, bytes[i]);
		p += length[flags & 7];
	}
	return p;
}

static inline uint8_t *put_eight(uint8_t *p, __m128i a, __m128i b, __m128i c, __m128i d)
{
	__m128i low0 = HALVES(a, b, 0x88), low1 = HALVES(c, d, 0x88);
	__m128i high = _mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d));
	uint64_t values[AT_ONCE];

	if (is_zero(_mm_and_si128(high, _mm_set1_epi64x(~0x7f)))) {
		__m128i packed = _mm_packs_epi32(low0, low1);

		_mm_storel_epi64((__m128i *)(void *)p, _mm_packus_epi16(packed, packed));
		return p + AT_ONCE;
	}
	if (is_zero(_mm_and_si128(high, _mm_set1_epi64x(~0xfffffff))))
		return put_four(put_four(p, low0), low1);
	_mm_storeu_si128((__m128i *)(void *)values, a);
	_mm_storeu_si128((__m128i *)(void *)(values + 2), b);
	_mm_storeu_si128((__m128i *)(void *)(values + 4), c);
	_mm_storeu_si128((__m128i *)(void *)(values + 6), d);
	for (int i = 0; i < AT_ONCE; i++)
		p += l1t_put_varint(p, values[i]);
	return p;
}

static inline __m128i differences(const uint64_t *v)
{
	__m128i d = _mm_sub_epi64(load(v), load(v - 1));
	__m128i sign = _mm_srai_epi32(_mm_shuffle_epi32(d, 0xf5), 31);

	return _mm_xor_si128(_mm_slli_epi64(d, 1), sign);
}

static inline uint8_t *put_some(uint8_t *p, const uint64_t *v)
{
	return put_eight(p, load(v), load(v + 2), load(v + 4), load(v + 6));
}

static inline uint8_t *put_some_deltas(uint8_t *p, const uint64_t *v)
{
	return put_eight(p, differences(v), differences(v + 2), differences(v + 4),
		differences(v + 6));
}

/* *i: how many were compared. */
static bool most_are_all(const uint64_t *v, size_t n, uint64_t value, size_t *i)
{
	__m128i wanted = _mm_set1_epi64x((long long)value), other = _mm_setzero_si128();

	for (; *i + AT_ONCE <= n && is_zero(other); *i += AT_ONCE)
		other = _mm_or_si128(
			_mm_or_si128(_mm_xor_si128(load(v + *i), wanted),
				_mm_xor_si128(load(v + *i + 2), wanted)),
			_mm_or_si128(_mm_xor_si128(load(v + *i + 4), wanted),
				_mm_xor_si128(load(v + *i + 6), wanted)));
	return is_zero(other);
}

/* Splits eight differences into bytes 0 and 1. False: one of them is too large. */
static inline bool put_planes(uint8_t *low, uint8_t *high, const uint64_t *v, unsigned shift)
{
	const __m128i byte = _mm_set1_epi32(0xff), by = _mm_cvtsi32_si128((int)shift);
	__m128i a = _mm_srl_epi64(differences(v), by), b = _mm_srl_epi64(differences(v + 2), by);
	__m128i c = _mm_srl_epi64(differences(v + 4), by), d = _mm_srl_epi64(differences(v + 6), by);
	__m128i two = _mm_set1_epi64x(0x100);
	__m128i above = _mm_or_si128(_mm_or_si128(_mm_add_epi64(a, two), _mm_add_epi64(b, two)),
		_mm_or_si128(_mm_add_epi64(c, two), _mm_add_epi64(d, two)));
	__m128i x = HALVES(a, b, 0x88), y = HALVES(c, d, 0x88), l, h;

	if (!is_zero(_mm_and_si128(above, _mm_set1_epi64x(~0xffff))))
		return false;
	l = _mm_packs_epi32(_mm_and_si128(x, byte), _mm_and_si128(y, byte));
	h = _mm_packs_epi32(_mm_srli_epi32(x, 8), _mm_srli_epi32(y, 8));
	_mm_storel_epi64((__m128i *)(void *)low, _mm_packus_epi16(l, l));
	_mm_storel_epi64((__m128i *)(void *)high, _mm_packus_epi16(h, h));
	return true;
}

#else

enum { AT_ONCE = 1 };

static inline bool put_planes(uint8_t *low, uint8_t *high, const uint64_t *v, unsigned shift)
{
	return (void)low, (void)high, (void)v, (void)shift, false;
}

static inline uint8_t *put_some(uint8_t *p, const uint64_t *v)
{
	return p + l1t_put_varint(p, *v);
}

static inline uint8_t *put_some_deltas(uint8_t *p, const uint64_t *v)
{
	return p + l1t_put_varint(p, difference(v[0], v[-1]));
}

static bool most_are_all(const uint64_t *v, size_t n, uint64_t value, size_t *i)
{
	return (void)v, (void)n, (void)value, (void)i, true;
}

#endif

/* Writes fewer than eight values: padded with zeros, each of which takes a byte. */
static uint8_t *put_rest(uint8_t *p, const uint64_t *v, size_t n)
{
	uint64_t values[AT_ONCE] = {0};

	memcpy(values, v, n * sizeof(*v));
	return put_some(p, values) - (AT_ONCE - n);
}

/* n > 0; v[-1] exists. */
static uint8_t *put_rest_deltas(uint8_t *p, const uint64_t *v, size_t n)
{
	uint64_t values[1 + AT_ONCE];

	memcpy(values, v - 1, (n + 1) * sizeof(*v));
	for (size_t i = n + 1; i <= AT_ONCE; i++)
		values[i] = v[n - 1];
	return put_some_deltas(p, values + 1) - (AT_ONCE - n);
}

uint8_t *l1t_put_varints(uint8_t *p, const uint64_t *v, size_t n)
{
	size_t i = 0;

	for (; i + AT_ONCE <= n; i += AT_ONCE)
		p = put_some(p, v + i);
	return i < n ? put_rest(p, v + i, n - i) : p;
}

uint8_t *l1t_put_deltas(uint8_t *p, const uint64_t *v, size_t n, uint64_t before)
{
	size_t i = 1;

	if (!n)
		return p;
	p += l1t_put_varint(p, difference(v[0], before));
	for (; i + AT_ONCE <= n; i += AT_ONCE)
		p = put_some_deltas(p, v + i);
	return i < n ? put_rest_deltas(p, v + i, n - i) : p;
}

uint8_t *l1t_put_delta_planes(uint8_t *low, uint8_t *high, uint8_t *rest, const uint64_t *v,
	size_t n, uint64_t before, unsigned shift)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t d;

		while (i && i + AT_ONCE <= n && put_planes(low + i, high + i, v + i, shift))
			i += AT_ONCE;
		if (i == n)
			break;
		d = difference(v[i], i ? v[i - 1] : before) >> shift;
		low[i] = (uint8_t)d;
		d >>= 8;
		high[i] = d < 255 ? (uint8_t)d : 255;
		if (d >= 255)
			rest += l1t_put_varint(rest, d - 255);
	}
	return rest;
}

bool l1t_are_all(const uint64_t *v, size_t n, uint64_t value)
{
	size_t i = 0;

	if (!most_are_all(v, n, value, &i))
		return false;
	for (; i < n; i++)
		if (v[i] != value)
			return false;
	return true;
}

bool l1t_deltas_are_shorter(const uint64_t *v, size_t n, uint64_t before)
{
	size_t plain = l1t_varint_bytes(v[0]), delta = l1t_varint_bytes(difference(v[0], before));
	size_t step = n > SAMPLE ? n / SAMPLE : 1;

	for (size_t i = step; i < n; i += step) {
		plain += l1t_varint_bytes(v[i]);
		delta += l1t_varint_bytes(difference(v[i], v[i - 1]));
	}
	return delta < plain;
}
