/*
 * Reads a trace and adds it up: see trace_sum.h.
 *
 * Must not know: how it was recorded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "trace_sum.h"

enum { IDS = 1 << 17 };

struct reading {
	struct trace_sum *sum;
	uint8_t *defined;       /* one bit for each kind of definition, by id modulo IDS */
	uint8_t threads[1 << 16];
};

static void use(struct reading *r, uint8_t kind, uint64_t id)
{
	if (kind == L1T_CHIPS && id < L1T_CHIPS_FIRST)
		return;
	if (id && !(r->defined[id % IDS] & 1 << (kind - L1T_STRING)))
		r->sum->undefined++;
}

static void see_alloc(struct reading *r, const struct l1t_record *record)
{
	struct trace_sum *sum = r->sum;
	uint64_t stream = record->alloc.id >> 32, n = record->alloc.id & UINT32_MAX;

	use(r, L1T_CORES, record->alloc.cores);
	use(r, L1T_CALLSITE, record->alloc.callsite);
	if (record->alloc.flags & L1T_ALLOC_ANNOUNCED) {
		sum->announced++;
		return;
	}
	if (stream >= STREAMS)
		return;
	if (n < sum->next[stream]) {
		sum->doubled++;
	} else {
		sum->missing_of[stream] += n - sum->next[stream];
		sum->missing += n - sum->next[stream];
		sum->next[stream] = n + 1;
	}
	sum->threads += !r->threads[record->thread % sizeof(r->threads)];
	r->threads[record->thread % sizeof(r->threads)] = 1;
}

static void see(struct reading *r, const struct l1t_record *record)
{
	struct trace_sum *sum = r->sum;

	sum->kinds[record->kind]++;
	if (record->time_ns < sum->last_ns)
		sum->out_of_order++;
	sum->last_ns = record->time_ns;
	switch (record->kind) {
	case L1T_BEGIN:
		sum->begin = record->begin;
		sum->begin_ns = record->time_ns;
		for (uint32_t i = 0; i < record->blob_bytes && i < sizeof(sum->begin_text) - 1; i++)
			sum->begin_text[i] = record->blob[i] ? (char)record->blob[i] : '\n';
		break;
	case L1T_STRING:
	case L1T_CORES:
	case L1T_CHIPS:
	case L1T_CALLSITE:
		r->defined[record->define.id % IDS] |= (uint8_t)(1 << (record->kind - L1T_STRING));
		break;
	case L1T_ALLOC:
		see_alloc(r, record);
		break;
	case L1T_REGION:
		use(r, L1T_CORES, record->region.cores);
		use(r, L1T_CHIPS, record->region.chips);
		break;
	case L1T_LAUNCH:
		use(r, L1T_STRING, record->launch.name);
		use(r, L1T_CALLSITE, record->launch.callsite);
		break;
	case L1T_MARK_BEGIN:
	case L1T_MARK_END:
		use(r, L1T_STRING, record->mark.name);
		break;
	case L1T_DEVICE:
		use(r, L1T_STRING, record->device.arch);
		use(r, L1T_CHIPS, record->device.chips);
		break;
	case L1T_LOST:
		sum->lost[record->lost.reason % 8] += record->lost.count;
		break;
	case L1T_END:
		sum->end = record->end;
		break;
	default:
		break;
	}
}

int trace_sum_read(struct trace_sum *sum, const char *path)
{
	struct reading *r = calloc(1, sizeof(*r));
	const struct l1t_record *record;
	struct l1t_reader *reader;
	char message[256];
	int got = -1;

	memset(sum, 0, sizeof(*sum));
	if (!r || !(r->defined = calloc(1, IDS)))
		goto done;
	r->sum = sum;
	sum->last_ns = INT64_MIN;
	if (l1t_reader_open(&reader, path, message, sizeof(message))) {
		fprintf(stderr, "%s\n", message);
		goto done;
	}
	while ((got = l1t_reader_next(reader, &record)) == 1)
		see(r, record);
	sum->status = *l1t_reader_status(reader);
	l1t_reader_close(reader);
done:
	if (r)
		free(r->defined);
	free(r);
	return got;
}

size_t trace_records(const char *path, uint8_t kind, struct trace_record **out)
{
	const struct l1t_record *record;
	struct l1t_reader *reader;
	char message[256];
	size_t count = 0;

	*out = NULL;
	if (l1t_reader_open(&reader, path, message, sizeof(message))) {
		fprintf(stderr, "%s\n", message);
		return 0;
	}
	while (l1t_reader_next(reader, &record) == 1) {
		struct trace_record *grown, *one;

		if (record->kind != kind)
			continue;
		grown = realloc(*out, (count + 1) * sizeof(**out));
		if (!grown)
			break;
		*out = grown;
		one = &grown[count++];
		memset(one, 0, sizeof(*one));
		one->record = *record;
		memcpy(one->blob, record->blob ? record->blob : (const uint8_t *)"",
			record->blob_bytes < sizeof(one->blob) ? record->blob_bytes
							       : sizeof(one->blob));
		one->record.blob = NULL;
	}
	l1t_reader_close(reader);
	return count;
}
