/*
 * TCP connections, from dialling or accepting to the end: bytes in as they
 * come, bytes out from a buffer, and a close that lets what was said still
 * leave.
 */
#ifndef EDGE_CONN_H
#define EDGE_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/obuf.h"
#include "edge/loop.h"
#include "edge/tcp.h"

struct conn;
struct conns;

/* What happens to one; any of these may close it. */
struct conn_events {
	void (*connected)(void *ctx); /* the dial has succeeded */
	/* Bytes that are not done with yet; how many are, now. */
	size_t (*input)(void *ctx, const uint8_t *at, size_t n);
	/* It ended, or the dial failed; to be closed. `why` lives for ever. */
	void (*lost)(void *ctx, const char *why);
	void (*drained)(void *ctx); /* nothing waits to be written */
};

/*
 * All connections of one owner, those that only say their last words too;
 * `left` runs when one has gone and none of these is there any more.
 */
struct conns *conns_new(struct loop *, loop_fn *left, void *ctx);
void conns_free(struct conns *);
/* Those that are closed, and not gone yet. */
unsigned conns_leaving(const struct conns *);

/* NULL and errno when it cannot even begin. */
struct conn *conn_dial(struct conns *, const struct addr *peer, uint16_t port,
    const struct addr *local, const struct tcp_options *,
    const struct conn_events *, void *ctx);
/* One that was accepted; its events may be another's later on. */
struct conn *conn_take(struct conns *, int fd, const struct tcp_ends *,
    const struct conn_events *, void *ctx);
void conn_hand_over(struct conn *, const struct conn_events *, void *ctx);
/* What has come and was not done with is looked at again. */
void conn_look(struct conn *);

const struct tcp_ends *conn_ends(const struct conn *); /* when it stands */
int conn_fd(const struct conn *);
/* What is put there goes out by conn_flush(). */
struct obuf *conn_out(struct conn *);
void conn_flush(struct conn *);
/* Whether what comes is read. */
void conn_read(struct conn *, bool);
/* Behind what was written, for which there is little time. */
void conn_close(struct conn *);

#endif
