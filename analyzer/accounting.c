/*
 * The accounting's door: sends each record to the part that knows it. See accounting.h.
 *
 * Must not know: files, SQL, output.
 */
#include <stdlib.h>
#include "acc.h"

struct accounting *accounting_new(const struct account_sink *sink, void *context)
{
	struct accounting *a = calloc(1, sizeof(*a));

	if (a) {
		a->sink = sink;
		a->context = context;
	}
	return a;
}

void acc_find(struct accounting *a, enum account_finding_kind kind, uint64_t chip, uint64_t id,
	uint64_t other, uint64_t address, uint64_t bytes)
{
	struct account_finding f = {.kind = kind, .time_ns = a->now_ns, .chip = chip, .id = id,
		.other = other, .address = address, .bytes = bytes, .type = L1T_UNKNOWN,
		.replays = L1T_UNKNOWN, .op = L1T_UNKNOWN};

	/* what was not looked up any more is not missing */
	if (work_ended() != WORK_GOES_ON)
		return;
	a->findings[kind]++;
	if (a->sink->finding)
		a->sink->finding(a->context, &f);
}

void acc_no_memory(struct accounting *a)
{
	acc_find(a, FINDING_NO_MEMORY, L1T_UNKNOWN, 0, 0, 0, 0);
}

static void define(struct accounting *a, struct table *t, const struct l1t_record *r)
{
	struct blob *b;

	if (table_get(t, r->define.id))
		return;
	b = malloc(sizeof(*b) + r->blob_bytes);
	if (!b) {
		acc_no_memory(a);
		return;
	}
	b->bytes = r->blob_bytes;
	if (r->blob_bytes)
		memcpy(b->data, r->blob, r->blob_bytes);
	if (table_put(t, r->define.id, b)) {
		free(b);
		acc_no_memory(a);
	}
}

void acc_account(struct accounting *a, const struct l1t_record *r)
{
	switch (r->kind) {
	case L1T_RESUME:
		acc_resume(a);
		break;
	case L1T_CORES:
		define(a, &a->cores, r);
		break;
	case L1T_CHIPS:
		acc_define_chips(a, r);
		break;
	case L1T_STRING:
		if (((r->blob_bytes == 8 && !memcmp(r->blob, "ethernet", 8)) ||
			(r->blob_bytes == 4 && !memcmp(r->blob, "dram", 4))) &&
			table_put(&a->not_tensix, r->define.id, a))
			acc_no_memory(a);
		break;
	case L1T_DEVICE:
		acc_device(a, &r->device);
		break;
	case L1T_DEVICE_CLOSE:
		acc_device_close(a, r->device_close.device);
		break;
	case L1T_ALLOC:
		acc_alloc(a, &r->alloc);
		break;
	case L1T_FREE:
		acc_free(a, &r->free);
		break;
	case L1T_REGION:
		acc_region(a, &r->region);
		break;
	case L1T_REGIONS_FREED:
		acc_regions_freed(a, &r->regions_freed);
		break;
	case L1T_PROGRAM_GONE:
		acc_program_gone(a, r->program_gone.program);
		break;
	case L1T_PROGRAM_CONFIG:
		acc_program_config(a, &r->program_config);
		break;
	case L1T_KERNEL:
		acc_kernel(a, &r->kernel);
		break;
	case L1T_LAUNCH:
		acc_launch(a, r);
		break;
	case L1T_NOTE:
		if (r->note.code == L1T_NOTE_BANK)
			acc_bank(a, &r->note);
		else if (r->note.code == L1T_NOTE_PURPOSE)
			acc_purpose(a, &r->note);
		break;
	case L1T_CAPTURE_BEGIN:
	case L1T_CAPTURE_END:
	case L1T_REPLAY:
	case L1T_RELEASE:
		acc_mesh_trace(a, r);
		break;
	default:
		break;
	}
}

void accounting_record(struct accounting *a, const struct l1t_record *r)
{
	a->now_ns = (uint64_t)r->time_ns;
	a->now_thread = r->thread;
	a->last_op = 0;
	if (!acc_is_kept(a, r))
		acc_account(a, r);
}

void accounting_finish(struct accounting *a)
{
	acc_settle_resume(a);
	acc_give_ops(a);
	acc_close_all(a);
}

uint64_t accounting_findings(const struct accounting *a, enum account_finding_kind kind)
{
	return a->findings[kind];
}

uint64_t accounting_moment(const struct accounting *a)
{
	return a->moment;
}

uint64_t accounting_last_op(const struct accounting *a)
{
	return a->last_op;
}

static void free_values(struct table *t)
{
	for (size_t i = 0; i < t->capacity; i++)
		free(t->at[i].value);
	table_free(t);
}

void accounting_free(struct accounting *a)
{
	if (!a)
		return;
	free_values(&a->cores);
	free_values(&a->chips);
	acc_forget_buffers(a);
	acc_forget_programs(a);
	table_free(&a->not_tensix);
	table_free(&a->open_by_chip);
	for (size_t i = 0; i < a->op_of_thread.capacity; i++)
		if (a->op_of_thread.at[i].value)
			free(((struct thread_op *)a->op_of_thread.at[i].value)->rows);
	free_values(&a->op_of_thread);
	acc_forget_traces(a);
	while (a->meshes) {
		struct mesh *next = a->meshes->next;

		acc_forget_spaces(a->meshes);
		free(a->meshes);
		a->meshes = next;
	}
	for (size_t i = 0; i < a->opening_count; i++) {
		spans_free(&a->openings[i]->l1);
		spans_free(&a->openings[i]->small);
		free(a->openings[i]->extra);
		free(a->openings[i]->classes);
		free(a->openings[i]);
	}
	free(a->openings);
	free(a->announced);
	free(a);
}
