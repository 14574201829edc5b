/* Cutting a stream of bytes into BGP messages. */
#include "message/bgp_cut.h"

/* Where a message may begin: a whole header, without any fault. */
static bool
is_header(const uint8_t *p)
{
	struct bgp_header h;

	return bgp_header_decode(p, true, &h, NULL);
}

/* How many bytes stand before the next header that makes sense. */
static size_t
junk_length(struct rbuf r)
{
	const uint8_t *p = r.at;

	while ((size_t)(r.end - p) >= BGP_HEADER_SIZE) {
		const uint8_t *ff =
		    memchr(p, 0xff, (size_t)(r.end - p) - BGP_HEADER_SIZE + 1);

		if (ff == NULL) {
			p = r.end - BGP_HEADER_SIZE + 1;
			break;
		}
		if (is_header(ff)) {
			p = ff;
			break;
		}
		p = ff + 1;
	}
	return (size_t)(p - r.at);
}

/* A capture often begins with a message; a faulty one is told as such. */
static bool
begins_with_marker(const uint8_t *p)
{
	for (size_t i = 0; i < BGP_MARKER_SIZE; i++)
		if (p[i] != 0xff)
			return false;
	return p[BGP_MARKER_SIZE] != 0xff;
}

static enum bgp_cut
find(struct bgp_cutter *c, struct rbuf bytes, size_t *n)
{
	*n = junk_length(bytes);
	if (rbuf_left(&bytes) - *n >= BGP_HEADER_SIZE)
		c->in_step = true;
	return *n > 0 ? BGP_CUT_JUNK : BGP_CUT_MORE;
}

enum bgp_cut
bgp_cut_next(
    struct bgp_cutter *c, struct rbuf bytes, size_t *n, struct fault *f)
{
	struct bgp_header h;

	*f = (struct fault){ 0 };
	if (rbuf_left(&bytes) < BGP_HEADER_SIZE)
		return BGP_CUT_MORE;
	if (!c->begun && begins_with_marker(bytes.at))
		c->in_step = true;
	c->begun = true;
	if (!c->in_step) {
		enum bgp_cut found = find(c, bytes, n);

		if (found == BGP_CUT_JUNK || !c->in_step)
			return found;
	}
	if (!bgp_header_decode(bytes.at, true, &h, f) &&
	    (f->code == BGP_ERR_SYNC || h.length < BGP_HEADER_SIZE)) {
		c->in_step = false;
		*n = junk_length(rbuf(bytes.at + 1, rbuf_left(&bytes) - 1)) + 1;
		return BGP_CUT_JUNK;
	}
	if (h.length > rbuf_left(&bytes))
		return BGP_CUT_MORE;
	*n = h.length;
	return BGP_CUT_MESSAGE;
}
