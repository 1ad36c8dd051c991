/*
 * The alternate screen keeps what was there before. Signals that end or stop the program give the
 * terminal back first, with calls that are allowed in handlers.
 *
 * Must not know: what is drawn.
 */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include "screen.h"
#include "xalloc.h"

/* Alternate screen, no cursor; and back: colours off, cursor on, the screen before. */
static const char enter[] = "\033[?1049h\033[?25l\033[2J", leave[] = "\033[0m\033[?25h\033[?1049l";

static struct {
	volatile sig_atomic_t is_taken, again;  /* again: everything has to be drawn */
	pid_t owner;            /* a child has no terminal */
	bool has_keys;
	struct termios before, raw;
	char keys[64];          /* that were read and not yet taken */
	size_t key_count;
	char **lines;           /* that are on it */
	size_t count;
	unsigned columns, rows;
	char *out;
	size_t bytes, room;
} screen;

const char *screen_refuses(void)
{
	const char *term = getenv("TERM");

	if (!isatty(STDOUT_FILENO))
		return "standard output is no terminal";
	return !term || !*term || !strcmp(term, "dumb") ? "this terminal cannot be drawn on (TERM)" : NULL;
}

static void write_all(const char *text, size_t n)
{
	while (n) {
		ssize_t done = write(STDOUT_FILENO, text, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0 && errno == EAGAIN) {
			struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};

			if (poll(&p, 1, 1000) > 0)
				continue;
		}
		if (done <= 0)
			return;
		text += done;
		n -= (size_t)done;
	}
}

/* Allowed in a handler. */
static void give_back(void)
{
	if (!screen.is_taken || getpid() != screen.owner)
		return;
	screen.is_taken = 0;
	write_all(leave, sizeof(leave) - 1);
	if (screen.has_keys)
		tcsetattr(STDIN_FILENO, TCSANOW, &screen.before);
}

/* Allowed in a handler. */
static void take(void)
{
	if (screen.has_keys)
		tcsetattr(STDIN_FILENO, TCSANOW, &screen.raw);
	screen.is_taken = 1;
	screen.again = 1;
	write_all(enter, sizeof(enter) - 1);
}

static void look_at_keys(void)
{
	screen.has_keys = isatty(STDIN_FILENO) && !tcgetattr(STDIN_FILENO, &screen.before);
	screen.raw = screen.before;
	screen.raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	screen.raw.c_cc[VMIN] = 1;
	screen.raw.c_cc[VTIME] = 0;
}

static void on_end(int signal)
{
	give_back();
	raise(signal);          /* ends the program, as without this handler (SA_RESETHAND) */
}

static void on_stop(int signal)
{
	int error = errno;

	(void)signal;
	give_back();
	raise(SIGSTOP);
	/* SIGCONT goes on here */
	take();
	errno = error;
}

/* After a stop that could not be noticed. */
static void on_continue(int signal)
{
	int error = errno;

	(void)signal;
	if (screen.is_taken)
		take();
	errno = error;
}

static void on_resize(int signal)
{
	(void)signal;
	screen.again = 1;
}

static void catch_signals(void)
{
	static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGXCPU, SIGSEGV, SIGBUS, SIGABRT,
		SIGFPE, SIGILL};
	struct sigaction now, end = {.sa_handler = on_end, .sa_flags = (int)SA_RESETHAND},
		stop = {.sa_handler = on_stop}, resize = {.sa_handler = on_resize},
		go_on = {.sa_handler = on_continue};

	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++)
		if (!sigaction(ending[i], NULL, &now) && now.sa_handler != SIG_IGN)
			sigaction(ending[i], &end, NULL);
	if (!sigaction(SIGTSTP, NULL, &now) && now.sa_handler != SIG_IGN)
		sigaction(SIGTSTP, &stop, NULL);
	sigaction(SIGWINCH, &resize, NULL);
	sigaction(SIGCONT, &go_on, NULL);
}

void screen_begin(void)
{
	setlocale(LC_CTYPE, "");
	screen.owner = getpid();
	look_at_keys();
	catch_signals();
	atexit(give_back);
	take();
}

void screen_end(void)
{
	give_back();
	for (size_t i = 0; i < screen.count; i++)
		free(screen.lines[i]);
	free(screen.lines);
	free(screen.out);
	screen.lines = NULL;
	screen.out = NULL;
	screen.count = screen.room = 0;
}

