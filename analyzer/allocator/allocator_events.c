/*
 * Reads the events of a run's allocators from the database: see allocator_events.h.
 *
 * Must not know: rules of placement.
 */
#include "allocator_events.h"
#include "database.h"
#include "grown_array.h"
#include "l1t_record.h"
#include "statement.h"

/* columns of allocator_events.sql */
enum column { C_KIND, C_HANDLE, C_SMALL, C_TIME_NS, C_MOMENT, C_BORN, C_ADDRESS, C_BYTES, C_ANNOUNCED,
	C_ID, C_NAME, C_CALLSITE, C_THREAD, C_SMALL_FROM, C_SMALL_TO, C_LATE };

/* L1T_UNKNOWN if the column is no integer, or is negative. */
static uint64_t number(sqlite3_stmt *s, int i)
{
	int64_t v = sqlite3_column_int64(s, i);

	return sqlite3_column_type(s, i) != SQLITE_INTEGER || v < 0 ? L1T_UNKNOWN : (uint64_t)v;
}

static struct range bank(sqlite3_stmt *s, int from, int to)
{
	struct range b = {number(s, from), number(s, to)};

	return b.to == L1T_UNKNOWN || b.from > b.to ? (struct range){0, 0} : b;
}

static struct allocator_event read(sqlite3_stmt *s)
{
	struct allocator_event h = {.kind = (enum allocator_event_kind)sqlite3_column_int(s, C_KIND),
		.small = sqlite3_column_int(s, C_SMALL),
		.announced = sqlite3_column_int(s, C_ANNOUNCED),
		.handle = sqlite3_column_int64(s, C_HANDLE),
		.time_ns = sqlite3_column_int64(s, C_TIME_NS), .thread = number(s, C_THREAD),
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
	sqlite3_stmt *s = statement(db, "allocator_events");
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
	sqlite3_stmt *s = statement(db, "allocator_own_addresses");

	sqlite3_bind_int64(s, 1, run);
	return database_any(s);
}
