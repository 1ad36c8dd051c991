/*
 * Which columns of a table a terminal has room for: see column_fit.h. A table that is too wide is
 * narrowed in this order: column names are broken at their underscores, names and call sites in
 * cells are cut, columns that say nothing are left out, then the least important columns. A column
 * that the user named stays.
 *
 * Must not know: SQL, what the rows are.
 */
#include <string.h>
#include "column_fit.h"

enum { TEXT_LEAST = 14, LIST_LEAST = 10, NAME_LEAST = 10, SITE_LEAST = 15, NAME_EASY = 22,
	SITE_EASY = 28, TEXT_EASY = 21, SHORT_TEXT = 26,
	NAME_FAIR = 16, SITE_FAIR = 20, PATH_LEAST = 24, PATH_EASY = 32, LINES_MOST = 3 };

/*
 * Columns that may be left out when all rows have the same value; in a table of a single row only
 * the first ONCE_OF_ONE of them.
 */
static const char *const once[] = {"run", "handle", "mesh", "opening", "chips", "device", "kind",
	"time_ns", "core_x", "core_y", "loop", "bad", "board", "rank"};
enum { ONCE = sizeof(once) / sizeof(*once), ONCE_OF_ONE = 6 };

/*
 * Columns in the order in which they are left out: the least missed first. Columns in none of these
 * lists are left out last, the rightmost first.
 */
static const char *const unimportant[] = {"symbol", "change_percent", "change", "handle", "mesh",
	"opening", "chips", "moment", "id", "role", "age_ns", "size_bytes", "first_bytes",
	"last_bytes", "last_alloc_ns", "largest_text_bytes", "program_config_bytes", "program_text_bytes", "largest_kernel",
	"resident_bytes", "reserved_bytes", "capacity_bytes", "usable_bytes", "most_holes",
	"worst_fragmentation", "alloc_ns", "type", "kernel_text_bytes", "first_alloc_ns", "ring_bytes",
	"ring_percent", "program", "to_bytes", "seq", "longest_ns", "last_ns", "most_l1_small_bytes",
	"l1_small_size_bytes", "dead_ns", "last_use_op", "uses", "made_by", "freed", "free_callsite"};
enum { UNIMPORTANT = sizeof(unimportant) / sizeof(*unimportant) };

/* The parts of a sum: left out after the call sites, before the sum and the headroom. */
static const char *const parts[] = {"persistent_bytes", "l1_small_bytes", "program_bytes",
	"buffer_bytes"};
enum { PARTS = sizeof(parts) / sizeof(*parts) };

/* Left out before the call sites, as long as has_place() is true. */
static const char *const places[] = {"time_ns", "first_ns", "largest_bytes"};
enum { PLACES = sizeof(places) / sizeof(*places) };

/* How often something grew: left out before its call site, which says more. */
static const char *const often[] = {"passes", "grew", "every", "loop"};
enum { OFTEN = sizeof(often) / sizeof(*often) };

/* How many a row stands for: left out before a name, which says what it is. */
static const char *const counts[] = {"launches", "count"};
enum { COUNTS = sizeof(counts) / sizeof(*counts) };

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && !strcmp(text + n - m, end);
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* Bytes of a name up to and including its next underscore. */
static size_t piece(const char *name)
{
	size_t n = strcspn(name, "_");

	return n + (name[n] == '_');
}

/* Lines that a name takes in a column of this width; 0: one of its pieces is wider. */
static size_t name_lines(const char *name, size_t width)
{
	size_t lines = 1, used = 0;

	for (; *name; name += piece(name)) {
		size_t n = piece(name);

		if (n > width)
			return 0;
		if (used + n > width) {
			lines++;
			used = 0;
		}
		used += n;
	}
	return lines;
}

/* The narrowest width that breaks a name into at most LINES_MOST lines. */
static size_t name_least(const char *name)
{
	size_t n = strlen(name), width = n;

	while (width > 1 && name_lines(name, width - 1) && name_lines(name, width - 1) <= LINES_MOST)
		width--;
	return width;
}

size_t fit_name(const char *name, size_t width, size_t lines, size_t line, const char **part)
{
	size_t own = name_lines(name, width), at = 0;

	*part = name;
	if (!own)
		return line + 1 == lines ? strlen(name) : 0;
	/* a name of fewer lines stands in the lowest ones */
	if (line < lines - own)
		return 0;
	for (at = lines - own; *name; at++) {
		size_t used = 0;

		while (name[used] && used + piece(name + used) <= width)
			used += piece(name + used);
		if (at == line) {
			*part = name;
			return used;
		}
		name += used;
	}
	return 0;
}

