/*
 * Bytes an event of a trace, as a name,value,unit line; a second one when events were lost.
 *
 *     trace_cost NAME FILE
 *
 * Must not know: who recorded it.
 */
#include <inttypes.h>
#include <stdio.h>
#include "l1t_reader.h"

int main(int argc, char **argv)
{
	const struct l1t_record *record;
	const struct l1t_read_status *status;
	struct l1t_reader *reader;
	uint64_t events = 0;
	char message[256];
	int got;

	if (argc != 3) {
		fprintf(stderr, "usage: trace_cost NAME FILE\n");
		return 2;
	}
	if (l1t_reader_open(&reader, argv[2], message, sizeof(message))) {
		fprintf(stderr, "%s\n", message);
		return 3;
	}
	while ((got = l1t_reader_next(reader, &record)) == 1)
		events += record->kind == L1T_ALLOC || record->kind == L1T_FREE ||
			record->kind == L1T_REGION || record->kind == L1T_LAUNCH;
	status = l1t_reader_status(reader);
	if (got || !events || !status->finished) {
		fprintf(stderr, "\"%s\" has no events or no end\n", argv[2]);
		l1t_reader_close(reader);
		return 3;
	}
	printf("%s,%.3f,bytes\n", argv[1], (double)status->file_bytes / (double)events);
	if (status->lost_events)
		printf("%s_lost,%" PRIu64 ",events of %" PRIu64 "\n", argv[1], status->lost_events,
			events + status->lost_events);
	l1t_reader_close(reader);
	return 0;
}
