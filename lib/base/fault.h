/* Why bytes or text were refused, and where. */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include <stdbool.h>
#include <stdint.h>

struct fault {
	uint16_t code;    /* the protocol's own: BGP code << 8 | subcode */
	const void *at;   /* the offending byte, in the caller's buffer */
	const char *what; /* always a literal, so never freed */
};

/* Fills *f (which may be NULL) and is always false. */
static inline bool
fault(struct fault *f, const void *at, uint16_t code, const char *what)
{
	if (f != 0)
		*f = (struct fault){ .code = code, .at = at, .what = what };
	return false;
}

#endif
