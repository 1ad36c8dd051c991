/*
 * The parent reads what is in the trace for good. For a picture of now a child of it
 * (background.h) goes on to the end, with what the live file holds, and is forgotten: so nothing
 * has to be taken back, and a picture costs what is in the rings, however long the trace is.
 *
 * Must not know: how it is shown.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "background.h"
#include "followed_trace.h"
#include "l1t_live_look.h"
#include "l1t_reader.h"
#include "l1t_wire.h"
#include "last_cure.h"
#include "message.h"
#include "present.h"
#include "run_end.h"
#include "trace_bytes.h"
#include "work_allowance.h"
#include "xalloc.h"

enum {
	RECORD_NS = 250,        /* work that every record costs, as in load.c */
	LOOK_EVERY = 256,       /* records between two looks at the clock */
	CURES_REST = 10,        /* looking for cures takes no more than a tenth of the time */
};
static const uint64_t shot_most_ns = 10000000000, cure_most_ns = 60000000000,
	second_ns = 1000000000, quiet_ns = 2000000000;

struct identity {               /* of a file, as far as it shows that it is another one */
	dev_t dev;
	ino_t ino;
	uint64_t session, bytes;
};

struct followed {
	char *path;
	struct identity file;
	struct l1t_reader *reader;      /* NULL: there is nothing to read yet */
	struct present *present;
	enum follow_state state;
	char why[300], ended[160];
	unsigned runs;
	bool was_removed, caught_up;
	uint64_t counted_bytes;         /* for the allowance of work */
	struct l1t_live_look look;      /* the last one; slots and bytes of zero: none */
	uint64_t look_bytes, changed_ns, shot_ns;
	bool changed;                   /* since the last picture began */
	struct background live, cure;
	struct snapshot *shown;
	bool has_shown;
	uint64_t cure_of, cure_due_ns;  /* number of failures that it was looked for */
	bool has_cure;
	char cure_text[NOTE_ROOM];
};

static bool a_cure_is_sought;   /* one at a time: it takes a processor */

struct followed *followed_new(const char *path)
{
	struct followed *f = xcalloc(1, sizeof(*f));

	f->path = xstrdup(path);
	f->shown = xcalloc(1, sizeof(*f->shown));
	if (!background_new(&f->live, sizeof(struct snapshot)) || !background_new(&f->cure, NOTE_ROOM))
		out_of_memory();
	return f;
}

/* What was read of a file that is no longer this one. */
static void forget(struct followed *f)
{
	/* a picture of the file before may be under way */
	if (f->live.pid) {
		background_free(&f->live);
		if (!background_new(&f->live, sizeof(struct snapshot)))
			out_of_memory();
	}
	l1t_reader_close(f->reader);
	present_free(f->present);
	f->reader = NULL;
	f->present = NULL;
	f->caught_up = f->was_removed = f->has_cure = f->has_shown = false;
	f->cure_of = f->counted_bytes = f->look_bytes = 0;
	f->look = (struct l1t_live_look){0};
	f->ended[0] = 0;
}

void followed_free(struct followed *f)
{
	if (f->cure.pid)
		a_cure_is_sought = false;
	forget(f);
	background_free(&f->live);
	background_free(&f->cure);
	free(f->shown);
	free(f->path);
	free(f);
}

/* ---- the file ---- */

static bool identify(const char *path, struct identity *id)
{
	uint8_t head[L1T_FILE_HEADER_BYTES];
	struct l1t_file_header h;
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool there = fd >= 0 && !fstat(fd, &st);
	int error = errno;

	*id = (struct identity){0};
	if (there) {
		id->dev = st.st_dev;
		id->ino = st.st_ino;
		id->bytes = (uint64_t)st.st_size;
		if (S_ISREG(st.st_mode) && pread(fd, head, sizeof(head), 0) == sizeof(head) &&
			l1t_read_file_header(&h, head) == L1T_HEADER_OK)
			id->session = h.session;
	}
	if (fd >= 0)
		close(fd);
	errno = error;
	return there;
}

