/* The one hash function: 64 bits over bytes, fast on short keys. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* The seed separates uses, and hides the order from whoever sends the keys. */
uint64_t hash_bytes(const void *p, size_t n, uint64_t seed);

#endif
