/*
 * The runtime's names: the functions that are hooked, and those that are called.
 *
 * Must not know: what any of them is for. Included by runtime_abi.h (hooks) and the two files that
 * read objects (calls).
 */
#ifndef TTM_RUNTIME_SYMBOLS_H
#define TTM_RUNTIME_SYMBOLS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whatever a function returns in registers. A function that returns a class in memory returns its
 * hidden first argument, so this fits as well.
 */
struct abi_result { uint64_t rax, rdx; };
struct ttm_kernel_map;
/* A kernel's arguments: where they lie and how many words. */
struct abi_arguments { const uint32_t *words; size_t count; };
/* A class of two words, passed by value. */
struct abi_words { uint64_t first, second; };
/* The begin of a std::string. */
struct abi_string { const char *bytes; size_t length; };

#define ABI_TT "_ZN2tt8tt_metal"
#define ABI_TRACKER ABI_TT "12GraphTracker"
#define ABI_PROGRAM ABI_TT "6detail11ProgramImpl"
#define ABI_INSPECTOR ABI_TT "9Inspector"
#define ABI_MESH_DEVICE ABI_TT "11distributed10MeshDevice"
#define ABI_TRACE_ID "RKN4ttsl10StrongTypeIjNS1_14MeshTraceIdTagEEE"
#define ABI_QUEUE "RNS1_16MeshCommandQueueE"
#define ABI_QUEUE_MEMORY "NS0_19SystemMemoryManagerE"
#define ABI_DISPATCH ABI_TT "16program_dispatch"
#define ABI_GO_TO "hPNS1_10MeshDeviceEN4ttsl10StrongTypeIhNS0_14SubDeviceIdTagEEER" \
	ABI_QUEUE_MEMORY "jNS_7xy_pairE"
#define ABI_GO_METADATA "RKNS0_16program_dispatch23ProgramDispatchMetadataE"
#define ABI_RESET_WORKERS ABI_DISPATCH "37reset_worker_dispatch_state_on_deviceE" \
	"PNS0_11distributed10MeshDeviceER" ABI_QUEUE_MEMORY "hNS_7xy_pairERKSt5arrayIjLm8EEb"
#define ABI_COMPILED ABI_INSPECTOR "31program_kernel_compile_finishedEPKNS0_6detail11ProgramImplE" \
	"PKNS0_7IDeviceERKSt10shared_ptrINS0_6KernelEERKNS0_15JitBuildOptionsE"

#define ABI_QUEUE_BASE ABI_TT "11distributed20MeshCommandQueueBase"
#define ABI_SHARED_BUFFER "ERKSt10shared_ptrINS1_10MeshBufferEE"
#define ABI_EXPERIMENTAL ABI_TT "12experimental"
#define ABI_SETUP_SEMAPHORE "12setup_bufferESt8optionalIjENS0_10BufferTypeES2_ImE"
#define ABI_SETUP_CBS "16setup_cb_buffersENS0_10BufferTypeEj"
#define ABI_SETUP_BUFFERS "13setup_buffersENS0_10BufferTypeE"
#define ABI_SOCKET "ERKSt10shared_ptrINS1_10MeshDeviceEERKNS1_12SocketConfigE"
#define ABI_VALIDATE ABI_TT "12experimental19ValidateProgramSpecERKNS1_11ProgramSpecE" \
	"RKNS1_17CollectedSpecData"

