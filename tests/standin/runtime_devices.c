/*
 * The stand-in's devices and mesh traces.
 *
 * Must not know: buffers, programs.
 */
#include <stdlib.h>
#include <string.h>
#include "runtime.h"

static bool close_throws;
static unsigned trace_calls;

void *new_object(size_t bytes)
{
	return calloc(1, bytes);
}

/* ---- what the recorder calls ---- */

#define MEMBER(result, name, class, symbol) \
	EXPORT result name(const struct class *d) __asm__(symbol);

MEMBER(uint32_t, mesh_id, mesh, TTK MESH_NAME "2idEv")
MEMBER(uint32_t, mesh_arch, mesh, TTK MESH_NAME "4archEv")
MEMBER(uint32_t, impl_id, mesh_impl, TTK IMPL_NAME "2idEv")
MEMBER(uint32_t, impl_arch, mesh_impl, TTK IMPL_NAME "4archEv")
MEMBER(uint32_t, chip_arch, chip, TTK "6Device4archEv")
uint32_t mesh_id(const struct mesh *d) { return d->impl->id; }
uint32_t mesh_arch(const struct mesh *d) { (void)d; return 2; }
uint32_t impl_id(const struct mesh_impl *d) { return d->id; }
uint32_t impl_arch(const struct mesh_impl *d) { (void)d; return 2; }
uint32_t chip_arch(const struct chip *d) { (void)d; return 2; }
static uint32_t chip_id(const struct chip *d) { return (uint32_t)d->id; }

#ifndef STANDIN_BARE
MEMBER(uint32_t, mesh_l1, mesh, TTK MESH_NAME "16l1_size_per_coreEv")
MEMBER(struct pair, mesh_grid, mesh, TTK MESH_NAME "30compute_with_storage_grid_sizeEv")
MEMBER(struct allocator **, mesh_allocator, mesh, TTK MESH_NAME "9allocatorEv")
MEMBER(uint64_t, mesh_rows, mesh, TTK MESH_NAME "8num_rowsEv")
MEMBER(uint64_t, mesh_columns, mesh, TTK MESH_NAME "8num_colsEv")
MEMBER(uint32_t, impl_l1, mesh_impl, TTK IMPL_NAME "16l1_size_per_coreEv")
MEMBER(struct pair, impl_grid, mesh_impl, TTK IMPL_NAME "30compute_with_storage_grid_sizeEv")
MEMBER(struct allocator **, impl_allocator, mesh_impl, TTK IMPL_NAME "9allocatorEv")
EXPORT struct vector *mesh_chips(struct vector *out, const struct mesh *d)
	__asm__(TTK MESH_NAME "14get_device_idsEv");
EXPORT struct vector *impl_chips(struct vector *out, const struct mesh_impl *d)
	__asm__(TTK IMPL_NAME "14get_device_idsEv");
EXPORT uint32_t l1_from_config(void) __asm__(TT "3hal33get_max_worker_l1_unreserved_sizeEv");

uint32_t impl_l1(const struct mesh_impl *d) { (void)d; return L1_BYTES; }
uint32_t mesh_l1(const struct mesh *d) { return impl_l1(d->impl); }
struct pair impl_grid(const struct mesh_impl *d) { (void)d; return (struct pair){8, 8}; }
struct pair mesh_grid(const struct mesh *d) { return impl_grid(d->impl); }
struct allocator **impl_allocator(const struct mesh_impl *d)
{
	return &((struct mesh_impl *)d)->owner;
}
struct allocator **mesh_allocator(const struct mesh *d) { return impl_allocator(d->impl); }
uint64_t mesh_rows(const struct mesh *d) { (void)d; return 1; }
uint64_t mesh_columns(const struct mesh *d) { return d->impl->chip_count; }
uint32_t l1_from_config(void) { return L1_BYTES - (BASE - RING_BYTES); }

struct vector *impl_chips(struct vector *out, const struct mesh_impl *d)
{
	int *ids = new_object(sizeof(d->chip_ids));

	memcpy(ids, d->chip_ids, sizeof(d->chip_ids));
	*out = (struct vector){ids, ids + d->chip_count, ids + d->chip_count};
	return out;
}

struct vector *mesh_chips(struct vector *out, const struct mesh *d)
{
	return impl_chips(out, d->impl);
}
#endif

/* ---- opened, closed ---- */

EXPORT void initialized(const struct mesh_impl *impl)
	__asm__(TT "9Inspector23mesh_device_initializedEPKNS0_11distributed14MeshDeviceImplE");
EXPORT bool mesh_close(struct mesh *m) __asm__(TT MESH_NAME "5closeEv");
EXPORT void *mesh_cache(struct mesh *m) __asm__(TT MESH_NAME "17get_program_cacheEv");
EXPORT void close_impl(struct mesh_impl *i, struct mesh *m)
	__asm__(TT "11distributed14MeshDeviceImpl10close_implEPNS1_10MeshDeviceE");
