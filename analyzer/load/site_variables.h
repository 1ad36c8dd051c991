/*
 * The variable of the program to which a call site's line assigns what the call returns:
 * `self.kv_cache` of a call in `self.kv_cache = ttnn.zeros(..)`. It is read from the program's source,
 * where that is at hand and was not changed since.
 *
 * Must not know: buffers, rows.
 */
#ifndef SITE_VARIABLES_H
#define SITE_VARIABLES_H

#include <stdbool.h>
#include "assigned_name.h"
#include "l1t_record.h"
#include "set_again.h"

struct site_variables;

struct site_variables *site_variables_new(void);
void site_variables_free(struct site_variables *v);
/* Begins a run: nothing is known of it. */
void site_variables_begin(struct site_variables *v);
/* Takes the run's L1T_BEGIN. */
void site_variables_record(struct site_variables *v, const struct l1t_record *r);
/* The same of a run that began at this Unix time in this folder (0, NULL: not known). */
void site_variables_begin_at(struct site_variables *v, uint64_t wall_ns, const char *folder);
/* site: frames as in table callsite; op: the operation that ran, NULL: not known. False: it has no
 * variable, or none that is sure. */
bool site_variable(struct site_variables *v, const char *site, const char *op,
	char out[ASSIGNED_NAME_BYTES + 1]);
/* The variable in the function of one of its shown frames, which points into the site; not that of a caller
 * to which the function returns it. */
bool site_variable_at(struct site_variables *v, const char *site, const char *frame, const char *op,
	char out[ASSIGNED_NAME_BYTES + 1]);

/*
 * Whether the innermost shown line of the call site `failing` gives its op, `failing_op`, the variable to which
 * the line of `site` assigned what `op` returned. Both are of one call of a function, as far as call sites tell,
 * and nothing sets the variable between the two lines.
 */
bool site_is_read(struct site_variables *v, const char *site, const char *op, const char *failing,
	const char *failing_op);

/* The line of statements of a frame. False: the source is not at hand. Valid as the files are. */
bool site_text(struct site_variables *v, const char *frame, size_t frame_bytes, const char **text, size_t *bytes);

/* What a frame's line of statements says. */
struct site_statement {
	uint64_t first_line;    /* 0: the source is not at hand */
	bool loops;             /* it has a loop: what it calls may be called again and again */
	bool returns;           /* the function returns there */
};
/* frame[bytes]: as in a call site. */
struct site_statement site_statement(struct site_variables *v, const char *frame, size_t bytes);
/*
 * Whether the function mentions this variable after the frame's line, unless it sets it anew or frees what it
 * names: see later_mentions.h. made_there: that line itself sets it to what is asked about; else, if it sets
 * it, it is another one from then on. False also where the source is not at hand.
 */
bool site_mentioned_later(struct site_variables *v, const char *frame, size_t bytes, const char *name,
	bool made_there);
/* Whether these variables, which the line of frame `from` sets, are something else when that of `until`, of
 * the same function, begins or has run: see set_again.h. False also where the source is not at hand. */
bool site_set_again(struct site_variables *v, const char *from, size_t from_bytes, const char *until,
	size_t until_bytes, enum set_until when, const char *names);

#endif
