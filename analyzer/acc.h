/*
 * The accounting's parts, for its own files only.
 */
#ifndef ACC_H
#define ACC_H

#include "accounting.h"
#include "coreset.h"
#include "spans.h"
#include "table.h"

enum { KERNEL_CORES_MAX = 64 };

/* The opening of one mesh device (or bare chip), with an allocator of its own. */
struct mesh {
	struct l1t_device device;
	uint64_t chips[64];
	size_t chip_count;
	struct mesh *root;      /* a mesh that was open and covers all its chips, or itself */
	bool open, stale;       /* stale: not yet announced again since a resume */
	struct mesh_trace *capturing;
	struct mesh *next;
};

struct core_class {
	uint64_t id;
	struct coreset cores;
	struct account_peak peak;       /* core_x, core_y are filled in when it is given out */
	uint64_t headroom;
	uint64_t resident, resident_program;
	struct account_change last;     /* the last row given out */
};

struct per_core_buffer {        /* or persistent space: on some cores only */
	uint64_t id, type, from, to;
	struct coreset cores;
};

struct opening {
	struct account_opening info;
	bool open;
	struct spans l1, small;         /* lockstep buffers, all meshes together */
	struct per_core_buffer *extra;
	size_t extra_count, extra_capacity;
	struct core_class *classes;
	size_t class_count, class_capacity;
	unsigned cores;
};

struct part {                   /* cores on which a program has the same regions */
	struct coreset cores;
	uint64_t footprint, end;        /* end 0: no local region */
	struct span *ranges;
	size_t range_count;
};

struct placement {              /* a program's regions on one chip */
	uint64_t chip;
	struct l1t_region *regions;
	size_t count, capacity;
	uint64_t kernel_cores[KERNEL_CORES_MAX];        /* core range sets of its kernels */
	size_t kernel_count;
	struct part *parts;             /* built when launched */
	size_t part_count;
	uint64_t built_for;             /* opening; 0: not built */
};

struct program {
	uint64_t id;
	bool gone;
	struct placement *placements;
	size_t count;
	uint64_t text_bytes;
};

struct live_buffer {
	struct account_buffer b;
	struct mesh *mesh;
	uint64_t order;         /* of allocation */
	bool stale;             /* not yet announced again since a resume */
};

/* A thread's last op: further programs of it may still come, so its rows wait. */
struct thread_op {
	uint64_t number;
	struct account_op rows[64];
	size_t count;
};

struct captured {               /* a launch inside a capture, on one chip */
	uint64_t opening, program;
	struct span *l1, *small;        /* buffers live at the capture, lockstep */
	size_t l1_count, small_count;
	struct per_core_buffer *extra;
	size_t extra_count;
	struct part *parts;
	size_t part_count;
};

struct mesh_trace {
	uint64_t id;
	struct mesh *mesh;
	uint64_t begin_ns, end_ns;
	struct captured *launches;
	size_t count, capacity;
	bool released;
	struct mesh_trace *next;
};

struct accounting {
	const struct account_sink *sink;
	void *context;
	struct table cores, chips;      /* definitions: struct blob */
	struct table buffers, programs, traces;
	struct mesh *meshes;
	struct mesh_trace *all_traces;
	struct opening **openings;      /* all there ever were */
	size_t opening_count;
	struct table open_by_chip;
	bool resuming;          /* announcements are coming */
	uint64_t resume_ns;
	struct l1t_record *announced;
	size_t announced_count, announced_capacity;
	uint64_t next_class, next_order, ops, last_op, now_ns;
	struct table op_of_thread;
	uint64_t findings[FINDING_KINDS];
};

struct blob {
	uint32_t bytes;
	uint8_t data[];
};

/* What a class holds now. */
struct held {
	uint64_t buffer, small, persistent;
	uint64_t lowest;                /* lowest live L1 buffer; UINT64_MAX none */
};

void acc_find(struct accounting *a, enum account_finding_kind kind, uint64_t chip, uint64_t id,
	uint64_t other, uint64_t address, uint64_t bytes);
