/*
 * The calls that open and close devices.
 *
 * Must not know: files; what is allocated on a device.
 */
#include <string.h>
#include "l1trace.h"
#include "open_devices.h"
#include "process_state.h"
#include "slow_path.h"

static _Atomic uint32_t last_handle;

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
	l1tr_open_devices_keep(&record);
	return (uint32_t)record.device;
}

L1TRACE_API void l1trace_device_close(uint32_t device)
{
	uint64_t handle = device;

	if (!l1tr_is_on())
		return;
	l1tr_record(L1T_DEVICE_CLOSE, &handle, 1, NULL, 0);
	l1tr_open_devices_forget(device);
}
