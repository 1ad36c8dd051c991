/*
 * Who still needs a live buffer when a call fails: the call itself, something later, or nothing; by
 * what is recorded of uses. What is not known is not guessed.
 *
 * Must not know: what is proposed, how rows are printed.
 */
#ifndef EXPLAIN_NEEDED_H
#define EXPLAIN_NEEDED_H

#include "explain_call.h"

enum need { NEED_NOT_KNOWN, NEED_CALL, NEED_LATER, NEED_NONE };

/* Where that is known from. */
enum need_proof {
	PROOF_WORDS,            /* the failing launch had its address */
	PROOF_LINE,             /* the failing line gives it to the call */
	PROOF_EARLIER_PROGRAM,  /* an earlier program of the same call used it */
	PROOF_AFTER,            /* what came after the failure in this run */
	PROOF_PASSES,           /* earlier passes of the same lines */
};

struct needed {                 /* of one holder; unknown numbers are UINT64_MAX */
	bool known;             /* its uses are recorded */
	enum need need;
	enum need_proof proof;
	unsigned passes;        /* PROOF_PASSES: how many of them say so, */
	bool other_sizes;       /* with buffers of other sizes */
	bool is_answer;         /* there were such passes, whatever they say */
	uint64_t later_op;      /* NEED_LATER: an op that used it, or its like in an earlier pass */
	bool also_later;        /* NEED_CALL: earlier passes used it after the call, too */
	bool is_last;           /* NEED_CALL: in earlier passes nothing used it after the call */
};

/*
 * Finds it for each holder; kind: of the buffers, as in view buffer; late_ns: as in struct call. The
 * caller frees the array.
 */
struct needed *needed_find(struct explainer *x, const struct holders *h, const char *kind,
	uint64_t late_ns);

/* Its word in column needed: call, later, dead; NULL: not known. */
const char *needed_word(const struct needed *n);
/*
 * A sentence: "dead: in 3 earlier passes of these lines nothing used it from here on; last used by
 * ttnn.add (model.py:12)". "": the trace has no uses.
 */
void needed_note(const struct explainer *x, const struct holder *h, const struct needed *n, char *note,
	size_t room);
/*
 * Whether an op, another than its maker, or a replay used it last, and nothing is known of later. What nothing has
 * read yet still waits to be read: nobody makes a tensor for nothing.
 */
bool needed_was_read(const struct explainer *x, const struct holder *h, const struct needed *n);
/* Adds "last used by ttnn.add (model.py:12)", after a "; " if there is a note. */
void needed_add_last(const struct explainer *x, const struct holder *h, char *note, size_t room);
/* The op and call site of what used it last before the failure; NULL: nothing did, or not known. The
 * caller frees both. */
void needed_last_use(const struct explainer *x, const struct holder *h, char **op, char **callsite);

/* ---- for explain_needed*.c ---- */

/* explain_given.c: of each holder, whether the failing line gives it to its op. The caller frees the array. */
bool *given_find(const struct explainer *x, const struct holders *h);
/* Is this kind of use an op's, or a replay's? NULL: no. */
bool needed_is_op(const char *how);
/* Was the buffer used after the failure? */
bool needed_after(const struct explainer *x, const struct holder *h);

#endif
