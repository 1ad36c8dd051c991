/*
 * Writes rows of the table `advice`: see advice_rows.h.
 *
 * Must not know: how advice is found, how rows are printed.
 */
#include "advice_rows.h"

static uint64_t or_unknown(int64_t value)
{
	return value < 0 ? L1T_UNKNOWN : (uint64_t)value;
}

static uint64_t if_known(const int64_t *value)
{
	return value ? or_unknown(*value) : L1T_UNKNOWN;
}

void advice_rows_put(struct advice_rows *w, const struct advice_row *r)
{
	static const struct effect unknown = {.saved_bytes = -1, .peak_bytes = -1, .sized_ns = -1,
		.headroom_bytes = -1, .prevented = -1};
	const struct chip_group *g = w->plan->group;
	const struct effect *e = r->effect ? r->effect : &unknown;

	WRITE_ROW(&w->rows, NUMBER(run, (uint64_t)w->run), NUMBER(device, (uint64_t)g->device),
		NUMBER(advice, ++w->count), TEXT(action, r->action), TEXT(callsite, r->callsite),
		TEXT(last_use_callsite, r->last_use_callsite), TEXT(variable, r->variable),
		TEXT(tensor, r->tensor), TEXT(name, r->name), ID(count, r->count),
		NUMBER(saved_bytes, or_unknown(e->saved_bytes)),
		NUMBER(peak_bytes, (uint64_t)g->peak_bytes),
		NUMBER(peak_after_bytes, or_unknown(e->peak_bytes)),
		NUMBER(headroom_after_bytes, or_unknown(e->headroom_bytes)),
		NUMBER(failures_prevented, e->may_fail_again ? L1T_UNKNOWN : or_unknown(e->prevented)), TEXT(figure, r->figure),
		TEXT(because, r->because), TEXT(chips, g->chips),
		NUMBER(headroom_bytes, or_unknown(g->headroom_bytes)),
		ID(peak_op, (uint64_t)w->plan->peak_op), STRING(peak_name, (uint64_t)w->plan->peak_name),
		NUMBER(bytes_per_core, if_known(r->bytes_per_core)), TEXT(cores, r->cores),
		NUMBER(most_saved_bytes, if_known(r->most_saved_bytes)));
}
