/*
 * The table of devices: a list that only grows, read without locks.
 *
 * Must not know: hooks.
 */
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include "l1t_record.h"
#include "l1trace.h"
#include "mesh_devices.h"
#include "modules.h"
#include "pointer_map.h"
#include "runtime_abi.h"
#include "unwinding.h"

/* A reopened device gets another entry, so there is room for many. */
enum { DEVICES_MAX = 1024, OBJECTS_MAX = 4096 };

static struct ttm_device devices[DEVICES_MAX];
static _Atomic unsigned device_count;

/* Pointers that were seen. The same pointer can appear with another id when memory is reused. */
static struct {
	_Atomic(const void *) object;
	_Atomic(struct ttm_device *) device;
} objects[OBJECTS_MAX];
static _Atomic unsigned object_count;

static _Thread_local struct {
	const void *object;
	struct ttm_device *device;
} last __attribute__((tls_model("initial-exec")));

static struct ttm_device *find_object(const void *object)
{
	unsigned n = atomic_load_explicit(&object_count, memory_order_acquire);

	while (n-- > 0)         /* the newest first, since a pointer may be reused */
		if (atomic_load_explicit(&objects[n].object, memory_order_relaxed) == object)
			return atomic_load_explicit(&objects[n].device, memory_order_acquire);
	return NULL;
}

static struct ttm_device *find_id(uint32_t id, bool is_chip)
{
	unsigned n = atomic_load_explicit(&device_count, memory_order_acquire);

	while (n-- > 0)
		if (devices[n].id == id && devices[n].is_chip == is_chip && !devices[n].closed)
			return &devices[n];
	return NULL;
}

