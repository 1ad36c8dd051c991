/*
 * The page as the build made it of page/: page.cmake put styles and scripts into it, with their
 * hashes.
 *
 * Must not know: rows.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "embedded.h"

/* `page_head`: until the data; `page_tail`: after them. The last entry's name is NULL. */
extern const struct embedded_file report_page[];

#endif
