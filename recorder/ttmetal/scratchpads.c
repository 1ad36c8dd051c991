#include "placement.h"
#include "scratchpads.h"
void ttm_scratchpads_before(struct placement *p) { (void)p; }
void ttm_scratchpads_after(struct placement *p) { (void)p; }
