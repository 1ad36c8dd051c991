/*
 * The graph of each op: what is allocated and freed around it, and its program's regions, as JSON in
 * the form of the runtime's graph capture, from which the viewer reckons what L1 holds.
 *
 * Must not know: how the rows are chosen.
 */
#ifndef CAPTURED_GRAPHS_H
#define CAPTURED_GRAPHS_H

#include <sqlite3.h>

/* Writes a row of captured_graph for each op of `db` (tables of visualizer_steps.sql). */
void captured_graphs(sqlite3 *db, sqlite3 *to);

#endif
