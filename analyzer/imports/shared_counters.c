/*
 * Reads the counters that the runtime shares with other processes, /dev/shm/tt_device_<asic>_memory, or
 * a copy of them. Versions 3 and 4 have one layout; 4 adds a word that says that the rest is valid.
 *
 * Must not know: traces, SQL.
 */
#include <stdio.h>
#include <string.h>
#include "report_parts.h"

enum {                          /* offsets and sizes, in bytes */
	AT_VERSION = 0, AT_UPDATED = 8, AT_TOTALS = 48,
	AT_CHIPS = 88, CHIP_BYTES = 48, CHIPS = 16, CHIP_COUNTERS = 8,
	AT_PROCESSES = 856, PROCESS_BYTES = 120, PROCESSES = 64, PROCESS_COUNTERS = 8,
	AT_STATE = AT_PROCESSES + PROCESSES * PROCESS_BYTES,
	WHOLE_BYTES = 8576,     /* both versions are padded to this */
};
static const uint32_t state_ready = 0x52454459, no_chip = UINT32_MAX;

static uint32_t word_at(const char *bytes, size_t offset)
{
	uint32_t n;

	memcpy(&n, bytes + offset, sizeof(n));
	return n;
}

static uint64_t long_at(const char *bytes, size_t offset)
{
	uint64_t n;

	memcpy(&n, bytes + offset, sizeof(n));
	return n;
}

/* The five counters of a chip, a process or all. */
static bool counters(struct memory_report *r, struct report_text *t, const char *at,
	struct report_figure f)
{
	f.what = WHAT_ALLOCATED;
	f.unit = 1;
	for (int i = 0; i < REPORT_MEMORIES; i++) {
		f.memory = (enum report_memory)i;
		if (!report_add(r, t, f, long_at(at, (size_t)i * 8)))
			return report_wrong_file(t, "has a counter that no memory can hold: it is damaged");
	}
	return true;
}

static bool parts(struct memory_report *r, struct report_text *t)
{
	const char *bytes = t->at;

	for (size_t i = 0; i < CHIPS; i++) {
		const char *chip = bytes + AT_CHIPS + i * CHIP_BYTES;

		if (word_at(chip, 0) != no_chip && !counters(r, t, chip + CHIP_COUNTERS,
			(struct report_figure){.scope = SCOPE_CHIP, .chip = word_at(chip, 0)}))
			return false;
	}
	for (size_t i = 0; i < PROCESSES; i++) {
		const char *process = bytes + AT_PROCESSES + i * PROCESS_BYTES;
		int32_t pid = (int32_t)word_at(process, 0);

		if (pid > 0 && !counters(r, t, process + PROCESS_COUNTERS,
			(struct report_figure){.scope = SCOPE_PROCESS, .pid = (uint64_t)pid}))
			return false;
	}
	return true;
}

bool read_counters(struct memory_report *r, struct report_text *t)
{
	char words[200];

	if ((size_t)(t->end - t->at) != WHOLE_BYTES) {
		snprintf(words, sizeof(words), "looks like the runtime's memory counters, but has %zu bytes "
			"instead of %d: it is cut off or damaged", (size_t)(t->end - t->at), (int)WHOLE_BYTES);
		return report_wrong_file(t, words);
	}
	r->version = word_at(t->at, AT_VERSION);
	if (r->version < 3 || r->version > 4) {
		snprintf(words, sizeof(words), "has version %u of the runtime's memory counters; 3 and 4 "
			"can be read", r->version);
		return report_wrong_file(t, words);
	}
	if (r->version >= 4 && word_at(t->at, AT_STATE) != state_ready)
		return report_wrong_file(t, "has memory counters that no process has finished setting up");
	r->updated_ns = long_at(t->at, AT_UPDATED);
	return counters(r, t, t->at + AT_TOTALS, (struct report_figure){.scope = SCOPE_DEVICE}) &&
		parts(r, t);
}
