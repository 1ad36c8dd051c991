/*
 * What happened to the allocators of a run, from its rows: see allocator_events.h.
 *
 * Must not know: rules of placement.
 */
#include "allocator_events.h"
#include "database.h"
#include "grown_array.h"
#include "l1t_record.h"

enum column { C_KIND, C_HANDLE, C_SMALL, C_TIME, C_MOMENT, C_BORN, C_ADDRESS, C_BYTES, C_ANNOUNCED,
	C_ID, C_NAME, C_CALLSITE, C_THREAD, C_SMALL_FROM, C_SMALL_TO };

/* The kinds are those of enum allocator_event_kind. What comes late saw the allocs and frees
 * before. */
static const char sql[] =
	"SELECT 0, handle, 0, open_ns AS time_ns, -1 AS moment, 0, unreserved_base, "
	"unreserved_base + coalesce(bank_bytes, l1_bytes - coalesce(l1_small_bytes, 0) - "
	"unreserved_base), 0, 0, 0, 0, NULL, l1_bytes - l1_small_bytes, l1_bytes, 0 AS late "
	"FROM device WHERE run = ?1 "
	"UNION ALL SELECT 1, handle, kind = 'l1_small', alloc_ns, alloc_moment, alloc_moment, "
	"address, bytes_per_core, announced, buffer, 0, callsite, alloc_thread, NULL, NULL, 0 "
	"FROM buffer WHERE run = ?1 AND alloc_moment NOT NULL AND kind IN ('l1', 'l1_small') "
	"AND NOT per_core "
	"UNION ALL SELECT 2, handle, kind = 'l1_small', free_ns, free_moment, alloc_moment, "
	"address, bytes_per_core, 0, buffer, 0, 0, free_thread, NULL, NULL, 0 "
	"FROM buffer WHERE run = ?1 AND free_moment NOT NULL AND kind IN ('l1', 'l1_small') "
	"AND NOT per_core "
	"UNION ALL SELECT 3, handle, buffer_kind = 'l1_small', time_ns, moment, 0, 0, "
	"bytes_per_bank, 0, failure, 0, callsite, NULL, NULL, NULL, 1 FROM failure WHERE run = ?1 "
	"AND kind = 'oom' AND buffer_kind IN ('l1', 'l1_small') "
	"UNION ALL SELECT 4, handle, 0, time_ns, moment, 0, lowest_buffer, region_end, 0, failure, "
	"0, callsite, NULL, NULL, NULL, 1 FROM failure WHERE run = ?1 AND kind = 'clash' "
	"UNION ALL SELECT 5, handle, 0, min(time_ns), min(moment), 0, 0, max(program_end), 0, op, name, "
	"callsite, NULL, NULL, NULL, 1 FROM op WHERE run = ?1 AND kind IN ('launch', 'captured') "
	"AND program_end NOT NULL GROUP BY op, handle, name, callsite "
	"ORDER BY moment, late, time_ns";

/* Unknown where the database has no number that is one. */
static uint64_t number(sqlite3_stmt *s, int i)
{
	int64_t v = sqlite3_column_int64(s, i);

	return sqlite3_column_type(s, i) != SQLITE_INTEGER || v < 0 ? L1T_UNKNOWN : (uint64_t)v;
}

static struct range bank(sqlite3_stmt *s, int from, int to)
{
	struct range b = {number(s, from), number(s, to)};

	return b.to == L1T_UNKNOWN || b.from >= b.to ? (struct range){0, 0} : b;
}

static struct allocator_event read(sqlite3_stmt *s)
{
	struct allocator_event h = {.kind = (enum allocator_event_kind)sqlite3_column_int(s, C_KIND),
		.small = sqlite3_column_int(s, C_SMALL),
		.announced = sqlite3_column_int(s, C_ANNOUNCED),
		.handle = sqlite3_column_int64(s, C_HANDLE),
		.time_ns = sqlite3_column_int64(s, C_TIME), .thread = number(s, C_THREAD),
		.born = number(s, C_BORN), .address = number(s, C_ADDRESS),
		.bytes = number(s, C_BYTES), .id = sqlite3_column_int64(s, C_ID),
		.name = sqlite3_column_int64(s, C_NAME),
		.callsite = sqlite3_column_int64(s, C_CALLSITE)};

	if (h.kind == ALLOCATOR_OPEN) {
		h.l1 = bank(s, C_ADDRESS, C_BYTES);
		h.l1_small = bank(s, C_SMALL_FROM, C_SMALL_TO);
	}
	return h;
}

struct allocator_events allocator_events_read(sqlite3 *db, int64_t run)
{
	sqlite3_stmt *s = database_prepare(db, sql);
	struct allocator_events all = {0};

	sqlite3_bind_int64(s, 1, run);
	while (database_next(s)) {
		GROW(all.at, all.count, all.capacity);
		all.at[all.count++] = read(s);
	}
	sqlite3_finalize(s);
	return all;
}

bool allocator_events_have_own_addresses(sqlite3 *db, int64_t run)
{
	sqlite3_stmt *s = database_prepare(db, "SELECT 1 FROM buffer WHERE run = ?1 AND per_core "
		"AND kind IN ('l1', 'l1_small') LIMIT 1");

	sqlite3_bind_int64(s, 1, run);
	return database_any(s);
}