EXPORT bool chip_close(struct chip *c) __asm__(TT "6Device5closeEv");

void initialized(const struct mesh_impl *impl) { (void)impl; }
bool chip_close(struct chip *c) { return c != NULL; }

void close_impl(struct mesh_impl *i, struct mesh *m)
{
	(void)m;
	if (close_throws)
		standin_throw("TT_THROW @ x.cpp:1: tt::exception\ninfo:\nin use\nbacktrace:\n");
	for (size_t c = 0; c < i->chip_count; c++)
		chip_close(&i->chips[c]);
	i->memory.top = BASE + BANK_BYTES;
	i->memory.allocated = 0;
}

bool mesh_close(struct mesh *m)
{
	close_impl(m->impl, m);
	return true;
}

void *mesh_cache(struct mesh *m)
{
	return m;
}

/* Offset to top, type, two destructors, arch, id, close, .. */
EXPORT_DATA extern const void *const mesh_table[] __asm__("_ZTVN2tt8tt_metal11distributed10MeshDeviceE");
EXPORT_DATA extern const void *const impl_table[]
	__asm__("_ZTVN2tt8tt_metal11distributed14MeshDeviceImplE");
EXPORT_DATA extern const void *const chip_table[] __asm__("_ZTVN2tt8tt_metal6DeviceE");
const void *const mesh_table[] = {0, 0, 0, 0, (void *)mesh_arch, (void *)mesh_id,
	(void *)mesh_close, (void *)mesh_cache};
const void *const impl_table[] = {0, 0, 0, 0, (void *)impl_arch, (void *)impl_id};
const void *const chip_table[] = {0, 0, 0, 0, (void *)chip_arch, (void *)chip_id};

/* ---- the cores that dispatch leaves for computing ---- */

struct dispatch { uint32_t type, axis; uint8_t has_axis; };     /* DispatchCoreConfig */

EXPORT const struct dispatch *core_descriptor(void *environment, int chip, uint8_t queues,
	const struct dispatch *d)
	__asm__(TT "12MetalEnvImpl26get_core_descriptor_configEihRKNS0_18DispatchCoreConfigE");
#define VALIDATE TT "12experimental19ValidateProgramSpecERKNS1_11ProgramSpecERKNS1_17CollectedSpecDataE"
#ifdef STANDIN_OLD
EXPORT uint64_t validate_spec(const void *spec, const void *collected) __asm__(VALIDATE);
#else
EXPORT uint64_t validate_spec(const void *spec, const void *collected, void *context,
	const void *allocator) __asm__(VALIDATE "RNS0_12MetalContextERKNS0_9AllocatorE");
#endif

const struct dispatch *core_descriptor(void *environment, int chip, uint8_t queues,
	const struct dispatch *d)
{
	static struct dispatch used;

	(void)environment, (void)chip, (void)queues;
	used = *d;
	return &used;
}

#ifdef STANDIN_OLD
uint64_t validate_spec(const void *spec, const void *collected)
#else
uint64_t validate_spec(const void *spec, const void *collected, void *context,
	const void *allocator)
#endif
{
	const struct dispatch d = {*(const uint32_t *)spec, 77, 0};

	(void)collected;
#ifndef STANDIN_OLD
	(void)context, (void)allocator;
#endif
	return core_descriptor(NULL, 0, 1, &d)->type;
}

static uint32_t check_grid(struct mesh *m, uint32_t dispatch)
{
#ifdef STANDIN_OLD
	return (uint32_t)validate_spec(&dispatch, m);
#else
	return (uint32_t)validate_spec(&dispatch, m, NULL, NULL);
#endif
}

static struct mesh *open_mesh(uint32_t id, const int *chips, size_t chip_count)
{
	struct mesh *m = new_object(sizeof(*m));
	struct mesh_impl *i = new_object(sizeof(*i));

	core_descriptor(NULL, 0, 1, &(struct dispatch){1, 0, 1});
	i->vtable = impl_table + 2;
	i->id = id;
	i->memory.top = BASE + BANK_BYTES;
	i->allocator.impl = &i->memory;
	i->owner = &i->allocator;
	i->memory.vtable = i;
	i->chip_count = chip_count;
	for (size_t c = 0; c < chip_count; c++) {
		i->chips[c] = (struct chip){chip_table + 2, chips[c]};
		i->chip_ids[c] = chips[c];
	}
	m->vtable = mesh_table + 2;
	m->impl = i;
	m->queue = (struct queue){m, m};
	initialized(i);
	return m;
}

static void reopen_mesh(struct mesh *m, uint32_t id)
{
	m->impl->id = id;
	initialized(m->impl);
}

EXPORT void load_manager(struct mesh *m, uint64_t id) __asm__(TT MESH_NAME
	"23load_sub_device_managerEN4ttsl10StrongTypeImNS0_21SubDeviceManagerIdTagEEE");
