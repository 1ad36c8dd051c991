/*
 * How the caller of a function is found: the module's own unwind tables (.eh_frame), which C++ programs
 * have for their exceptions, read for one instruction.
 *
 * Must not know: TT-Metal, Python, what frames are recorded for.
 *
 * libgcc's _Unwind_Backtrace reads the stack wherever the tables say. On a stack that somebody made by
 * hand that is beyond its end, and the program would crash. Here only a rule is found; who follows it
 * (native_walk.c) checks each address.
 */
#ifndef TTM_NATIVE_CFI_H
#define TTM_NATIVE_CFI_H

#include <stdint.h>

enum ttm_rule_kind {                    /* never 0 */
	TTM_RULE_NONE = 1,              /* the walk ends */
	TTM_RULE_STACK,                 /* the caller's stack is at rsp + cfa */
	TTM_RULE_BASE,                  /* at rbp + cfa */
	TTM_RULE_BASE_POINTS,           /* at what the word at rbp + cfa says: a realigned stack */
	TTM_RULE_SIGNAL,                /* rsp points to the registers that a signal interrupted */
};

enum { TTM_RBP_KEPT = 0, TTM_RBP_AT_RBP = 1 };

struct ttm_rule {
	int32_t cfa;
	int16_t rbp;                    /* saved at the caller's stack + rbp; or one of the above */
	uint16_t kind;
};

/* A module's tables: its .eh_frame_hdr, and the segment that it lies in with .eh_frame. */
struct ttm_cfi {
	const uint8_t *header, *begin, *end;
};

struct ttm_rule ttm_cfi_rule(const struct ttm_cfi *m, uintptr_t pc);

#endif
