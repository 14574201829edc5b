/*
 * Messages of a session whose OPENs were not captured: whether AS numbers have
 * four octets and NLRI have path ids can mostly be told from the bytes.
 */
#ifndef MESSAGE_BGP_GUESS_H
#define MESSAGE_BGP_GUESS_H

#include <stdbool.h>

#include "wire/bgp.h"

enum bgp_width {
	BGP_WIDTH_ANY = 0, /* nothing in it depends on it */
	BGP_WIDTH_2 = 2,
	BGP_WIDTH_4 = 4,
};

/* By AS_PATH and AGGREGATOR: four octets where both would do. */
enum bgp_width bgp_guess_width(struct rbuf attributes);

/* Whether AS_PATH makes no sense with numbers of that width, but does in the
 * other. */
bool bgp_guess_is_other_width(struct rbuf attributes, bool as4);

/*
 * Decodes an UPDATE of which the codec knows all but path ids: plainly, and
 * with path ids if that way does not make sense and this way does. Sets the
 * families in the codec that it took to have them; true if there are any.
 */
bool bgp_guess_add_path(
    struct rbuf body, struct bgp_codec *, struct bgp_update *);

#endif
