/*
 * oracle_record SEED MIN MAX: plays the recordable stream of that seed through l1trace.h, from as
 * many threads as it has, which take turns so that the order is the stream's. Must not know:
 * accounting, what becomes of the records.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "l1trace.h"
#include "streams.h"

enum { IDS_MAX = 256, THREADS = 16 };

struct player {
	struct stream stream;
	pthread_mutex_t lock;
	pthread_cond_t turned;
	size_t at;              /* the thread of this record has the turn */
	/* the recorder's ids for the stream's */
	uint32_t strings[IDS_MAX], cores[IDS_MAX], callsites[IDS_MAX], chips[IDS_MAX];
};

struct part {
	struct player *player;
	uint32_t thread;
};

static uint32_t get32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t chips_of(const struct player *p, uint64_t chips)
{
	return chips < L1T_CHIPS_FIRST ? (uint32_t)chips : p->chips[chips - L1T_CHIPS_FIRST];
}

static void expect_id(uint64_t expected, uint64_t got)
{
	if (expected != got) {
		fprintf(stderr, "the recorder gave the id %llu where %llu comes next\n",
			(unsigned long long)got, (unsigned long long)expected);
		exit(1);
	}
}

/* The C text of a string definition; the caller's to free. */
static char *text_of(const struct player *p, size_t at, uint64_t id)
{
	const struct l1t_record *r = stream_definition(&p->stream, at, L1T_STRING, id);

	return r ? strndup((const char *)r->blob, r->blob_bytes) : NULL;
}

static void define(struct player *p, size_t at, const struct l1t_record *r)
{
	struct l1trace_range ranges[8];
	struct l1trace_frame frames[4];
	uint32_t chips[8];
	size_t n = 0;

	if (r->kind == L1T_STRING) {
		p->strings[r->define.id] = l1trace_string((const char *)r->blob, r->blob_bytes);
	} else if (r->kind == L1T_CORES) {
		for (uint32_t i = 0; i < r->blob_bytes; i += 8, n++)
			ranges[n] = (struct l1trace_range){r->blob[i], r->blob[i + 2],
				r->blob[i + 4], r->blob[i + 6]};
		p->cores[r->define.id] = l1trace_cores(ranges, n);
	} else if (r->kind == L1T_CHIPS) {
		for (uint32_t i = 0; i < r->blob_bytes; i += 4)
			chips[n++] = get32(r->blob + i);
		p->chips[r->define.id - L1T_CHIPS_FIRST] = l1trace_chips(chips, n);
	} else {
		for (uint32_t i = 0; i < r->blob_bytes; i += 12, n++)
			frames[n] = (struct l1trace_frame){text_of(p, at, get32(r->blob + i)),
				get32(r->blob + i + 4), text_of(p, at, get32(r->blob + i + 8))};
		p->callsites[r->define.id] = l1trace_callsite(frames, n);
		while (n--) {
			free((void *)(uintptr_t)frames[n].file);
			free((void *)(uintptr_t)frames[n].function);
		}
	}
}

static void open_device(struct player *p, size_t at, const struct l1t_device *d)
{
	const struct l1t_record *set = stream_definition(&p->stream, at, L1T_CHIPS, d->chips);
	uint32_t chips[8] = {(uint32_t)d->chips};
	struct l1trace_device device = {.mesh = d->mesh, .chips = chips, .chip_count = 1,
		.grid_x = d->grid_x, .grid_y = d->grid_y, .l1_bytes = d->l1_bytes,
		.unreserved_base = d->unreserved_base, .l1_small_bytes = d->l1_small_bytes,
		.kernel_config_bytes = d->kernel_config_bytes, .bank_count = d->bank_count,
		.bank_bytes = d->bank_bytes, .arch = "wormhole_b0",
		.dram_bank_count = d->dram_bank_count, .dram_bank_bytes = d->dram_bank_bytes,
		.dram_base = d->dram_base};

	if (set)
		for (device.chip_count = 0; 4 * device.chip_count < set->blob_bytes;
				device.chip_count++)
			chips[device.chip_count] = get32(set->blob + 4 * device.chip_count);
	expect_id(d->device, l1trace_device_open(&device));
}

static void allocate(const struct player *p, const struct l1t_alloc *a)
{
	struct l1trace_buffer b = {.id = a->id, .size_bytes = a->size_bytes,
		.address = a->address, .bytes_per_core = a->bytes_per_core,
		.device = (uint32_t)a->device, .page_bytes = (uint32_t)a->page_bytes,
		.cores = p->cores[a->cores], .callsite = p->callsites[a->callsite],
		.core_count = a->core_count == L1T_UNKNOWN ? 0 : (uint16_t)a->core_count,
		.type = (uint8_t)a->type, .layout = (uint8_t)a->layout,
		.flags = (uint8_t)a->flags};

	l1trace_alloc(&b);
}

static void place(const struct player *p, const struct l1t_region *r)
{
	struct l1trace_region region = {.program = (uint32_t)r->program,
		.chips = chips_of(p, r->chips), .cores = p->cores[r->cores],
		.address = (uint32_t)r->address, .size_bytes = (uint32_t)r->size_bytes,
		.type = (uint8_t)r->type, .flags = (uint8_t)r->flags,
		.index = r->index == L1T_UNKNOWN ? 255 : (uint8_t)r->index};

	l1trace_region(&region);
}

