/*
 * The table of record kinds: name, number of fields, whether a blob follows, whether it is an event
 * that a pause leaves out.
 * Must not know: anything else.
 */
#include <assert.h>
#include "l1t_record.h"

enum { BLOB = 1, EVENT = 1 };

#define KIND(NUMBER, NAME, STRUCT, HAS_BLOB, IS_EVENT) \
	[NUMBER] = {NAME, sizeof(struct STRUCT) / 8, HAS_BLOB, IS_EVENT}

const struct l1t_kind_info l1t_kinds[] = {
	KIND(L1T_BEGIN, "begin", l1t_begin, BLOB, 0),
	KIND(L1T_THREAD, "thread", l1t_thread, BLOB, 0),
	KIND(L1T_STRING, "string", l1t_define, BLOB, 0),
	KIND(L1T_CORES, "cores", l1t_define, BLOB, 0),
	KIND(L1T_CHIPS, "chips", l1t_define, BLOB, 0),
	KIND(L1T_CALLSITE, "callsite", l1t_define, BLOB, 0),
	KIND(L1T_DEVICE, "device", l1t_device, 0, 0),
	KIND(L1T_DEVICE_CLOSE, "device close", l1t_device_close, 0, 0),
	KIND(L1T_ALLOC, "alloc", l1t_alloc, 0, EVENT),
	KIND(L1T_FREE, "free", l1t_free, 0, EVENT),
	KIND(L1T_REGION, "region", l1t_region, 0, EVENT),
	KIND(L1T_REGIONS_FREED, "regions freed", l1t_regions_freed, 0, EVENT),
	KIND(L1T_PROGRAM, "program", l1t_program, 0, 0),
	KIND(L1T_PROGRAM_GONE, "program gone", l1t_program_gone, 0, 0),
	KIND(L1T_PROGRAM_CONFIG, "program config", l1t_program_config, 0, 0),
	KIND(L1T_KERNEL, "kernel", l1t_kernel, 0, 0),
	KIND(L1T_LAUNCH, "launch", l1t_launch, 0, EVENT),
	KIND(L1T_CAPTURE_BEGIN, "capture begin", l1t_mesh_trace, 0, EVENT),
	KIND(L1T_CAPTURE_END, "capture end", l1t_mesh_trace, 0, EVENT),
	KIND(L1T_REPLAY, "replay", l1t_mesh_trace, 0, EVENT),
	KIND(L1T_RELEASE, "release", l1t_mesh_trace, 0, 0),
	KIND(L1T_FAILURE, "failure", l1t_failure, BLOB, EVENT),
	KIND(L1T_MARK_BEGIN, "mark begin", l1t_mark, 0, EVENT),
	KIND(L1T_MARK_END, "mark end", l1t_mark, 0, EVENT),
	KIND(L1T_NOTE, "note", l1t_note, BLOB, 0),
	KIND(L1T_LOST, "lost", l1t_lost, 0, 0),
	KIND(L1T_PAUSE, "pause", l1t_empty, 0, 0),
	KIND(L1T_RESUME, "resume", l1t_empty, 0, 0),
	KIND(L1T_END, "end", l1t_end, 0, 0),
	KIND(L1T_EXIT, "exit", l1t_exit, 0, 0),
	KIND(L1T_USES, "uses", l1t_uses, BLOB, EVENT),
	KIND(L1T_TENSOR, "tensor", l1t_define, BLOB, 0),
	KIND(L1T_HOLDS, "holds", l1t_holds, 0, 0),
	KIND(L1T_REGION_INDEX, "region index", l1t_region_index, 0, 0),
	KIND(L1T_KEPT, "kept", l1t_kept, 0, EVENT),
	KIND(L1T_ASKED, "asked", l1t_asked, 0, EVENT),
};

static_assert(sizeof(l1t_kinds) / sizeof(*l1t_kinds) == L1T_KIND_COUNT, "each kind has a row");
static_assert(sizeof(struct l1t_failure) / 8 <= L1T_FIELDS_MAX, "fields fit");
static_assert(sizeof(struct l1t_device) / 8 <= L1T_FIELDS_MAX, "fields fit");
