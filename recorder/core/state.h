/*
 * What all parts of the recorder share: is it on, is this process recording, and to where.
 *
 * Must not know: the kinds of events; TT-Metal.
 *
 * Processes: everything that belongs to one recording process hangs off l1tr_process, a page that
 * the kernel wipes in a forked child (MADV_WIPEONFORK; fork handlers would miss _Fork and clone).
 * A child that sees generation 0 there starts a trace of its own.
 */
#ifndef L1TR_STATE_H
#define L1TR_STATE_H

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include "l1t_live.h"

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

enum l1tr_phase {
	PHASE_NONE = 0,         /* nothing recorded yet */
	PHASE_STARTING,
	PHASE_RUNNING,
	PHASE_ENDED,            /* came to its end; an event opens it again */
	PHASE_FAILED,           /* no trace can be written: off for this process */
};

/* Wiped on fork. */
struct l1tr_process {
	_Atomic uint32_t generation;    /* 0: not recording in this process */
	_Atomic uint32_t phase;         /* enum l1tr_phase */
	_Atomic int starter;            /* tid of the thread that is starting */
	_Atomic uint32_t writer_alive;  /* a full ring may be waited for */
	_Atomic uint32_t wake;          /* futex the writer sleeps on */
	_Atomic uint32_t asleep;        /* the writer sleeps */
	_Atomic uint32_t flush_wanted, flush_done;
	_Atomic uint32_t ending;
	_Atomic uint64_t lost_before;   /* events lost before there was a live file */
};
extern struct l1tr_process *l1tr_process;

/* 0: every call returns at once. */
extern _Atomic int l1tr_on;
/* Set by l1trace_pause. */
extern _Atomic int l1tr_paused;

/* A file of ours: hosts close and reuse descriptors, so device and inode are checked. */
struct l1tr_file {
	int fd;
	dev_t device;
	ino_t inode;
	char path[PATH_MAX];
};
/* The descriptor, good for use; reopened by name where it was closed. -1: it is gone. */
int l1tr_file_fd(struct l1tr_file *file);
/* Takes over fd, moves it up out of the host's way. */
void l1tr_file_adopt(struct l1tr_file *file, int fd);

/* The recording of this process; valid while phase is RUNNING or ENDED. */
struct l1tr_recording {
	struct l1tr_file trace, live;
	struct l1t_live_header *header;
	uint64_t session, wall_ns;
	uint64_t ticks0;                /* of time 0 */
	int64_t mono0;                  /* CLOCK_MONOTONIC at time 0 */
	struct l1t_ring_header *rings[L1T_RING_MAX];    /* slots lie one page behind */
	uint64_t begin_slot[L1T_RING_MAX];      /* where a ring starts when it is made anew */
	pthread_t writer;
	bool has_writer, forked;
	pid_t pid;
};
extern struct l1tr_recording l1tr_recording;

/* Called once by the constructor and by the preload library. */
void l1tr_decide(bool preloaded);
/* Slow path of the first event: 1 when this process records now. Signal-safe in that it gives up. */
int l1tr_start(void);
/* At most one line a process, on stderr. */
void l1tr_warn(const char *what, const char *path, int error);

/* naming.c: the pattern made absolute at load; then the file's name. 0, or -1 with errno. */
void l1tr_naming_load(const char *pattern);
bool l1tr_naming_known(void);
/* Creates the trace file under the first free name; *fd and the name are given back. */
int l1tr_naming_create(char path[PATH_MAX], int *fd);

/* describe.c: the blob of L1T_BEGIN. Returns its length. */
size_t l1tr_describe_process(uint8_t *blob, size_t room);

/* live_file.c */
int l1tr_live_create(struct l1tr_recording *r);
/* A ring for this thread, or NULL. */
struct l1t_ring_header *l1tr_live_take_ring(struct l1tr_recording *r, uint32_t *thread);
void l1tr_live_forget(struct l1tr_recording *r);

/* writer.c */
int l1tr_writer_start(struct l1tr_recording *r);
void l1tr_writer_wake(void);

/* intern.c */
struct l1t_record;
/* Calls `see` for every definition and open device, oldest first. */
void l1tr_intern_each(void (*see)(const struct l1t_record *r, void *context), void *context);
/* events_rare.c: the same for devices. */
void l1tr_devices_each(void (*see)(const struct l1t_record *r, void *context), void *context);

#endif
