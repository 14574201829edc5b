/*
 * Origin validation (RFC 6811): whether the AS that a route begins at may
 * originate its prefix, by the ROAs that are known.
 */
#ifndef CORE_RPKI_H
#define CORE_RPKI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "value/names.h"
#include "value/roa.h"

enum rpki_state { /* as the words of `match.rpki` are numbered */
	RPKI_NOT_FOUND,
	RPKI_VALID,
	RPKI_INVALID,
};

struct rpki;

struct rpki *rpki_new(void);
void rpki_free(struct rpki *);

/* False: it is there already; it is not there. */
bool rpki_add(struct rpki *, const struct roa *);
bool rpki_remove(struct rpki *, const struct roa *);
size_t rpki_count(const struct rpki *);

/*
 * `as` 0: the path ends with an AS_SET, and no ROA can match (RFC 6811 2). For
 * what a router originates itself, and for an empty path, it is its own.
 */
enum rpki_state rpki_validate(
    const struct rpki *, const struct prefix *, uint32_t as);

/* What several sources say together: any of them may match, or cover. */
struct rpki_sources {
	unsigned n;
	struct rpki **at;
};

enum rpki_state rpki_judge(
    const struct rpki_sources *, const struct prefix *, uint32_t as);

#endif
