/*
 * Which runs are held against which: see input_sides.h.
 *
 * Must not know: what differs.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "database.h"
#include "grown_array.h"
#include "input_sides.h"
#include "statement.h"
#include "xalloc.h"

enum { NO_SIDE = -1 };

struct read_runs {
	struct read_run {
		size_t number;
		int word;               /* of the options */
		int64_t rank;           /* -1: not known */
	} *at;
	size_t count, capacity;
};

/* The word that a run comes from. */
static int word_of(const struct input *in, const struct options *o, size_t run)
{
	int word = 0;

	while (word + 1 < o->word_count && in->runs_before[word + 1] < (int)run)
		word++;
	return word;
}

static struct read_runs read_runs(sqlite3 *db, const struct input *in, const struct options *o)
{
	enum { RUN, PATH, RANK };       /* columns of compared_paths.sql */
	sqlite3_stmt *s = statement(db, "compared_paths");
	struct read_runs r = {0};

	while (database_next(s)) {
		const size_t run = (size_t)sqlite3_column_int64(s, RUN);

		GROW(r.at, r.count, r.capacity);
		r.at[r.count++] = (struct read_run){.number = run, .word = in ? word_of(in, o, run) : 0,
			.rank = (int64_t)column_number(s, RANK)};
	}
	sqlite3_finalize(s);
	return r;
}

static struct input_sides no_sides(const struct read_runs *r)
{
	struct input_sides sides = {.count = r->count ? r->at[r->count - 1].number + 1 : 0};

	sides.of_run = xarray(sides.count + 1, sizeof(int));
	for (size_t i = 0; i < sides.count; i++)
		sides.of_run[i] = NO_SIDE;
	return sides;
}

static bool same_folder(const char *a, const char *b)
{
	const char *x = strrchr(a, '/'), *y = strrchr(b, '/');
	const size_t n = x ? (size_t)(x - a) : 0, m = y ? (size_t)(y - b) : 0;

	return !x == !y && n == m && !strncmp(a, b, n);
}

/* The first word of the second folder, where the words lie in two, one after the other; 0: in others. */
static int second_folder(const struct options *o)
{
	int second = 0;

	for (int i = 1; i < o->word_count; i++)
		if (!second && !same_folder(o->words[0], o->words[i]))
			second = i;
		else if (second && !same_folder(o->words[second], o->words[i]))
			return 0;
	return second;
}

/* Whether the first half of the runs has the ranks of the second, and each once. */
static bool halves_agree(const struct read_runs *r)
{
	const size_t half = r->count / 2;

	for (size_t i = 0; i < half; i++) {
		if (r->at[i].rank < 0 || r->at[i].rank != r->at[i + half].rank)
			return false;
		for (size_t k = 0; k < i; k++)
			if (r->at[k].rank == r->at[i].rank)
				return false;
	}
	return half && r->count % 2 == 0;
}

/* The place of the first run of the second side; 0: there are no sides. */
static size_t second_side(const struct read_runs *r, const struct options *o)
{
	const int typed = o->typed_of[o->word_count - 1] + 1;
	size_t i = 0;
	int second;

	if (r->count == 2)
		return 1;
	if (typed < 2)
		return 0;
	if (typed == 2) {
		while (i < r->count && !o->typed_of[r->at[i].word])
			i++;
		return i;
	}
	second = second_folder(o);
	while (second && i < r->count && r->at[i].word < second)
		i++;
	return second ? i : halves_agree(r) ? r->count / 2 : 0;
}

struct input_sides input_sides(const struct input *in, const struct options *o)
{
	struct read_runs r = read_runs(in->db, in, o);
	struct input_sides sides = no_sides(&r);
	const size_t second = second_side(&r, o);

	for (size_t i = 0; i < r.count && second; i++)
		sides.of_run[r.at[i].number] = i >= second;
	free(r.at);
	return sides;
}

struct input_sides input_sides_all(sqlite3 *db, int side)
{
	struct read_runs r = read_runs(db, NULL, NULL);
	struct input_sides sides = no_sides(&r);

	for (size_t i = 0; i < r.count; i++)
		sides.of_run[r.at[i].number] = side;
	free(r.at);
	return sides;
}
