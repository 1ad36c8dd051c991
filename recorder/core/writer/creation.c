/*
 * Creates the files of a recording: called by the writer, or by an errand where there can be no
 * writer.
 *
 * Must not know: who waits for them, how they are filled.
 */
#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include "clock.h"
#include "creation.h"
#include "kept_file.h"
#include "live_file.h"
#include "output_name.h"
#include "own_table.h"
#include "pauses.h"
#include "process_info.h"
#include "recording.h"
#include "warn.h"

/* Filled when the files are created, since it is read from files of the kernel. */
static struct {
	size_t bytes;
	char text[L1T_BLOB_MAX - sizeof(struct l1t_begin)];
} process;

static uint64_t new_session(const struct l1tr_recording *r)
{
	uint64_t session;

	if (getrandom(&session, sizeof(session), GRND_NONBLOCK) != sizeof(session) || !session)
		session = (r->wall_ns ^ r->ticks0 << 20 ^ (uint64_t)r->pid << 40) | 1;
	return session;
}

static void set_time_zero(struct l1tr_recording *r)
{
	struct timespec wall;

	/* stamps of earlier pauses are of the other clock: 0 only says that they were before */
	if (l1tr_clock_ask_kernel())
		for (unsigned i = 0; i < PAUSES_KEPT; i++)
			atomic_store(&l1tr_pauses.ticks[i], 0);
	l1tr_clock_gettime(CLOCK_REALTIME, &wall);
	l1tr_clock_pair(&r->ticks0, &r->mono0_ns);
	if (l1tr_clock_kind)
		r->mono0_ns = (int64_t)r->ticks0;
	r->line = (struct l1t_anchor){r->ticks0, 0, l1tr_clock_ns_per_tick()};
	r->wall_ns = (uint64_t)wall.tv_sec * 1000000000u + (uint64_t)wall.tv_nsec;
}

static bool create_trace(struct l1tr_recording *r)
{
	uint8_t bytes[L1T_FILE_HEADER_BYTES];
	struct l1t_file_header h = {L1T_VERSION, r->session, r->wall_ns, (uint64_t)r->pid};
	const char *why = NULL;
	int error, fd = l1tr_output_name_create(r->trace.path, r->pid, &why);

	if (fd < 0) {
		l1tr_warn("create the trace", r->trace.path, why);
		return false;
	}
	l1tr_file_adopt(&r->trace, fd);
	l1t_write_file_header(bytes, &h);
	r->trace_end = sizeof(bytes);
	if (!l1tr_file_write(r->trace.fd, bytes, sizeof(bytes), 0) && !l1tr_live_create(r) &&
		!l1tr_live_add_ring(r, false))
		return true;
	error = errno;
	l1tr_remove(r);         /* first: the warning may need the descriptors */
	l1tr_warn("record into", r->trace.path, l1tr_why(error));
	return false;
}

bool l1tr_create(struct l1tr_recording *r)
{
	r->shares_table = !l1tr_own_table_is_mine();
	set_time_zero(r);
	r->session = new_session(r);
	process.bytes = l1tr_process_info(process.text, sizeof(process.text));
	return create_trace(r);
}

bool l1tr_create_again(struct l1tr_recording *r)
{
	return !l1tr_live_create(r) && !l1tr_live_add_ring(r, false);
}

static void remove_one(struct l1tr_file *file)
{
	struct stat st;

	if (l1tr_file_fd(file) >= 0 && !lstat(file->path, &st) && st.st_dev == file->device &&
		st.st_ino == file->inode)
		unlink(file->path);
	l1tr_file_close(file);
}

void l1tr_remove_live(struct l1tr_recording *r)
{
	remove_one(&r->live);
}

void l1tr_remove(struct l1tr_recording *r)
{
	remove_one(&r->live);
	remove_one(&r->trace);
}

void l1tr_beginning(const struct l1tr_recording *r, struct l1t_record *record)
{
	*record = (struct l1t_record){.kind = L1T_BEGIN, .blob = (const uint8_t *)process.text,
		.blob_bytes = (uint32_t)process.bytes,
		.begin = {.pid = (uint64_t)r->pid, .parent_pid = (uint64_t)r->parent_pid,
			.wall_ns = r->wall_ns, .clock = l1tr_clock_kind,
			.ticks_per_s = l1tr_clock_kind ? L1T_UNKNOWN
				: (uint64_t)(1e9 / r->line.ns_per_tick),
			.forked = r->forked}};
}
