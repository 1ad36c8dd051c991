/*
 * Which columns of a table a terminal has room for: see fit.h. In this order: names are broken at
 * their underscores, texts are cut, columns that say nothing go, then the least important ones.
 *
 * Must not know: SQL, what the rows are.
 */
#include <string.h>
#include "fit.h"

enum { TEXT_LEAST = 21, SITE_LEAST = 30, LINES_MOST = 3 };

/* What one row says as well as all, when it is the same in all. */
static const char *const once[] = {"run", "handle", "mesh", "opening", "chips", "device", "kind",
	"time_ns", "core_x", "core_y", "loop", "bad"};
enum { ONCE = sizeof(once) / sizeof(*once) };

/* What is missed least comes first. What is not here goes last, from the right. */
static const char *const unimportant[] = {"handle", "mesh", "opening", "chips", "moment",
	"id", "role", "age_ns", "size_bytes", "first_bytes", "last_bytes", "last_alloc_ns",
	"largest_text_bytes", "program_config_bytes", "program_text_bytes", "largest_kernel",
	"resident_bytes", "l1_small_bytes", "persistent_bytes", "reserved_bytes", "capacity_bytes",
	"usable_bytes", "most_holes", "worst_fragmentation", "alloc_ns", "type",
	"kernel_text_bytes", "first_alloc_ns", "ring_bytes", "ring_percent", "run", "device", "program",
	"program_bytes", "buffer_bytes", "largest_bytes"};

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

/* Length of the piece of a name up to its next underscore, that one too. */
static size_t piece(const char *name)
{
	size_t n = strcspn(name, "_");

	return n + (name[n] == '_');
}

/* Lines that a name takes when a line is so wide; 0: a piece of it is wider. */
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

/* The narrowest width that breaks a name into a few lines at most. */
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
	/* names stand on the ground */
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

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t natural(const struct fit_column *c)
{
	return larger(c->cells, strlen(c->name));
}

static size_t least(const struct fit_column *c)
{
	size_t floor = ends_with(c->name, "callsite") ? SITE_LEAST : TEXT_LEAST;
	size_t cells = c->text && c->cells > floor ? floor : c->cells;

	return larger(cells, name_least(c->name));
}

static size_t total(const struct fit_column *c, size_t count, size_t (*of)(const struct fit_column *))
{
	size_t sum = 0;

	for (size_t i = 0; i < count; i++)
		if (c[i].shown)
			sum += of(&c[i]) + (sum ? FIT_GAP : 0);
	return sum;
}

/* The column to leave out next; count: none, two stay at least. */
static size_t least_important(const struct fit_column *c, size_t count, size_t rows)
{
	size_t shown = 0;

	for (size_t i = 0; i < count; i++)
		shown += c[i].shown;
	if (shown <= 2)
		return count;
	for (size_t i = 0; i < count; i++)
		if (c[i].shown && !strcmp(c[i].name, "seq"))
			return i;
	for (size_t i = count; i--;)
		if (c[i].shown && c[i].silent && !is_one_of(c[i].name, once, ONCE))
			return i;
	for (size_t k = 0; k < ONCE && rows > 1; k++)
		for (size_t i = 0; i < count; i++)
			if (c[i].shown && c[i].same && !strcmp(c[i].name, once[k]))
				return i;
	for (size_t k = 0; k < sizeof(unimportant) / sizeof(*unimportant); k++)
		for (size_t i = 0; i < count; i++)
			if (c[i].shown && !strcmp(c[i].name, unimportant[k]))
				return i;
	for (size_t i = count; i--;)
		if (c[i].shown && strcmp(c[i].name, "name") && !ends_with(c[i].name, "callsite"))
			return i;
	for (size_t i = count; i--;)
		if (c[i].shown)
			return i;
	return count;
}

/* Gives what room is left to the texts that were cut, one after the other. */
static void widen(struct fit_column *c, size_t count, size_t room)
{
	bool gave = true;

	while (room && gave) {
		gave = false;
		for (size_t i = 0; i < count && room; i++)
			if (c[i].shown && c[i].text && c[i].width < larger(c[i].cells,
					name_least(c[i].name))) {
				c[i].width++;
				room--;
				gave = true;
			}
	}
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
	while (total(c, count, least) > width && (next = least_important(c, count, rows)) < count) {
		c[next].shown = false;
		/* half of a core's place is of no use */
		for (size_t i = 0; i < count && !strncmp(c[next].name, "core_", 5); i++)
			c[i].shown &= !!strncmp(c[i].name, "core_", 5);
	}
	if (total(c, count, natural) <= width)
		return 1;
	sum = total(c, count, least);
	for (size_t i = 0; i < count; i++)
		c[i].width = least(&c[i]);
	widen(c, count, width > sum ? width - sum : 0);
	for (size_t i = 0; i < count; i++)
		if (c[i].shown)
			lines = larger(lines, name_lines(c[i].name, c[i].width));
	return lines;
}
