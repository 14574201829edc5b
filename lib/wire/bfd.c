/* BFD Control packets (RFC 5880 4.1), and what of them is refused (6.8.6). */
#include "wire/bfd.h"

const struct name bfd_state_names[] = {
	{ BFD_ADMIN_DOWN, "admin_down" },
	{ BFD_DOWN, "down" },
	{ BFD_INIT, "init" },
	{ BFD_UP, "up" },
	{ 0, NULL },
};

/* IANA: BFD Diagnostic Codes */
const struct name bfd_diagnostic_names[] = {
	{ BFD_NO_DIAGNOSTIC, "no_diagnostic" },
	{ BFD_TIME_EXPIRED, "control_detection_time_expired" },
	{ 2, "echo_function_failed" },
	{ BFD_NEIGHBOR_SIGNALED, "neighbor_signaled_session_down" },
	{ 4, "forwarding_plane_reset" },
	{ 5, "path_down" },
	{ 6, "concatenated_path_down" },
	{ BFD_ADMINISTRATIVELY, "administratively_down" },
	{ 8, "reverse_concatenated_path_down" },
	{ 9, "mis_connectivity_defect" },
	{ 0, NULL },
};

/* RFC 5880 4.1: the section has a type, its length with both, and the rest. */
static bool
auth_decode(struct rbuf *r, struct bfd_packet *p, struct fault *f)
{
	const uint8_t *start = r->at;
	struct rbuf section = *r;

	if (!(p->flags & BFD_FLAG_AUTHENTICATED))
		return rbuf_left(r) == 0 ||
		       fault(f, start, 0, "octets behind the packet");
	get_u8(&section);
	p->auth = get_sub(r, get_u8(&section));
	if (section.bad || r->bad || rbuf_left(&p->auth) < 2 ||
	    rbuf_left(r) > 0)
		return fault(
		    f, start, 0, "authentication section of the wrong length");
	return true;
}

static bool
fields_check(struct rbuf r, const struct bfd_packet *p, struct fault *f)
{
	if (p->multiplier == 0)
		return fault(f, r.at + 2, 0, "Detect Mult is 0");
	if (p->flags & BFD_FLAG_MULTIPOINT)
		return fault(f, r.at + 1, 0, "the Multipoint bit is set");
	if (p->my == 0)
		return fault(f, r.at + 4, 0, "My Discriminator is 0");
	if (p->your == 0 && p->state > BFD_DOWN)
		return fault(f, r.at + 8, 0,
		    "Your Discriminator is 0 in a session that is not down");
	return true;
}

bool
bfd_decode(struct rbuf packet, struct bfd_packet *p, struct fault *f)
{
	struct rbuf r = packet, all = packet;
	uint8_t first = get_u8(&r), second = get_u8(&r), length;

	*p = (struct bfd_packet){
		.diagnostic = first & 0x1f,
		.state = second >> 6,
		.flags = second & 0x3f,
	};
	p->multiplier = get_u8(&r);
	length = get_u8(&r);
	p->my = get_u32(&r);
	p->your = get_u32(&r);
	p->min_tx = get_u32(&r);
	p->min_rx = get_u32(&r);
	p->min_echo = get_u32(&r);
	if (r.bad)
		return fault(f, r.at, 0, "packet of less than 24 octets");
	if (first >> 5 != BFD_VERSION)
		return fault(f, packet.at, 0, "version is not 1");
	get_sub(&all, length);
	if (all.bad || length < BFD_SIZE)
		return fault(
		    f, packet.at + 3, 0, "Length is not that of the packet");
	r.end = packet.at + length; /* what is behind it is padding */
	return auth_decode(&r, p, f) && fields_check(packet, p, f);
}

bool
bfd_encode(struct wbuf *w, const struct bfd_packet *p)
{
	size_t n = rbuf_left(&p->auth);

	if (p->diagnostic > 0x1f || p->state > BFD_UP || p->flags > 0x3f)
		w->bad = true;
	put_u8(w, (uint64_t)(BFD_VERSION << 5 | p->diagnostic));
	put_u8(w, (uint64_t)(p->state << 6 | p->flags));
	put_u8(w, p->multiplier);
	put_u8(w, BFD_SIZE + n);
	put_u32(w, p->my);
	put_u32(w, p->your);
	put_u32(w, p->min_tx);
	put_u32(w, p->min_rx);
	put_u32(w, p->min_echo);
	put_bytes(w, p->auth.at, n);
	return !w->bad;
}
