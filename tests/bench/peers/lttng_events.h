/*
 * The stream's events as lttng-ust tracepoints, with the fields of our calls.
 *
 * Must not know: what is measured.
 */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER l1bench

#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "lttng_events.h"

#if !defined(LTTNG_EVENTS_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define LTTNG_EVENTS_H

#include <lttng/tracepoint.h>
#include <stdint.h>

LTTNG_UST_TRACEPOINT_EVENT(l1bench, alloc,
	LTTNG_UST_TP_ARGS(uint64_t, id, uint64_t, address, uint32_t, bytes_per_core,
		uint32_t, device, uint32_t, page_bytes, uint16_t, core_count, uint8_t, type),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer(uint64_t, id, id)
		lttng_ust_field_integer(uint64_t, address, address)
		lttng_ust_field_integer(uint32_t, bytes_per_core, bytes_per_core)
		lttng_ust_field_integer(uint32_t, device, device)
		lttng_ust_field_integer(uint32_t, page_bytes, page_bytes)
		lttng_ust_field_integer(uint16_t, core_count, core_count)
		lttng_ust_field_integer(uint8_t, type, type)))

LTTNG_UST_TRACEPOINT_EVENT(l1bench, free,
	LTTNG_UST_TP_ARGS(uint64_t, id, uint32_t, device, uint8_t, type),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer(uint64_t, id, id)
		lttng_ust_field_integer(uint32_t, device, device)
		lttng_ust_field_integer(uint8_t, type, type)))

LTTNG_UST_TRACEPOINT_EVENT(l1bench, region,
	LTTNG_UST_TP_ARGS(uint32_t, program, uint32_t, cores, uint32_t, address,
		uint32_t, size_bytes, uint8_t, flags, uint8_t, index),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer(uint32_t, program, program)
		lttng_ust_field_integer(uint32_t, cores, cores)
		lttng_ust_field_integer(uint32_t, address, address)
		lttng_ust_field_integer(uint32_t, size_bytes, size_bytes)
		lttng_ust_field_integer(uint8_t, flags, flags)
		lttng_ust_field_integer(uint8_t, index, index)))

LTTNG_UST_TRACEPOINT_EVENT(l1bench, launch,
	LTTNG_UST_TP_ARGS(uint32_t, program, uint32_t, device, uint32_t, name,
		uint32_t, callsite, uint32_t, type),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer(uint32_t, program, program)
		lttng_ust_field_integer(uint32_t, device, device)
		lttng_ust_field_integer(uint32_t, name, name)
		lttng_ust_field_integer(uint32_t, callsite, callsite)
		lttng_ust_field_integer(uint32_t, type, type)))

#endif

#include <lttng/tracepoint-event.h>