static bool is_site(const struct fit_column *c)
{
	return ends_with(c->name, "callsite");
}

/* Names of functions are as long as a file and a line. */
static bool is_function(const struct fit_column *c)
{
	return !strcmp(c->name, "function");
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t natural(const struct fit_column *c)
{
	return larger(c->cells, strlen(c->name));
}

static size_t cut_to(const struct fit_column *c, size_t site, size_t name, size_t text, size_t path)
{
	size_t floor = is_site(c) || is_function(c) ? site : c->path ? path : c->name_of ? name : c->list ? LIST_LEAST : text;
	size_t cells = c->text && c->cells > floor ? floor : c->cells;

	return larger(cells, name_least(c->name));
}

/* The width to which a column is narrowed first: its texts can still be recognised. */
static size_t easy(const struct fit_column *c)
{
	return cut_to(c, SITE_EASY, NAME_EASY, TEXT_EASY, PATH_EASY);
}

/* The narrowest width that still makes sense. */
static size_t least(const struct fit_column *c)
{
	return cut_to(c, SITE_LEAST, NAME_LEAST, TEXT_LEAST, PATH_LEAST);
}

static size_t total(const struct fit_column *c, size_t count, size_t (*of)(const struct fit_column *))
{
	size_t sum = 0;

	for (size_t i = 0; i < count; i++)
		if (c[i].shown)
			sum += of(&c[i]) + (sum ? FIT_GAP : 0);
	return sum;
}

/*
 * The first column of this list, in the list's order, that may be left out; `same`: only if all its
 * cells are equal. Returns its index; `count`: there is none.
 */
static size_t one_of(const struct fit_column *c, size_t count, const char *const *names, size_t n,
	bool same)
{
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < count; i++)
			if (c[i].shown && !c[i].kept && (c[i].same || !same) && !strcmp(c[i].name, names[k]))
				return i;
	return count;
}

/* The last column of a kind that may be left out; `count`: there is none. */
static size_t last_of(const struct fit_column *c, size_t count,
	bool (*is)(const struct fit_column *))
{
	for (size_t i = count; i--;)
		if (c[i].shown && !c[i].kept && is(&c[i]))
			return i;
	return count;
}

static bool says_nothing(const struct fit_column *c)
{
	return c->silent && !is_one_of(c->name, once, ONCE);
}

/*
 * A number that may be left out early: no finding, and not an op's number, with which a user finds
 * everything else about the op.
 */
static bool is_number(const struct fit_column *c)
{
	static const char *const findings[] = {"op", "count", "passes", "grew", "works", "a", "b",
		"worse", "failures", "failure"};

	return !c->text && !is_one_of(c->name, findings, sizeof(findings) / sizeof(*findings));
}

/* A number that is the same in all rows and is no amount of bytes. */
static bool is_constant(const struct fit_column *c)
{
	return c->same && is_number(c) && !ends_with(c->name, "_bytes") &&
		!ends_with(c->name, "bytes_per_core");
}

/* Whether another column, an op or a call site, says where in the run a row belongs. */
static bool has_place(const struct fit_column *c, size_t count)
{
	bool op = false, event = false;

	for (size_t i = 0; i < count; i++) {
		op |= c[i].shown && !strcmp(c[i].name, "op");
		event |= !strcmp(c[i].name, "event");
	}
	return (op && !event) || last_of(c, count, is_site) < count;
}

static bool has_name(const struct fit_column *c, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (c[i].shown && c[i].name_of)
			return true;
	return false;
}

static bool is_any(const struct fit_column *c)
{
	(void)c;
	return true;
}

static bool two_are_left(const struct fit_column *c, size_t count)
{
	size_t shown = 0;

	for (size_t i = 0; i < count; i++)
		shown += c[i].shown;
	return shown <= 2;
}

/* The first column of the query's `-- hide:` line that is still shown; `count`: there is none. */
static size_t declared(const struct fit_column *c, size_t count)
{
	size_t next = count;

	for (size_t i = 0; i < count; i++)
		if (c[i].shown && !c[i].kept && c[i].hide && (next == count || c[i].hide < c[next].hide))
			next = i;
	return next;
}