void screen_size(unsigned *columns, unsigned *rows)
{
	struct winsize w = {0};

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w))
		w = (struct winsize){0};
	*columns = w.ws_col ? w.ws_col : 80;
	*rows = w.ws_row ? w.ws_row : 24;
}

bool screen_has_colours(void)
{
	const char *no = getenv("NO_COLOR");

	return !no || !*no;
}

bool screen_has_unicode(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

bool screen_is_stale(void)
{
	return screen.again;
}

static void put(const char *text, size_t n)
{
	if (screen.bytes + n > screen.room) {
		screen.room = (screen.bytes + n) * 2;
		screen.out = xrealloc(screen.out, screen.room, 1);
	}
	memcpy(screen.out + screen.bytes, text, n);
	screen.bytes += n;
}

static void put_number(unsigned n)
{
	char digits[12];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + n % 10);
	while (n /= 10);
	put(digits + at, sizeof(digits) - at);
}

/* A line as it is on the terminal now; "": nothing. */
static void replace_line(size_t row, const struct canvas_line *line, unsigned columns)
{
	const char *text = line ? line->text : "";

	if (!strcmp(screen.lines[row], text))
		return;
	put("\033[", 2);
	put_number((unsigned)row + 1);
	put(";1H", 3);
	put(text, strlen(text));
	/* at the last column the cursor is still on the last character, which this would delete */
	if (!line || line->used < columns)
		put("\033[K", 3);
	free(screen.lines[row]);
	screen.lines[row] = xstrdup(text);
}

static void resize(const struct canvas *c)
{
	for (size_t i = 0; i < screen.count; i++)
		free(screen.lines[i]);
	screen.count = c->rows;
	screen.lines = xrealloc(screen.lines, c->rows ? c->rows : 1, sizeof(*screen.lines));
	for (size_t i = 0; i < screen.count; i++)
		screen.lines[i] = xstrdup("");
	screen.columns = c->columns;
	screen.rows = c->rows;
	put("\033[2J", 4);
}

void screen_show(const struct canvas *c)
{
	sigset_t stop, before;

	/* a stop in the middle would leave half of it on the other screen */
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigprocmask(SIG_BLOCK, &stop, &before);
	screen.bytes = 0;
	if (screen.again || c->columns != screen.columns || c->rows != screen.rows) {
		screen.again = 0;
		resize(c);
	}
	for (size_t i = 0; i < screen.count; i++)
		replace_line(i, i < c->count ? &c->lines[i] : NULL, c->columns);
	write_all(screen.out, screen.bytes);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

/* Bytes of the first of the keys that were read; an arrow is a sequence that comes in one piece. */
static size_t key_bytes(void)
{
	const char *p = screen.keys;
	bool sequence = screen.key_count >= 3 && p[0] == '\033' && (p[1] == '[' || p[1] == 'O');

	return sequence ? 3 : 1;
}

static enum key key_of(const char *p, size_t bytes)
{
	if (bytes == 3)
		return p[2] == 'A' ? KEY_UP : p[2] == 'B' ? KEY_DOWN : KEY_NONE;
	switch (p[0]) {
	case 'q': case 'Q': return KEY_QUIT;
	case 'k': return KEY_UP;
	case 'j': return KEY_DOWN;
	case 'p': case ' ': return KEY_PAUSE;
	case 'h': case '?': return KEY_HELP;
	case 's': return KEY_SORT;
	default: return KEY_NONE;
	}
}

static enum key take_key(void)
{
	size_t n = key_bytes();
	enum key key = key_of(screen.keys, n);

	screen.key_count -= n;
	memmove(screen.keys, screen.keys + n, screen.key_count);
	return key;
}

enum key screen_key(int wait_ms)
{
	struct pollfd p = {.fd = screen.has_keys ? STDIN_FILENO : -1, .events = POLLIN};
	ssize_t n;

	if (screen.key_count)
		return take_key();
	if (screen.again || poll(&p, 1, wait_ms) <= 0)
		return KEY_NONE;
	n = p.revents & POLLIN ? read(STDIN_FILENO, screen.keys, sizeof(screen.keys)) : 0;
	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? KEY_NONE : KEY_ENDED;
	screen.key_count = (size_t)n;
	return n ? take_key() : KEY_ENDED;
}
