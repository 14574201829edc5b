/*
 * Path attributes that are structures, between bytes and records, by a table of
 * steps that reads both ways: what is added to a table can be decoded and
 * encoded.
 *
 * A step takes some octets into a field of an object, or puts them there from
 * it. What does not come out again as it went in - reserved bits, a length that
 * fits no address - is told in hex, so that no octet is ever lost.
 */
#ifndef MESSAGE_BGP_FORM_H
#define MESSAGE_BGP_FORM_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "rec/rec.h"
#include "value/names.h"

enum bgp_step_kind {
	STEP_END,
	STEP_UINT,   /* n octets; with names: the next field is the name */
	STEP_ZERO,   /* n octets that mean nothing */
	STEP_CONST,  /* n octets at `names`, always these */
	STEP_ADDR,   /* n octets; 0: all that are left */
	STEP_HALF,   /* an address of half of all that is left */
	STEP_FAMILY, /* its number (IANA), in two octets, and the address */
	STEP_SIZED,  /* n octets that say the length of an address, and that */
	STEP_MAC,
	STEP_LABEL, /* 24 bits, and the upper 20 of them in the field before */
	STEP_STACK, /* all that is left: 4 octets a label */
	STEP_HEX,   /* all that is left, or as long as n octets say */
	STEP_TEXT,  /* all that is left, or as long as n octets say */
	STEP_NUMBERS,  /* all that is left: n octets each */
	STEP_AFI_SAFI, /* an address family, in two octets and one */
	STEP_PART,     /* one object, of all that is left */
	STEP_LIST,     /* as many of these objects as there are, of n octets */
	STEP_COUNT,    /* as many as n octets say */
	STEP_TLVS,     /* a list of TLVs */
	STEP_BY_TYPE, /* by a number that has been read: see struct bgp_forms */
	STEP_EXT6,    /* IPv6 extended communities */
};

struct bgp_forms;

struct bgp_step {
	uint8_t kind, n;
	uint8_t key; /* AT_ of the field */
	union {
		const struct name *names;
		const char *octets;
		const struct bgp_step *steps; /* of the objects inside */
		const struct bgp_forms *forms;
	};
};

/*
 * What is behind a type. Objects of TLVs begin with the fields `type` and
 * `name`; what fits no row is in the field `value`.
 */
struct bgp_forms {
	uint8_t type_octets, length_octets; /* of TLVs */
	bool wide;           /* types from 128 on have a length of two octets */
	bool counts;         /* the length counts type and length too */
	uint8_t type, value; /* AT_ */
	const struct name *names;
	const struct bgp_step *steps; /* of types whose row has none */
	const struct bgp_form {
		uint16_t type;
		uint16_t outer; /* type of what it stands in; 0: any */
		const struct bgp_step *steps; /* NULL: in hex */
	} * rows;
	size_t n;
};

/* Why bytes could not be made of a record. */
struct bgp_unfit {
	const char *object, *key; /* the names of both */
	const char *text;
};

/* The whole of r; false, and *to as it was, where it has another form. */
bool bgp_form_read(struct rbuf r, const struct bgp_step *,
    const struct object *, void *to, struct arena *);
bool bgp_form_write(struct wbuf *, const struct bgp_step *,
    const struct object *, const void *from, struct bgp_unfit *);

/*
 * One attribute. False: it has no form, or its value is not of it; *to is then
 * as it was.
 */
bool bgp_form_decode(
    struct rec_attributes *to, uint8_t code, struct rbuf value, struct arena *);
/* Its value; of an attribute that *from has (bgp_form_has()). */
bool bgp_form_encode(struct wbuf *, uint8_t code,
    const struct rec_attributes *from, struct bgp_unfit *);
bool bgp_form_has(const struct rec_attributes *, uint8_t code);

/*
 * The value of a capability that has such a form (others: see the callers);
 * false in the same cases.
 */
bool bgp_form_capability_decode(
    struct rec_capability *to, struct rbuf value, struct arena *);
/* Whether it has such a form, and says something. */
bool bgp_form_capability_has(const struct rec_capability *);
bool bgp_form_capability_encode(
    struct wbuf *, const struct rec_capability *, struct bgp_unfit *);

#endif
