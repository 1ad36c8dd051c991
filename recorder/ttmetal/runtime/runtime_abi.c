/*
 * Reads the runtime's objects through its exported functions where these exist, and by layout where
 * they do not.
 *
 * Must not know: what is recorded.
 */
#include <stdatomic.h>
#include <string.h>
#include "modules.h"
#include "runtime_abi.h"
#include "unwinding.h"

struct abi_functions abi;

static const char *const device_classes[ABI_DEVICE_KINDS] = {
	"11distributed10MeshDevice", "11distributed14MeshDeviceImpl", "6Device"};

static void *find_member(const char *prefix, const char *class, const char *symbol)
{
	char name[160];

	strcpy(name, prefix);
	strcat(name, class);
	strcat(name, symbol);
	return ttm_find(name);
}

static const void *objects_begin_with(const char *vtable)
{
	return vtable ? vtable + 2 * sizeof(void *) : NULL;
}

static const void *find_vtable(const char *class)
{
	return objects_begin_with(find_member("_ZTVN2tt8tt_metal", class, "E"));
}

/* Several threads may do this at once: they store the same values. */
static void find_all(void)
{
#define FIND(name, result, arguments, symbol) \
	if (!abi.name) \
		abi.name = (result (*) arguments)ttm_find(symbol);
	ABI_CALLS(FIND)
	for (int kind = 0; kind < ABI_DEVICE_KINDS; kind++) {
		const char *class = device_classes[kind];
#define FIND_MEMBER(name, result, symbol) \
		if (!abi.device[kind].name) \
			abi.device[kind].name = (result (*)(const void *)) \
				find_member(ABI_TTK, class, symbol);
		ABI_MEMBERS(FIND_MEMBER)
		if (!abi.device[kind].vtable)
			abi.device[kind].vtable = find_vtable(class);
	}
	abi.data_kernel = find_vtable("18DataMovementKernel");
	abi.compute_kernel = find_vtable("13ComputeKernel");
	abi.ethernet_kernel = find_vtable("14EthernetKernel");
	abi.dram_kernel = find_vtable("10DramKernel");
	abi.cb_counter = objects_begin_with(ttm_find("_ZTVSt23_Sp_counted_ptr_inplaceIN2tt8tt_metal"
		"18CircularBufferImplESaIvELN9__gnu_cxx12_Lock_policyE2EE"));
}

void abi_find(void)
{
	static _Atomic unsigned long long seen;
	unsigned long long loaded = ttm_modules_loaded();

	if (atomic_load(&seen) == loaded && loaded)
		return;
	find_all();
	atomic_store(&seen, loaded);
}

bool abi_is_runtimes(const char *symbol)
{
	return strstr(symbol, "2tt8tt_metal") || strstr(symbol, "4ttnn");
}

/* ---- devices ---- */

enum abi_device_kind abi_device_kind(const void *device)
{
	const void *vtable = *(const void *const *)device;

	for (int kind = 0; kind < ABI_DEVICE_KINDS; kind++)
		if (vtable == abi.device[kind].vtable)
			return (enum abi_device_kind)kind;
	return ABI_NO_DEVICE;
}

bool abi_is_device(const void *object)
{
	uint64_t vtable;

	return !ttm_peek(object, &vtable, sizeof(vtable)) &&
		abi_device_kind(object) != ABI_NO_DEVICE;
}

/* IDevice's virtual functions: two destructors, arch, id. Used only if arch is in its place. */
static uint32_t virtual_id(const void *device, enum abi_device_kind kind)
{
	const void *const *vtable = *(const void *const *const *)device;
	uint32_t (*id)(const void *);

	if (!abi.device[kind].arch || vtable[2] != (const void *)abi.device[kind].arch)
		return UINT32_MAX;
	memcpy(&id, &vtable[3], sizeof(id));
	return id(device);
}

uint32_t abi_device_id(const void *device, enum abi_device_kind kind)
{
	if (kind >= ABI_DEVICE_KINDS)
		return UINT32_MAX;
	return abi.device[kind].id ? abi.device[kind].id(device) : virtual_id(device, kind);
}

/* A device returns a reference to a unique_ptr. Pointers are checked before they are followed. */
static const void *allocator_of(const void *device, enum abi_device_kind kind)
{
	const void *const *owner, *allocator, *impl;

	if (!abi.device[kind].allocator)
		return NULL;
	owner = abi.device[kind].allocator(device);
	if (!owner || ttm_peek(owner, &allocator, sizeof(allocator)) || !allocator ||
		ttm_peek(allocator, &impl, sizeof(impl)) || !impl ||
		ttm_peek(impl, &(uint64_t){0}, sizeof(uint64_t)))
		return NULL;
	return allocator;
}

