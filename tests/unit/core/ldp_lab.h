/* Two LDP session engines and the line between them, for their stories. */
#ifndef TESTS_LDP_LAB_H
#define TESTS_LDP_LAB_H

#include "core/ldp_session.h"

#include "../../t.h"

/* One end: its engine, and what it has said and not been asked for yet. */
struct end {
	struct ldp_session s;
	bool connected, up;
	unsigned dials, ups, downs, closes, messages;
	uint8_t out[8192]; /* on its way to the other */
	size_t out_n;
	uint8_t in[8192];
	size_t in_n;
	char said[400];  /* names of all messages sent */
	uint32_t status; /* of the last notification that was sent */
};

static inline mono
at(int64_t seconds)
{
	return (mono){ MONO_S(1000 + seconds) };
}

static inline struct ldp_session_config
config(uint32_t n, uint32_t peer)
{
	return (struct ldp_session_config){
		.lsr = n,
		.peer = { .lsr = peer },
		.active = n > peer,
		.keepalive = 180,
		.max_pdu = LDP_MAX_LENGTH,
		.restart = true,
	};
}

static inline void
listen_to(struct end *e, struct rbuf bytes)
{
	struct ldp_pdu pdu;
	struct ldp_message m;
	struct ldp_tlv t;

	CHECK(ldp_pdu_decode(bytes, &pdu, NULL));
	while (rbuf_left(&pdu.messages) > 0) {
		CHECK(ldp_message_next(&pdu.messages, &m, NULL));
		CHECK(ldp_message_check(&m, NULL));
		strcat(e->said, e->said[0] != '\0' ? " " : "");
		strcat(e->said, ldp_message_name(m.type));
		if (m.type == LDP_NOTIFICATION &&
		    ldp_tlv_next(&m.params, &t, NULL))
			e->status = t.status.code & LDP_STATUS_CODE;
	}
}

static inline void
perform(struct end *e, const struct ldp_actions *out)
{
	for (unsigned i = 0; i < out->n; i++) {
		const struct ldp_action *a = &out->at[i];

		switch (a->kind) {
		case LDP_DO_DIAL:
			e->dials++;
			break;
		case LDP_DO_SEND:
			listen_to(e, a->bytes);
			memcpy(e->out + e->out_n, a->bytes.at,
			    rbuf_left(&a->bytes));
			e->out_n += rbuf_left(&a->bytes);
			break;
		case LDP_DO_CLOSE:
			e->closes++;
			e->connected = false;
			break;
		case LDP_DO_UP:
			e->ups++;
			e->up = true;
			break;
		case LDP_DO_DOWN:
			e->downs++;
			e->up = false;
			break;
		case LDP_DO_MESSAGE:
			e->messages++;
			break;
		case LDP_DO_TELL:
			break;
		}
	}
}

static inline struct end
end(uint32_t n, uint32_t peer)
{
	struct end e = { 0 };
	struct ldp_session_config c = config(n, peer);

	ldp_session_init(&e.s, &c);
	return e;
}

static inline void
start(struct end *e, mono now)
{
	struct ldp_actions out;

	ldp_session_start(&e->s, now, &out);
	perform(e, &out);
}

static inline void
connected(struct end *e, mono now)
{
	struct ldp_actions out;

	e->connected = true;
	e->in_n = 0;
	ldp_session_connected(&e->s, now, &out);
	perform(e, &out);
}

static inline void
hear(struct end *e, mono now, const void *bytes, size_t n)
{
	struct ldp_actions out;
	size_t size = 1, done = 0;

	memcpy(e->in + e->in_n, bytes, n);
	e->in_n += n;
	while (e->connected && size > 0) {
		size = ldp_session_input(
		    &e->s, now, rbuf(e->in + done, e->in_n - done), &out);
		perform(e, &out);
		done += size;
	}
	e->in_n -= done;
	memmove(e->in, e->in + done, e->in_n);
}

static inline void
carry(struct end *a, struct end *b, mono now)
{
	for (unsigned i = 0; i < 4; i++) {
		size_t n = a->out_n;

		a->out_n = 0;
		hear(b, now, a->out, n);
		n = b->out_n;
		b->out_n = 0;
		hear(a, now, b->out, n);
	}
}

static inline void
tick(struct end *e, mono now)
{
	struct ldp_actions out;

	ldp_session_tick(&e->s, now, &out);
	perform(e, &out);
}

/* Router 2 dials router 1; both are operational. */
static inline void
meet(struct end *a, struct end *b)
{
	*a = end(1, 2);
	*b = end(2, 1);
	start(a, at(0));
	start(b, at(0));
	connected(a, at(0));
	connected(b, at(0));
	carry(a, b, at(0));
}

#endif
