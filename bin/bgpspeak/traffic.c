/* Every message of a session passes here: it is counted, and OPENs are kept. */
#include "speaker.h"

static unsigned
kind_of(const uint8_t *message)
{
	uint8_t type = message[BGP_HEADER_SIZE - 1];

	return type < TRAFFIC_KINDS ? type : 0;
}

static void
take(struct obuf *open, unsigned kind, const uint8_t *message, size_t n)
{
	if (kind != BGP_OPEN)
		return;
	obuf_take(open, obuf_left(open));
	obuf_put(open, message, n);
}

void
traffic_received(struct neighbor *n, struct link *l, struct rbuf message)
{
	unsigned kind;

	if (rbuf_left(&message) < BGP_HEADER_SIZE)
		return;
	kind = kind_of(message.at);
	n->traffic.received[kind]++;
	take(&l->opens[0], kind, message.at, rbuf_left(&message));
	mrt_message(n, l, message);
}

void
traffic_sent(struct neighbor *n, struct link *l, struct rbuf messages)
{
	while (rbuf_left(&messages) >= BGP_HEADER_SIZE) {
		const uint8_t *at = messages.at;
		size_t size = (size_t)(at[16] << 8 | at[17]);
		unsigned kind = kind_of(at);

		n->traffic.sent[kind]++;
		take(&l->opens[1], kind, at, size);
		get_bytes(&messages, size);
	}
}
