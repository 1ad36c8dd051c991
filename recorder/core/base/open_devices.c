/*
 * Descriptions of the devices that are open, in a fixed number of places that are taken and
 * released without locks.
 *
 * Must not know: files; what is allocated on a device.
 */
#include <stdatomic.h>
#include "open_devices.h"

enum { PLACES = 256 };

enum place_state { PLACE_FREE = 0, PLACE_BUSY, PLACE_SET };

static struct place {
	_Atomic uint32_t state;         /* enum place_state */
	struct l1t_device device;
} places[PLACES];

void l1tr_open_devices_keep(const struct l1t_device *device)
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

void l1tr_open_devices_forget(uint32_t handle)
{
	for (unsigned i = 0; i < PLACES; i++) {
		uint32_t expected = PLACE_SET;

		if (atomic_load_explicit(&places[i].state, memory_order_acquire) == PLACE_SET &&
			places[i].device.device == handle &&
			atomic_compare_exchange_strong(&places[i].state, &expected, PLACE_FREE))
			return;
	}
}

int l1tr_open_devices_each(l1tr_device_seen *see, void *context)
{
	for (unsigned i = 0; i < PLACES; i++)
		if (atomic_load_explicit(&places[i].state, memory_order_acquire) == PLACE_SET &&
			see(&places[i].device, context))
			return -1;
	return 0;
}
