/*
 * The devices the runtime has opened, and their handles in the trace.
 *
 * Must not know: hooks, buffers, programs.
 *
 * A mesh device is two objects with one mesh id (MeshDevice and its Impl); a chip (Device) belongs
 * to a mesh, and gets a handle of its own only when it owns buffers. A reopened device has a new
 * mesh id. Nothing is ever removed from the table: a late free finds the closed device.
 */
#ifndef TTM_MESH_DEVICES_H
#define TTM_MESH_DEVICES_H

#include <stdbool.h>
#include <stdint.h>

struct ttm_device {
	uint32_t id;            /* of the mesh, or of the chip */
	bool is_chip;
	_Atomic bool closed;
	uint32_t handle;
	uint32_t chips;         /* id of the set of chips, or of the one chip */
	uint32_t chip_count;
	const uint32_t *chip;
};

/* The device of a pointer; recorded as open when first seen. NULL: not a device we understand. */
struct ttm_device *ttm_device(const void *object);

/* The same for a use of an open device: if it was closed, it has been reopened under its old id. */
struct ttm_device *ttm_device_in_use(const void *object);

/* Whether the pointer was seen before as a device. Follows no pointer. */
bool ttm_device_known(const void *object);
/* The same, or it looks like a device: a queue may be the first to name it. */
bool ttm_device_is_one(const void *object);

/* The open device of a pointer; for a chip, the one that had the chip last. */
struct ttm_device *ttm_device_of_chips(const void *object);

/* The chips of a pointer: a chip's id, a mesh's set. 0 when unknown: *known false. */
uint32_t ttm_device_chips(const void *object, bool *known);

/* The chips of a rectangle of a mesh, as one id. Unknown shapes give all chips. */
uint32_t ttm_device_part(const void *object, const struct ttm_device *d, uint32_t row0,
	uint32_t column0, uint32_t row1, uint32_t column1);

/* Writes how large its L1 banks are now to the trace. */
void ttm_device_note_bank(const void *object);

/* The device of a pointer if it was seen and is open; follows the pointer. */
struct ttm_device *ttm_device_opened(const void *object);

/* Records that the runtime closed it. False: it was closed before. */
bool ttm_device_closed(struct ttm_device *d);

/* The only open device; NULL: none or several. */
struct ttm_device *ttm_device_only(void);

/* The open device of which all other open ones are submeshes, or NULL. */
struct ttm_device *ttm_device_outermost(void);

#endif
