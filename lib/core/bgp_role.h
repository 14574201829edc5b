/*
 * Roles (RFC 9234): who is above, below or beside whom, and so where a route
 * with Only to Customer (OTC) may go.
 */
#ifndef CORE_BGP_ROLE_H
#define CORE_BGP_ROLE_H

#include <stdbool.h>
#include <stdint.h>

#include "value/family.h"

enum bgp_role { /* ours towards the neighbour; as in the capability */
	BGP_ROLE_PROVIDER,
	BGP_ROLE_RS,
	BGP_ROLE_RS_CLIENT,
	BGP_ROLE_CUSTOMER,
	BGP_ROLE_PEER,
};

/* RFC 9234 4.2: the pairs that there are. */
static inline bool
bgp_roles_match(uint8_t ours, uint8_t theirs)
{
	static const uint8_t counterparts[] = {
		[BGP_ROLE_PROVIDER] = BGP_ROLE_CUSTOMER,
		[BGP_ROLE_RS] = BGP_ROLE_RS_CLIENT,
		[BGP_ROLE_RS_CLIENT] = BGP_ROLE_RS,
		[BGP_ROLE_CUSTOMER] = BGP_ROLE_PROVIDER,
		[BGP_ROLE_PEER] = BGP_ROLE_PEER,
	};

	return ours < sizeof(counterparts) && counterparts[ours] == theirs;
}

/* We are its provider or route server: routes go down to it. */
static inline bool
bgp_role_is_above(uint8_t ours)
{
	return ours == BGP_ROLE_PROVIDER || ours == BGP_ROLE_RS;
}

/* It is not below us: what it announces is for our customers alone. */
static inline bool
bgp_role_is_below(uint8_t ours)
{
	return !bgp_role_is_above(ours);
}

/* To it goes nothing without OTC. */
static inline bool
bgp_role_marks(uint8_t ours)
{
	return bgp_role_is_above(ours) || ours == BGP_ROLE_PEER;
}

/* RFC 9234 5: of these families alone. */
static inline bool
bgp_role_minds(uint32_t family)
{
	return family == FAMILY_IPV4_UNICAST || family == FAMILY_IPV6_UNICAST;
}

#endif