size_t abi_device_chips(const void *device, enum abi_device_kind kind, uint32_t *chips)
{
	const int *ids[3] = {NULL, NULL, NULL};
	size_t n = 0;

	if (kind == ABI_CHIP) {
		chips[0] = abi_device_id(device, kind);
		return chips[0] != UINT32_MAX;
	}
	if (kind == ABI_MESH && abi.mesh_chips)
		abi.mesh_chips(ids, device);
	else if (kind == ABI_MESH_IMPL && abi.impl_chips)
		abi.impl_chips(ids, device);
	for (const int *id = ids[0]; id && id < ids[1] && n < ABI_CHIPS_MAX; id++)
		chips[n++] = (uint32_t)*id;
	if (ids[0] && abi.delete_memory)
		abi.delete_memory(ids[0]);
	return n;
}

static const char *arch_name(uint32_t arch)
{
	static const char *const names[] = {NULL, NULL, "wormhole_b0", "blackhole", "quasar"};

	return arch < sizeof(names) / sizeof(*names) ? names[arch] : NULL;
}

struct describe {
	const void *device;
	enum abi_device_kind kind;
	struct abi_device *out;
};

static void describe_banks(void *argument)
{
	struct describe *a = argument;
	const void *allocator = allocator_of(a->device, a->kind);
	struct l1trace_device *d = &a->out->d;
	const uint32_t l1 = L1TRACE_L1, l1_small = L1TRACE_L1_SMALL, dram = L1TRACE_DRAM;
	const uint32_t l1_memory = 0, dram_memory = 1;

	if (!allocator)
		return;
	if (abi.base_address) {
		d->unreserved_base = abi.base_address(allocator, &l1_memory);
		d->dram_base = abi.base_address(allocator, &dram_memory);
	}
	if (abi.bank_count) {
		d->bank_count = abi.bank_count(allocator, &l1);
		d->dram_bank_count = abi.bank_count(allocator, &dram);
	}
	if (abi.bank_size) {
		d->bank_bytes = abi.bank_size(allocator, &l1);
		d->l1_small_bytes = abi.bank_size(allocator, &l1_small);
		d->dram_bank_bytes = abi.bank_size(allocator, &dram);
	}
}

static void describe_core(void *argument)
{
	struct describe *a = argument;
	struct l1trace_device *d = &a->out->d;
	struct abi_result grid;

	a->out->d.chip_count = abi_device_chips(a->device, a->kind, a->out->chips);
	if (abi.device[a->kind].grid) {
		grid = abi.device[a->kind].grid(a->device);
		d->grid_x = grid.rax;
		d->grid_y = grid.rdx;
	}
	if (abi.device[a->kind].l1_size)
		d->l1_bytes = abi.device[a->kind].l1_size(a->device);
	if (abi.device[a->kind].arch)
		d->arch = arch_name(abi.device[a->kind].arch(a->device));
}

/* The runtime gives the bytes from the ring's start to the end of L1, and where the ring ends. */
static void describe_ring(void *argument)
{
	struct describe *a = argument;
	struct l1trace_device *d = &a->out->d;
	uint64_t from_config;

	if (!abi.l1_from_config || d->l1_bytes == L1TRACE_UNKNOWN ||
		d->unreserved_base == L1TRACE_UNKNOWN)
		return;
	from_config = abi.l1_from_config();
	if (from_config <= d->l1_bytes && d->l1_bytes - from_config < d->unreserved_base)
		d->kernel_config_bytes = d->unreserved_base - (d->l1_bytes - from_config);
}

void abi_describe_device(const void *device, enum abi_device_kind kind, struct abi_device *out)
{
	struct describe a = {device, kind, out};

	out->d = (struct l1trace_device){L1TRACE_UNKNOWN, out->chips, 0, L1TRACE_UNKNOWN,
		L1TRACE_UNKNOWN, L1TRACE_UNKNOWN, L1TRACE_UNKNOWN, L1TRACE_UNKNOWN, L1TRACE_UNKNOWN,
		L1TRACE_UNKNOWN, L1TRACE_UNKNOWN, NULL, 0, 0, 0};
	abi_find();
	ttm_guarded(describe_core, &a);
	ttm_guarded(describe_banks, &a);
	ttm_guarded(describe_ring, &a);
}

void abi_mesh_shape(const void *device, uint64_t *rows, uint64_t *columns)
{
	*rows = abi.mesh_rows ? abi.mesh_rows(device) : 0;
	*columns = abi.mesh_columns ? abi.mesh_columns(device) : 0;
}

/* The device is in one of the words after the vtable pointer. */
const void *abi_queue_device(const void *queue, bool (*known)(const void *device))
{
	enum { WORDS_MAX = 4 };

	for (size_t w = 1; queue && w < WORDS_MAX; w++) {
		const void *device = ((const void *const *)queue)[w];

		if (device && known(device))
			return device;
	}
	return NULL;
}

uint64_t abi_lowest_buffer(const void *device, enum abi_device_kind kind)
{
	struct abi_result lowest;

	if (kind >= ABI_DEVICE_KINDS || !abi.device[kind].lowest)
		return L1TRACE_UNKNOWN;
	lowest = abi.device[kind].lowest(device);
	return lowest.rdx & 1 ? lowest.rax : L1TRACE_UNKNOWN;
}
