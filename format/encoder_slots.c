/*
 * Puts the fields of a batch of events into their columns, kind by kind.
 *
 * Must not know: runs, times, blocks; whether events are sound (the caller has checked).
 */
#include "encoder_columns.h"
#include "live_fields.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#ifdef __SSE2__

static_assert(offsetof(struct l1t_slot_region, program) == 16 &&
	offsetof(struct l1t_slot_region, cores) == 20 &&
	offsetof(struct l1t_slot_region, address) == 24 &&
	offsetof(struct l1t_slot_region, size_bytes) == 28, "in the order taken below");

#define REGION_COLUMN(name) (__m128i *)(void *)(to + i + \
	offsetof(struct l1t_region, name) / sizeof(uint64_t) * COLUMN_STRIDE)

/*
 * l1t_slot_region_fields() of two regions at a time, since regions are the most frequent. Returns
 * how many.
 */
static uint32_t add_region_pairs(uint64_t *to, const void *const *events, uint32_t count)
{
	const __m128i zero = _mm_setzero_si128(), byte = _mm_set1_epi64x(255);
	uint32_t i = 0;

	for (; i + 2 <= count; i += 2) {
		const __m128i *a = events[i], *b = events[i + 1];
		__m128i a1 = _mm_loadu_si128(a + 1), b1 = _mm_loadu_si128(b + 1);
		__m128i a10 = _mm_unpacklo_epi32(a1, zero), a32 = _mm_unpackhi_epi32(a1, zero);
		__m128i b10 = _mm_unpacklo_epi32(b1, zero), b32 = _mm_unpackhi_epi32(b1, zero);
		__m128i head = _mm_unpacklo_epi64(_mm_loadl_epi64(a), _mm_loadl_epi64(b));
		__m128i what = _mm_sub_epi64(_mm_and_si128(head, byte),
			_mm_set1_epi64x(L1T_SLOT_REGION));
		__m128i small = _mm_and_si128(_mm_srli_epi64(head, 16), byte);
		__m128i unknown = _mm_shuffle_epi32(_mm_cmpeq_epi32(small, byte), 0xa0);

		_mm_storeu_si128(REGION_COLUMN(program), _mm_unpacklo_epi64(a10, b10));
		_mm_storeu_si128(REGION_COLUMN(cores), _mm_unpackhi_epi64(a10, b10));
		_mm_storeu_si128(REGION_COLUMN(address), _mm_unpacklo_epi64(a32, b32));
		_mm_storeu_si128(REGION_COLUMN(size_bytes), _mm_unpackhi_epi64(a32, b32));
		_mm_storeu_si128(REGION_COLUMN(chips), _mm_srli_epi64(head, 32));
		_mm_storeu_si128(REGION_COLUMN(type), _mm_srli_epi64(what, 2));
		_mm_storeu_si128(REGION_COLUMN(flags), _mm_and_si128(what, _mm_set1_epi64x(3)));
		_mm_storeu_si128(REGION_COLUMN(index), _mm_or_si128(small, unknown));
	}
	return i;
}

#else

static uint32_t add_region_pairs(uint64_t *to, const void *const *events, uint32_t count)
{
	return (void)to, (void)events, (void)count, 0;
}

#endif

#define ADD(PLAIN, FIELDS, FROM) \
	for (uint32_t i = FROM; i < b->counts[PLAIN]; i++) \
		FIELDS(to[PLAIN] + i, COLUMN_STRIDE, b->events[PLAIN][i])

int columns_add_batch(struct kind_columns *columns, const struct l1t_batch *b)
{
	uint64_t *to[L1T_PLAIN_KINDS];
	uint32_t pairs;

	for (unsigned i = 0; i < L1T_PLAIN_KINDS; i++) {
		struct kind_columns *k = &columns[l1t_plain_kinds[i]];

		if (b->counts[i] && columns_room(k, l1t_plain_kinds[i], b->counts[i], 0))
			return -1;
		to[i] = k->values + k->waiting;
	}
	ADD(L1T_PLAIN_ALLOC, l1t_slot_alloc_fields, 0);
	ADD(L1T_PLAIN_FREE, l1t_slot_free_fields, 0);
	ADD(L1T_PLAIN_REGIONS_FREED, l1t_slot_regions_freed_fields, 0);
	ADD(L1T_PLAIN_LAUNCH, l1t_slot_launch_fields, 0);
	pairs = add_region_pairs(to[L1T_PLAIN_REGION], b->events[L1T_PLAIN_REGION],
		b->counts[L1T_PLAIN_REGION]);
	ADD(L1T_PLAIN_REGION, l1t_slot_region_fields, pairs);
	for (unsigned i = 0; i < L1T_PLAIN_KINDS; i++)
		columns[l1t_plain_kinds[i]].waiting += b->counts[i];
	return 0;
}
