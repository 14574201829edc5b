/* Between the files station*.c, and for whom they are there. */
#ifndef BGPSPEAK_STATION_H
#define BGPSPEAK_STATION_H

#include "base/obuf.h"
#include "core/bmp.h"
#include "edge/tcp.h"
#include "rec/rec.h"
#include "wire/bmp.h"

struct loop_fd;
struct loop_timer;
struct neighbor;
struct speaker;

struct station {
	struct speaker *speaker;
	struct station *next;
	char name[ADDR_TEXT + 16];
	struct rec *router; /* a copy of what it was made of */
	uint32_t which;     /* in its list */
	struct bmp *engine;
	int fd;       /* -1: there is no connection */
	bool waits;   /* for room to write */
	bool closing; /* it is no longer in the record */
	struct tcp_ends ends;
	struct loop_fd *watch;
	struct loop_timer *timer;
	struct obuf out;
	const char *why; /* there is no connection; or NULL */
	int64_t since;
};

static inline const struct rec_bmp_station *
record_of(const struct station *s)
{
	return &s->router->router.bmp.at[s->which];
}

static inline uint16_t
port_of(const struct rec_bmp_station *r)
{
	return HAS(r, bmp_station, port) ? (uint16_t)r->port : BMP_PORT;
}

static inline struct rbuf
bytes_of(const struct obuf *o)
{
	return rbuf(obuf_at(o), obuf_left(o));
}

/* The station, which is connected, is to be told of it. */
void station_up(struct station *, const struct neighbor *);

/* ---- all stations ---- */

/* As the router record says. */
void station_all_review(struct speaker *);
/* It is up, with its members; it is about to go down. */
void station_all_up(const struct neighbor *);
void station_all_down(const struct neighbor *, unsigned conn);
void station_all_ended(const struct neighbor *, uint32_t family);
/* What there is for them, while they have room. True: there is more. */
bool station_all_pump(struct speaker *);
/* We say goodbye. */
void station_all_end(struct speaker *);
void station_all_free(struct speaker *);
void station_all_state(
    const struct speaker *, struct rec_router_state *, struct arena *);

#endif
