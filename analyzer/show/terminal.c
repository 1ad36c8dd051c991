/*
 * What the terminal behind a stream can show: see terminal.h.
 *
 * Must not know: SQL, what is drawn.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "terminal.h"

enum { WIDTH = 80, LINES = 24, SIZE_MOST = 100000 };

static FILE *stand_in;

void terminal_stand_in(FILE *out)
{
	stand_in = out;
}

static int descriptor(FILE *out)
{
	return out == stand_in ? STDOUT_FILENO : fileno(out);
}

bool terminal_is(FILE *out)
{
	int fd = descriptor(out);

	return fd >= 0 && isatty(fd);
}

/* A size: the variable's, else the terminal's, else the usual one. */
static size_t size(const char *variable, size_t its, size_t usual)
{
	const char *text = getenv(variable);
	long asked = text ? strtol(text, NULL, 10) : 0;

	return asked > 0 && asked < SIZE_MOST ? (size_t)asked : its ? its : usual;
}

static bool is_set(const char *variable)
{
	const char *text = getenv(variable);

	return text && *text;
}

/* The first variable that is set says in which encoding texts are, as everywhere else. */
static bool is_utf8(void)
{
	static const char *const variables[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		if (is_set(variables[i]))
			return strcasestr(getenv(variables[i]), "utf-8") ||
				strcasestr(getenv(variables[i]), "utf8");
	return false;
}

struct terminal terminal_of(FILE *out)
{
	struct terminal t = {.blocks = is_utf8()};
	struct winsize window = {0};

	if (!terminal_is(out))
		return t;
	if (ioctl(descriptor(out), TIOCGWINSZ, &window))
		window = (struct winsize){0};
	t.width = size("COLUMNS", window.ws_col, WIDTH);
	t.lines = size("LINES", window.ws_row, LINES);
	t.colour = !is_set("NO_COLOR") && is_set("TERM") && strcmp(getenv("TERM"), "dumb") != 0;
	return t;
}

size_t terminal_width(FILE *out)
{
	return terminal_of(out).width;
}

void pen_take(FILE *out, const struct terminal *t, struct pen *pen, enum hue front, enum hue back)
{
	/* what is behind a character is the same colour, 10 further */
	static const int codes[HUES] = {[HUE_BUFFERS] = 94, [HUE_PROGRAM] = 33, [HUE_L1_SMALL] = 32,
		[HUE_PERSISTENT] = 35, [HUE_CAPACITY] = 31, [HUE_DEAD] = 90, [HUE_STRONG] = 1};

	if (!t->colour || (pen->front == front && pen->back == back))
		return;
	/* what is bold, or behind, ends with all else */
	if ((pen->back && !back) || (pen->front && !front) || pen->front == HUE_STRONG)
		fputs("\033[0m", out);
	if (back)
		fprintf(out, "\033[%d;%dm", codes[front], codes[back] + 10);
	else if (front)
		fprintf(out, "\033[%dm", codes[front]);
	*pen = (struct pen){front, back};
}

void put_hue(FILE *out, const struct terminal *t, enum hue hue)
{
	struct pen before = {.front = hue == HUE_PLAIN ? HUE_DEAD : HUE_PLAIN};

	pen_take(out, t, &before, hue, HUE_PLAIN);
}

void put_either(FILE *out, const struct terminal *t, const char *blocks, const char *ascii)
{
	fputs(t->blocks ? blocks : ascii, out);
}
