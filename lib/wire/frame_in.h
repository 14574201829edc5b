/*
 * Inside the frame decoder: each layer is a function that takes its header off
 * the reader and names the next one by EtherType or IP protocol; tables say who
 * reads that.
 */
#ifndef WIRE_FRAME_IN_H
#define WIRE_FRAME_IN_H

#include "wire/frame.h"

struct walk {
	struct frame *f;
	struct rbuf r;
	uint32_t missing; /* octets of the IP packet behind the captured ones */
	unsigned depth;
};

typedef enum frame_kind layer(struct walk *);

struct layer_row {
	uint16_t number;
	layer *read;
};

/* The packet is inside of this VLAN, label, key or VNI. */
static inline void
frame_tag(struct walk *w, uint32_t number)
{
	if (number != 0)
		w->f->tags =
		    (w->f->tags ^ number) * UINT64_C(0x9e3779b97f4a7c15);
}

/* The layer of that number; the last row has no function. */
enum frame_kind frame_next(
    struct walk *, const struct layer_row *, unsigned number);
/* The layer of an EtherType, and of the EtherType that comes now. */
enum frame_kind frame_ethertype(struct walk *, unsigned number);
layer frame_by_ethertype;

/* frame.c */
layer frame_ip, frame_ip4, frame_ip6;
/* frame_link.c */
layer frame_ethernet, frame_ppp, frame_pppoe;
/* frame_tunnel.c */
layer frame_mpls, frame_gre, frame_udp, frame_erspan2, frame_erspan3,
    frame_etherip;

#endif
