/*
 * The devices the runtime has opened, and their handles in the trace.
 *
 * Must not know: hooks, buffers, programs.
 *
 * A mesh device is two objects with one mesh id (MeshDevice and its Impl); a chip (Device) belongs
 * to a mesh, and gets a handle of its own only when it owns buffers. A reopened device has a new
 * mesh id. Nothing is ever taken out of the table: a late free finds the closed device.
 */
#ifndef TTM_MESH_DEVICES_H
#define TTM_MESH_DEVICES_H

#include <stdbool.h>
#include <stdint.h>

struct ttm_device {
	uint32_t id;            /* mesh id, or the chip's */
	bool is_chip;
	_Atomic bool closed;
	uint32_t handle;
	uint32_t chips;         /* id of the set, or the one chip */
	uint32_t chip_count;
	const uint32_t *chip;
};

/* The device behind a pointer; opens it at first sight. NULL: not a device we understand. */
struct ttm_device *ttm_device(const void *object);

/* The same for something that needs an open device: one that was closed has been opened again under
 * its old id. */
struct ttm_device *ttm_device_in_use(const void *object);

/* True when the pointer was seen before as a device. Follows nothing. */
bool ttm_device_known(const void *object);
/* The same, or it looks like one: nothing may have been told of it before a queue of it is used. */
bool ttm_device_is_one(const void *object);

/* The open device that a pointer stands for or, for a chip, that last had the chip. */
struct ttm_device *ttm_device_of_chips(const void *object);

/* The chips behind a pointer: of a chip its id, of a mesh its set. 0 when unknown: *known false. */
uint32_t ttm_device_chips(const void *object, bool *known);

/* The chips of a rectangle of a mesh, as one id. Unknown shapes give all chips. */
uint32_t ttm_device_part(const void *object, const struct ttm_device *d, uint32_t row0,
	uint32_t column0, uint32_t row1, uint32_t column1);

/* How large its L1 banks are now, into the trace. */
void ttm_device_note_bank(const void *object);

/* The device behind a pointer if it was seen and is open; follows the pointer. */
struct ttm_device *ttm_device_opened(const void *object);

/* The runtime has closed it. False: it had before. */
bool ttm_device_closed(struct ttm_device *d);

/* The one device that is open, or NULL. */
struct ttm_device *ttm_device_only(void);

/* The open device whose submeshes all others are, or NULL. */
struct ttm_device *ttm_device_outermost(void);

#endif
