/*
 * What the rings of a live file still hold, as one block: for a process that did not come to its
 * normal end, or has not yet. The rings may be damaged, or be written to at this moment.
 *
 * Must not know: the trace file, apart from what of each ring it holds already.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "reader_parts.h"

struct live {
	int fd;
	uint64_t size;
	struct l1t_live_header header;
	struct l1t_anchor anchor;
	uint8_t *slots;         /* of the ring at hand, twice, so that no event wraps */
	struct l1t_block *block;
	uint32_t capacity;
	size_t fields, field_capacity, raw, raw_capacity;
};

static int open_live(const char *path, struct live *live)
{
	char *name;
	struct stat st;

	memset(live, 0, sizeof(*live));
	if (asprintf(&name, "%s.live", path) < 0)
		return -1;
	live->fd = open(name, O_RDONLY | O_CLOEXEC);
	free(name);
	if (live->fd < 0)
		return -1;
	if (fstat(live->fd, &st) || !S_ISREG(st.st_mode) ||
		l1t_read_at(live->fd, &live->header, sizeof(live->header), 0) ||
		memcmp(live->header.magic, L1T_LIVE_MAGIC, 8) ||
		live->header.version != L1T_VERSION || live->header.ring_bytes < L1T_PAGE ||
		live->header.ring_bytes % L1T_PAGE ||
		live->header.ring_bytes > L1T_RING_BYTES_MAX) {
		close(live->fd);
		return -1;
	}
	live->size = (uint64_t)st.st_size;
	live->anchor = live->header.anchors[live->header.anchor_index & 1];
	if (!(live->anchor.ns_per_tick > 0 && live->anchor.ns_per_tick < 1e6))
		live->anchor.ns_per_tick = 1;
	return 0;
}

int l1t_live_exists(const char *path, uint64_t *session)
{
	struct live live;

	if (open_live(path, &live))
		return 0;
	*session = live.header.session;
	close(live.fd);
	return 1;
}

uint64_t l1t_live_settled(const char *path)
{
	struct live live;

	if (open_live(path, &live))
		return 0;
	close(live.fd);
	return live.header.trace_bytes;
}

static int64_t to_ns(const struct l1t_anchor *a, uint64_t ticks)
{
	double ns = (double)(int64_t)(ticks - a->ticks0) * a->ns_per_tick;

	if (!(ns > -9e18 && ns < 9e18))
		return a->ns0;
	return (int64_t)((uint64_t)a->ns0 + (uint64_t)(int64_t)ns);
}

static int grow(void **data, size_t count, size_t *capacity, size_t more, size_t size)
{
	void *grown;
	size_t want = *capacity ? *capacity : 1024;

	if (count + more <= *capacity)
		return 0;
	while (want < count + more)
		want *= 2;
	grown = realloc(*data, want * size);
	if (!grown)
		return -1;
	*data = grown;
	*capacity = want;
	return 0;
}

static int append(struct live *live, const struct l1t_record *r)
{
	struct l1t_block *b = live->block;
	size_t fields = l1t_kinds[r->kind].fields, entries = live->capacity;
	size_t blob = l1t_kinds[r->kind].has_blob ? r->blob_bytes : 0;
	struct l1t_entry *e;

	if (grow((void **)&b->entries, b->count, &entries, 1, sizeof(*b->entries)) ||
		grow((void **)&b->fields, live->fields, &live->field_capacity, fields,
			sizeof(*b->fields)) ||
		grow((void **)&b->raw, live->raw, &live->raw_capacity, blob + 1, 1))
		return -1;
	live->capacity = (uint32_t)entries;
	e = &b->entries[b->count++];
	*e = (struct l1t_entry){.time_ns = r->time_ns, .seq = r->seq, .thread = r->thread,
		.fields = (uint32_t)live->fields, .blob = (uint32_t)live->raw,
		.blob_bytes = (uint32_t)blob, .kind = r->kind};
	memcpy(b->fields + live->fields, r->f, fields * sizeof(*b->fields));
	if (blob)
		memcpy(b->raw + live->raw, r->blob, blob);
	live->fields += fields;
	live->raw += blob;
	return 0;
}

/* The event at `slot`, when there is a whole one that ends before `end`. */
static const struct l1t_slot_head *event_at(const struct live *live, uint64_t slot, uint64_t end)
{
	uint64_t slots = live->header.ring_bytes / L1T_SLOT_BYTES;
	const struct l1t_slot_head *head =
		(const void *)(live->slots + (slot % slots) * L1T_SLOT_BYTES);

	if (!head->kind || head->page != l1t_slot_page(slot) || !head->slots ||
		head->slots > end - slot || head->slots > L1T_EVENT_SLOTS_MAX)
		return NULL;
	return head;
}

/*
 * Slots [from, end) of a ring. A stretch without an event is a call that had reserved its place
 * and never came to write (its slots are zero or hold its beginning), or damage.
 */
