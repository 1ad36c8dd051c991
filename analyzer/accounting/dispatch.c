/*
 * Hands a record to the part of the accounting that handles its kind.
 *
 * Must not know: pauses.
 */
#include <string.h>
#include "accounting_state.h"
#include "dispatch.h"
#include "free_space.h"
#include "id_map.h"
#include "launches.h"
#include "live_buffers.h"
#include "mesh_traces.h"
#include "meshes.h"
#include "openings.h"
#include "program_regions.h"

void acc_account(struct accounting *a, const struct l1t_record *r)
{
	switch (r->kind) {
	case L1T_CORES:
		acc_define_cores(a, r);
		break;
	case L1T_CHIPS:
		acc_define_chips(a, r);
		break;
	case L1T_STRING:
		if ((r->blob_bytes == 8 && !memcmp(r->blob, "ethernet", 8)) ||
			(r->blob_bytes == 4 && !memcmp(r->blob, "dram", 4)))
			table_put(&a->not_tensix, r->define.id, a);
		break;
	case L1T_DEVICE:
		acc_device(a, &r->device);
		break;
	case L1T_DEVICE_CLOSE:
		acc_device_close(a, r->device_close.device);
		break;
	case L1T_ALLOC:
		acc_alloc(a, &r->alloc);
		break;
	case L1T_FREE:
		acc_free(a, &r->free);
		break;
	case L1T_REGION:
		acc_region(a, &r->region);
		break;
	case L1T_REGIONS_FREED:
		acc_regions_freed(a, &r->regions_freed);
		break;
	case L1T_PROGRAM_GONE:
		acc_program_gone(a, r->program_gone.program);
		break;
	case L1T_PROGRAM_CONFIG:
		acc_program_config(a, &r->program_config);
		break;
	case L1T_KERNEL:
		acc_kernel(a, &r->kernel);
		break;
	case L1T_LAUNCH:
		acc_launch(a, r);
		break;
	case L1T_NOTE:
		if (r->note.code == L1T_NOTE_BANK)
			acc_bank(a, &r->note);
		else if (r->note.code == L1T_NOTE_PURPOSE)
			acc_purpose(a, &r->note);
		else if (r->note.code == L1T_NOTE_NAME)
			acc_given(a, r);
		break;
	case L1T_HOLDS:
		acc_holds(a, &r->holds);
		break;
	case L1T_CAPTURE_BEGIN:
	case L1T_CAPTURE_END:
	case L1T_REPLAY:
	case L1T_RELEASE:
		acc_mesh_trace(a, r);
		break;
	default:
		break;
	}
}
