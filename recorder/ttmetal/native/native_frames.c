/*
 * A chain of frames that was met before costs the walk and one search by its hash; half of another
 * hash is kept beside the id, to be sure that it is the same chain.
 *
 * Must not know: TT-Metal, Python, hooks.
 */
#include <stdio.h>
#include <string.h>
#include "l1trace.h"
#include "native_cache.h"
#include "native_frames.h"
#include "native_walk.h"
#include "pointer_map.h"
#include "preload.h"

enum {
	FRAMES_MAX = 64,                /* of a call site */
	DEPTH_MAX = 160,                /* frames that are walked, our own included */
	NAME_BYTES = 96,
};

struct frame {
	const struct ttm_native_module *module;
	uint64_t offset;
};

static struct ttm_cache chains;
static unsigned frames_max = FRAMES_MAX;

bool ttm_native_find(void)
{
	return ttm_native_modules_find();
}

void ttm_native_keep(unsigned frames)
{
	frames_max = frames < FRAMES_MAX ? frames : FRAMES_MAX;
}

/* "libfoo.so+0x1234" */
static uint32_t place_name(const struct frame *f)
{
	char text[NAME_BYTES];
	int n = snprintf(text, sizeof(text), "%s+0x%llx", f->module->name,
		(unsigned long long)f->offset);

	return l1trace_string(text, (size_t)n);
}

static __attribute__((noinline)) uint32_t define(const struct frame *frames, unsigned count)
{
	uint32_t words[FRAMES_MAX * 3];

	for (unsigned i = 0; i < count; i++) {
		words[i * 3] = frames[i].module->file;
		words[i * 3 + 1] = 0;
		words[i * 3 + 2] = place_name(&frames[i]);
		if (!words[i * 3] || !words[i * 3 + 2])
			return 0;       /* no room for more strings */
	}
	return l1trace_preload_callsite(words, count);
}

static uint32_t site_of(const struct frame *frames, unsigned count)
{
	uint64_t h = count, check = 0, kept;
	uint32_t id;

	for (unsigned i = 0; i < count; i++) {
		uint64_t k = (uint64_t)frames[i].module->number << 48 ^ frames[i].offset;

		h = (h ^ k) * 0x9e3779b97f4a7c15u;
		h ^= h >> 29;
		check = (check + k) * 0xc2b2ae3d27d4eb4fu;
		check ^= check >> 32;
	}
	h = h ? h : 1;
	kept = ttm_cache_get(&chains, h);
	if (likely(kept && kept >> 32 == check >> 32))
		return (uint32_t)kept;
	id = define(frames, count);
	if (id && !kept)
		ttm_cache_put(&chains, h, check >> 32 << 32 | id);
	return id;
}

static unsigned walk(struct frame *out, const void *frame)
{
	struct ttm_walk w;
	unsigned count = 0, depth = 0;

	ttm_walk_begin(&w, frame);
	for (bool more = w.module != NULL; more && count < frames_max && depth < DEPTH_MAX; depth++) {
		if (w.module && !w.module->is_ours)
			out[count++] = (struct frame){w.module, ttm_walk_offset(&w)};
		more = ttm_walk_next(&w);
	}
	ttm_walk_end(&w);
	return count;
}

__attribute__((noinline)) uint32_t ttm_native_callsite(void)
{
	struct frame frames[FRAMES_MAX];
	unsigned count = l1trace_enabled() ? walk(frames, __builtin_frame_address(0)) : 0;

	return count ? site_of(frames, count) : 0;
}
