/*
 * BGP messages in a stream of bytes that may begin anywhere and have holes:
 * where one begins is known by its marker and a header that makes sense.
 */
#ifndef MESSAGE_BGP_CUT_H
#define MESSAGE_BGP_CUT_H

#include <stdbool.h>

#include "wire/bgp.h"

enum bgp_cut {
	BGP_CUT_MORE,    /* not a whole message yet */
	BGP_CUT_MESSAGE, /* one of `n` octets; fault.what: its header is wrong
			  */
	BGP_CUT_JUNK,    /* `n` octets that are no message */
};

struct bgp_cutter {
	bool begun;   /* something was read */
	bool in_step; /* the next byte begins a message */
};

/*
 * What the bytes begin with. The caller takes n octets off and asks again,
 * until more are needed. Extended messages are taken as they come.
 */
enum bgp_cut bgp_cut_next(
    struct bgp_cutter *, struct rbuf bytes, size_t *n, struct fault *);

#endif