/* The hooked functions: name, arguments, symbol. */
#define ABI_HOOKS(X) \
	X(track_allocate, (void *tracker, const void *buffer), \
		ABI_TRACKER "14track_allocateEPKNS0_6BufferE") \
	X(track_deallocate, (void *tracker, void *buffer), \
		ABI_TRACKER "16track_deallocateEPNS0_6BufferE") \
	X(old_allocate_impl, (void *buffer), ABI_TT "6Buffer13allocate_implEv") \
	X(allocate_impl, (void *impl, void *buffer), \
		ABI_TT "10BufferImpl13allocate_implERNS0_6BufferE") \
	X(allocator_allocate, (void *allocator, void *buffer), \
		ABI_TT "13AllocatorImpl15allocate_bufferEPNS0_6BufferE") \
	X(free_list_allocate, (void *list, uint64_t size, uint64_t bottom_up, uint64_t limit), \
		ABI_TT "9allocator11FreeListOpt8allocateEmbm") \
	X(free_list_allocate_at, (void *list, uint64_t address, uint64_t size), \
		ABI_TT "9allocator11FreeListOpt19allocate_at_addressEmm") \
	X(mesh_tensor, (void *tensor, void *buffer, void *spec, void *topology), ABI_TT \
		"10MeshTensorC1ESt10shared_ptrINS0_11distributed10MeshBufferEENS0_10TensorSpecE" \
		"NS0_14TensorTopologyE") \
	X(mesh_lowest_address, (const void *device), \
		"_ZNK2tt8tt_metal11distributed10MeshDevice34lowest_occupied_compute_l1_addressEv") \
	X(allocator_statistics, (uint64_t *out, const void *allocator, const uint32_t *type), \
		"_ZNK2tt8tt_metal9Allocator14get_statisticsERKNS0_10BufferTypeE") \
	X(dump_memory_state, (const void *device, const struct abi_string *prefix), \
		ABI_TT "6detail21DumpDeviceMemoryStateEPKNS0_7IDeviceERKNSt7__cxx1112" \
		"basic_stringIcSt11char_traitsIcESaIcEEE") \
	X(tensor_deallocate, (void *tensor, uint64_t force), "_ZN4ttnn6Tensor10deallocateEb") \
	X(arena_allocate, (uint64_t *place, void *arena, const void *cores, uint64_t size, \
		uint64_t alignment), ABI_TT "17PersistentL1Arena8allocateERKNS0_12CoreRangeSetEmm") \
	X(arena_deallocate, (void *arena, uint64_t id), \
		ABI_TT "17PersistentL1Arena10deallocateEm") \
	X(global_semaphore_created, (const void *mesh_buffer, const void *cores), \
		ABI_INSPECTOR "24global_semaphore_createdEPKNS0_11distributed10MeshBufferE" \
		"RKNS0_12CoreRangeSetE") \
	X(semaphore_setup, (void *semaphore, uint64_t value, uint64_t type, \
		struct abi_words address), ABI_TT "19GlobalSemaphoreImpl" ABI_SETUP_SEMAPHORE) \
	X(semaphore_setup_old, (void *semaphore, uint64_t value, uint64_t type, \
		struct abi_words address), ABI_TT "15GlobalSemaphore" ABI_SETUP_SEMAPHORE) \
	X(global_cb_setup, (void *buffer, uint64_t type, uint64_t receivers), \
		ABI_EXPERIMENTAL "24GlobalCircularBufferImpl" ABI_SETUP_CBS) \
	X(global_cb_setup_old, (void *buffer, uint64_t type, uint64_t receivers), \
		ABI_EXPERIMENTAL "20GlobalCircularBuffer" ABI_SETUP_CBS) \
	X(cross_node_dfb_setup, (void *buffer, uint64_t type), \
		ABI_EXPERIMENTAL "12CrossNodeDFB" ABI_SETUP_BUFFERS) \
	X(prefetcher_pipe_setup, (void *pipe, uint64_t type), \
		ABI_EXPERIMENTAL "18PrefetcherPipeImpl" ABI_SETUP_BUFFERS) \
	X(socket_config, (void *result, const void *device, const void *config, \
		uint64_t endpoint), ABI_TT "11distributed27create_socket_config_buffer" \
		ABI_SOCKET "NS1_14SocketEndpointE") \
	X(socket_data, (void *result, const void *device, const void *config), \
		ABI_TT "11distributed25create_socket_data_buffer" ABI_SOCKET) \
	X(track_allocate_cb, (void *tracker, const void *cores, uint64_t address, uint64_t size, \
		uint64_t global, const void *device), ABI_TRACKER \
		"17track_allocate_cbERKNS0_12CoreRangeSetEmmbPKNS0_7IDeviceE") \
	X(track_allocate_cb_global_name, (void *tracker, const void *cores, uint64_t address, \
		uint64_t size, uint64_t global, const void *device), ABI_TRACKER \
		"17track_allocate_cbERK12CoreRangeSetmmbPKNS0_7IDeviceE") \
	X(track_deallocate_cb, (void *tracker, const void *device), \
		ABI_TRACKER "19track_deallocate_cbEPKNS0_7IDeviceE") \
	X(allocate_circular_buffers, (void *program, const void *device), \
		ABI_PROGRAM "25allocate_circular_buffersEPKNS0_7IDeviceE") \
	X(deallocate_circular_buffers, (void *program), \
		ABI_PROGRAM "27deallocate_circular_buffersEv") \
	X(allocate_dataflow_buffers, (void *program, const void *device), \
		ABI_PROGRAM "25allocate_dataflow_buffersEPKNS0_7IDeviceE") \
	X(allocate_scratchpads, (void *program, const void *device), \
		ABI_PROGRAM "20allocate_scratchpadsEPKNS0_7IDeviceE") \
	X(add_dataflow_buffer, (void *program, const void *cores, const void *config), \
		ABI_PROGRAM "19add_dataflow_bufferERKNS0_12CoreRangeSetERKNS0_12experimental3dfb" \
		"20DataflowBufferConfigE") \
	X(register_dfb_spec_name, (void *program, const struct abi_string *name, \
		uint64_t number), ABI_PROGRAM "22register_dfb_spec_nameERKNSt7__cxx1112" \
		"basic_stringIcSt11char_traitsIcESaIcEEEj") \
	X(reserve_program_local_l1, (void *program, const void *device, const void *cores), \
		ABI_PROGRAM "24reserve_program_local_l1EPKNS0_7IDeviceERKNS0_12CoreRangeSetE") \
	X(mark_address, (void *allocator, uint64_t address, uint64_t size, uint64_t base), \
		ABI_PROGRAM "23CircularBufferAllocator12mark_addressEmmm") \
	X(validate_circular_buffer_region, (void *program, const void *device), \
		ABI_PROGRAM "31validate_circular_buffer_regionEPKNS0_7IDeviceE") \
	X(validate_dataflow_buffer_region, (void *program, const void *device), \
		ABI_PROGRAM "31validate_dataflow_buffer_regionEPKNS0_7IDeviceE") \
	X(program_destructor, (void *program), ABI_PROGRAM "D1Ev") \
	X(program_base_destructor, (void *program), ABI_PROGRAM "D2Ev") \
	X(program_destroyed, (const void *program), \
		ABI_INSPECTOR "17program_destroyedEPKNS0_6detail11ProgramImplE") \
	X(kernel_compiled_4, (const void *program, const void *device, const void *kernel, \
		const void *options), ABI_COMPILED) \
	X(kernel_compiled_5, (const void *program, const void *device, const void *kernel, \
		const void *options, const void *path), ABI_COMPILED \
		"RKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE") \
	X(track_program, (void *tracker, void *program, const void *device), \
		ABI_TRACKER "13track_programEPNS0_7ProgramEPKNS0_7IDeviceE") \
	X(get_program_cache, (void *device), ABI_MESH_DEVICE "17get_program_cacheEv") \
	X(enqueue_mesh_workload, (void *queue, void *workload, uint64_t blocking), \
		ABI_TT "11distributed19EnqueueMeshWorkloadE" ABI_QUEUE "RNS1_12MeshWorkloadEb") \
	X(host_read, (void *queue, const void *buffer, void *host, const void *shards, \
		uint64_t blocking), ABI_QUEUE_BASE "12enqueue_read" ABI_SHARED_BUFFER \
		"RNS0_21DistributedHostBufferERKSt8optionalISt13unordered_setINS1_14MeshCoordinate" \
		"ESt4hashISC_ESt8equal_toISC_ESaISC_EEEb") \
	X(host_read_shards, (void *queue, const void *shards, const void *buffer, \
		uint64_t blocking), ABI_QUEUE_BASE "19enqueue_read_shardsERKSt6vectorINS1_17Shard" \
		"DataTransferESaIS4_EERKSt10shared_ptrINS1_10MeshBufferEEb") \
	X(host_read_buffer, (void *queue, void *host, const void *buffer, uint64_t blocking), \
		ABI_QUEUE_BASE "24enqueue_read_mesh_bufferEPvRKSt10shared_ptrINS1_10MeshBufferEEb") \
	X(host_write, (void *queue, const void *buffer, const void *host, uint64_t blocking), \
		ABI_QUEUE_BASE "13enqueue_write" ABI_SHARED_BUFFER "RKNS0_21DistributedHostBufferEb") \
	X(host_write_shards, (void *queue, const void *buffer, const void *shards, \
		uint64_t blocking), ABI_QUEUE_BASE "20enqueue_write_shards" ABI_SHARED_BUFFER \
		"RKSt6vectorINS1_17ShardDataTransferESaIS9_EEb") \
	X(host_write_buffer, (void *queue, const void *buffer, const void *host, \
		uint64_t blocking), ABI_QUEUE_BASE "25enqueue_write_mesh_buffer" ABI_SHARED_BUFFER \
		"PKvb") \
	X(workload_compile, (void *impl, const void *device), \
		ABI_TT "11distributed16MeshWorkloadImpl7compileEPNS1_10MeshDeviceE") \
	X(mesh_device_initialized, (const void *impl), \
		ABI_INSPECTOR "23mesh_device_initializedEPKNS0_11distributed14MeshDeviceImplE") \
	X(mesh_device_close, (void *device), ABI_MESH_DEVICE "5closeEv") \
	X(mesh_device_close_impl, (void *impl, void *device), \
		ABI_TT "11distributed14MeshDeviceImpl10close_implEPNS1_10MeshDeviceE") \
	X(device_close, (void *device), ABI_TT "6Device5closeEv") \
	X(load_sub_device_manager, (void *device, uint64_t manager), ABI_MESH_DEVICE \
		"23load_sub_device_managerEN4ttsl10StrongTypeImNS0_21SubDeviceManagerIdTagEEE") \
	X(clear_loaded_sub_device_manager, (void *device), \
		ABI_MESH_DEVICE "31clear_loaded_sub_device_managerEv") \
	X(begin_trace_queue, (void *device, void *queue), \
		ABI_MESH_DEVICE "16begin_mesh_traceE" ABI_QUEUE) \
	X(begin_trace_queue_id, (void *device, void *queue, const uint32_t *id), \
		ABI_MESH_DEVICE "16begin_mesh_traceE" ABI_QUEUE ABI_TRACE_ID) \
	X(begin_trace_number, (void *device, uint64_t queue), \
		ABI_MESH_DEVICE "16begin_mesh_traceEh") \
	X(begin_trace_number_id, (void *device, uint64_t queue, const uint32_t *id), \
		ABI_MESH_DEVICE "16begin_mesh_traceEh" ABI_TRACE_ID) \
	X(end_trace_queue, (void *device, void *queue, const uint32_t *id), \
		ABI_MESH_DEVICE "14end_mesh_traceE" ABI_QUEUE ABI_TRACE_ID) \
	X(end_trace_number, (void *device, uint64_t queue, const uint32_t *id), \
		ABI_MESH_DEVICE "14end_mesh_traceEh" ABI_TRACE_ID) \
	X(replay_trace_queue, (void *device, void *queue, const uint32_t *id, uint64_t blocking), \
		ABI_MESH_DEVICE "17replay_mesh_traceE" ABI_QUEUE ABI_TRACE_ID "b") \
	X(replay_trace_number, (void *device, uint64_t queue, const uint32_t *id, \
		uint64_t blocking), ABI_MESH_DEVICE "17replay_mesh_traceEh" ABI_TRACE_ID "b") \
	X(release_trace, (void *device, const uint32_t *id), \
		ABI_MESH_DEVICE "18release_mesh_traceE" ABI_TRACE_ID) \
	X(core_descriptor, (void *environment, uint64_t chip, uint64_t queues, \
		const void *config), \
		ABI_TT "12MetalEnvImpl26get_core_descriptor_configEihRKNS0_18DispatchCoreConfigE") \
	X(validate_program_spec, (const void *spec, const void *collected, void *context, \
		const void *allocator), \
		ABI_VALIDATE "ERNS0_12MetalContextERKNS0_9AllocatorE") \
	X(validate_program_spec_2, (const void *spec, const void *collected), ABI_VALIDATE "E") \
	X(queue_wait_for_event, (uint64_t number, uint64_t other, void *memory, uint64_t event), \
		ABI_TT "14event_dispatch29issue_wait_for_event_commandsEhhR" ABI_QUEUE_MEMORY "j") \
	X(queue_worker_semaphores, (void *memory, uint64_t number, uint64_t count, \
		struct abi_words types), ABI_DISPATCH "31set_num_worker_sems_on_dispatchER" \
		ABI_QUEUE_MEMORY "hjSt4spanIKjLm18446744073709551615EE") \
	X(queue_go_signals, (const void *words, void *memory, uint64_t number), \
		ABI_DISPATCH "34set_go_signal_noc_data_on_dispatchERKSt6vectorIjN4ttsl" \
		"17aligned_allocatorIjLm16EEEER" ABI_QUEUE_MEMORY "h") \
	X(queue_go_mapping, (void *device, const void *mapping, void *memory, uint64_t number), \
		ABI_DISPATCH "37set_core_go_message_mapping_on_deviceEPNS0_6DeviceE" \
		"RKSt6vectorISt4pairINS0_12CoreRangeSetEjESaIS7_EER" ABI_QUEUE_MEMORY "h") \
	X(queue_reset_workers, (void *device, void *memory, uint64_t number, \
		struct abi_words core, const void *expected, uint64_t launches), \
		ABI_RESET_WORKERS) \
	X(queue_reset_workers_signals, (void *device, void *memory, uint64_t number, \
		struct abi_words core, const void *expected, uint64_t launches, \
		struct abi_words signals), ABI_RESET_WORKERS "St4spanIKSt6vectorIjN4ttsl" \
		"17aligned_allocatorIjLm16EEEELm18446744073709551615EE") \
	X(queue_go, (uint64_t number, void *device, uint64_t sub_device, void *memory, \
		uint64_t expected, struct abi_words core, uint64_t multicast, uint64_t unicast, \
		const void *metadata), ABI_TT "11distributed15write_go_signalE" ABI_GO_TO \
		"bb" ABI_GO_METADATA) \
	X(queue_go_sequence_2, (uint64_t number, void *device, uint64_t sub_device, void *memory, \
		uint64_t expected, struct abi_words core, uint64_t multicast, uint64_t unicast, \
		const void *metadata, uint64_t offset), \
		ABI_TT "11distributed24write_go_signal_sequenceE" ABI_GO_TO "bb" ABI_GO_METADATA \
		"St8optionalIjE") \
	X(queue_go_sequence_1, (uint64_t number, void *device, uint64_t sub_device, void *memory, \
		uint64_t expected, struct abi_words core, uint64_t unicast, const void *metadata, \
		uint64_t offset), ABI_TT "11distributed24write_go_signal_sequenceE" ABI_GO_TO "b" \
		ABI_GO_METADATA "St8optionalIjE")