static void launch(const struct player *p, const struct l1t_launch *l)
{
	struct l1trace_launch launched = {.program = (uint32_t)l->program,
		.device = (uint32_t)l->device, .chips = chips_of(p, l->chips),
		.name = p->strings[l->name], .callsite = p->callsites[l->callsite],
		.flags = (uint8_t)l->flags};

	l1trace_launch(&launched);
}

static void play_kernel(const struct player *p, const struct l1t_kernel *k)
{
	struct l1trace_kernel kernel = {.program = (uint32_t)k->program,
		.chips = chips_of(p, k->chips), .cores = p->cores[k->cores],
		.name = p->strings[k->name], .core_type = p->strings[k->core_type],
		.processor = (uint32_t)k->processor};

	memcpy(kernel.text_bytes, k->text_bytes, sizeof(kernel.text_bytes));
	l1trace_kernel(&kernel);
}

static void play_remark(const struct player *p, size_t at, const struct l1t_record *r)
{
	struct l1trace_failure failure = {.type = (uint8_t)r->failure.type,
		.buffer_type = (uint8_t)r->failure.buffer_type,
		.device = (uint32_t)r->failure.device, .size_bytes = r->failure.size_bytes};
	char *name;

	if (r->kind == L1T_NOTE) {
		l1trace_note(L1T_NOTE_TEXT, 0, 0, "said by the runtime");
	} else if (r->kind == L1T_FAILURE) {
		l1trace_failure(&failure, NULL);
	} else {
		name = text_of(p, at, r->mark.name);
		if (r->kind == L1T_MARK_BEGIN)
			l1trace_mark_begin(name);
		else
			l1trace_mark_end(name);
		free(name);
	}
}

static void play(struct player *p, size_t at)
{
	const struct l1t_record *r = &p->stream.records[at];
	const struct l1t_mesh_trace *t = &r->mesh_trace;
	uint32_t device = (uint32_t)t->device, trace = (uint32_t)t->trace;

	switch (r->kind) {
	case L1T_STRING:
	case L1T_CORES:
	case L1T_CHIPS:
	case L1T_CALLSITE:
		return define(p, at, r);
	case L1T_DEVICE:
		return open_device(p, at, &r->device);
	case L1T_DEVICE_CLOSE:
		return l1trace_device_close((uint32_t)r->device_close.device);
	case L1T_ALLOC:
		return allocate(p, &r->alloc);
	case L1T_FREE:
		return l1trace_free(r->free.id, (uint32_t)r->free.device,
			(enum l1trace_buffer_type)r->free.type);
	case L1T_REGION:
		return place(p, &r->region);
	case L1T_REGIONS_FREED:
		return l1trace_regions_freed((uint32_t)r->regions_freed.program,
			chips_of(p, r->regions_freed.chips), (unsigned)r->regions_freed.types);
	case L1T_PROGRAM:
		return expect_id(r->program.program, l1trace_program(r->program.runtime_id));
	case L1T_PROGRAM_GONE:
		return l1trace_program_gone((uint32_t)r->program_gone.program);
	case L1T_PROGRAM_CONFIG:
		return l1trace_program_config((uint32_t)r->program_config.program,
			r->program_config.text_bytes, r->program_config.config_bytes);
	case L1T_KERNEL:
		return play_kernel(p, &r->kernel);
	case L1T_LAUNCH:
		return launch(p, &r->launch);
	case L1T_CAPTURE_BEGIN:
		return l1trace_capture_begin(device, trace);
	case L1T_CAPTURE_END:
		return l1trace_capture_end(device, trace);
	case L1T_REPLAY:
		return l1trace_replay(device, trace, p->callsites[t->callsite]);
	case L1T_RELEASE:
		return l1trace_release(device, trace);
	case L1T_NOTE:
	case L1T_FAILURE:
	case L1T_MARK_BEGIN:
	case L1T_MARK_END:
		return play_remark(p, at, r);
	default:
		return;         /* the recorder makes begin and end itself */
	}
}

static void *play_part(void *argument)
{
	const struct part *part = argument;
	struct player *p = part->player;

	pthread_mutex_lock(&p->lock);
	while (p->at < p->stream.count) {
		if (p->stream.records[p->at].thread != part->thread) {
			pthread_cond_wait(&p->turned, &p->lock);
			continue;
		}
		play(p, p->at++);
		if (p->at == p->stream.count ||
				p->stream.records[p->at].thread != part->thread)
			pthread_cond_broadcast(&p->turned);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

int main(int argc, char **argv)
{
	static struct player p = {.lock = PTHREAD_MUTEX_INITIALIZER,
		.turned = PTHREAD_COND_INITIALIZER};
	struct stream_limits limits = {.recordable = 1};
	struct part parts[THREADS];
	pthread_t threads[THREADS];

	if (argc != 4 || !l1trace_enabled())
		return 2;
	limits.events_min = (unsigned)strtoul(argv[2], NULL, 10);
	limits.events_max = (unsigned)strtoul(argv[3], NULL, 10);
	stream_generate(&p.stream, strtoull(argv[1], NULL, 10), &limits);
	for (uint32_t i = 0; i < THREADS; i++) {
		parts[i] = (struct part){&p, i};
		if (pthread_create(&threads[i], NULL, play_part, &parts[i]))
			return 2;
	}
	for (uint32_t i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	stream_release(&p.stream);
	return 0;
}
