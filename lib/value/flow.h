/* What a flow specification asks of a field of a packet (RFC 8955 4.2.1). */
#ifndef VALUE_FLOW_H
#define VALUE_FLOW_H

#include "base/buf.h"

struct fault;

/*
 * A list of operators and values, as in a flow specification, and its text:
 * "=6", ">=80&<=90 =443". What & joins must all be so, what a space divides is
 * one or the other. Bits of a mask go by name: "syn+ack" asks for any of them,
 * "=syn+ack" for both, "!" before that for the contrary.
 */
enum flow_kind {
	FLOW_NUMBER,
	FLOW_TCP_FLAGS, /* fin, syn, rst, psh, ack, urg, ece, cwr, ae */
	FLOW_FRAGMENT,  /* dont_fragment, is_fragment, first_..., last_... */
};

/* Room for the text of a list of n octets. */
#define FLOW_TEXT(n) (32 * (n) + 1)

/* Takes the operators up to the one that is the last by its own word. */
bool flow_ops_take(struct rbuf *, struct rbuf *ops, struct fault *);
/* Whether each value has one of these lengths, given as a sum (they are 1, 2,
   4 and 8). */
bool flow_ops_fit(struct rbuf ops, unsigned lengths);
char *flow_ops_format(struct rbuf ops, enum flow_kind, char *to);
/* Values have `shortest` octets, or as many more as they need. */
bool flow_ops_parse(struct wbuf *, enum flow_kind, unsigned shortest,
    const char *s, size_t n, struct fault *);

/* Whether the text of the list, parsed so, is the list again. */
bool flow_ops_are_canonical(struct rbuf ops, enum flow_kind, unsigned shortest);

#endif
