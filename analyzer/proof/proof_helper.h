/*
 * The text of sitecustomize.py, which the build puts into the program.
 *
 * Must not know: what it does.
 */
#ifndef PROOF_HELPER_H
#define PROOF_HELPER_H

#include "embedded.h"

extern const struct embedded_file proof_helper[];

#endif
