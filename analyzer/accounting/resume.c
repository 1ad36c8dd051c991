/*
 * After a pause the trace announces all that is live: right after the resume, with its time and on
 * the recorder's own thread. What it does not announce ended during the pause. So announcements are
 * kept until the last one; then what is not among them ends, and they are accounted.
 *
 * Must not know: how buffers and programs are accounted.
 */
#include "accounting_state.h"
#include "dispatch.h"
#include "grown_array.h"
#include "live_buffers.h"
#include "meshes.h"
#include "openings.h"
#include "program_regions.h"
#include "resume.h"
#include "work_allowance.h"

void acc_resume(struct accounting *a)
{
	a->resuming = true;
	a->resume_ns = a->now_ns;
	a->announced_count = 0;
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

static void keep(struct accounting *a, const struct l1t_record *r)
{
	GROW(a->announced, a->announced_count, a->announced_capacity);
	a->announced[a->announced_count++] = *r;
}

static void mark_stale(struct accounting *a)
{
	for (struct live_buffer *l = a->oldest; l && work_spend(3); l = l->newer)
		l->stale = true;
	for (struct mesh *m = a->meshes; m && work_spend(3); m = m->next)
		m->stale = m->open;
	for (size_t i = 0; i < a->announced_count; i++) {
		const struct l1t_record *r = &a->announced[i];
		struct live_buffer *l = r->kind == L1T_ALLOC ? acc_buffer(a, &r->alloc) : NULL;
		struct mesh *m = r->kind == L1T_DEVICE ? acc_mesh(a, r->device.device) : NULL;

		if (l)
			l->stale = false;
		if (m)
			m->stale = false;
	}
}

static void end_stale_buffers(struct accounting *a)
{
	struct live_buffer *newer;

	for (struct live_buffer *l = a->oldest; l && work_spend(3); l = newer) {
		newer = l->newer;
		if (l->stale)
			acc_end_buffer(a, l);
	}
}

void acc_settle_resume(struct accounting *a)
{
	uint64_t now_ns = a->now_ns, now_thread = a->now_thread;

	if (!a->resuming)
		return;
	a->resuming = false;
	a->now_ns = a->resume_ns;
	a->now_thread = L1T_UNKNOWN;    /* the thread was not seen */
	mark_stale(a);
	end_stale_buffers(a);
	for (struct mesh *m = a->meshes; m && work_spend(3); m = m->next)
		if (m->open && m->stale)
			acc_device_close(a, m->device.device);
	acc_forget_placements(a);
	for (size_t i = 0; i < a->announced_count && work_spend(50); i++)
		acc_account(a, &a->announced[i]);
	a->now_ns = now_ns;
	a->now_thread = now_thread;
}

bool acc_is_kept(struct accounting *a, const struct l1t_record *r)
{
	if (!a->resuming)
		return false;
	if (!r->thread && (uint64_t)r->time_ns == a->resume_ns) {
		if (is_announcement(r)) {
			keep(a, r);
			return true;
		}
		/* definitions that announcements refer to may be among them */
		if ((r->kind >= L1T_STRING && r->kind <= L1T_CALLSITE) || r->kind == L1T_TENSOR)
			return false;
	}
	acc_settle_resume(a);
	return false;
}