static int read_slots(struct live *live, uint32_t thread, uint64_t from, uint64_t end,
	uint64_t file_offset, struct l1t_read_status *status)
{
	uint64_t slots = live->header.ring_bytes / L1T_SLOT_BYTES;
	int in_hole = 0;

	for (uint64_t slot = from; slot < end;) {
		const struct l1t_slot_head *head = event_at(live, slot, end);
		struct l1t_record r = {.thread = thread, .seq = slot};
		uint64_t at = file_offset + slot % slots * L1T_SLOT_BYTES;

		if (head && head->kind == L1T_SLOT_RESERVED) {
			status->torn_events++;
			slot += head->slots;
			in_hole = 0;
			continue;
		}
		if (!head || l1t_slot_unpack(&r, head) < 0) {
			static const uint8_t zero[L1T_SLOT_BYTES];

			if (memcmp(live->slots + slot % slots * L1T_SLOT_BYTES, zero, sizeof(zero)))
				l1t_note_damage(status, at, L1T_SLOT_BYTES, 1);
			else if (!in_hole)
				status->torn_events++;
			in_hole = 1;
			slot++;
			continue;
		}
		in_hole = 0;
		slot += head->slots;
		if (head->kind == L1T_SLOT_PAD)
			continue;
		r.time_ns = to_ns(&live->anchor, head->ticks);
		if (append(live, &r))
			return -1;
		status->live_records++;
	}
	return 0;
}

static int append_lost(struct live *live, uint32_t thread, uint64_t count, uint32_t reason,
	uint64_t seq)
{
	struct l1t_record r = {.kind = L1T_LOST, .thread = thread, .seq = seq,
		.time_ns = INT64_MAX};

	if (!count)
		return 0;
	r.lost = (struct l1t_lost){count, reason};
	for (uint32_t i = 0; i < live->block->count; i++)
		if (r.time_ns == INT64_MAX || live->block->entries[i].time_ns > r.time_ns)
			r.time_ns = live->block->entries[i].time_ns;
	if (r.time_ns == INT64_MAX)
		r.time_ns = live->anchor.ns0;
	return append(live, &r);
}

static int read_ring(struct live *live, uint32_t ring, uint64_t known_end,
	struct l1t_read_status *status)
{
	uint64_t offset = L1T_PAGE + (uint64_t)ring * (L1T_PAGE + live->header.ring_bytes);
	uint64_t slots = live->header.ring_bytes / L1T_SLOT_BYTES, head, tail;
	struct l1t_ring_header h;

	if (offset + L1T_PAGE + live->header.ring_bytes > live->size ||
		l1t_read_at(live->fd, &h, sizeof(h), offset) ||
		l1t_read_at(live->fd, live->slots, live->header.ring_bytes, offset + L1T_PAGE)) {
		l1t_note_damage(status, offset, L1T_PAGE + live->header.ring_bytes, 1);
		return 0;
	}
	memcpy(live->slots + live->header.ring_bytes, live->slots,
		L1T_EVENT_SLOTS_MAX * L1T_SLOT_BYTES);
	head = h.head;
	tail = h.tail > known_end ? h.tail : known_end;
	if (head < h.tail || head - h.tail > slots) {
		/* the header is damaged: the slots tell by their page tags what can be kept */
		l1t_note_damage(status, offset, sizeof(h), 1);
		return 0;
	}
	if (tail < head) {
		live->block->runs[live->block->run_count++] =
			(struct l1t_run){ring + 1, h.thread, tail, head};
		if (read_slots(live, h.thread, tail, head, offset + L1T_PAGE, status))
			return -1;
	}
	return append_lost(live, h.thread, h.lost > h.lost_reported ? h.lost - h.lost_reported : 0,
		h.lost_reason, head);
}

int l1t_live_read(const char *path, uint64_t session, const struct l1t_ring_ends *ends,
	struct l1t_read_status *status, struct l1t_block **block)
{
	struct live live;
	uint32_t rings;
	int result = -1;

	*block = NULL;
	if (open_live(path, &live))
		return 0;
	if (session && live.header.session != session) {
		close(live.fd);
		return 0;
	}
	status->has_live_file = 1;
	live.block = calloc(1, sizeof(*live.block));
	live.slots = malloc(live.header.ring_bytes + L1T_EVENT_SLOTS_MAX * L1T_SLOT_BYTES);
	if (!live.block || !live.slots)
		goto done;
	live.block->runs = calloc(L1T_RING_MAX, sizeof(*live.block->runs));
	if (!live.block->runs)
		goto done;
	rings = live.header.ring_count < L1T_RING_MAX ? live.header.ring_count : L1T_RING_MAX;
	for (uint32_t i = 0; i < rings; i++)
		if (read_ring(&live, i, ends->end_slot[i], status))
			goto done;
	if (append_lost(&live, 0, live.header.lost_no_ring, L1T_LOST_NO_RING, 0))
		goto done;
	result = live.block->count ? 1 : 0;
done:
	free(live.slots);
	close(live.fd);
	if (result == 1)
		*block = live.block;
	else
		l1t_block_free(live.block);
	return result;
}