EXPORT void clear_manager(struct mesh *m)
	__asm__(TT MESH_NAME "31clear_loaded_sub_device_managerEv");

void load_manager(struct mesh *m, uint64_t id) { m->impl->memory.local = id; }
void clear_manager(struct mesh *m) { m->impl->memory.local = 0; }

static void load_sub_devices(struct mesh *m, uint64_t local_bytes)
{
	if (local_bytes)
		load_manager(m, local_bytes);
	else
		clear_manager(m);
}

static void reverse_chips(struct mesh *m)
{
	struct mesh_impl *i = m->impl;

	for (size_t c = 0; c < i->chip_count; c++)
		i->chip_ids[c] = i->chips[i->chip_count - 1 - c].id;
}

/* As the runtime does it: through the vtable. */
static void close_mesh(struct mesh *m)
{
	bool (*close)(struct mesh *);

	memcpy(&close, &m->vtable[4], sizeof(close));
	close(m);
}

static void set_close_throws(bool throws)
{
	close_throws = throws;
}

/* ---- mesh traces: the form with a queue calls the one with a number ---- */

#define ID "RKN4ttsl10StrongTypeIjNS1_14MeshTraceIdTagEEE"
EXPORT uint32_t begin_number(struct mesh *m, uint8_t q) __asm__(TT MESH_NAME "16begin_mesh_traceEh");
EXPORT void end_number(struct mesh *m, uint8_t q, const uint32_t *id)
	__asm__(TT MESH_NAME "14end_mesh_traceEh" ID);
EXPORT void replay_number(struct mesh *m, uint8_t q, const uint32_t *id, bool blocking)
	__asm__(TT MESH_NAME "17replay_mesh_traceEh" ID "b");
EXPORT void release(struct mesh *m, const uint32_t *id)
	__asm__(TT MESH_NAME "18release_mesh_traceE" ID);

uint32_t begin_number(struct mesh *m, uint8_t q) { (void)m; (void)q; trace_calls++; return 77; }
void end_number(struct mesh *m, uint8_t q, const uint32_t *id)
{
	(void)m, (void)q;
	trace_calls += *id == 77;
}
void replay_number(struct mesh *m, uint8_t q, const uint32_t *id, bool blocking)
{
	(void)m, (void)q;
	trace_calls += *id == 77 && blocking;
}
void release(struct mesh *m, const uint32_t *id) { (void)m; trace_calls += *id == 77; }

#ifndef STANDIN_OLD
#define QUEUE "RNS1_16MeshCommandQueueE"
EXPORT uint32_t begin_queue(struct mesh *m, struct queue *q)
	__asm__(TT MESH_NAME "16begin_mesh_traceE" QUEUE);
EXPORT void end_queue(struct mesh *m, struct queue *q, const uint32_t *id)
	__asm__(TT MESH_NAME "14end_mesh_traceE" QUEUE ID);
EXPORT void replay_queue(struct mesh *m, struct queue *q, const uint32_t *id, bool blocking)
	__asm__(TT MESH_NAME "17replay_mesh_traceE" QUEUE ID "b");
uint32_t begin_queue(struct mesh *m, struct queue *q) { (void)q; return begin_number(m, 0); }
void end_queue(struct mesh *m, struct queue *q, const uint32_t *id)
{
	(void)q;
	end_number(m, 0, id);
}
void replay_queue(struct mesh *m, struct queue *q, const uint32_t *id, bool blocking)
{
	(void)q;
	replay_number(m, 0, id, blocking);
}
#endif

static uint32_t begin_trace(struct mesh *m, enum trace_style style)
{
#ifndef STANDIN_OLD
	if (style == BY_QUEUE)
		return begin_queue(m, &m->queue);
#endif
	(void)style;
	return begin_number(m, 0);
}

static void end_trace(struct mesh *m, uint32_t id, enum trace_style style)
{
#ifndef STANDIN_OLD
	if (style == BY_QUEUE) {
		end_queue(m, &m->queue, &id);
		return;
	}
#endif
	(void)style;
	end_number(m, 0, &id);
}

static void replay_trace(struct mesh *m, uint32_t id, enum trace_style style)
{
#ifndef STANDIN_OLD
	if (style == BY_QUEUE) {
		replay_queue(m, &m->queue, &id, true);
		return;
	}
#endif
	(void)style;
	replay_number(m, 0, &id, true);
}

static void release_trace(struct mesh *m, uint32_t id)
{
	release(m, &id);
}

static unsigned count_trace_calls(void)
{
	return trace_calls;
}

const struct standin standin_devices = {.open = open_mesh, .reopen = reopen_mesh,
	.reverse_chips = reverse_chips,
	.load_sub_devices = load_sub_devices, .close = close_mesh,
	.check_grid = check_grid, .set_close_throws = set_close_throws, .begin_trace = begin_trace, .end_trace = end_trace,
	.replay_trace = replay_trace, .release_trace = release_trace,
	.trace_calls = count_trace_calls};
