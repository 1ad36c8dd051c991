/*
 * Opening and closing devices. Descriptions of the open ones are kept in a fixed number of places,
 * taken and given back without locks.
 *
 * Must not know: files; what is allocated on a device.
 */
#include <string.h>
#include "devices.h"
#include "l1trace.h"
#include "ring.h"

enum { PLACES = 256 };

enum place_state { PLACE_FREE = 0, PLACE_BUSY, PLACE_SET };

static struct place {
	_Atomic uint32_t state;         /* enum place_state */
	struct l1t_device device;
} places[PLACES];

static _Atomic uint32_t last_handle;

static void keep(const struct l1t_device *device)
{
	for (unsigned i = 0; i < PLACES; i++) {
		uint32_t expected = PLACE_FREE;

		if (!atomic_compare_exchange_strong(&places[i].state, &expected, PLACE_BUSY))
			continue;
		places[i].device = *device;
		atomic_store_explicit(&places[i].state, PLACE_SET, memory_order_release);
		return;
	}
}

static void forget(uint32_t handle)
{
	for (unsigned i = 0; i < PLACES; i++) {
		uint32_t expected = PLACE_SET;

		if (atomic_load_explicit(&places[i].state, memory_order_acquire) == PLACE_SET &&
			places[i].device.device == handle &&
			atomic_compare_exchange_strong(&places[i].state, &expected, PLACE_FREE))
			return;
	}
}

static uint64_t known(uint64_t value)
{
	return value ? value : L1T_UNKNOWN;
}

L1TRACE_API uint32_t l1trace_device_open(const struct l1trace_device *d)
{
	struct l1t_device record;

	if (!l1tr_is_on() || !d)
		return 0;
	record = (struct l1t_device){
		.mesh = d->mesh, .chips = l1trace_chips(d->chips, d->chip_count),
		.grid_x = d->grid_x, .grid_y = d->grid_y, .l1_bytes = d->l1_bytes,
		.unreserved_base = d->unreserved_base, .l1_small_bytes = d->l1_small_bytes,
		.kernel_config_bytes = d->kernel_config_bytes, .bank_count = d->bank_count,
		.bank_bytes = d->bank_bytes, .dram_bank_count = known(d->dram_bank_count),
		.dram_bank_bytes = known(d->dram_bank_bytes), .dram_base = known(d->dram_base),
		.arch = d->arch ? l1trace_string(d->arch, strlen(d->arch)) : 0,
		.device = atomic_fetch_add(&last_handle, 1) + 1};
	l1tr_record(L1T_DEVICE, (const uint64_t *)&record, sizeof(record) / 8, NULL, 0);
	keep(&record);
	return (uint32_t)record.device;
}

L1TRACE_API void l1trace_device_close(uint32_t device)
{
	uint64_t handle = device;

	if (!l1tr_is_on())
		return;
	l1tr_record(L1T_DEVICE_CLOSE, &handle, 1, NULL, 0);
	forget(device);
}

int l1tr_devices_each(l1tr_device_seen *see, void *context)
{
	for (unsigned i = 0; i < PLACES; i++)
		if (atomic_load_explicit(&places[i].state, memory_order_acquire) == PLACE_SET &&
			see(&places[i].device, context))
			return -1;
	return 0;
}
