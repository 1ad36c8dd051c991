/*
 * A second thread that reads and decodes the blocks of a trace file ahead of who takes them. The
 * blocks, their order, and what is said of the file are those of l1t_scan_next(): it is called by
 * that thread until the end, and by the reader again from then on.
 *
 * Must not know: records, order of time.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include "reader_parts.h"

enum {
	READY_MAX = 8,                  /* blocks that wait to be taken; */
	READY_BYTES_MAX = 2 << 20,      /* of so much memory, or one of more */
};

struct ready {
	int got, error;                 /* of l1t_scan_next(): its result, and errno */
	struct l1t_block_header header;
	struct l1t_block *block;
	struct l1t_ahead_seen seen;     /* after this block */
};

struct l1t_ahead {
	struct l1t_scan *scan;          /* the thread's until it is joined */
	struct l1t_read_status status;  /* what it found; only what a file shows is filled */
	struct l1t_read_status *reader_status;
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t taken, came;
	/* under the mutex: */
	struct ready ready[READY_MAX];
	unsigned first, count;
	size_t bytes;
	struct l1t_block *spares;       /* blocks that were given back */
	int stop;
};

static void show(struct l1t_read_status *to, const struct l1t_read_status *from)
{
	to->blocks = from->blocks;
	to->skipped_blocks = from->skipped_blocks;
	to->left_out_bytes = from->left_out_bytes;
	to->damaged_bytes = from->damaged_bytes;
	to->damaged_count = from->damaged_count;
	for (int i = 0; i < L1T_DAMAGE_MAX; i++)
		to->damaged[i] = from->damaged[i];
}

static int is_full(const struct l1t_ahead *a)
{
	return a->count == READY_MAX || (a->count && a->bytes >= READY_BYTES_MAX);
}

/* Gives the decoder the blocks of a list, and empties it. */
static void reuse(struct l1t_ahead *a, struct l1t_block **spares)
{
	while (*spares) {
		struct l1t_block *b = *spares;

		*spares = b->next;
		l1t_decoder_reuse(a->scan->decoder, b);
	}
}

static void *read_on(void *argument)
{
	struct l1t_ahead *a = argument;
	struct l1t_block *spares = NULL;
	struct ready r;

	do {
		reuse(a, &spares);
		r.got = l1t_scan_next(a->scan, &r.header, &r.block);
		r.error = errno;
		if (r.got != 1)
			r.block = NULL;
		r.seen.at = a->scan->at;
		show(&r.seen.status, &a->status);
		pthread_mutex_lock(&a->mutex);
		while (is_full(a) && !a->stop)
			pthread_cond_wait(&a->taken, &a->mutex);
		if (a->stop) {
			pthread_mutex_unlock(&a->mutex);
			l1t_block_free(r.block);
			break;
		}
		a->ready[(a->first + a->count++) % READY_MAX] = r;
		a->bytes += r.block ? r.block->bytes : 0;
		spares = a->spares;
		a->spares = NULL;
		pthread_cond_signal(&a->came);
		pthread_mutex_unlock(&a->mutex);
	} while (r.got == 1);
	reuse(a, &spares);
	return NULL;
}

/* Signals are the other threads': a handler that removes files may not wait for this one. */
static int start(struct l1t_ahead *a)
{
	sigset_t all, before;
	int failed;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&a->thread, NULL, read_on, a);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed;
}

struct l1t_ahead *l1t_ahead_new(struct l1t_scan *scan)
{
	struct l1t_ahead *a = calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	a->scan = scan;
	a->reader_status = scan->status;
	show(&a->status, scan->status);
	scan->status = &a->status;
	pthread_mutex_init(&a->mutex, NULL);
	pthread_cond_init(&a->taken, NULL);
	pthread_cond_init(&a->came, NULL);
	if (!start(a))
		return a;
	scan->status = a->reader_status;
	pthread_mutex_destroy(&a->mutex);
	pthread_cond_destroy(&a->taken);
	pthread_cond_destroy(&a->came);
	free(a);
	return NULL;
}

int l1t_ahead_next(struct l1t_ahead *a, struct l1t_block *spare, struct l1t_block_header *header,
	struct l1t_block **block, struct l1t_ahead_seen *seen)
{
	struct ready r;

	pthread_mutex_lock(&a->mutex);
	if (spare) {
		spare->next = a->spares;
		a->spares = spare;
	}
	while (!a->count)
		pthread_cond_wait(&a->came, &a->mutex);
	r = a->ready[a->first];
	a->first = (a->first + 1) % READY_MAX;
	a->bytes -= r.block ? r.block->bytes : 0;
	/* not for each block: waking a thread costs more than taking a block */
	if (!--a->count || (a->count <= READY_MAX / 2 && a->bytes <= READY_BYTES_MAX / 2))
		pthread_cond_signal(&a->taken);
	pthread_mutex_unlock(&a->mutex);
	*header = r.header;
	*block = r.block;
	*seen = r.seen;
	show(a->reader_status, &r.seen.status);
	errno = r.error;
	return r.got;
}

void l1t_ahead_free(struct l1t_ahead *a)
{
	if (!a)
		return;
	pthread_mutex_lock(&a->mutex);
	a->stop = 1;
	pthread_cond_signal(&a->taken);
	pthread_mutex_unlock(&a->mutex);
	pthread_join(a->thread, NULL);
	for (; a->count; a->count--, a->first++)
		l1t_block_free(a->ready[a->first % READY_MAX].block);
	reuse(a, &a->spares);
	a->scan->status = a->reader_status;
	pthread_mutex_destroy(&a->mutex);
	pthread_cond_destroy(&a->taken);
	pthread_cond_destroy(&a->came);
	free(a);
}