/* A column that says little, or repeats what others say; `count`: there is none. */
static size_t dispensable(const struct fit_column *c, size_t count, size_t rows)
{
	static const char *const seq[] = {"seq"};
	size_t next;

	if (two_are_left(c, count))
		return count;
	if ((next = declared(c, count)) < count || (next = one_of(c, count, seq, 1, false)) < count ||
		(next = last_of(c, count, says_nothing)) < count ||
		(rows > 1 && (next = one_of(c, count, once, ONCE, true)) < count) ||
		(next = one_of(c, count, unimportant, UNIMPORTANT, false)) < count ||
		(rows == 1 && (next = one_of(c, count, once, ONCE_OF_ONE, true)) < count) ||
		(rows > 1 && (next = last_of(c, count, is_constant)) < count))
		return next;
	return has_place(c, count) ? one_of(c, count, places, PLACES, false) : count;
}

/* The column to leave out next; `count`: there is none. At least two columns stay. */
static size_t least_important(const struct fit_column *c, size_t count, size_t rows)
{
	size_t next;

	if (two_are_left(c, count))
		return count;
	if ((next = dispensable(c, count, rows)) < count ||
		(last_of(c, count, is_site) < count &&
			(next = one_of(c, count, often, OFTEN, false)) < count) ||
		(next = last_of(c, count, is_site)) < count ||
		(next = one_of(c, count, parts, PARTS, false)) < count ||
		(next = last_of(c, count, is_number)) < count ||
		(has_name(c, count) && (next = one_of(c, count, counts, COUNTS, false)) < count))
		return next;
	return last_of(c, count, is_any);
}

/* The width that shows every cell whole. */
static size_t whole(const struct fit_column *c)
{
	return larger(c->cells, name_least(c->name));
}

/* The width at which names and call sites can be told apart; 0: the column has neither. */
static size_t fair(const struct fit_column *c)
{
	size_t n = is_site(c) ? SITE_FAIR : is_function(c) ? SITE_EASY : c->path ? PATH_EASY : c->name_of ? NAME_FAIR : 0;

	return n < whole(c) ? n : whole(c);
}

/*
 * Widens the columns of texts that are narrower than `to` says, by one character each in turn,
 * until `room` is used up. Returns the room that is left.
 */
static size_t widen(struct fit_column *c, size_t count, size_t room,
	size_t (*to)(const struct fit_column *))
{
	bool gave = true;

	while (room && gave) {
		gave = false;
		for (size_t i = 0; i < count && room; i++)
			if (c[i].shown && c[i].text && c[i].width < to(&c[i])) {
				c[i].width++;
				room--;
				gave = true;
			}
	}
	return room;
}

/*
 * Widens columns of short texts where there is room to show them whole: with any less they would
 * still need a second line. Returns the room that is left.
 */
static size_t spare_lines(struct fit_column *c, size_t count, size_t room)
{
	for (size_t i = 0; i < count; i++)
		if (c[i].shown && c[i].text && !c[i].name_of && !c[i].path && !is_site(&c[i]) &&
			c[i].cells <= SHORT_TEXT && whole(&c[i]) - c[i].width <= room) {
			room -= whole(&c[i]) - c[i].width;
			c[i].width = whole(&c[i]);
		}
	return room;
}

static void leave_out(struct fit_column *c, size_t count, size_t next)
{
	c[next].shown = false;
	/* core_x without core_y is of no use, nor core_y without core_x */
	for (size_t i = 0; i < count && !strncmp(c[next].name, "core_", 5); i++)
		c[i].shown &= !!strncmp(c[i].name, "core_", 5);
}

size_t fit(struct fit_column *c, size_t count, size_t rows, size_t width)
{
	size_t lines = 1, sum, next;

	for (size_t i = 0; i < count; i++) {
		c[i].shown = true;
		c[i].width = natural(&c[i]);
	}
	if (!width || total(c, count, natural) <= width)
		return 1;
	while (total(c, count, easy) > width && (next = dispensable(c, count, rows)) < count)
		leave_out(c, count, next);
	while (total(c, count, least) > width && (next = least_important(c, count, rows)) < count)
		leave_out(c, count, next);
	if (total(c, count, natural) <= width)
		return 1;
	sum = total(c, count, least);
	for (size_t i = 0; i < count; i++)
		c[i].width = least(&c[i]);
	sum = widen(c, count, width > sum ? width - sum : 0, fair);
	widen(c, count, spare_lines(c, count, sum), whole);
	for (size_t i = 0; i < count; i++)
		if (c[i].shown)
			lines = larger(lines, name_lines(c[i].name, c[i].width));
	return lines;
}