void acc_no_memory(struct accounting *a);

/* acc_devices.c */
struct mesh *acc_mesh(struct accounting *a, uint64_t handle);
/* Chips of a chips field; returns how many (at most max). */
size_t acc_chips(struct accounting *a, uint64_t chips, uint64_t *out, size_t max);
struct opening *acc_open_chip(struct accounting *a, uint64_t chip);
void acc_device(struct accounting *a, const struct l1t_device *d);
void acc_device_close(struct accounting *a, uint64_t handle);
void acc_close_all(struct accounting *a);
/* Cores of an id on this chip; false: unknown. */
bool acc_cores(struct accounting *a, const struct opening *o, uint64_t id, struct coreset *out);

/* acc_classes.c */
/* Splits classes so that each lies inside `cores` or outside. */
void acc_split(struct accounting *a, struct opening *o, const struct coreset *cores);
void acc_first_class(struct accounting *a, struct opening *o);
struct held acc_held(const struct opening *o, const struct core_class *c);
/* An instant at which `c` holds `h` and a program uses `program` bytes beside it; runs: on `c`. */
void acc_instant(struct accounting *a, struct opening *o, struct core_class *c,
	const struct held *h, uint64_t program, const char *event, uint64_t op, uint64_t name,
	bool runs);
/* The instant for all classes of the chip, with no program. */
void acc_instant_all(struct accounting *a, struct opening *o, const char *event);
void acc_give_peaks(struct accounting *a, struct opening *o);

/* acc_buffers.c */
void acc_alloc(struct accounting *a, const struct l1t_alloc *alloc);
void acc_free(struct accounting *a, const struct l1t_free *f);
/* Everything live on this mesh ends for `reason`. */
void acc_end_buffers(struct accounting *a, struct mesh *mesh, const char *reason);
/* The live buffer of this allocation; NULL when there is none. */
struct live_buffer *acc_buffer(struct accounting *a, const struct l1t_alloc *alloc);
/* One live buffer ends, as by a free. */
void acc_end_buffer(struct accounting *a, struct live_buffer *l);

/* Not one of those that are gone, of which only the id is kept. */
bool acc_is_live(const struct live_buffer *l);
void acc_forget_buffers(struct accounting *a);

/* acc_programs.c */
void acc_region(struct accounting *a, const struct l1t_region *r);
void acc_regions_freed(struct accounting *a, const struct l1t_regions_freed *f);
void acc_kernel(struct accounting *a, const struct l1t_kernel *k);
void acc_program_config(struct accounting *a, const struct l1t_program_config *c);
void acc_program_gone(struct accounting *a, uint64_t program);
struct placement *acc_placement(struct accounting *a, uint64_t program, uint64_t chip);
void acc_build_parts(struct accounting *a, struct opening *o, struct placement *p);
void acc_parts_free(struct part *parts, size_t count);

void acc_forget_placements(struct accounting *a);

/* acc_launches.c */
void acc_launch(struct accounting *a, const struct l1t_record *r);
/* Takes the core's numbers into the op's row when it is fuller, or as full and comes before. */
void acc_take_core(struct account_op *row, unsigned core, const struct held *h, uint64_t program);
/* Gives out the rows that still wait. */
void acc_give_ops(struct accounting *a);

/* acc_resume.c */
void acc_resume(struct accounting *a);
/* True: the record is an announcement of a resume, and is accounted when these are over. */
bool acc_is_kept(struct accounting *a, const struct l1t_record *r);
/* The announcements are over: what was not among them went away during the pause. */
void acc_settle_resume(struct accounting *a);

/* accounting.c: one record, now. */
void acc_account(struct accounting *a, const struct l1t_record *r);

/* acc_traces.c */
void acc_capture(struct accounting *a, struct opening *o, struct mesh_trace *t,
	uint64_t program, const struct placement *p);
void acc_mesh_trace(struct accounting *a, const struct l1t_record *r);
void acc_trace_free(struct mesh_trace *t);

#endif
