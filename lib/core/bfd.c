/* BFD in Asynchronous mode (RFC 5880 6.8). */
#include "core/bfd.h"

/* 6.8.3: "at least one second" between packets while not up. */
#define SLOW 1000000u

static uint32_t
larger(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

int64_t
bfd_detection_time(const struct bfd *b)
{
	return (int64_t)b->remote_multiplier *
	       larger(b->used_rx, b->remote_min_tx);
}

/* ---- sending ---- */

/*
 * 6.8.7: the interval less up to a quarter; where one loss is a failure, less
 * at least a tenth of it.
 */
static int64_t
next_interval(const struct bfd *b)
{
	int64_t interval = larger(b->used_tx, b->remote_min_rx);
	int64_t most = b->config.multiplier == 1 ? 900 : 1000;

	return interval * (750 + (most - 750) * b->chance / 1000) / 1000;
}

/* 6.8.7: when there is nobody to tell, or who does not want to be told. */
static bool
is_silent(const struct bfd *b)
{
	return b->state == BFD_ADMIN_DOWN || b->remote_min_rx == 0 ||
	       (b->remote_demand && b->state == BFD_UP &&
		   b->remote_state == BFD_UP && !b->polling);
}

static void
plan_next(struct bfd *b)
{
	b->send_at =
	    is_silent(b) ? MONO_NEVER : mono_add(b->sent, next_interval(b));
}

static void
say(struct bfd *b, uint8_t flags, struct bfd_out *out)
{
	out->send = true;
	out->packet = (struct bfd_packet){
		.diagnostic = (uint8_t)b->diagnostic,
		.state = (uint8_t)b->state,
		.flags = flags,
		.multiplier = b->config.multiplier,
		.my = b->my,
		.your = b->your,
		.min_tx = b->min_tx,
		.min_rx = b->config.interval_us,
	};
}

/* A packet of its own accord, as against the answer to a Poll. */
static void
say_now(struct bfd *b, mono now, struct bfd_out *out)
{
	say(b, b->polling ? BFD_FLAG_POLL : 0, out);
	b->sent = now;
	plan_next(b);
}

/* ---- intervals ---- */

/*
 * 6.8.3: a change is announced by a Poll Sequence while the session is up. What
 * makes us slower, or deaf sooner, waits for its end; the rest is at once.
 */
static void
set_intervals(struct bfd *b)
{
	uint32_t min_tx = b->config.interval_us;

	if (b->state != BFD_UP)
		min_tx = larger(min_tx, SLOW);
	b->min_tx = min_tx;
	b->polling = b->state == BFD_UP;
	if (!b->polling || min_tx < b->used_tx)
		b->used_tx = min_tx;
	if (!b->polling || b->config.interval_us > b->used_rx)
		b->used_rx = b->config.interval_us;
}

static void
end_poll(struct bfd *b)
{
	b->polling = false;
	b->used_tx = b->min_tx;
	b->used_rx = b->config.interval_us;
}

void
bfd_change(struct bfd *b, const struct bfd_config *config, mono now)
{
	b->config = *config;
	set_intervals(b);
	plan_next(b);
	if (b->polling)
		b->send_at = now;
}

/* ---- states ---- */

static void
enter(struct bfd *b, enum bfd_state state, enum bfd_diagnostic why,
    struct bfd_out *out)
{
	out->changed = true;
	b->state = state;
	b->diagnostic = why;
	set_intervals(b);
}

void
bfd_init(struct bfd *b, const struct bfd_config *config, uint32_t my, mono now)
{
	*b = (struct bfd){
		.config = *config,
		.state = BFD_DOWN,
		.remote_state = BFD_DOWN,
		.my = my,
		.remote_min_rx = 1, /* 6.8.1 */
		.sent = now,
		.send_at = now,
		.silent_at = MONO_NEVER,
	};
	set_intervals(b);
}

void
bfd_stop(struct bfd *b, mono now, struct bfd_out *out)
{
	*out = (struct bfd_out){ 0 };
	enter(b, BFD_ADMIN_DOWN, BFD_ADMINISTRATIVELY, out);
	say_now(b, now, out);
	b->silent_at = MONO_NEVER;
}

/* The state machine of 6.2 and 6.8.6, by our state and what it says of its. */
static void
follow(struct bfd *b, struct bfd_out *out)
{
	static const enum bfd_state next[BFD_NSTATES][BFD_NSTATES] = {
		[BFD_DOWN] = { BFD_DOWN, BFD_INIT, BFD_UP, BFD_DOWN },
		[BFD_INIT] = { BFD_DOWN, BFD_INIT, BFD_UP, BFD_UP },
		[BFD_UP] = { BFD_DOWN, BFD_DOWN, BFD_UP, BFD_UP },
	};
	enum bfd_state to = next[b->state][b->remote_state];

	if (to == b->state)
		return;
	out->failed = b->state == BFD_UP && b->remote_state == BFD_DOWN;
	enter(b, to, to == BFD_DOWN ? BFD_NEIGHBOR_SIGNALED : BFD_NO_DIAGNOSTIC,
	    out);
}

void
bfd_receive(
    struct bfd *b, mono now, const struct bfd_packet *p, struct bfd_out *out)
{
	*out = (struct bfd_out){ 0 };
	if (p->flags & BFD_FLAG_AUTHENTICATED || b->state == BFD_ADMIN_DOWN)
		return;
	b->your = p->my;
	b->remote_state = p->state;
	b->remote_demand = p->flags & BFD_FLAG_DEMAND;
	b->remote_min_rx = p->min_rx;
	b->remote_min_tx = p->min_tx;
	b->remote_multiplier = p->multiplier;
	if (b->polling && p->flags & BFD_FLAG_FINAL)
		end_poll(b);
	follow(b, out);
	b->silent_at = mono_add(now, bfd_detection_time(b));
	if (out->changed)
		say_now(b, now, out);
	else
		plan_next(b); /* it may want us faster, slower or silent */
	if (p->flags & BFD_FLAG_POLL)
		say(b, BFD_FLAG_FINAL, out);
}

/* ---- time ---- */

/* 6.8.4, and 6.8.1 for the discriminator. */
static void
fall_silent(struct bfd *b, struct bfd_out *out)
{
	b->silent_at = MONO_NEVER;
	b->your = 0;
	b->remote_demand = false;
	b->remote_min_rx = 1;
	if (b->state != BFD_INIT && b->state != BFD_UP)
		return;
	out->failed = b->state == BFD_UP;
	enter(b, BFD_DOWN, BFD_TIME_EXPIRED, out);
}

void
bfd_tick(struct bfd *b, mono now, struct bfd_out *out)
{
	*out = (struct bfd_out){ 0 };
	if (mono_due(b->silent_at, now))
		fall_silent(b, out);
	if (out->changed || mono_due(b->send_at, now))
		say_now(b, now, out);
}

mono
bfd_deadline(const struct bfd *b)
{
	return mono_min(b->send_at, b->silent_at);
}
