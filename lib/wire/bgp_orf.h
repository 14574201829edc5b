/*
 * Outbound route filters in a ROUTE-REFRESH (RFC 5291): what its sender does
 * not want to be told. Of the kinds only address prefixes have a form here
 * (RFC 5292).
 */
#ifndef WIRE_BGP_ORF_H
#define WIRE_BGP_ORF_H

#include "base/buf.h"
#include "value/prefix.h"

enum { BGP_ORF_IMMEDIATE = 1, BGP_ORF_DEFER };
enum { BGP_ORF_ADDRESS_PREFIX = 64, BGP_ORF_ADDRESS_PREFIX_CISCO = 128 };
enum { BGP_ORF_ADD, BGP_ORF_REMOVE, BGP_ORF_REMOVE_ALL };

struct bgp_orf { /* the filters of one type */
	uint8_t type;
	struct rbuf entries;
};

/* Address prefixes of so many bits, in this order. */
struct bgp_orf_entry {
	uint8_t action;
	uint8_t match; /* 0 permit, 1 deny; this and what follows: but for
			  REMOVE_ALL */
	uint32_t sequence;
	uint8_t min, max; /* 0: not said */
	struct prefix prefix;
};

/* The next one; false at the end, and `bad` in the reader if torn. */
bool bgp_orf_next(struct rbuf *, struct bgp_orf *);
/* The same of its entries; `ip` is the version of the AFI. */
bool bgp_orf_entry_next(struct rbuf *, unsigned ip, struct bgp_orf_entry *);
void bgp_orf_entry_encode(struct wbuf *, const struct bgp_orf_entry *);

#endif
