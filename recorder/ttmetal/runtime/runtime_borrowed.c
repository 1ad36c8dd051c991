/*
 * Finds in a dataflow buffer the address of the memory that it borrows.
 *
 * Must not know: what is recorded.
 *
 * Nothing tells where the address is, and members before it come and go: it is at byte 232 of the
 * object on 0.77 to 0.79 and 0.81.1, and at 224 on 0.80.0. In all of them two flags stand before it:
 * whether the buffer's place is decided, which it is once it was launched, and whether it uses the
 * remapper. So it is looked for nearby.
 */
#include <stdatomic.h>
#include <string.h>
#include "l1t_record.h"
#include "runtime_abi.h"

enum {
	SEARCH_FIRST = 40, SEARCH_END = 64,     /* words; the object is longer than that */
	ADDRESS_END = 16 << 20,                 /* no core has so much memory */
};

/* Where it was in an object that has one such place; 0: not known yet. */
static _Atomic uint32_t usual_word;

static bool is_after_flags(const uint32_t *word)
{
	uint8_t flags[sizeof(*word)];

	memcpy(flags, word - 1, sizeof(flags));         /* what follows the two may be anything */
	return flags[0] == 1 && flags[1] <= 1 && *word >= ABI_ADDRESS_LEAST && *word < ADDRESS_END &&
		!(*word & L1T_USES_FLAGS);
}

uint32_t abi_borrowed_address(const void *dfb)
{
	const uint32_t *words = dfb;
	uint32_t usual = atomic_load_explicit(&usual_word, memory_order_relaxed), found = 0;

	if (usual && is_after_flags(words + usual))
		return words[usual];
	for (uint32_t i = SEARCH_FIRST; i < SEARCH_END; i++)
		if (is_after_flags(words + i)) {
			if (found)
				return 0;
			found = i;
		}
	if (!found)
		return 0;
	if (!usual)
		atomic_store_explicit(&usual_word, found, memory_order_relaxed);
	return words[found];
}
