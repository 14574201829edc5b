/* The sessions that a router has told of, from Peer Up to Peer Down. */
#ifndef MESSAGE_BMP_PEERS_H
#define MESSAGE_BMP_PEERS_H

#include "base/map.h"
#include "base/pool.h"
#include "message/bgp_records.h"
#include "wire/bmp.h"

enum { BMP_PEERS_MAX = 1 << 16 }; /* more are read without their OPENs */
enum { BMP_IN, BMP_OUT };         /* from the peer; to it */

struct bmp_session {
	uint32_t pool; /* the pool's, when it is free */
	uint8_t type;
	struct rd rd;
	struct addr address, local;
	uint16_t port, local_port;
	bool has_opens;
	struct bgp_reading reading[2]; /* of BMP_IN and BMP_OUT */
	char *table;                   /* its name, or NULL */
};

struct bmp_peers {
	struct map index;
	struct pool pool;
};

void bmp_peers_init(struct bmp_peers *);
void bmp_peers_fini(struct bmp_peers *);
/* NULL: it is not there. */
struct bmp_session *bmp_peers_find(
    const struct bmp_peers *, const struct bmp_peer *);
/* Anew and empty; NULL when there are too many. */
struct bmp_session *bmp_peers_begin(
    struct bmp_peers *, const struct bmp_peer *);
void bmp_peers_forget(struct bmp_peers *, const struct bmp_peer *);

/* What a Peer Up says of its session. */
void bmp_session_learn(struct bmp_session *, const struct bmp_message *);

#endif