/* Whether what was read is not of this file. */
static bool is_another(const struct followed *f, const struct identity *now)
{
	return now->dev != f->file.dev || now->ino != f->file.ino ||
		(now->session && f->file.session && now->session != f->file.session) ||
		now->bytes < l1t_reader_status(f->reader)->file_bytes;
}

static void open_reader(struct followed *f, const struct identity *now)
{
	if (l1t_reader_open(&f->reader, f->path, f->why, sizeof(f->why))) {
		f->reader = NULL;
		/* a file that has just been made has nothing in it yet */
		f->state = now->bytes < L1T_FILE_HEADER_BYTES ? FOLLOW_WAITS : FOLLOW_GIVEN_UP;
		return;
	}
	l1t_reader_follow(f->reader, 1);
	f->present = present_new();
	f->file = *now;
	f->runs++;
	f->state = FOLLOW_READS;
	f->why[0] = 0;
	f->changed = true;
	f->changed_ns = clock_ns();
}

/* Makes sure that the reader reads the file that is there now. False: there is nothing to read. */
static bool attend_file(struct followed *f)
{
	struct identity now;

	if (!identify(f->path, &now)) {
		f->was_removed = f->reader != NULL;
		if (f->reader)
			return true;
		snprintf(f->why, sizeof(f->why), "%s", strerror(errno));
		f->state = FOLLOW_WAITS;
		return false;
	}
	f->was_removed = false;
	if (f->reader && is_another(f, &now))
		forget(f);
	if (!f->reader)
		open_reader(f, &now);
	else if (now.session)
		f->file.session = now.session;
	return f->reader;
}

/* ---- reading ---- */

static uint64_t processor_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* What was added to the file may cost as much as a file of that size. */
static void allow_work(struct followed *f)
{
	uint64_t bytes = trace_bytes(f->path);

	work_more(0, processor_ns());
	work_begin_reading(bytes > f->counted_bytes ? bytes - f->counted_bytes : 0, 1);
	if (bytes > f->counted_bytes)
		f->counted_bytes = bytes;
}

static void give_up(struct followed *f, const char *why)
{
	snprintf(f->why, sizeof(f->why), "%s", why);
	f->state = FOLLOW_GIVEN_UP;
}

static void read_on(struct followed *f, uint64_t budget_ns)
{
	uint64_t until_ns = clock_ns() + budget_ns, n = 0;
	const struct l1t_record *r;
	int got;

	allow_work(f);
	f->caught_up = false;
	while ((got = l1t_reader_next(f->reader, &r)) == 1) {
		present_record(f->present, r);
		if (!work_record(RECORD_NS)) {
			give_up(f, "it takes more work or memory than its size allows (--unlimited reads it)");
			return;
		}
		if (!(++n % LOOK_EVERY) && clock_ns() > until_ns)
			return;
	}
	if (got < 0)
		give_up(f, "out of memory or an input error");
	f->caught_up = !got;
}

/* ---- pictures of now, in the background ---- */

/* Time of the process's clock. */
static uint64_t now_of(const struct followed *f)
{
	uint64_t wall_ns = present_wall_ns(f->present);
	struct timespec t;
	uint64_t now_ns;

	if (wall_ns == L1T_UNKNOWN || clock_gettime(CLOCK_REALTIME, &t))
		return L1T_UNKNOWN;
	now_ns = (uint64_t)t.tv_sec * second_ns + (uint64_t)t.tv_nsec;
	return now_ns > wall_ns && now_ns - wall_ns < (uint64_t)1 << 60 ? now_ns - wall_ns : L1T_UNKNOWN;
}

static void take_picture(void *context, void *shared)
{
	struct followed *f = context;
	const struct l1t_record *r;
	int got;

	allow_work(f);
	l1t_reader_follow(f->reader, 0);
	while ((got = l1t_reader_next(f->reader, &r)) == 1) {
		present_record(f->present, r);
		if (!work_record(RECORD_NS))
			_exit(EXIT_INCOMPLETE);
	}
	if (got < 0)
		_exit(EXIT_UNREADABLE);
	present_show(f->present, l1t_reader_status(f->reader), f->state == FOLLOW_ENDED ? L1T_UNKNOWN
		: now_of(f), shared);
}

