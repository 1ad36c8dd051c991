/*
 * Writers of stacks, a file each, in the forms of programs that draw profiles. All bytes of all profiles
 * are in each of them, once.
 *
 * Must not know: SQL, what the frames are.
 */
#ifndef STACK_WRITERS_H
#define STACK_WRITERS_H

#include <stdio.h>
#include "stacks.h"

/*
 * `outermost;..;innermost BYTES` lines, as flamegraph.pl and inferno read them. A frame is
 * `function (file:line)`. With several profiles the outermost frame is the profile's name.
 */
void stacks_write_collapsed(FILE *out, const struct stacks *s);
/* JSON of speedscope's own format, a profile each; unit bytes. */
void stacks_write_speedscope(FILE *out, const struct stacks *s);
/*
 * pprof's protocol buffer, gzipped: what profiles hold (bytes) and how many hold it (count); the
 * outermost frame as of collapsed. The profiles' texts are its comments.
 */
void stacks_write_pprof(FILE *out, const struct stacks *s);

#endif
