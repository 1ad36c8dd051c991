/* The run in a trace's begin: see trace_run.h. */
#include "trace_run.h"

#include "l1t_reader.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

/* L1T_BEGIN is among the first records; a damaged trace may have lost it. */
enum { RECORDS_WITHIN = 4096 };

void trace_run_make(char run[RUN_BYTES])
{
	uint64_t number;
	struct timespec now;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) != (ssize_t)sizeof(number)) {
		clock_gettime(CLOCK_REALTIME, &now);
		number = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
		number ^= (uint64_t)getpid() << 40;
	}
	snprintf(run, RUN_BYTES, "%016" PRIx64, number);
}

static enum trace_run look(const struct l1t_record *r, const char *run)
{
	const char *text = (const char *)r->blob, *end = text + r->blob_bytes;

	while (text < end) {
		size_t length = strnlen(text, (size_t)(end - text));

		if (length > 4 && !memcmp(text, "run=", 4))
			return length - 4 == strlen(run) && !memcmp(text + 4, run, length - 4)
				? TRACE_OF_RUN : TRACE_OF_OTHERS;
		text += length + 1;
	}
	return TRACE_OF_OTHERS; /* of a program that l1record did not run */
}

enum trace_run trace_run_of(const char *path, const char *run)
{
	enum trace_run found = TRACE_OF_NOBODY;
	char message[PATH_MAX + 128];
	const struct l1t_record *r;
	struct l1t_reader *reader;

	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		return found;
	for (int i = 0; i < RECORDS_WITHIN && found == TRACE_OF_NOBODY &&
		l1t_reader_next(reader, &r) == 1; i++)
		if (r->kind == L1T_BEGIN)
			found = look(r, run);
	l1t_reader_close(reader);
	return found;
}
