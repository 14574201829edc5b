/* What a Route Origin Authorization says (RFC 9582), once it is validated. */
#ifndef VALUE_ROA_H
#define VALUE_ROA_H

#include "value/prefix.h"

struct roa {
	struct prefix prefix;
	uint8_t max_length; /* of what the AS may originate beneath it */
	uint32_t as;        /* 0: nobody may (RFC 7607) */
};

#endif
