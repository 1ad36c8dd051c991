/*
 * The runs of a sweep: see sweep_plan.h. The first axis varies fastest, so that the runs which one
 * search tries have numbers one after another; then the others, and last the boards.
 *
 * Must not know: how they are run, which of them are.
 */
#include "messages.h"
#include "path.h"
#include "sweep_plan.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* Columns of the table that shows the sweep, and what l1record itself sets for each run. */
static const char *const taken[] = {"board", "result", "peak_bytes", "headroom_bytes", "op", "name",
	"failure", "failed_op", "callsite", "ended", "trace", "L1TRACE", "L1TRACE_RUN"};

bool sweep_plan_boards(const char *mock)
{
	return strchr(mock, ',') && access(mock, F_OK) != 0;
}

static int add_board(struct sweep_plan *p, const char *text, size_t bytes)
{
	for (size_t i = 0; i < p->board_count; i++)
		if (strlen(p->boards[i]) == bytes && !memcmp(p->boards[i], text, bytes))
			return 0;
	if (!bytes) {
		say("cannot use --mock: a board is missing between its commas; write it like "
		    "n150,p150");
		return -1;
	}
	if (p->board_count == SWEEP_BOARDS_MOST) {
		say("cannot use --mock: more than %d boards; run it twice", SWEEP_BOARDS_MOST);
		return -1;
	}
	p->boards[p->board_count] = strndup(text, bytes);
	if (!p->boards[p->board_count]) {
		say("cannot use --mock: no memory for its boards");
		return -1;
	}
	p->board_count++;
	return 0;
}

static int add_boards(struct sweep_plan *p, const char *mock)
{
	if (!sweep_plan_boards(mock))
		return add_board(p, mock, strlen(mock));
	for (;; mock++) {
		size_t bytes = strcspn(mock, ",");

		if (add_board(p, mock, bytes))
			return -1;
		mock += bytes;
		if (!*mock)
			return 0;
	}
}

static int add_axis(struct sweep_plan *p, const char *spec)
{
	struct sweep_axis *a = &p->axes[p->axis_count];

	if (p->axis_count == SWEEP_AXES_MOST) {
		say("cannot sweep more than %d names", SWEEP_AXES_MOST);
		return -1;
	}
	p->axis_count++;
	if (sweep_axis_read(a, spec))
		return -1;
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (!strcasecmp(a->name, taken[i])) {
			say("cannot sweep '%s': the name is taken by the table or by l1record; choose "
			    "another", a->name);
			return -1;
		}
	for (size_t i = 0; i + 1 < p->axis_count; i++)
		if (!strcasecmp(a->name, p->axes[i].name)) {
			say("cannot sweep '%s' twice; write its values in one --sweep, with commas",
				a->name);
			return -1;
		}
	return 0;
}

int sweep_plan_make(struct sweep_plan *p, const char *mock, const char *const *specs, size_t count)
{
	memset(p, 0, sizeof(*p));
	if (mock && add_boards(p, mock))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (add_axis(p, specs[i]))
			return -1;
	p->group_runs = p->axis_count ? p->axes[0].count : 1;
	p->groups = p->board_count ? p->board_count : 1;
	for (size_t i = 1; i < p->axis_count; i++)
		if (__builtin_mul_overflow(p->groups, p->axes[i].count, &p->groups))
			p->groups = UINT64_MAX;
	if (__builtin_mul_overflow(p->groups, p->group_runs, &p->runs))
		p->runs = UINT64_MAX;
	return 0;
}

void sweep_plan_free(struct sweep_plan *p)
{
	for (size_t i = 0; i < p->board_count; i++)
		free(p->boards[i]);
	for (size_t i = 0; i < p->axis_count; i++)
		sweep_axis_free(&p->axes[i]);
	memset(p, 0, sizeof(*p));
}

size_t sweep_plan_at(const struct sweep_plan *p, uint64_t run, size_t axis)
{
	if (!axis)
		return run % p->group_runs;
	run /= p->group_runs;
	/* of the others the last one varies fastest, as they are written */
	for (size_t i = p->axis_count; --i > axis;)
		run /= p->axes[i].count;
	return run % p->axes[axis].count;
}

const char *sweep_plan_board(const struct sweep_plan *p, uint64_t run)
{
	uint64_t each = p->board_count ? p->groups / p->board_count * p->group_runs : 0;

	return each ? p->boards[run / each] : NULL;
}

const char *sweep_plan_value(const struct sweep_plan *p, uint64_t run, size_t axis,
	char number[SWEEP_NUMBER_BYTES])
{
	return sweep_axis_value(&p->axes[axis], sweep_plan_at(p, run, axis), number);
}

struct file_name {
	char *out;
	size_t used, room;
	bool changed;           /* another value could give the same name */
};

/* Values and names of files are the user's, and may hold anything. */
static void add(struct file_name *f, const char *text)
{
	static const char harmless[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				       "_=+-.";

	for (; *text; text++) {
		bool kept = strchr(harmless, *text) && (f->used || (*text != '.' && *text != '-'));

		f->changed |= !kept || f->used == f->room;
		if (f->used < f->room)
			f->out[f->used++] = kept ? *text : '_';
	}
}

void sweep_plan_file(const struct sweep_plan *p, uint64_t run, char out[SWEEP_FILE_BYTES])
{
	struct file_name f = {.out = out, .room = SWEEP_FILE_BYTES - 32};
	const char *board = sweep_plan_board(p, run);
	char number[SWEEP_NUMBER_BYTES];

	if (board) {
		add(&f, path_base(board));
		f.changed |= path_base(board) != board;
	}
	for (size_t i = 0; i < p->axis_count; i++) {
		if (f.used)
			add(&f, "_");
		add(&f, p->axes[i].name);
		add(&f, "=");
		const char *value = sweep_plan_value(p, run, i, number);
		/* with it, a value could look like the next name and its value */
		f.changed |= strchr(value, '=') != NULL;
		add(&f, value);
	}
	/* '@' is in no name that is left as it is */
	if (f.changed || !f.used)
		snprintf(out + f.used, SWEEP_FILE_BYTES - f.used, "@%" PRIu64, run);
	else
		out[f.used] = '\0';
}
