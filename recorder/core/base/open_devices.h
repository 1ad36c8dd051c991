/*
 * Devices that are open: their handles, and their descriptions for a forked child.
 *
 * Must not know: rings, files.
 */
#ifndef L1TR_OPEN_DEVICES_H
#define L1TR_OPEN_DEVICES_H

#include "l1t_record.h"

void l1tr_open_devices_keep(const struct l1t_device *device);
void l1tr_open_devices_forget(uint32_t handle);
/* Calls `see` for each device; stops with -1 when it does not return 0. */
typedef int l1tr_device_seen(const struct l1t_device *device, void *context);
int l1tr_open_devices_each(l1tr_device_seen *see, void *context);

#endif
