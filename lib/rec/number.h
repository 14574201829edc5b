/* Whole numbers in fields: what both readers know of F_UINT. */
#ifndef REC_NUMBER_H
#define REC_NUMBER_H

#include "rec/rec.h"

/* The largest that the field takes. */
static inline uint64_t
number_max(const struct field *f)
{
	if (f->hi > 0)
		return f->hi;
	return f->size >= 8 ? INT64_MAX : (UINT64_C(1) << 8 * f->size) - 1;
}

/* Into a member of that size; it fits. */
static inline void
number_store(void *to, size_t size, uint64_t v)
{
	switch (size) {
	case sizeof(uint8_t):
		*(uint8_t *)to = (uint8_t)v;
		break;
	case sizeof(uint16_t):
		*(uint16_t *)to = (uint16_t)v;
		break;
	case sizeof(uint32_t):
		*(uint32_t *)to = (uint32_t)v;
		break;
	case sizeof(uint64_t):
		*(uint64_t *)to = v;
		break;
	}
}

#endif
