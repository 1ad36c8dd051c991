/*
 * For the test of selfcheck: a shared library that stands in for the runtime. It defines
 * track_allocate and calls it through its PLT, defines track_deallocate that nothing calls, and
 * calls EnqueueMeshWorkload that others define.
 */
int track_allocate(void) __asm__("_ZN2tt8tt_metal12GraphTracker14track_allocateEPKNS0_6BufferE");
int track_deallocate(void) __asm__("_ZN2tt8tt_metal12GraphTracker16track_deallocateEPNS0_6BufferE");
int enqueue(void) __asm__("_ZN2tt8tt_metal11distributed19EnqueueMeshWorkloadERNS1_16MeshCommandQueueE"
	"RNS1_12MeshWorkloadEb");
int use(void);

int track_allocate(void)
{
	return 1;
}

int track_deallocate(void)
{
	return 2;
}

int use(void)
{
	return track_allocate() + enqueue();
}
