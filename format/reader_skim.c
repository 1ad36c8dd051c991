/*
 * What a reader does with blocks of which most records are only counted: it adds them to the
 * status, and notices where reading all would have done more than count. See l1t_skim.h.
 *
 * Must not know: files, what records mean.
 */
#include "l1t_limits.h"
#include "reader_parts.h"

/*
 * A reader of all gives records out early where too many wait, and these then get other times. So
 * that it cannot have done this, blocks that may wait are kept in two groups, each far from its
 * limit, and the older group has to be done with when the younger takes its place.
 */
static void wait_for_turn(struct l1t_skimming *s, const struct l1t_skimmed *block, uint64_t bytes,
	int64_t ready_ns, uint64_t file_bytes)
{
	const uint64_t most = L1T_LIMIT(L1T_LIMIT_WINDOW_BYTES, L1T_LIMIT_WINDOW_BYTES_PER_BYTE,
		file_bytes) / 16;
	struct l1t_skim_waiting *w = &s->younger;

	if (!w->bytes || block->latest_ns > w->last_ns)
		w->last_ns = block->latest_ns;
	w->bytes += bytes;
	s->unsure |= bytes > most;
	if (w->bytes < most)
		return;
	s->unsure |= s->older.bytes && s->older.last_ns >= ready_ns;
	s->older = *w;
	*w = (struct l1t_skim_waiting){0};
}

void l1t_skimming_block(struct l1t_skimming *s, const struct l1t_block *block, int64_t ready_ns,
	struct l1t_read_status *status)
{
	const struct l1t_skimmed *k = block->skimmed;
	uint64_t bytes = sizeof(*block) + k->whole_bytes;

	for (uint32_t i = 0; i < k->run_count; i++)
		bytes += k->runs[i].records * 2 * sizeof(struct l1t_stretch);
	status->records += k->unyielded;
	status->cut_blobs += k->cut_blobs;
	/* its time would be that of a record that was yielded before */
	s->unsure |= k->first_ns <= k->last_ns && k->first_ns < ready_ns;
	wait_for_turn(s, k, bytes, ready_ns, status->file_bytes);
	s->skim.block(s->skim.context, k);
}
