/*
 * An id is given out only when its definition is recorded. Two threads may define the same bytes at
 * the same time: both definitions are recorded, but only one id is ever used.
 *
 * Must not know: what is in the bytes.
 */
#include "intern.h"
#include "intern_table.h"
#include "slow_path.h"
#include "unwatched.h"

enum { LENGTH_MAX = L1T_BLOB_MAX };

static _Atomic uint32_t last_id[L1T_KIND_COUNT] = {[L1T_CHIPS] = L1T_CHIPS_FIRST - 1};

static void say_full(void)
{
	static _Atomic int said;
	static const char text[] = "too many different strings, core sets and call sites: "
		"later ones are unknown";
	uint64_t fields[] = {L1T_NOTE_UNKNOWN, 0, 0};

	if (!atomic_exchange(&said, 1))
		l1tr_record(L1T_NOTE, fields, 3, text, sizeof(text) - 1);
}

static uint32_t define(uint32_t h, uint8_t kind, const void *bytes, size_t length)
{
	uint64_t id;

	if (!l1tr_intern_has_room(length)) {
		say_full();
		return 0;
	}
	id = atomic_fetch_add(&last_id[kind], 1) + 1;
	if (!l1tr_record(kind, &id, 1, bytes, length))
		return 0;
	return l1tr_intern_put(h, kind, (uint32_t)id, bytes, length);
}

static uint32_t id_of(uint8_t kind, const void *bytes, size_t length)
{
	uint32_t h = l1tr_intern_hash(kind, bytes, length);
	uint32_t id = l1tr_intern_find(h, kind, bytes, length);

	if (!id)
		return define(h, kind, bytes, length);
#if defined(__x86_64__)
	/* rdtsc of the event that uses the id must not run ahead of this load */
	_mm_lfence();
#endif
	return id;
}

uint32_t l1tr_intern(uint8_t kind, const void *bytes, size_t length)
{
	uint32_t id;

	if (length > LENGTH_MAX)
		return 0;
	l1tr_unwatched_begin();
	id = id_of(kind, bytes, length);
	l1tr_unwatched_end();
	return id;
}
