/*
 * Lists, opaque bytes and AS paths, as records hold them.
 */
#ifndef REC_LIST_H
#define REC_LIST_H

#include <stdint.h>

/* A list of T, in the arena of the record; all have the layout of rec_list. */
#define LIST_OF(T)                                                             \
	struct {                                                               \
		uint32_t n;                                                    \
		T *at;                                                         \
	}

struct rec_list {
	uint32_t n;
	void *at;
};

typedef LIST_OF(const char *) rec_names;
typedef LIST_OF(uint32_t) rec_numbers;

/* Opaque bytes: hex in text. */
struct rec_bytes {
	uint32_t n;
	const uint8_t *at;
};

/* AS_PATH: numbers stand in sequences; sets and confederations in objects. */
enum {
	AS_SET = 1, /* the numbers of RFC 4271 4.3 and RFC 5065 3 */
	AS_SEQUENCE,
	AS_CONFED_SEQUENCE,
	AS_CONFED_SET,
};
struct rec_segment {
	uint8_t type;
	uint32_t n;
	const uint32_t *asns;
};
typedef LIST_OF(struct rec_segment) rec_as_path;

#endif
