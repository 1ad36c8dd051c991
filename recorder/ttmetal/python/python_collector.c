/*
 * Finds the state of Python's garbage collector: see python_collector.h.
 *
 * Must not know: TT-Metal, hooks, frames.
 */
#include <string.h>
#include "modules.h"
#include "python_collector.h"

enum {
	WORDS_MAX = 4096,       /* of an interpreter, that are searched */
	PIECE_WORDS = 512,
	GENERATIONS = 3,
	GENERATION_WORDS = 3,   /* next, previous, threshold and count */
	/* before and after the pointer to the youngest generation, in words */
	BEFORE = GENERATIONS * GENERATION_WORDS,
	COLLECTING = 13,        /* after the permanent generation and the counts of collections */
	GARBAGE = 14, CALLBACKS = 15,
	THRESHOLD_MAX = 1 << 20,
};

static struct {
	bool searched;
	const volatile int32_t *collecting;
} collector;

void ttm_collector_forget(void)
{
	memset(&collector, 0, sizeof(collector));
}

static bool is_list(const uintptr_t *word, const void *list_type)
{
	const void *header[2];

	return list_type && !ttm_peek((const void *)*word, header, sizeof(header)) &&
		header[1] == list_type;
}

/* `words` are a copy of what lies at `at`, which is the pointer to the youngest generation. */
static bool is_collector(const uintptr_t *words, const void *at, const void *list_type)
{
	if (words[0] != (uintptr_t)at - BEFORE * sizeof(*words))
		return false;
	for (int i = 0; i < GENERATIONS; i++) {
		int32_t threshold;

		memcpy(&threshold, &words[i * GENERATION_WORDS + 2 - BEFORE], sizeof(threshold));
		if (threshold < 0 || threshold > THRESHOLD_MAX)
			return false;
	}
	return (words[COLLECTING] & UINT32_MAX) <= 1 && is_list(&words[GARBAGE], list_type) &&
		is_list(&words[CALLBACKS], list_type);
}

static void search(const uintptr_t *interpreter)
{
	static uintptr_t words[WORDS_MAX];
	const void *list_type = ttm_find("PyList_Type");
	size_t count = 0, found = 0;

	while (count < WORDS_MAX &&
		!ttm_peek(interpreter + count, words + count, PIECE_WORDS * sizeof(*words)))
		count += PIECE_WORDS;
	for (size_t i = BEFORE; i + CALLBACKS < count; i++)
		if (is_collector(words + i, interpreter + i, list_type)) {
			collector.collecting = (const void *)(interpreter + i + COLLECTING);
			found++;
		}
	if (found != 1)
		collector.collecting = NULL;
}

bool ttm_collector_found(const struct ttm_python *py)
{
	if (!collector.searched)
		search(py->interpreter());
	collector.searched = true;
	return collector.collecting;
}

bool ttm_collector_runs(void)
{
	return *collector.collecting;
}
