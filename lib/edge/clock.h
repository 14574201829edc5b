/* The two clocks, and chance. */
#ifndef EDGE_CLOCK_H
#define EDGE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "base/mono.h"

mono clock_mono(void);
int64_t clock_wall_us(void); /* since the epoch */
int64_t clock_cpu_us(void);  /* of processor that this thread has had */

/* Unpredictable bytes, for hash seeds, jitter and sequence numbers. */
void clock_random(void *to, size_t n);
/* 750 to 1000 thousandths of a wait (RFC 4271 10), so that not all end at once.
 */
uint16_t clock_jitter(void);

#endif
