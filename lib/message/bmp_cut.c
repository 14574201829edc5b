/* Cutting a stream of bytes into BMP messages. */
#include "message/bmp_records.h"

/* A header whose message is of a type that there is. */
static bool
is_header(const uint8_t *p, struct bmp_header *h)
{
	return bmp_header_decode(p, h, NULL) && h->type <= BMP_ROUTE_MIRRORING;
}

/* Whether a message begins there, and another or nothing behind it. */
static bool
begins(struct rbuf r)
{
	struct bmp_header h, next;
	const uint8_t *p = get_bytes(&r, BMP_HEADER_SIZE);

	if (p == NULL || !is_header(p, &h))
		return false;
	get_bytes(&r, h.length - BMP_HEADER_SIZE);
	return rbuf_left(&r) < BMP_HEADER_SIZE || is_header(r.at, &next);
}

static enum bmp_cut
find(struct bmp_cutter *c, struct rbuf r, size_t *n, struct fault *f)
{
	const uint8_t *from = r.at;

	while (rbuf_left(&r) >= BMP_HEADER_SIZE && !c->in_step) {
		c->in_step = begins(r);
		if (!c->in_step)
			get_u8(&r);
	}
	*n = (size_t)(r.at - from);
	fault(f, from, 0, "this is no BMP message");
	return *n > 0 ? BMP_CUT_JUNK : BMP_CUT_MORE;
}

enum bmp_cut
bmp_cut_next(
    struct bmp_cutter *c, struct rbuf bytes, size_t *n, struct fault *f)
{
	struct bmp_header h;

	*f = (struct fault){ 0 };
	if (rbuf_left(&bytes) < BMP_HEADER_SIZE)
		return BMP_CUT_MORE;
	if (c->in_step && !bmp_header_decode(bytes.at, &h, f))
		c->in_step = false;
	if (!c->in_step) {
		enum bmp_cut found = find(c, bytes, n, f);

		if (found == BMP_CUT_JUNK || !c->in_step)
			return found;
		*f = (struct fault){ 0 };
		bmp_header_decode(bytes.at, &h, NULL);
	}
	*n = h.length;
	return h.length > rbuf_left(&bytes) ? BMP_CUT_MORE : BMP_CUT_MESSAGE;
}