#define ABI_TTK "_ZNK2tt8tt_metal"
#define ABI_BUFFER ABI_TTK "6Buffer"
#define ABI_ALLOCATOR ABI_TTK "9Allocator"
#define ABI_ALLOCATOR_IMPL ABI_TTK "13AllocatorImpl"
#define ABI_KERNEL ABI_TTK "6Kernel"
#define ABI_TENSOR ABI_TTK "10MeshTensor"
#define ABI_CONFIG ABI_TTK "12MemoryConfig"
#define ABI_CB ABI_TTK "18CircularBufferImpl"
#define ABI_PROCESSOR "25get_kernel_processor_typeEi"
#define ABI_TYPE_REF "ERKNS0_10BufferTypeE"
#define ABI_PER_CORE ABI_TT "12experimental19per_core_allocation"
#define ABI_BUFFER_REF "ERKNS0_6BufferE"

/* The called functions: name, result, arguments, symbol. */
#define ABI_CALLS(X) \
	X(buffer_size, uint64_t, (const void *), ABI_BUFFER "4sizeEv") \
	X(buffer_device, const void *, (const void *), ABI_BUFFER "6deviceEv") \
	X(buffer_type, uint32_t, (const void *), ABI_BUFFER "11buffer_typeEv") \
	X(buffer_id, uint64_t, (const void *), ABI_BUFFER "9unique_idEv") \
	X(buffer_address, uint32_t, (const void *), ABI_BUFFER "7addressEv") \
	X(buffer_page_size, uint64_t, (const void *), ABI_BUFFER "9page_sizeEv") \
	X(buffer_layout, uint32_t, (const void *), ABI_BUFFER "13buffer_layoutEv") \
	X(buffer_cores, uint64_t, (const void *), ABI_BUFFER "9num_coresEv") \
	X(buffer_per_bank, uint64_t, (const void *), ABI_BUFFER "21aligned_size_per_bankEv") \
	X(has_shard_spec, bool, (const void *), ABI_BUFFER "14has_shard_specEv") \
	X(shard_spec, void *, (const void **, const void *), ABI_BUFFER "10shard_specEv") \
	X(is_per_core, bool, (const void *), ABI_PER_CORE "22is_per_core_allocation" ABI_BUFFER_REF) \
	X(per_core_addresses, const uintptr_t *, (const void *), \
		ABI_PER_CORE "22get_per_core_addresses" ABI_BUFFER_REF) \
	X(backing_buffer, const void *, (const void *), \
		ABI_TTK "11distributed10MeshBuffer18get_backing_bufferEv") \
	X(reference_buffer, const void *, (const void *), \
		ABI_TTK "11distributed10MeshBuffer20get_reference_bufferEv") \
	X(is_device_tensor, bool, (const void *), "_ZN4ttnn16is_device_tensorERKNS_6TensorE") \
	X(is_allocated, bool, (const void *), "_ZNK4ttnn6Tensor12is_allocatedEv") \
	X(mesh_buffer_of, const void *, (const void *), "_ZNK4ttnn6Tensor11mesh_bufferEv") \
	X(tensor_buffer, const void *, (const void *), ABI_TENSOR "11mesh_bufferEv") \
	X(tensor_shape, const void *, (const void *), ABI_TENSOR "13logical_shapeEv") \
	X(tensor_padded_shape, const void *, (const void *), ABI_TENSOR "12padded_shapeEv") \
	X(tensor_dtype, uint32_t, (const void *), ABI_TENSOR "5dtypeEv") \
	X(tensor_layout, uint32_t, (const void *), ABI_TENSOR "6layoutEv") \
	X(tensor_config, const void *, (const void *), ABI_TENSOR "13memory_configEv") \
	X(config_layout, uint32_t, (const void *), ABI_CONFIG "13memory_layoutEv") \
	X(config_memory, uint32_t, (const void *), ABI_CONFIG "11buffer_typeEv") \
	X(config_shards, const void *, (const void *), ABI_CONFIG "10shard_specEv") \
	X(config_nd_shards, const void *, (const void *), ABI_CONFIG "13nd_shard_specEv") \
	X(format_of_type, uint32_t, (uint32_t), \
		ABI_TT "32datatype_to_dataformat_converterENS0_8DataTypeE") \
	X(bank_count, uint32_t, (const void *, const uint32_t *), ABI_ALLOCATOR "13get_num_banks" ABI_TYPE_REF) \
	X(bank_size, uint64_t, (const void *, const uint32_t *), ABI_ALLOCATOR "13get_bank_size" ABI_TYPE_REF) \
	X(base_address, uint64_t, (const void *, const uint32_t *), \
		ABI_ALLOCATOR "23get_base_allocator_addrERKNS0_10HalMemTypeE") \
	X(impl_bank_count, uint32_t, (const void *, const uint32_t *), \
		ABI_ALLOCATOR_IMPL "13get_num_banks" ABI_TYPE_REF) \
	X(impl_bank_size, uint64_t, (const void *, const uint32_t *), \
		ABI_ALLOCATOR_IMPL "13get_bank_size" ABI_TYPE_REF) \
	X(impl_statistics, void *, (uint64_t *, const void *, const uint32_t *), \
		ABI_ALLOCATOR_IMPL "14get_statistics" ABI_TYPE_REF) \
	X(free_list_reserved, struct abi_result, (const void *, uint64_t), \
		ABI_TTK "9allocator11FreeListOpt19get_allocation_sizeEm") \
	X(l1_from_config, uint32_t, (void), ABI_TT "3hal33get_max_worker_l1_unreserved_sizeEv") \
	X(mesh_chips, void *, (const int **, const void *), \
		ABI_TTK "11distributed10MeshDevice14get_device_idsEv") \
	X(impl_chips, void *, (const int **, const void *), \
		ABI_TTK "11distributed14MeshDeviceImpl14get_device_idsEv") \
	X(mesh_rows, uint64_t, (const void *), ABI_TTK "11distributed10MeshDevice8num_rowsEv") \
	X(mesh_columns, uint64_t, (const void *), ABI_TTK "11distributed10MeshDevice8num_colsEv") \
	X(program_id, uint64_t, (const void *), ABI_TTK "6detail11ProgramImpl6get_idEv") \
	X(program_config, const uint32_t *, (const void *, uint32_t), \
		ABI_PROGRAM "18get_program_configEj") \
	X(workload_programs, const uintptr_t *, (void *), \
		ABI_TT "11distributed12MeshWorkload12get_programsEv") \
	X(kernel_name, const uintptr_t *, (const void *), ABI_KERNEL "20get_full_kernel_nameB5cxx11Ev") \
	X(kernel_bytes, uint64_t, (const void *, const void *, int), \
		ABI_KERNEL "22get_binary_packed_sizeEPNS0_7IDeviceEi") \
	X(kernel_cores, void *, (const void **, const void *), ABI_KERNEL "18logical_corerangesEv") \
	X(data_processor, uint32_t, (const void *, int), \
		ABI_TTK "18DataMovementKernel" ABI_PROCESSOR) \
	X(compute_processor, uint32_t, (const void *, int), ABI_TTK "13ComputeKernel" ABI_PROCESSOR) \
	X(ethernet_processor, uint32_t, (const void *, int), \
		ABI_TTK "14EthernetKernel" ABI_PROCESSOR) \
	X(kernel_count, uint64_t, (const void *), ABI_TTK "6detail11ProgramImpl11num_kernelsEv") \
	X(kernel_map, const struct ttm_kernel_map *, (const void *, uint32_t), \
		ABI_PROGRAM "11get_kernelsEj") \
	X(kernel_at, void *, (void **, const void *, uint32_t), \
		ABI_TTK "6detail11ProgramImpl10get_kernelEj") \
	X(kernel_core_set, const void *, (const void *), ABI_KERNEL "13logical_coresEv") \
	X(kernel_arguments, const struct abi_arguments *, (const void *, const uint64_t *), \
		ABI_TT "6Kernel17runtime_args_dataERKNS_7xy_pairE") \
	X(kernel_common_arguments, const struct abi_arguments *, (const void *), \
		ABI_TT "6Kernel24common_runtime_args_dataEv") \
	X(program_cbs, struct abi_result, (const void *), \
		ABI_TTK "6detail11ProgramImpl16circular_buffersEv") \
	X(cb_address, uint32_t, (const void *), ABI_CB "7addressEv") \
	X(cb_on_core, bool, (const void *, const uint64_t *), \
		ABI_CB "18is_on_logical_coreERKNS_7xy_pairE") \
	X(cb_uses_index, bool, (const void *, uint32_t), ABI_CB "17uses_buffer_indexEj") \
	X(cb_page_size, uint32_t, (const void *, uint32_t), ABI_CB "9page_sizeEj") \
	X(cb_format, uint8_t, (const void *, uint32_t), ABI_CB "11data_formatEj") \
	X(borrowed_dfbs, const uintptr_t *, (const void *), \
		ABI_TTK "6detail11ProgramImpl25get_dfb_borrowed_bindingsB5cxx11Ev") \
	X(dfb_at, void *, (void **, const void *, uint32_t), \
		ABI_TTK "6detail11ProgramImpl19get_dataflow_bufferEj") \
	X(delete_memory, void, (const void *), "_ZdlPv")

/* Members that all three kinds of device have. */
#define ABI_MEMBERS(X) \
	X(id, uint32_t, "2idEv") \
	X(arch, uint32_t, "4archEv") \
	X(l1_size, uint32_t, "16l1_size_per_coreEv") \
	X(grid, struct abi_result, "30compute_with_storage_grid_sizeEv") \
	X(allocator, const void *const *, "9allocatorEv") \
	X(lowest, struct abi_result, "34lowest_occupied_compute_l1_addressEv")

enum abi_device_kind { ABI_MESH, ABI_MESH_IMPL, ABI_CHIP, ABI_DEVICE_KINDS, ABI_NO_DEVICE };

struct abi_functions {
#define ABI_FIELD(name, result, arguments, symbol) result (*name) arguments;
	ABI_CALLS(ABI_FIELD)
	struct {
#define ABI_MEMBER(name, result, symbol) result (*name)(const void *);
		ABI_MEMBERS(ABI_MEMBER)
		const void *vtable;
	} device[ABI_DEVICE_KINDS];
	const void *data_kernel, *compute_kernel, *ethernet_kernel, *dram_kernel;
	const void *cb_counter;         /* vtable of the reference count of a circular buffer */
};
extern struct abi_functions abi;

#endif
