/* Multicast VPN routes (RFC 6514 4), within the NLRI of their families. */
#ifndef WIRE_BGP_MVPN_H
#define WIRE_BGP_MVPN_H

#include "wire/bgp.h"

enum bgp_mvpn_type {
	BGP_MVPN_INTRA_AS = 1, /* Intra-AS I-PMSI A-D */
	BGP_MVPN_INTER_AS,     /* Inter-AS I-PMSI A-D */
	BGP_MVPN_S_PMSI,       /* S-PMSI A-D */
	BGP_MVPN_LEAF,         /* Leaf A-D */
	BGP_MVPN_SOURCE,       /* Source Active A-D */
	BGP_MVPN_SHARED_JOIN,  /* C-multicast (*,G) */
	BGP_MVPN_SOURCE_JOIN,  /* C-multicast (S,G) */
	BGP_MVPN_NTYPES,
};

struct bgp_mvpn {
	uint8_t type;
	struct rd rd;              /* all types but 4 */
	uint32_t source_as;        /* 2, 6, 7 */
	struct addr source, group; /* 3, 5, 6, 7; ADDR_NONE: any (RFC 6625) */
	struct addr originator;    /* 1, 3, 4 */
	struct rbuf route_key;     /* 4: the route that it answers */
};

/*
 * bgp_nlri.raw of a BGP_NLRI_MVPN. False where the type is none of these or its
 * fields make no sense; m->type is read all the same.
 */
bool bgp_mvpn_decode(struct rbuf raw, struct bgp_mvpn *m, struct fault *);
/* Bad where m->type is none of these. */
void bgp_mvpn_encode(struct wbuf *, const struct bgp_mvpn *);

#endif