static void find_cure(void *context, void *shared)
{
	last_cure(((struct followed *)context)->path, shared, NOTE_ROOM);
}

/* Whether events were recorded since the last look. */
static void look_for_change(struct followed *f)
{
	struct l1t_live_look look = {0};
	uint64_t bytes = l1t_reader_status(f->reader)->file_bytes;

	if (!l1t_live_look(f->path, &look) || (f->file.session && look.session != f->file.session))
		look = (struct l1t_live_look){0};
	if (look.slots != f->look.slots || look.rings != f->look.rings || bytes != f->look_bytes) {
		f->changed = true;
		f->changed_ns = clock_ns();
	}
	f->look = look;
	f->look_bytes = bytes;
}

/* A process of another container has a number that means nothing here; what it records shows that
 * it lives. */
static void judge_process(struct followed *f)
{
	bool quiet = clock_ns() - f->changed_ns > quiet_ns;

	f->state = run_has_ended(f->shown, quiet, f->ended, sizeof(f->ended)) ? FOLLOW_ENDED : FOLLOW_RUNS;
}

/* Takes what the background has found. Returns whether it has found something. */
static bool collect(struct followed *f)
{
	enum background_state live = background_look(&f->live, shot_most_ns);
	enum background_state cure = background_look(&f->cure, cure_most_ns);

	if (live == BACKGROUND_DONE) {
		const struct snapshot *s = f->live.shared;

		memcpy(f->shown, s, snapshot_bytes(s));
		f->has_shown = true;
		f->why[0] = 0;
	} else if (live == BACKGROUND_FAILED) {
		snprintf(f->why, sizeof(f->why), "what is in its live file could not be read");
	}
	if (cure == BACKGROUND_DONE || cure == BACKGROUND_FAILED) {
		a_cure_is_sought = false;
		f->has_cure = cure == BACKGROUND_DONE;
		snprintf(f->cure_text, sizeof(f->cure_text), "%.*s", NOTE_ROOM - 1,
			f->has_cure ? (const char *)f->cure.shared : "");
		f->cure_due_ns = clock_ns() + f->cure.took_ns * CURES_REST;
	}
	return live >= BACKGROUND_DONE || cure >= BACKGROUND_DONE;
}

static void start_work(struct followed *f)
{
	uint64_t now = clock_ns();

	if (!f->live.pid && (f->changed || (f->state == FOLLOW_RUNS && now - f->shot_ns > second_ns))) {
		f->changed = false;
		f->shot_ns = now;
		if (!background_start(&f->live, take_picture, f))
			snprintf(f->why, sizeof(f->why), "no process can be made: %s", strerror(errno));
	}
	if (f->has_shown && f->shown->failure_count != f->cure_of && !f->cure.pid && !a_cure_is_sought &&
		now >= f->cure_due_ns && background_start(&f->cure, find_cure, f)) {
		a_cure_is_sought = true;
		f->has_cure = false;
		f->cure_of = f->shown->failure_count;
	}
}

bool followed_step(struct followed *f, uint64_t budget_ns)
{
	enum follow_state before = f->state;
	bool found = collect(f);

	if (!attend_file(f))
		return before != f->state || found;
	if (f->state == FOLLOW_GIVEN_UP)
		return found;
	read_on(f, budget_ns);
	if (f->state == FOLLOW_GIVEN_UP)
		return true;
	if (!f->caught_up)
		return true;
	look_for_change(f);
	if (f->has_shown)
		judge_process(f);
	start_work(f);
	return found || before != f->state;
}

bool followed_is_busy(const struct followed *f)
{
	return f->live.pid || f->cure.pid || f->state == FOLLOW_READS;
}

struct followed_view followed_view(const struct followed *f)
{
	return (struct followed_view){.path = f->path, .state = f->state, .why = f->why[0] ? f->why : NULL,
		.ended = f->ended[0] ? f->ended : NULL,
		.progress = f->reader ? l1t_reader_progress(f->reader) : 0, .runs = f->runs,
		.was_removed = f->was_removed, .shown = f->has_shown ? f->shown : NULL,
		.cure = f->has_cure && f->cure_of == f->shown->failure_count && f->cure_text[0]
			? f->cure_text : NULL};
}
