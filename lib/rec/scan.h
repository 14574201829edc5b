/* The fast reader, for one-line records of the bulk types. */
#ifndef REC_SCAN_H
#define REC_SCAN_H

#include "rec/rec.h"

/*
 * Reads a message, route, label, lsp, lfib or eor that is written as
 * rec_write() would. False is no verdict: it declines whatever is unusual
 * (another type, white space, an escape, an unknown key, a key twice, any
 * fault), and rec_read() then asks the full reader. What it accepts, that one
 * reads to an equal record. *r and the arena may hold leavings where it
 * declined.
 */
bool rec_scan(struct rec *r, const char *text, size_t n, struct arena *);

#endif
