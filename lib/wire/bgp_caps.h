/* Between bgp_open.c and bgp_caps.c: capabilities inside OPENs. */
#ifndef WIRE_BGP_CAPS_H
#define WIRE_BGP_CAPS_H

#include "wire/bgp.h"

/* Enough for every list of struct bgp_caps at its longest. */
enum { BGP_CAPS_ROOM = 2048 };

/* Checks o->params and fills o->caps from them. */
bool bgp_caps_decode(struct bgp_open *o, struct fault *);

/*
 * Optional parameters with all the capabilities, in `room` of BGP_CAPS_ROOM;
 * `extended` says in which form.
 */
struct rbuf bgp_caps_encode(
    const struct bgp_caps *, uint8_t *room, bool *extended);

#endif
