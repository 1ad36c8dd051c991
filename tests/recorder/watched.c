/*
 * A program built with ThreadSanitizer, whose threads begin and end, and record text that is copied
 * into the ring. If TSan finds a race, the program ends with its status.
 *
 * Must not know: what becomes of the trace.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include "l1trace.h"

enum { ROUNDS = 5, THREADS = 4, TIMES = 20, STRINGS = 50 };

static void *record(void *unused)
{
	for (unsigned k = 0; k < TIMES * STRINGS; k++) {
		char text[40];
		int n = snprintf(text, sizeof(text), "string number %u", k % STRINGS);

		l1trace_string(text, (size_t)n);
		l1trace_mark_begin(text);
		l1trace_alloc(&(struct l1trace_buffer){.id = k, .size_bytes = 1, .device = 1,
			.type = L1TRACE_L1});
		l1trace_mark_end(text);
	}
	return unused;
}

int main(void)
{
	for (unsigned i = 0; i < ROUNDS; i++) {
		pthread_t t[THREADS];

		for (unsigned k = 0; k < THREADS; k++)
			pthread_create(&t[k], NULL, record, NULL);
		for (unsigned k = 0; k < THREADS; k++)
			pthread_join(t[k], NULL);
	}
	return 0;
}
