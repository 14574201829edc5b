/* Between the files that make BGP messages of records. */
#ifndef MESSAGE_BGP_ENCODE_PARTS_H
#define MESSAGE_BGP_ENCODE_PARTS_H

#include "message/bgp_encode.h"

/* ---- refusing: always false ---- */

bool bgp_encode_refuse(struct rec_fault *, const char *key, const char *text);
/* What was refused is inside of `outer`, in its element i. */
bool bgp_encode_inside(struct rec_fault *, const char *outer, uint32_t i);

/* Whether AS numbers in the message have four octets. */
bool bgp_message_is_as4(const struct rec_message *);

/* ---- attributes (bgp_encode_attrs.c, bgp_encode_layout.c) ---- */

/* What path attributes are made of. */
struct bgp_encode_from {
	/* NULL: of a RIB entry, where MP_REACH_NLRI is its next hop alone. */
	const struct rec_message *message;
	const struct rec_attributes *attributes;
	const struct addr *next_hop;      /* of NEXT_HOP; NULL: none */
	const struct rec_announce *reach; /* in MP_REACH_NLRI; NULL: none */
	const struct rec_announce *unreach;
	bool as4;
};

enum { BGP_ENCODE_ALWAYS = 64 }; /* no key: where the caller says so */

struct bgp_encode_row {
	uint8_t code, flags;
	uint8_t key; /* AT_attributes_ */
	/* NULL: bgp_form_encode() */
	bool (*put)(
	    struct wbuf *, const struct bgp_encode_from *, struct rec_fault *);
};

/* The attributes that have a form in records, in the usual order. */
const struct bgp_encode_row *bgp_encode_rows(size_t *n);

/* All of them, in the order and with the flags of the layout, if any. */
bool bgp_encode_attributes(struct wbuf *, const struct bgp_encode_from *,
    struct rbuf layout, struct arena *, struct rec_fault *);
/* Whether that is how they are written without a layout. */
bool bgp_layout_is_usual(struct rbuf attributes);
/* Flags and codes as they stand. */
struct rec_bytes bgp_layout_of(struct rbuf attributes, struct arena *);
/* Whether the layout has the attribute. */
bool bgp_layout_has(struct rbuf layout, uint8_t code);

/* ---- destinations (bgp_encode_nlri.c) ---- */

/* All NLRI of one family. */
bool bgp_encode_nlri_list(
    struct wbuf *, const struct rec_announce *, struct rec_fault *);
/* One, without its path id. */
bool bgp_encode_nlri(struct wbuf *, uint32_t family, const struct rec_nlri *,
    struct rec_fault *);
/* Of the families that have their own files (bgp_record_flow.c has both ways).
 */
bool bgp_encode_flow(struct wbuf *, unsigned ip, bool has_rd,
    const struct rec_nlri *, struct rec_fault *);
bool bgp_encode_mvpn(
    struct wbuf *, const struct rec_nlri *, struct rec_fault *);
/* The next hop of MP_REACH_NLRI, with its length. */
bool bgp_encode_hop(
    struct wbuf *, const struct rec_announce *, struct rec_fault *);
/* Whether all that a record says of such destinations can be written. */
bool bgp_nlri_is_told(uint32_t family);
/* Whether that is how this next hop of such a record is written. */
bool bgp_hop_is_usual(const struct bgp_hop *, uint32_t family);

/* ---- capabilities (bgp_encode_caps.c) ---- */

bool bgp_encode_capability(
    struct wbuf *, const struct rec_capability *, struct rec_fault *);

#endif
