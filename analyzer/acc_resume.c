/*
 * After a pause: the trace announces all that is live. What it does not announce went away unseen,
 * so it ends at the resume.
 *
 * Must not know: how buffers and programs are accounted.
 */
#include "acc.h"

void acc_resume(struct accounting *a)
{
	a->resuming = true;
	a->resume_ns = a->now_ns;
	for (size_t i = 0; i < a->buffers.capacity; i++)
		if (acc_is_live(a->buffers.at[i].value))
			((struct live_buffer *)a->buffers.at[i].value)->stale = true;
	for (struct mesh *m = a->meshes; m; m = m->next)
		m->stale = m->open;
	acc_forget_placements(a);
}

static bool is_announcement(const struct l1t_record *r)
{
	switch (r->kind) {
	case L1T_DEVICE:
		return r->device.flags & L1T_DEVICE_ANNOUNCED;
	case L1T_ALLOC:
		return r->alloc.flags & L1T_ALLOC_ANNOUNCED;
	case L1T_REGION:
		return r->region.flags & L1T_REGION_ANNOUNCED;
	default:
		return false;
	}
}

void acc_resumed(struct accounting *a, const struct l1t_record *r)
{
	if (!a->resuming)
		return;
	if (is_announcement(r)) {
		struct mesh *m = r->kind == L1T_DEVICE ? acc_mesh(a, r->device.device) : NULL;

		if (m)
			m->stale = false;
		return;
	}
	/* definitions and notes of other threads may lie between */
	if ((uint64_t)r->time_ns == a->resume_ns)
		return;
	a->resuming = false;
	for (size_t i = 0; i < a->buffers.capacity; i++) {
		struct live_buffer *l = a->buffers.at[i].value;

		if (acc_is_live(l) && l->stale)
			acc_end_buffer(a, l);
	}
	for (struct mesh *m = a->meshes; m; m = m->next)
		if (m->open && m->stale)
			acc_device_close(a, m->device.device);
}
