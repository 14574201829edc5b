/* A growing buffer of bytes to be written somewhere. */
#ifndef BASE_OBUF_H
#define BASE_OBUF_H

#include <stddef.h>
#include <string.h>

/* All zeros is empty. Bytes from `from` up to `used` wait to be taken. */
struct obuf {
	char *mem;
	size_t from, used, room;
};

/* Not for callers: obuf_need() when the fast path has no room. */
void obuf_grow(struct obuf *, size_t n);
void obuf_fini(struct obuf *);

/* At least n writable bytes at the end; obuf_used() says how many were. */
static inline char *
obuf_need(struct obuf *o, size_t n)
{
	if (o->room - o->used < n)
		obuf_grow(o, n);
	return o->mem + o->used;
}

static inline void
obuf_used(struct obuf *o, size_t n)
{
	o->used += n;
}

static inline void
obuf_put(struct obuf *o, const void *p, size_t n)
{
	if (n > 0) {
		memcpy(obuf_need(o, n), p, n);
		o->used += n;
	}
}

static inline void
obuf_puts(struct obuf *o, const char *s)
{
	obuf_put(o, s, strlen(s));
}

static inline void
obuf_putc(struct obuf *o, char c)
{
	*obuf_need(o, 1) = c;
	o->used++;
}

void obuf_printf(struct obuf *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static inline const char *
obuf_at(const struct obuf *o)
{
	return o->from > 0 ? o->mem + o->from : o->mem;
}

static inline size_t
obuf_left(const struct obuf *o)
{
	return o->used - o->from;
}

/* The first n waiting bytes are done with. */
static inline void
obuf_take(struct obuf *o, size_t n)
{
	o->from += n;
	if (o->from == o->used)
		o->from = o->used = 0;
}

#endif
