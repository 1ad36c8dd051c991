/*
 * Notes about mock mode.
 *
 * Must not know: hooks.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "l1t_record.h"
#include "l1trace.h"
#include "mock_mode.h"

bool ttm_is_mock(void)
{
	const char *board = getenv("L1TRACE_MOCK");

	return board && *board;
}

bool ttm_mock_places(void)
{
	enum { ASK, NO, YES };
	static _Atomic int known = ASK;

	if (known == ASK)
		known = ttm_is_mock() && getenv("TT_METAL_SLOW_DISPATCH_MODE") ? YES : NO;
	return known == YES;
}

/* Compares both paths without links; false also when that is not possible. */
static bool lies_outside(const char *file, const char *folder)
{
	char real_file[PATH_MAX], real_folder[PATH_MAX];
	size_t length;

	if (!realpath(file, real_file) || !realpath(folder, real_folder))
		return false;
	length = strlen(real_folder);
	return strncmp(real_file, real_folder, length) || real_file[length] != '/';
}

void ttm_mock_note(const char *runtime_file)
{
	const char *board = getenv("L1TRACE_MOCK"), *compiler = getenv("L1TRACE_MOCK_COMPILER");
	const char *prepared = getenv("L1TRACE_MOCK_TTNN");
	char text[2 * PATH_MAX + 32];

	if (!ttm_is_mock())
		return;
	snprintf(text, sizeof(text), "board=%s compiler=%s", board, compiler ? compiler : "unknown");
	l1trace_note(L1T_NOTE_MOCK, L1TRACE_UNKNOWN, L1TRACE_UNKNOWN, text);
	if (!runtime_file || !prepared || !*prepared || !lies_outside(runtime_file, prepared))
		return;
	snprintf(text, sizeof(text), "loaded=%s prepared=%s", runtime_file, prepared);
	l1trace_note(L1T_NOTE_MISMATCH, L1TRACE_UNKNOWN, L1TRACE_UNKNOWN, text);
}
