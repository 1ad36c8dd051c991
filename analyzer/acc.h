/*
 * The accounting's parts, for its own files only.
 */
#ifndef ACC_H
#define ACC_H

#include "accounting.h"
#include "coreset.h"
#include "cover.h"
#include "gone.h"
#include "id_map.h"
#include "spans.h"
#include "work.h"

enum { KERNEL_CORES_MAX = 64 };

enum space_kind { SPACE_L1, SPACE_L1_SMALL, SPACE_DRAM, SPACE_KINDS };

/* The opening of one mesh device (or bare chip), with an allocator of its own. */
struct mesh {
	struct l1t_device device;
	const uint64_t *chips;  /* device.chips, or in a definition */
	size_t chip_count;
	struct mesh *root;      /* a mesh that was open and covers all its chips, or itself */
	uint64_t given_up;      /* bytes at its banks' lower end, which sub-devices have now */
	bool open, stale;       /* stale: not yet announced again since a resume */
	struct mesh_trace *capturing;
	struct spans taken[SPACE_KINDS];        /* of its banks, only where that is asked for */
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
	uint64_t version;               /* of what lives: another one after each change */
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

struct built {                  /* all cores of a program on a chip; shared, never changed */
	unsigned holders;
	uint64_t opening;
	struct part *parts;
	size_t count;
};

struct placement {              /* a program's regions on one chip */
	uint64_t chip;
	struct l1t_region *regions;
	size_t count, capacity;
	uint64_t kernel_cores[KERNEL_CORES_MAX];        /* core range sets of its kernels */
	size_t kernel_count;
	struct built *built;            /* when it is launched; NULL: not since it changed */
};

struct program {
	uint64_t id;
	struct placement *placements;
	size_t count;
	uint64_t text_bytes;
};

struct hazard {                 /* the replays that overwrite a buffer */
	uint64_t chip, trace, time_ns, op, address, bytes;      /* of the first one */
	uint64_t replays, last_op;
};

struct live_buffer {
	struct account_buffer b;
	struct mesh *mesh;
	uint64_t order;         /* of allocation */
	bool counted;           /* its bytes are taken on the chips of its mesh */
	bool in_dram;           /* its bytes are taken of the DRAM banks whose free space is asked for */
	bool stale;             /* not yet announced again since a resume */
	struct hazard *hazard;  /* NULL: no replay overwrites it */
	struct live_buffer *older, *newer;
};

/* A thread's last op: further programs of it may still come, so its rows wait. */
struct thread_op {
	uint64_t number;
	struct account_op *rows;
	size_t count, capacity;
};

struct snapshot {               /* buffers live at a capture; shared by launches */
	unsigned holders;
	uint64_t version;
	struct span *l1, *small;        /* lockstep, merged */
	size_t l1_count, small_count;
	struct per_core_buffer *extra;
	size_t extra_count;
};

struct captured {               /* a launch inside a capture, on one chip */
	uint64_t opening, program, op, name;
	struct snapshot *live;
	struct built *built;
};

struct victim {                 /* a live buffer that a trace overwrites */
	uint64_t id, type, order;
};

struct written {                /* what the launches of a trace write on one chip, all together */
	uint64_t opening;
	bool made;              /* the covers are whole: the first replay after the end came */
	struct cover l1, small, dram;
	uint64_t dram_order;    /* DRAM buffers up to this one are in `dram` if they have to */
	uint64_t checked_order; /* buffers up to this one are among the victims if they have to */
	struct victim *victims;
	size_t victim_count, victim_capacity;
	struct written *next;
};

struct mesh_trace {
	uint64_t id;
	struct mesh *mesh;
	bool ended;
	uint64_t end_order;             /* buffers allocated later come after the capture */
	struct captured *launches;
	size_t count, capacity;
	struct written *written;
	struct mesh_trace *next;
};

struct accounting {
	const struct account_sink *sink;
	void *context;
	struct table cores;             /* definitions: struct blob */
	struct table chips;             /* struct chip_list */
	struct table not_tensix;        /* strings that name another type of core */
	struct table buffers, programs;
	struct gone_ids gone;
	struct live_buffer *oldest, *newest;
	struct mesh *meshes;
	struct mesh_trace *all_traces;
	struct opening **openings;      /* all there ever were */
	size_t opening_count;
	struct table open_by_chip;
	bool resuming;          /* announcements are coming */
	uint64_t resume_ns;
	struct l1t_record *announced;
	size_t announced_count, announced_capacity;
	uint64_t next_class, next_order, ops, last_op, now_ns, now_thread, moment;
	struct table op_of_thread;
	uint64_t findings[FINDING_KINDS];
};

struct blob {
	uint32_t bytes;
	uint8_t data[];
};

struct chip_list {
	size_t count;
	uint64_t chips[];
};

/* What a class holds now. */
struct held {
	uint64_t buffer, small, persistent;
	uint64_t lowest;                /* lowest live L1 buffer; UINT64_MAX none */
	uint64_t persistent_end;        /* of persistent space, the highest; 0 none */
};

/* acc_findings.c */
void acc_find(struct accounting *a, enum account_finding_kind kind, uint64_t chip, uint64_t id,
	uint64_t other, uint64_t address, uint64_t bytes);
void acc_no_memory(struct accounting *a);
/* The buffer ends: gives out what overwrote it, if anything did. */
void acc_give_hazard(struct accounting *a, struct live_buffer *l);

/* acc_meshes.c */
struct mesh *acc_mesh(struct accounting *a, uint64_t handle);
/* Chips of a chips field, as long as the field lives; returns how many. */
size_t acc_chips(struct accounting *a, const uint64_t *field, const uint64_t **out);
void acc_define_chips(struct accounting *a, const struct l1t_record *r);
bool acc_covers(const struct mesh *m, uint64_t chip);
struct opening *acc_open_chip(struct accounting *a, uint64_t chip);
/* Cores of an id on this chip; false: unknown. */
bool acc_cores(struct accounting *a, const struct opening *o, uint64_t id, struct coreset *out);

/* acc_devices.c */
void acc_device(struct accounting *a, const struct l1t_device *d);
void acc_device_close(struct accounting *a, uint64_t handle);
void acc_close_all(struct accounting *a);

/* acc_classes.c */
/* Splits classes so that each lies inside `cores` or outside. */
void acc_split(struct accounting *a, struct opening *o, const struct coreset *cores);
void acc_first_class(struct accounting *a, struct opening *o);
struct held acc_held(const struct opening *o, const struct core_class *c);
/* What makes an instant on a class of cores. */
struct happens {
	const char *event;
	uint64_t program_bytes;         /* that a program uses beside what is held */
	uint64_t headroom_bytes;        /* of a launch; else unknown */
	uint64_t op, name;              /* 0: none */
	bool runs;                      /* a program runs on these cores */
};
/* An instant at which `c` holds `h`. */
void acc_instant(struct accounting *a, struct opening *o, struct core_class *c,
	const struct held *h, const struct happens *what);
/* The instant for all classes of the chip, with no program. */
void acc_instant_all(struct accounting *a, struct opening *o, const char *event);
void acc_give_peaks(struct accounting *a, struct opening *o);

/* acc_buffers.c */
void acc_alloc(struct accounting *a, const struct l1t_alloc *alloc);
void acc_free(struct accounting *a, const struct l1t_free *f);
/* What a live buffer is for. */
void acc_purpose(struct accounting *a, const struct l1t_note *n);
/* Everything live on this mesh is freed by its close. */
void acc_close_buffers(struct accounting *a, const struct mesh *mesh);
/* The trace ends: what lives, lives on. */
void acc_leave_buffers(struct accounting *a);
/* The live buffer of this allocation; NULL when there is none. */
struct live_buffer *acc_buffer(struct accounting *a, const struct l1t_alloc *alloc);
/* One live buffer ends, as by a free. */
void acc_end_buffer(struct accounting *a, struct live_buffer *l);
void acc_forget_buffers(struct accounting *a);

/* acc_space.c: rows of an allocator's free bytes, where they are asked for */
void acc_open_spaces(struct accounting *a, const struct mesh *m);
/* The mesh's L1 banks have so many bytes from now on. */
void acc_bank(struct accounting *a, const struct l1t_note *n);
/* The buffer was just taken (sign > 0) or is given back. */
void acc_change_space(struct accounting *a, const struct live_buffer *l, int sign);
void acc_forget_spaces(struct mesh *m);

/* acc_programs.c */
void acc_region(struct accounting *a, const struct l1t_region *r);
void acc_regions_freed(struct accounting *a, const struct l1t_regions_freed *f);
void acc_kernel(struct accounting *a, const struct l1t_kernel *k);
void acc_program_config(struct accounting *a, const struct l1t_program_config *c);
void acc_program_gone(struct accounting *a, uint64_t program);
struct placement *acc_placement(struct accounting *a, uint64_t program, uint64_t chip);
void acc_forget_placements(struct accounting *a);
void acc_forget_programs(struct accounting *a);

/* acc_parts.c */
/* The placement's, in this opening; the caller holds it as long as the placement does not change. */
struct built *acc_build(struct accounting *a, struct opening *o, struct placement *p);
void acc_let_go(struct built *b);
/* The part that this core is in; NULL: none. */
const struct part *acc_part_of(const struct built *b, unsigned core);

/* acc_launches.c */
void acc_launch(struct accounting *a, const struct l1t_record *r);
/* acc_op_rows.c */
/* One row an op and chip: bytes of the fullest core over all its programs, the tightest headroom. */
void acc_keep_row(struct accounting *a, struct thread_op *t, const struct account_op *row);
/* Gives out the rows of the thread's op. */
void acc_give_rows(struct accounting *a, struct thread_op *t);
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

/* acc_dispatch.c: one record, now, but for a resume. */
void acc_account(struct accounting *a, const struct l1t_record *r);

/* acc_captures.c */
/* The launch with this row is captured. */
void acc_capture(struct accounting *a, struct opening *o, struct mesh_trace *t,
	const struct account_op *row, struct built *built);
/* Forgets what was captured. */
void acc_empty_captures(struct mesh_trace *t);

/* acc_traces.c */
void acc_mesh_trace(struct accounting *a, const struct l1t_record *r);
void acc_forget_traces(struct accounting *a);

/* acc_replay.c */
/* One chip's part of a replay; t NULL: of a trace that is not known. Fills in the bytes of the row. */
void acc_replay(struct accounting *a, struct opening *o, struct mesh_trace *t,
	struct account_op *row);

/* acc_written.c: what the launches of a trace write */
/* A launch is captured on this chip: the DRAM buffers that live now are its inputs and outputs. */
void acc_capture_dram(struct accounting *a, const struct opening *o, struct mesh_trace *t);
/* Whole from the first replay after the capture's end on; NULL: it has not ended. */
struct written *acc_written_of(struct accounting *a, const struct opening *o,
	struct mesh_trace *t);
/* True when this live buffer lies where the trace's launches write, on some core of both. */
bool acc_is_written(const struct opening *o, const struct mesh_trace *t, const struct written *w,
	const struct l1t_alloc *b);
void acc_written_free(struct written *w);

/* acc_hazards.c */
void acc_look_for_hazards(struct accounting *a, const struct opening *o, struct mesh_trace *t);
#endif
