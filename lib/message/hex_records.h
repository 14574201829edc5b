/*
 * Messages in hex, one a line, as people paste them: BGP with its header, or
 * BMP. Blanks, colons and 0x between octets say nothing, # begins a comment.
 */
#ifndef MESSAGE_HEX_RECORDS_H
#define MESSAGE_HEX_RECORDS_H

#include "message/bgp_capture.h"

enum { HEX_LINE_MAX = 4 << 20 }; /* characters */

struct bgp_reading;
struct hex_reader;

struct hex_reader *hex_reader_new(
    const struct bgp_reading *, record_sink *sink, void *ctx);
/*
 * A line without its end; its number, from 1. False: it is no message, *what
 * says why and `at` the column from 1. An empty one is nothing at all.
 */
bool hex_reader_line(struct hex_reader *, const char *line, size_t n,
    uint32_t number, const char **what, size_t *column);
void hex_reader_free(struct hex_reader *);

#endif
