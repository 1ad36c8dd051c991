/* What a record of uses says: see played_uses.h. */
#include <string.h>
#include "played_uses.h"

size_t words_of(const struct l1t_record *r, uint32_t *words)
{
	assert_true(r->blob_bytes % 4 == 0 && r->blob_bytes <= WORDS_MAX * 4);
	memcpy(words, r->blob, r->blob_bytes);
	return r->blob_bytes / 4;
}

void assert_words(const struct played *p, size_t n, uint64_t flags, const uint32_t *expected,
	size_t count)
{
	const struct l1t_record *r = nth(p, L1T_USES, n);
	uint32_t words[WORDS_MAX];
	size_t found = words_of(r, words);

	assert_int_equal(r->uses.flags, flags);
	assert_int_equal(found, count);
	for (size_t i = 0; i < count; i++) {
		bool is_there = false;

		for (size_t k = 0; k < found; k++)
			is_there |= words[k] == expected[i];
		if (!is_there)
			fail_msg("record %zu of uses has no %u", n, expected[i]);
	}
}

void assert_each_before_its_launch(const struct played *p)
{
	const struct l1t_record *uses = NULL;

	for (size_t i = 0; i < p->count; i++) {
		const struct l1t_record *r = &p->records[i];

		if (r->kind == L1T_USES)
			uses = r;
		if (r->kind != L1T_LAUNCH || r->launch.flags & L1T_LAUNCH_FAILED)
			continue;
		assert_non_null(uses);
		assert_int_equal(uses->uses.program, r->launch.program);
		assert_int_equal(uses->uses.device, r->launch.device);
		uses = NULL;
	}
	assert_null(uses);
}
