/*
 * The BFD session engine: Asynchronous mode (RFC 5880 6.8), packets and the
 * clock in, packets and changes out.
 *
 * Both systems send Control packets at an interval that each announces and the
 * other may slow down; who hears nothing for the detection time declares the
 * path down. While a session is not up it sends once a second at most; when it
 * comes up it says its real interval with a Poll Sequence. We never ask for
 * Demand mode or Echo packets, and fall silent where the neighbour asks for the
 * first. Authentication is not spoken: a packet that has it is discarded, as is
 * one that lacks it where it is wanted.
 *
 * Like all engines it sends nothing itself: bfd_receive() and bfd_tick() fill a
 * struct bfd_out, and the caller sleeps until bfd_deadline().
 */
#ifndef CORE_BFD_H
#define CORE_BFD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mono.h"
#include "wire/bfd.h"

struct bfd_config {
	uint32_t interval_us; /* both ways, while up */
	uint8_t multiplier;   /* packets that may be lost */
};

/* The variables of RFC 5880 6.8.1 keep their names, shortened. */
struct bfd {
	struct bfd_config config;
	enum bfd_state state, remote_state;
	enum bfd_diagnostic diagnostic;
	uint32_t my, your;         /* discriminators */
	uint32_t min_tx;           /* as announced */
	uint32_t used_tx, used_rx; /* until a Poll Sequence ends: the old */
	uint32_t remote_min_tx, remote_min_rx;
	uint8_t remote_multiplier;
	bool remote_demand;
	bool polling;
	/*
	 * 0 to 1000 thousandths: how far into its range the next interval is
	 * (6.8.7); the caller draws a new one for each packet.
	 */
	uint16_t chance;
	mono sent, send_at; /* the last packet; the next */
	mono silent_at;     /* the detection time is over */
};

struct bfd_out {
	bool send;
	struct bfd_packet packet;
	bool changed; /* the state */
	/* The path is gone, as against a neighbour that was told to stop, which
	 * is no failure (RFC 5882 3.2). */
	bool failed;
};

/* Begins Down; `my` is not 0 and no other session's. */
void bfd_init(struct bfd *, const struct bfd_config *, uint32_t my, mono now);
/* Other intervals, without a loss of the session (6.8.3). */
void bfd_change(struct bfd *, const struct bfd_config *, mono now);

/* A packet of this session's neighbour. */
void bfd_receive(
    struct bfd *, mono now, const struct bfd_packet *, struct bfd_out *);
/* What is due at this time; call until the deadline is later. */
void bfd_tick(struct bfd *, mono now, struct bfd_out *);
mono bfd_deadline(const struct bfd *);

/* The last packet: the neighbour shall not take our end for a failure. */
void bfd_stop(struct bfd *, mono now, struct bfd_out *);

/* Microseconds without a packet after which the path counts as down (6.8.4). */
int64_t bfd_detection_time(const struct bfd *);

#endif
