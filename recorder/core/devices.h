/*
 * Devices that are open: their handles, and their descriptions for a forked child.
 *
 * Must not know: rings, files.
 */
#ifndef L1TR_DEVICES_H
#define L1TR_DEVICES_H

#include "l1t_record.h"

typedef int l1tr_device_seen(const struct l1t_device *device, void *context);
int l1tr_devices_each(l1tr_device_seen *see, void *context);

#endif
