/*
 * BGP messages as records, for whoever prints them: what was decoded from the
 * wire goes into a record that borrows from the message and from an arena.
 */
#ifndef MESSAGE_BGP_RECORDS_H
#define MESSAGE_BGP_RECORDS_H

#include <stdbool.h>

#include "base/arena.h"
#include "rec/rec.h"
#include "wire/bgp.h"

/* How to read messages, and how much of that is known rather than assumed. */
struct bgp_reading {
	struct bgp_codec codec;
	/* From the OPENs, or from a dump; otherwise found out per message. */
	bool as4_known, add_path_known, extended_known;
	/* The width is from a dump, and some do not keep to what they say. */
	bool as4_stated;
};

/*
 * Fills *m with all that a whole message says, and with `error` for what is
 * wrong with it. What was said of the header is in *header (what NULL: fine).
 */
void bgp_record_message(struct rec_message *m, struct rbuf message,
    const struct fault *header, const struct bgp_reading *, struct arena *);

/* The same for a body alone, as old dumps have it; offsets count from it. */
void bgp_record_body(struct rec_message *m, enum bgp_type, struct rbuf body,
    const struct bgp_reading *, struct arena *);

/*
 * Path attributes. `refused` (may be NULL): what was too faulty to be in
 * `attrs`; it is listed among the unknown ones.
 */
void bgp_record_attributes(struct rec_attributes *, const struct bgp_attrs *,
    const struct bgp_unknown *refused, struct arena *);
/* The same attributes as members of a route; the next hop is the caller's. */
void bgp_record_route(struct rec_route *, const struct rec_attributes *);
/* And back. */
void bgp_route_attributes(struct rec_attributes *, const struct rec_route *);
/* The route without them. */
void bgp_route_drop_attributes(struct rec_route *);

void bgp_record_nlri(
    struct rec_nlri *, const struct bgp_nlri *, struct arena *);
/* The same for a route: a prefix is among its own members. */
void bgp_record_destination(
    struct rec_route *, const struct bgp_nlri *, struct arena *);

/* An error with its place in the message that begins at `from`. */
void bgp_record_error(struct rec_error *, const struct bgp_error *,
    const uint8_t *from, struct arena *);

/*
 * What a NOTIFICATION says of the message that was refused; false: nothing
 * beyond its code.
 */
bool bgp_record_blame(
    struct rec_error *, const struct bgp_notification *, struct arena *);

/* Attributes of a dump's entry: read with the width that they are in. */
enum bgp_treatment bgp_entry_decode(
    struct rbuf attributes, const struct bgp_reading *, struct bgp_update *);

#endif
