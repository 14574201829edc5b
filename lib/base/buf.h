/*
 * Checked big-endian reading and writing.
 *
 * Failure is sticky: a read past the end sets `bad`, returns zeros and empties
 * the reader for good, so a decoder reads down the page like the RFC's figure
 * and checks once, and every loop on rbuf_left() ends.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct rbuf {
	const uint8_t *at, *end;
	bool bad; /* a read ran past the end; the reader is empty for good */
};

static inline struct rbuf
rbuf(const void *p, size_t n)
{
	const uint8_t *b = p;

	return (struct rbuf){ .at = b, .end = n > 0 ? b + n : b };
}

static inline size_t
rbuf_left(const struct rbuf *r)
{
	return (size_t)(r->end - r->at);
}

/* The next n bytes, borrowed from the buffer; NULL when there are fewer. */
static inline const uint8_t *
get_bytes(struct rbuf *r, size_t n)
{
	const uint8_t *p = r->at;

	if (n > rbuf_left(r)) {
		r->end = r->at; /* `at` stays on the byte that was wanted */
		r->bad = true;
		return NULL;
	}
	if (n > 0)
		r->at += n;
	return p;
}

static inline uint8_t
get_u8(struct rbuf *r)
{
	const uint8_t *p = get_bytes(r, 1);

	return p ? p[0] : 0;
}

static inline uint16_t
get_u16(struct rbuf *r)
{
	const uint8_t *p = get_bytes(r, 2);

	return p ? (uint16_t)(p[0] << 8 | p[1]) : 0;
}

static inline uint32_t
get_u24(struct rbuf *r)
{
	const uint8_t *p = get_bytes(r, 3);

	return p ? (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2] : 0;
}

static inline uint32_t
get_u32(struct rbuf *r)
{
	const uint8_t *p = get_bytes(r, 4);

	return p ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		       (uint32_t)p[2] << 8 | p[3]
		 : 0;
}

static inline uint64_t
get_u64(struct rbuf *r)
{
	uint64_t high = get_u32(r);

	return high << 32 | get_u32(r);
}

/* A reader of the next n bytes; bad and empty when there are fewer. */
static inline struct rbuf
get_sub(struct rbuf *r, size_t n)
{
	const uint8_t *p = get_bytes(r, n);

	if (r->bad)
		return (struct rbuf){ .at = r->at, .end = r->at, .bad = true };
	return rbuf(p, n);
}

/*
 * Writes into the caller's memory. What does not fit, in room or in width,
 * makes the writer bad and changes nothing more.
 */
struct wbuf {
	uint8_t *start, *at, *end;
	bool bad;
};

static inline struct wbuf
wbuf(void *p, size_t room)
{
	uint8_t *b = p;

	return (struct wbuf){ .start = b, .at = b, .end = b + room };
}

static inline size_t
wbuf_used(const struct wbuf *w)
{
	return (size_t)(w->at - w->start);
}

/* Room for n bytes, to be filled by the caller; NULL when there is none. */
static inline uint8_t *
put_room(struct wbuf *w, size_t n)
{
	uint8_t *p = w->at;

	if (w->bad || n > (size_t)(w->end - w->at)) {
		w->bad = true;
		return NULL;
	}
	w->at += n;
	return p;
}

static inline void
put_bytes(struct wbuf *w, const void *from, size_t n)
{
	uint8_t *p = put_room(w, n);

	if (p != NULL && n > 0)
		memcpy(p, from, n);
}

/* The n low bytes of v, big-endian; bad when v needs more. */
static inline void
put_be(struct wbuf *w, uint64_t v, unsigned n)
{
	uint8_t *p = put_room(w, n);

	if (p == NULL)
		return;
	if (n < 8 && v >> (8 * n) != 0) {
		w->bad = true;
		return;
	}
	while (n-- > 0)
		*p++ = (uint8_t)(v >> (8 * n));
}

static inline void
put_u8(struct wbuf *w, uint64_t v)
{
	put_be(w, v, 1);
}

static inline void
put_u16(struct wbuf *w, uint64_t v)
{
	put_be(w, v, 2);
}

static inline void
put_u24(struct wbuf *w, uint64_t v)
{
	put_be(w, v, 3);
}

static inline void
put_u32(struct wbuf *w, uint64_t v)
{
	put_be(w, v, 4);
}

static inline void
put_u64(struct wbuf *w, uint64_t v)
{
	put_be(w, v, 8);
}

/*
 * A length of n bytes to be known later: put_len() leaves room and says where,
 * end_len() fills it with the number of bytes written since.
 */
static inline uint8_t *
put_len(struct wbuf *w, unsigned n)
{
	return put_room(w, n);
}

static inline void
end_len(struct wbuf *w, uint8_t *where, unsigned n)
{
	size_t len;

	if (w->bad || where == NULL)
		return;
	len = (size_t)(w->at - where) - n;
	if (n < 8 && (uint64_t)len >> (8 * n) != 0) {
		w->bad = true;
		return;
	}
	while (n-- > 0)
		*where++ = (uint8_t)((uint64_t)len >> (8 * n));
}

#endif
