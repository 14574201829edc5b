/* What a session offers in its OPEN, and what two OPENs agree on. */
#include "core/bgp_fsm.h"

#include <string.h>

void
bgp_offer(const struct bgp_fsm_config *config, bool bare, struct bgp_open *ours)
{
	*ours = (struct bgp_open){
		.version = BGP_VERSION,
		.as = config->local_as,
		.hold_time = config->hold_time,
		.id = config->local_id,
	};
	if (bare)
		return;
	ours->caps.as4 = true;
	ours->caps.as = config->local_as;
	ours->caps.route_refresh = true;
	ours->caps.extended_message = true;
	ours->caps.graceful_restart = true; /* End-of-RIB alone: no family */
	for (unsigned i = 0; i < config->n_families; i++)
		bgp_cap_families_add(
		    &ours->caps.families, config->families[i], 0);
}

/* RFC 4760 8: who offers no family speaks IPv4 unicast. */
static bool
speaks(const struct bgp_open *o, uint32_t family)
{
	if (o->caps.families.n == 0)
		return family == FAMILY_IPV4_UNICAST;
	return bgp_cap_families_has(&o->caps.families, family);
}

static void
agree_families(const struct bgp_fsm_config *config, const struct bgp_open *ours,
    const struct bgp_open *theirs, struct bgp_agreed *agreed)
{
	for (unsigned i = 0; i < config->n_families; i++) {
		uint32_t family = config->families[i];

		if (speaks(ours, family) && speaks(theirs, family))
			agreed->families[agreed->n_families++] = family;
	}
}

bool
bgp_agree(const struct bgp_fsm_config *config, const struct bgp_open *ours,
    const struct bgp_open *theirs, struct bgp_agreed *agreed, struct fault *f)
{
	bool internal = config->remote_as == config->local_as;

	if (theirs->as != config->remote_as)
		return fault(f, NULL, BGP_ERR_PEER_AS,
		    "the neighbour is in another AS than remote_as");
	/* RFC 6286 2.2: across a border two may have the same id */
	if (internal && theirs->id == config->local_id)
		return fault(
		    f, NULL, BGP_ERR_ID, "the neighbour has our router id");
	*agreed = (struct bgp_agreed){
		.remote_as = theirs->as,
		.remote_id = theirs->id,
		.refresh = theirs->caps.route_refresh,
		.end_of_rib = theirs->caps.graceful_restart,
		.hold_time = ours->hold_time < theirs->hold_time
				 ? ours->hold_time
				 : theirs->hold_time,
	};
	agreed->keepalive = agreed->hold_time / 3;
	agree_families(config, ours, theirs, agreed);
	if (agreed->n_families == 0)
		return fault(f, NULL, BGP_ERR_CAPABILITY,
		    "the neighbour offers none of our families");
	bgp_codec_agree(&agreed->in, theirs, ours);
	bgp_codec_agree(&agreed->out, ours, theirs);
	return true;
}

void
bgp_families_encode(struct wbuf *w, const struct bgp_open *ours)
{
	for (unsigned i = 0; i < ours->caps.families.n; i++) {
		uint32_t family = ours->caps.families.at[i].family;

		put_u8(w, BGP_CAP_MULTIPROTOCOL);
		put_u8(w, 4);
		put_u16(w, FAMILY_AFI(family));
		put_u8(w, 0);
		put_u8(w, FAMILY_SAFI(family));
	}
}

size_t
bgp_shutdown_text(const char *text, uint8_t to[256])
{
	size_t n = strlen(text);

	if (n > 255) {
		n = 255;
		while (n > 0 && ((uint8_t)text[n] & 0xc0) == 0x80)
			n--;
	}
	to[0] = (uint8_t)n;
	memcpy(to + 1, text, n);
	return n + 1;
}