static const uint32_t *keep_chips(const uint32_t *chips, size_t count)
{
	uint32_t *kept;

	if (!count)
		return NULL;
	kept = mmap(NULL, count * sizeof(*chips), PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (kept == MAP_FAILED)
		return NULL;
	memcpy(kept, chips, count * sizeof(*chips));
	return kept;
}

static void note_unknown(const struct l1trace_device *d)
{
	static _Atomic int said;

	if (d->chip_count && d->grid_x != L1TRACE_UNKNOWN && d->l1_bytes != L1TRACE_UNKNOWN &&
		d->unreserved_base != L1TRACE_UNKNOWN && d->bank_bytes != L1TRACE_UNKNOWN && d->arch)
		return;
	if (!atomic_exchange(&said, 1))
		l1trace_note(L1T_NOTE_UNKNOWN, L1TRACE_UNKNOWN, L1TRACE_UNKNOWN,
			"a device could be described in part only");
}

/* Adds the device, unless another thread was first. */
static struct ttm_device *add(struct ttm_device *new, const struct l1trace_device *description)
{
	struct ttm_device *d;
	unsigned n;

	ttm_lock(TTM_LOCK_DEVICES);
	n = device_count;
	d = find_id(new->id, new->is_chip);
	if (!d && n < DEVICES_MAX) {
		note_unknown(description);
		new->handle = l1trace_device_open(description);
		d = &devices[n];
		*d = *new;
		atomic_store_explicit(&device_count, n + 1, memory_order_release);
	}
	ttm_unlock(TTM_LOCK_DEVICES);
	return d;
}

static struct ttm_device *open_device(const void *object, enum abi_device_kind kind, uint32_t id)
{
	struct ttm_device new = {.id = id, .is_chip = kind == ABI_CHIP};
	struct abi_device description;

	abi_describe_device(object, kind, &description);
	description.d.mesh = kind == ABI_CHIP ? L1TRACE_UNKNOWN : id;
	new.chip = keep_chips(description.chips, description.d.chip_count);
	if (new.chip) {
		new.chip_count = (uint32_t)description.d.chip_count;
		new.chips = l1trace_chips(new.chip, new.chip_count);
	}
	return add(&new, &description.d);
}

static void remember(const void *object, struct ttm_device *d)
{
	unsigned n;

	ttm_lock(TTM_LOCK_DEVICES);
	n = object_count;
	if (n < OBJECTS_MAX && find_object(object) != d) {
		objects[n].object = object;
		objects[n].device = d;
		atomic_store_explicit(&object_count, n + 1, memory_order_release);
	}
	ttm_unlock(TTM_LOCK_DEVICES);
}

struct ttm_device *ttm_device(const void *object)
{
	struct ttm_device *d = last.object == object ? last.device : find_object(object);
	enum abi_device_kind kind = abi_device_kind(object);
	uint32_t id;

	if (kind == ABI_NO_DEVICE)      /* also a device that is being destroyed */
		return d;
	id = abi_device_id(object, kind);
	if (!d || d->id != id || d->is_chip != (kind == ABI_CHIP)) {
		d = id == UINT32_MAX ? NULL : find_id(id, kind == ABI_CHIP);
		if (!d && id != UINT32_MAX)
			d = open_device(object, kind, id);
		if (!d)
			return NULL;
		remember(object, d);
	}
	last.object = object;
	last.device = d;
	return d;
}

void ttm_device_note_bank(const void *object)
{
	const struct ttm_device *d = ttm_device(object);
	enum abi_device_kind kind = abi_device_kind(object);
	struct abi_device now;

	if (!d || kind == ABI_NO_DEVICE)
		return;
	abi_describe_device(object, kind, &now);
	if (now.d.bank_bytes != L1TRACE_UNKNOWN)
		l1trace_note(L1T_NOTE_BANK, d->handle, now.d.bank_bytes, "");
}

struct ttm_device *ttm_device_in_use(const void *object)
{
	struct ttm_device *d = ttm_device(object);
	enum abi_device_kind kind;

	if (!d || !d->closed)
		return d;
	kind = abi_device_kind(object);
	if (kind == ABI_NO_DEVICE)
		return d;
	d = find_id(d->id, d->is_chip);
	if (!d)
		d = open_device(object, kind, abi_device_id(object, kind));
	if (d) {
		remember(object, d);
		last.object = object;
		last.device = d;
	}
	return d;
}

bool ttm_device_known(const void *object)
{
	return find_object(object) != NULL;
}

bool ttm_device_is_one(const void *object)
{
	return ttm_device_known(object) || abi_is_device(object);
}

uint32_t ttm_device_chips(const void *object, bool *known)
{
	enum abi_device_kind kind = abi_device_kind(object);
	struct ttm_device *d;
	uint32_t id;

	*known = false;
	if (kind == ABI_CHIP) {
		id = abi_device_id(object, kind);
		*known = id < L1T_CHIPS_FIRST;
		return *known ? id : 0;
	}
	d = ttm_device(object);
	if (!d || !d->chip_count)
		return 0;
	*known = true;
	return d->chips;
}

struct ttm_device *ttm_device_of_chips(const void *object)
{
	enum abi_device_kind kind = abi_device_kind(object);
	unsigned n = atomic_load_explicit(&device_count, memory_order_acquire);
	uint32_t id;

	if (kind != ABI_CHIP)
		return ttm_device(object);
	id = abi_device_id(object, kind);
	while (n-- > 0)
		for (uint32_t i = 0; i < devices[n].chip_count && !devices[n].closed; i++)
			if (devices[n].chip[i] == id)
				return &devices[n];
	return NULL;
}

/* The shape as it is now: a mesh may be reshaped, and its chips are then in another order. */
struct shape {
	const void *device;
	uint64_t rows, columns;
	size_t count;
	uint32_t chips[ABI_CHIPS_MAX];
};

static void read_shape(void *argument)
{
	struct shape *s = argument;

	abi_mesh_shape(s->device, &s->rows, &s->columns);
}

static void read_chips(void *argument)
{
	struct shape *s = argument;

	s->count = abi_device_chips(s->device, abi_device_kind(s->device), s->chips);
}

uint32_t ttm_device_part(const void *object, const struct ttm_device *d, uint32_t row0,
	uint32_t column0, uint32_t row1, uint32_t column1)
{
	uint32_t chips[ABI_CHIPS_MAX];
	struct shape s;         /* a kilobyte */
	size_t n = 0;

	if (d->chip_count <= 1)
		return d->chips;
	s.device = object;
	s.rows = s.columns = s.count = 0;
	if (!ttm_guarded(read_shape, &s) ||
		s.rows * s.columns != d->chip_count || d->chip_count > ABI_CHIPS_MAX ||
		row0 > row1 || column0 > column1 || row1 >= s.rows || column1 >= s.columns ||
		(uint64_t)(row1 - row0 + 1) * (column1 - column0 + 1) == d->chip_count)
		return d->chips;
	if (!ttm_guarded(read_chips, &s) || s.count != d->chip_count)
		memcpy(s.chips, d->chip, d->chip_count * sizeof(*s.chips));
	for (uint32_t row = row0; row <= row1; row++)
		for (uint32_t column = column0; column <= column1; column++)
			chips[n++] = s.chips[row * s.columns + column];
	return l1trace_chips(chips, n);
}

struct ttm_device *ttm_device_opened(const void *object)
{
	enum abi_device_kind kind = abi_device_kind(object);

	return kind == ABI_NO_DEVICE ? NULL :
		find_id(abi_device_id(object, kind), kind == ABI_CHIP);
}

static bool covers(const struct ttm_device *outer, const struct ttm_device *inner)
{
	uint32_t found = 0;

	for (uint32_t i = 0; i < inner->chip_count; i++)
		for (uint32_t o = 0; o < outer->chip_count; o++)
			found += outer->chip[o] == inner->chip[i];
	return found == inner->chip_count;
}

/* Its submeshes are closed with it; readers of the trace know that. */
static void close_submeshes(const struct ttm_device *outer)
{
	unsigned n = atomic_load_explicit(&device_count, memory_order_acquire);

	while (n-- > 0 && &devices[n] != outer)
		if (covers(outer, &devices[n]))
			atomic_store(&devices[n].closed, true);
}

bool ttm_device_closed(struct ttm_device *d)
{
	if (atomic_exchange(&d->closed, true))
		return false;
	close_submeshes(d);
	l1trace_device_close(d->handle);
	return true;
}

struct ttm_device *ttm_device_outermost(void)
{
	unsigned count = atomic_load_explicit(&device_count, memory_order_acquire);
	struct ttm_device *widest = NULL;

	for (unsigned i = 0; i < count; i++)
		if (!devices[i].closed && (!widest || devices[i].chip_count > widest->chip_count))
			widest = &devices[i];
	for (unsigned i = 0; i < count; i++)
		if (!devices[i].closed && !covers(widest, &devices[i]))
			return NULL;
	return widest;
}

struct ttm_device *ttm_device_only(void)
{
	unsigned count = atomic_load_explicit(&device_count, memory_order_acquire);
	struct ttm_device *only = NULL;

	for (unsigned i = 0; i < count; i++) {
		if (devices[i].closed)
			continue;
		if (only)
			return NULL;
		only = &devices[i];
	}
	return only;
}
