/* What an end-of-RIB record is about. */
#ifndef CORE_EOR_H
#define CORE_EOR_H

#include "rec/rec.h"

/*
 * Whether the eor speaks for the record: it is of that type, and, where the
 * type tells, of its protocol, VRF and family. An eor without a protocol or
 * family means any; one without a VRF the global table.
 */
bool eor_covers(const struct rec_eor *, const struct rec *);

#endif
