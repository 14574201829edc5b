/*
 * What routers tell a monitoring station (BMP) as records.
 *
 * A BGP message becomes the record that it would be in a capture, with `bmp`
 * beside it: a route monitoring is an update, a peer up brings two OPENs, which
 * decide how the updates of that peer are read. What is no BGP message is a
 * message of protocol "bmp".
 */
#ifndef MESSAGE_BMP_RECORDS_H
#define MESSAGE_BMP_RECORDS_H

#include "message/bgp_capture.h"
#include "wire/bmp.h"

struct bgp_reading;
struct bmp_reader;

struct bmp_reader *bmp_reader_new(record_sink *sink, void *ctx);
/* Who sends, where that is known; records name it. */
void bmp_reader_router(
    struct bmp_reader *, const struct addr *router, uint16_t port);
/* How messages of peers are read whose OPENs have not come. */
void bmp_reader_assume(struct bmp_reader *, const struct bgp_reading *);
/*
 * A whole message: its number in the input, from 1, and when it came, for those
 * that do not say (0: nobody knows).
 */
void bmp_reader_add(
    struct bmp_reader *, struct rbuf message, uint32_t number, int64_t time_us);
/* Octets that are no message, and why; an error where is_error. */
void bmp_reader_refuse(struct bmp_reader *, struct rbuf octets,
    const struct fault *, uint32_t number, int64_t time_us, bool is_error);
void bmp_reader_free(struct bmp_reader *);

/* ---- a stream of messages ---- */

enum bmp_cut {
	BMP_CUT_MORE,    /* not a whole message yet */
	BMP_CUT_MESSAGE, /* one of `n` octets */
	BMP_CUT_JUNK,    /* `n` octets that are no message */
};

struct bmp_cutter {
	bool in_step; /* the next octet begins a message */
};

/*
 * What the bytes begin with; the caller takes n off and asks again. Out of step
 * it looks for a header with another behind its message, or for one of a type
 * that is known where the bytes end before that.
 */
enum bmp_cut bmp_cut_next(
    struct bmp_cutter *, struct rbuf bytes, size_t *n, struct fault *);

#endif
