/*
 * Between the machine of an LDP session (ldp_fsm.c) and what makes its events
 * (ldp_session.c); of no use to others.
 */
#ifndef CORE_LDP_STEP_H
#define CORE_LDP_STEP_H

#include "core/ldp_session.h"

/* The first waits before another dial (RFC 5036 2.5.3). */
#define LDP_REDIAL_MIN   MONO_S(1)
#define LDP_BACK_OFF_MIN MONO_S(15)

enum ldp_event {
	LDP_EV_START,
	LDP_EV_STOP, /* from above, or something was wrong: `status` */
	LDP_EV_RETRY_DUE,
	LDP_EV_HOLD_DUE,
	LDP_EV_KEEPALIVE_DUE,
	LDP_EV_CONNECTED,
	LDP_EV_ACTIVE, /* connected, and it is for us to begin */
	LDP_EV_LOST,
	LDP_EV_INITIALIZATION,
	LDP_EV_KEEPALIVE,
	LDP_EV_MESSAGE, /* any other */
	LDP_EV_REFUSED, /* a fatal notification */
	LDP_N_EVENTS,
};

/* One event, and all that its step may need. */
struct ldp_step {
	struct ldp_session *s;
	mono now;
	struct ldp_actions *out;
	const struct ldp_message *message; /* or NULL */
	uint32_t status; /* to be told the neighbour; 0: nothing */
	const char *why;
	bool graceful; /* RFC 3478: nobody has ended it */
	bool noted;
};

void ldp_act(struct ldp_actions *, enum ldp_do, struct rbuf bytes);
/* A notification about the message of the step; and what came is noted. */
void ldp_step_notify(struct ldp_step *, uint32_t status);
void ldp_step_note(struct ldp_step *, bool sent, uint32_t status,
    const struct ldp_message *about);
void ldp_restart_hold(struct ldp_step *);
/* A third of the time, so that two may be lost. */
void ldp_restart_keepalive(struct ldp_session *, mono now);

/* Runs the machine's cell for this event in the session's state. */
void ldp_step_run(struct ldp_step *, enum ldp_event);

#endif
