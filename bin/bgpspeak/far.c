/*
 * With gtsm a neighbour may answer and we do not see it: the kernel drops what
 * has too low a TTL, and counts it (RFC 5082). Where it did so while a session
 * did not come up, that is worth saying: else there is silence on both sides.
 */
#include "edge/clock.h"
#include "speaker.h"

#define LOOK_AGAIN MONO_S(2)

void
far_look(struct neighbor *n)
{
	bool up = bgp_fsm_agreed(&n->fsm) != NULL;
	uint64_t now;

	n->far_due = MONO_NEVER;
	if (up || !n->running || n->terms.min_ttl == 0) {
		n->far = false;
		n->low_ttls = 0;
		return;
	}
	now = tcp_low_ttls() + 1;
	if (n->low_ttls != 0 && now > n->low_ttls && !n->far) {
		n->far = true;
		state_tell(n);
	}
	n->low_ttls = now;
	n->far_due = mono_add(clock_mono(), LOOK_AGAIN);
}

void
far_tick(struct neighbor *n, mono now)
{
	if (mono_due(n->far_due, now))
		far_look(n);
}
