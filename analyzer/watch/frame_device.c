/*
 * What the fullest core of a chip holds, as a bar and in figures, and what it held before. Chips
 * of equal figures are one.
 *
 * Must not know: terminals, who holds it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "frame.h"
#include "readable.h"

enum { FOLDS_MOST = 8, CHIPS_ROOM = 80 };

static bool are_equal(const struct device_snapshot *a, const struct device_snapshot *b)
{
	return a->is_open == b->is_open && a->l1_bytes == b->l1_bytes && a->op == b->op &&
		a->unreserved_base == b->unreserved_base && a->headroom == b->headroom &&
		!memcmp(&a->recent, &b->recent, sizeof(a->recent)) &&
		!memcmp(&a->peak, &b->peak, sizeof(a->peak));
}

static size_t put_range(char out[CHIPS_ROOM], size_t used, uint64_t begin, uint64_t last)
{
	int n;

	if (used + 1 >= CHIPS_ROOM)
		return used;
	n = begin == last ? snprintf(out + used, CHIPS_ROOM - used, "%s%" PRIu64, used ? "," : "", begin)
		: snprintf(out + used, CHIPS_ROOM - used, "%s%" PRIu64 "-%" PRIu64, used ? "," : "", begin,
			last);
	return used + (size_t)n < CHIPS_ROOM ? used + (size_t)n : CHIPS_ROOM - 1;
}

/* The chips of the same figures: "0-3,6". Returns how many. */
static unsigned chips_of(const struct snapshot *s, const struct device_snapshot *d, char out[CHIPS_ROOM])
{
	uint64_t begin = 0, last = 0;
	unsigned count = 0;
	size_t used = 0;

	for (unsigned i = 0; i < s->device_count; i++) {
		uint64_t chip = s->devices[i].chip;

		if (!are_equal(d, &s->devices[i]))
			continue;
		if (count && chip != last + 1)
			used = put_range(out, used, begin, last);
		if (!count || chip != last + 1)
			begin = chip;
		last = chip;
		count++;
	}
	put_range(out, used, begin, last);
	return count;
}

static bool was_before(const struct snapshot *s, unsigned at)
{
	for (unsigned i = 0; i < at; i++)
		if (are_equal(&s->devices[i], &s->devices[at]))
			return true;
	return false;
}

static void level(struct canvas *c, const struct device_snapshot *d, const char *chips, unsigned count,
	int weight)
{
	uint64_t usable = usable_bytes(d), x = d->grid_x ? d->grid_x : 1;

	canvas_line(c, weight);
	if (usable && usable != L1T_UNKNOWN)
		canvas_put(c, STYLE_BOLD, "%3.0f %%  ", (double)d->recent.total * 100 / (double)usable);
	canvas_put(c, STYLE_BOLD, "%s", grouped(d->recent.total));
	if (usable != L1T_UNKNOWN)
		canvas_put(c, STYLE_PLAIN, " of %s", grouped(usable));
	canvas_put(c, STYLE_PLAIN, " B a core, on %" PRIu64 ",%" PRIu64 " of chip%s %s", d->recent.core % x,
		d->recent.core / x, count > 1 ? "s" : "", chips);
	if (count > 1)
		canvas_put(c, STYLE_PLAIN, " (%u alike)", count);
	if (!d->is_open)
		canvas_put(c, STYLE_DIM, ", closed");
}

static void bar(struct canvas *c, const struct device_snapshot *d, int weight)
{
	const struct core_bytes *b = &d->recent;
	const struct {
		uint64_t bytes;
		enum style style;
		const char *letter;
	} parts[] = {{b->buffer, STYLE_BUFFER, "B"}, {b->program, STYLE_PROGRAM, "P"},
		{b->small, STYLE_SMALL, "S"}, {b->persistent, STYLE_PERSISTENT, "Z"}};
	uint64_t usable = usable_bytes(d), sum = 0;
	unsigned width = c->columns > 2 ? c->columns - 2 : 1, at = 0, peak;
	bool blocks = c->colours && c->unicode;

	canvas_line(c, weight);
	if (!usable || usable == L1T_UNKNOWN)
		return;
	canvas_put(c, STYLE_DIM, "[");
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		unsigned end;

		sum = sum + parts[i].bytes < sum ? UINT64_MAX : sum + parts[i].bytes;
		end = sum >= usable ? width : (unsigned)((double)sum / (double)usable * width + 0.5);
		/* something is never nothing */
		if (parts[i].bytes && end <= at && at < width)
			end = at + 1;
		for (; at < end; at++)
			canvas_put(c, parts[i].style, "%s", blocks ? "\u2588" : parts[i].letter);
	}
	peak = d->peak.total >= usable ? width - 1
		: (unsigned)((double)d->peak.total / (double)usable * width);
	for (; at < width; at++)
		canvas_put(c, at == peak ? STYLE_BAD : STYLE_DIM, at == peak ? "+" : ".");
	canvas_put(c, STYLE_BAD, "]");
}

