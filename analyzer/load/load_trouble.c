/*
 * Reads a trace for trouble alone: see load_trouble.h.
 *
 * Must not know: SQL, who asks.
 */
#include "accounting.h"
#include "l1t_reader.h"
#include "load_trouble.h"
#include "read_ahead.h"
#include "trace_bytes.h"
#include "work_allowance.h"

enum { RECORD_NS = 100 };

static void on_finding(void *context, const struct account_finding *f)
{
	(void)f;
	*(unsigned *)context |= TROUBLE_FINDING;
}

static unsigned trouble_of(const struct l1t_record *r)
{
	switch (r->kind) {
	case L1T_FAILURE:
		return TROUBLE_FAILURE;
	case L1T_USES:
	case L1T_KERNEL:
	case L1T_CAPTURE_BEGIN:
	case L1T_REPLAY:
		return TROUBLE_DETAILS;
	default:
		return 0;
	}
}

unsigned load_trouble(const char *path, unsigned kinds, const struct options *o)
{
	const struct account_sink sink = {.finding = on_finding};
	const uint64_t bytes = trace_bytes(path);
	struct accounting *a = NULL;
	const struct l1t_record *r;
	struct l1t_reader *reader;
	unsigned found = 0;
	char message[512];
	int got;

	if (l1t_reader_open(&reader, path, message, sizeof(message)))
		return kinds;
	read_ahead(reader, bytes, o);
	work_begin_reading(bytes, (unsigned)o->word_count);
	if (kinds & TROUBLE_FINDING)
		a = accounting_new(&sink, &found);
	while ((got = l1t_reader_next(reader, &r)) == 1 && found != kinds &&
		!(found & TROUBLE_DETAILS)) {
		found |= trouble_of(r) & kinds;
		if (a)
			accounting_record(a, r);
		if (!work_record(RECORD_NS)) {
			found = kinds;
			break;
		}
	}
	if (a) {
		accounting_finish(a);
		accounting_free(a);
	}
	work_end_look(bytes, l1t_reader_status(reader)->records);
	l1t_reader_close(reader);
	return got < 0 ? kinds : found;
}
