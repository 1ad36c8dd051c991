/*
 * The lines that make the floor lower than all pieces together do. Where several were called through one
 * line, each with the caller that tells it from the others.
 *
 * Must not know: how rows are printed, SQL.
 */
#ifndef FLOOR_LINES_H
#define FLOOR_LINES_H

#include "advice_plan.h"
#include "site_tree.h"

/* As words; the caller frees them. */
char *floor_lines(const struct advice_plan *p, const struct site_tree *t);

#endif