static void parts(struct canvas *c, const struct device_snapshot *d, int weight)
{
	const struct core_bytes *b = &d->recent;

	canvas_line(c, weight);
	canvas_put(c, STYLE_BUFFER, "B");
	canvas_put(c, STYLE_PLAIN, " buffers %s  ", grouped(b->buffer));
	canvas_put(c, STYLE_PROGRAM, "P");
	canvas_put(c, STYLE_PLAIN, " program %s  ", grouped(b->program));
	if (b->small || (d->l1_small_bytes && d->l1_small_bytes != L1T_UNKNOWN)) {
		canvas_put(c, STYLE_SMALL, "S");
		canvas_put(c, STYLE_PLAIN, " L1_SMALL %s  ", grouped(b->small));
	}
	if (b->persistent) {
		canvas_put(c, STYLE_PERSISTENT, "Z");
		canvas_put(c, STYLE_PLAIN, " persistent %s  ", grouped(b->persistent));
	}
	canvas_put(c, STYLE_PLAIN, "%s live", grouped(d->buffers));
}

static void peak(struct canvas *c, const struct device_snapshot *d, int weight)
{
	uint64_t usable = usable_bytes(d);

	canvas_line(c, weight);
	canvas_put(c, STYLE_BAD, "+");
	canvas_put(c, STYLE_PLAIN, " peak %s", grouped(d->peak.total));
	if (usable && usable != L1T_UNKNOWN)
		canvas_put(c, STYLE_PLAIN, " (%.0f %%)", (double)d->peak.total * 100 / (double)usable);
	canvas_put(c, STYLE_PLAIN, " at %.1f s", (double)d->peak_ns / 1e9);
	if (d->headroom != L1T_UNKNOWN)
		canvas_put(c, STYLE_PLAIN, "; tightest launch left %s", grouped(d->headroom));
}

/* They lie below what buffers and regions have, in a ring of their own. */
static void kernels(struct canvas *c, const struct device_snapshot *d, int weight)
{
	if (d->kernel_text == L1T_UNKNOWN)
		return;
	canvas_line(c, weight);
	canvas_put(c, STYLE_PLAIN, "K kernels %s", grouped(d->kernel_text));
	if (d->config_bytes && d->config_bytes != L1T_UNKNOWN)
		canvas_put(c, STYLE_PLAIN, " of %s in their ring", grouped(d->config_bytes));
	canvas_put(c, STYLE_PLAIN, ", of op %s ", grouped(d->op));
	canvas_text(c, STYLE_PLAIN, d->op_name, 40, true);
}

/* The seconds that one column stands for, so that all that is known fits. */
static void past(struct canvas *c, const struct device_snapshot *d, int weight)
{
	static const char *const blocks[] = {" ", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586",
		"\u2587", "\u2588"};
	static const char letters[] = " .:-=+*#@";
	uint64_t usable = usable_bytes(d);
	unsigned first = 0, known, each, room;

	while (first < SHOWN_BUCKETS && d->bucket[first] == L1T_UNKNOWN)
		first++;
	known = SHOWN_BUCKETS - first;
	if (!known || !usable || usable == L1T_UNKNOWN)
		return;
	canvas_line(c, weight);
	canvas_put(c, STYLE_PLAIN, "last %3u s ", known);
	room = canvas_left(c);
	if (!room)
		return;
	each = (known + room - 1) / room;
	for (unsigned end = first + (known % each ? known % each : each); end <= SHOWN_BUCKETS; end += each) {
		uint64_t most = 0;
		unsigned eighths;

		for (unsigned i = end > first + each ? end - each : first; i < end; i++)
			if (d->bucket[i] != L1T_UNKNOWN && d->bucket[i] > most)
				most = d->bucket[i];
		eighths = most >= usable ? 8 : (unsigned)((double)most / (double)usable * 8 + 0.5);
		if (most && !eighths)
			eighths = 1;
		canvas_put(c, eighths >= 7 ? STYLE_WARN : STYLE_BUFFER, "%.*s", c->unicode ? 4 : 1,
			c->unicode ? blocks[eighths] : letters + eighths);
	}
}

static void device(struct canvas *c, const struct snapshot *s, const struct device_snapshot *d, int more)
{
	char chips[CHIPS_ROOM];
	unsigned count = chips_of(s, d, chips);

	level(c, d, chips, count, WEIGHT_LEVEL + more);
	bar(c, d, WEIGHT_BAR + more);
	parts(c, d, WEIGHT_PARTS + more);
	peak(c, d, WEIGHT_PARTS + 2 + more);
	kernels(c, d, WEIGHT_PAST + 1 + more);
	past(c, d, WEIGHT_PAST + more);
}

void frame_devices(struct canvas *c, const struct snapshot *s)
{
	int further = 0;

	if (!s->device_count)
		return;
	device(c, s, &s->devices[s->fullest], 0);
	for (unsigned i = 0; i < s->device_count && further < FOLDS_MOST; i++)
		if (!are_equal(&s->devices[s->fullest], &s->devices[i]) && !was_before(s, i))
			device(c, s, &s->devices[i], ++further * WEIGHT_DEVICE);
	if (s->devices_more) {
		canvas_line(c, WEIGHT_OTHERS + 3);
		canvas_put(c, STYLE_DIM, "%u more chips are not shown", s->devices_more);
	}
}
