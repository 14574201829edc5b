/* A point in monotonic time; one field, so that plain seconds cannot leak in.
 */
#ifndef BASE_MONO_H
#define BASE_MONO_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
	int64_t us;
} mono;

#define MONO_NEVER ((mono){ INT64_MAX })
#define MONO_MS(n) ((int64_t)(n)*1000)
#define MONO_S(n)  ((int64_t)(n)*1000000)

/* now + us; MONO_NEVER stays never. */
static inline mono
mono_add(mono t, int64_t us)
{
	return t.us == INT64_MAX ? t : (mono){ t.us + us };
}

/* Microseconds from b to a. */
static inline int64_t
mono_sub(mono a, mono b)
{
	return a.us - b.us;
}

static inline bool
mono_before(mono a, mono b)
{
	return a.us < b.us;
}

/* Whether the deadline has come; never for MONO_NEVER. */
static inline bool
mono_due(mono deadline, mono now)
{
	return deadline.us != INT64_MAX && deadline.us <= now.us;
}

static inline mono
mono_min(mono a, mono b)
{
	return a.us < b.us ? a : b;
}

#endif
