/* The sessions of a router, and how their messages are read. */
#include "message/bmp_peers.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

void
bmp_peers_init(struct bmp_peers *b)
{
	*b = (struct bmp_peers){ 0 };
	pool_init(&b->pool, sizeof(struct bmp_session));
}

void
bmp_peers_fini(struct bmp_peers *b)
{
	for (uint32_t i = 0; i < b->pool.used; i++)
		free(((struct bmp_session *)pool_at(&b->pool, i))->table);
	map_fini(&b->index);
	pool_fini(&b->pool);
}

static uint32_t
hash_of(const struct bmp_peer *p)
{
	return (uint32_t)hash_bytes(&p->address, sizeof(p->address),
	    hash_bytes(&p->rd, sizeof(p->rd), p->type));
}

static bool
is_peer(const void *ctx, uint32_t at, const void *key)
{
	const struct bmp_peers *b = ctx;
	const struct bmp_session *have = pool_at(&b->pool, at);
	const struct bmp_peer *p = key;

	return have->type == p->type &&
	       memcmp(&have->rd, &p->rd, sizeof(p->rd)) == 0 &&
	       addr_cmp(&have->address, &p->address) == 0;
}

struct bmp_session *
bmp_peers_find(const struct bmp_peers *b, const struct bmp_peer *p)
{
	uint32_t at = map_find(&b->index, hash_of(p), is_peer, b, p);

	return at == MAP_NONE ? NULL : pool_at(&b->pool, at);
}

void
bmp_peers_forget(struct bmp_peers *b, const struct bmp_peer *p)
{
	uint32_t hash = hash_of(p);
	uint32_t at = map_find(&b->index, hash, is_peer, b, p);
	struct bmp_session *gone;

	if (at == MAP_NONE)
		return;
	gone = pool_at(&b->pool, at);
	free(gone->table);
	gone->table = NULL;
	map_del(&b->index, hash, at);
	pool_free(&b->pool, at);
}

struct bmp_session *
bmp_peers_begin(struct bmp_peers *b, const struct bmp_peer *p)
{
	struct bmp_session *to;
	uint32_t at;

	bmp_peers_forget(b, p);
	if (b->pool.live >= BMP_PEERS_MAX)
		return NULL;
	at = pool_alloc(&b->pool);
	to = pool_at(&b->pool, at);
	to->type = p->type;
	to->rd = p->rd;
	to->address = p->address;
	map_add(&b->index, hash_of(p), at);
	return to;
}

static bool
open_of(struct rbuf message, struct bgp_open *o)
{
	struct bgp_header h;

	if (rbuf_left(&message) < BGP_HEADER_SIZE ||
	    !bgp_header_decode(
		get_bytes(&message, BGP_HEADER_SIZE), true, &h, NULL) ||
	    h.type != BGP_OPEN)
		return false;
	return bgp_open_decode(message, o, NULL);
}

/*
 * The OPENs of the router's own table are made up (RFC 9069 4.4): path ids are
 * in use where they agree so, and not where neither names them; else nobody
 * knows.
 */
void
bmp_session_learn(struct bmp_session *to, const struct bmp_message *m)
{
	struct bgp_open sent, received;

	to->local = m->local;
	to->local_port = m->local_port;
	to->port = m->remote_port;
	if (!open_of(m->sent, &sent) || !open_of(m->received, &received))
		return;
	to->has_opens = true;
	bgp_codec_agree(&to->reading[BMP_IN].codec, &received, &sent);
	bgp_codec_agree(&to->reading[BMP_OUT].codec, &sent, &received);
	for (unsigned i = BMP_IN; i <= BMP_OUT; i++) {
		struct bgp_reading *r = &to->reading[i];

		/* Inside a confederation both kinds look like external. */
		r->codec.session = BGP_UNKNOWN_SESSION;
		r->as4_known = r->add_path_known = r->extended_known = true;
	}
	if (to->type == BMP_LOC_RIB &&
	    to->reading[BMP_IN].codec.add_path_n == 0)
		to->reading[BMP_IN].add_path_known =
		    sent.caps.add_path.n == 0 && received.caps.add_path.n == 0;
}
