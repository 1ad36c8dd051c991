/*
 * Pieces that leave the peak as it is, but free what other ops hold for nothing: see advice_planning.h.
 *
 * Must not know: SQL, how rows are printed.
 */
#include "advice_planning.h"
#include "work_allowance.h"

enum {
	IDLE_MAX = 3,
	IDLE_PART = 50,         /* each frees at least this part of the peak */
};

/* Bytes times instants at which what the piece frees is held. */
static double weight_of(const struct planning *p, const struct piece *piece)
{
	double weight = 0;

	work_spend_each(piece->count, 40);
	for (size_t i = 0; i < piece->count; i++) {
		size_t from, to;

		peak_without_range(&p->peak, piece->dying[i].lifetime, piece->dying[i].end_ns, &from, &to);
		if (from < to)
			weight += (double)(to - from) *
				(double)p->s->lifetimes[piece->dying[i].lifetime].bytes;
	}
	return weight;
}

static struct idle idle_of(const struct planning *p, const struct piece *piece)
{
	struct idle idle = {0};

	for (size_t i = 0; i < piece->count; i++) {
		size_t from, to;

		peak_without_range(&p->peak, piece->dying[i].lifetime, piece->dying[i].end_ns, &from, &to);
		for (; from < to && work_spend(2); from++) {
			const struct held *h = &p->plan.group->at[from];

			idle.count += h->op != 0;
			if (h->op && h->total_bytes > idle.bytes) {
				idle.bytes = h->total_bytes;
				idle.name = h->name;
			}
		}
	}
	return idle;
}

void advice_add_idle(struct planning *p)
{
	const struct piece *best;

	for (unsigned n = 0; n < IDLE_MAX; n++) {
		double most = 0;
		struct idle idle;

		best = NULL;
		for (size_t i = 0; i < p->pieces->count && !work_half_is_done(); i++) {
			const struct piece *piece = &p->pieces->at[i];
			double weight = advice_is_chosen(&p->plan, piece) ? 0 : weight_of(p, piece);

			if (weight > most) {
				most = weight;
				best = piece;
			}
		}
		if (!best || (int64_t)p->s->lifetimes[best->dying[0].lifetime].bytes <
			p->plan.group->peak_bytes / IDLE_PART)
			return;
		idle = idle_of(p, best);
		if (idle.count)
			advice_add_chosen(&p->plan, (struct chosen){.piece = best, .nth = p->plan.count,
				.idle = idle});
	}
}
