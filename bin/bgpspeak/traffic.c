/* Every message of a session passes here: it is counted, and what begins and
 * what ends a session is kept. */
#include "speaker.h"

static unsigned
kind_of(const uint8_t *message)
{
	uint8_t type = message[BGP_HEADER_SIZE - 1];

	return type < TRAFFIC_KINDS ? type : 0;
}

static void
take(struct link *l, bool ours, unsigned kind, const uint8_t *message, size_t n)
{
	struct obuf *to = kind == BGP_OPEN           ? &l->opens[ours]
			  : kind == BGP_NOTIFICATION ? &l->notice
						     : NULL;

	if (to == NULL)
		return;
	obuf_take(to, obuf_left(to));
	obuf_put(to, message, n);
	if (kind == BGP_NOTIFICATION)
		l->notice_is_ours = ours;
}

void
traffic_received(struct neighbor *n, struct link *l, struct rbuf message)
{
	unsigned kind;

	if (rbuf_left(&message) < BGP_HEADER_SIZE)
		return;
	kind = kind_of(message.at);
	n->traffic.received[kind]++;
	take(l, false, kind, message.at, rbuf_left(&message));
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
		take(l, true, kind, at, size);
		get_bytes(&messages, size);
	}
}
