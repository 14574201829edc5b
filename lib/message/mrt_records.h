/* MRT dumps as records: routes of tables, messages and states of sessions. */
#ifndef MESSAGE_MRT_RECORDS_H
#define MESSAGE_MRT_RECORDS_H

#include "message/bgp_capture.h"
#include "wire/mrt.h"

struct bgp_reading;
struct mrt_reader;

struct mrt_reader *mrt_reader_new(record_sink *sink, void *ctx);
/*
 * The sink looks at no attribute of a table's entries, it writes them: they may
 * come as `written`.
 */
void mrt_reader_write_only(struct mrt_reader *);
/* What is known of messages and tables, whatever their records say. */
void mrt_reader_assume(struct mrt_reader *, const struct bgp_reading *);
/* A record: its number in the input, from 1. */
void mrt_reader_add(
    struct mrt_reader *, const struct mrt_record *, uint32_t number);
/* The next file has peers of its own. */
void mrt_reader_reset(struct mrt_reader *);
void mrt_reader_free(struct mrt_reader *);

#endif
