/* One direction of a TCP connection: segments to octets in order. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "message/stream_in.h"

static void
piece_free(struct side *d, struct piece *p)
{
	d->held_bytes -= p->n;
	d->held_pieces--;
	*d->held_of_all -= sizeof(*p) + p->n;
	free(p);
}

void
side_clear(struct side *d)
{
	while (d->held != NULL) {
		struct piece *p = d->held;

		d->held = p->next;
		piece_free(d, p);
	}
	obuf_fini(&d->ready);
	*d = (struct side){ .from = d->from, .held_of_all = d->held_of_all };
}

static void
ready_add(struct side *d, const uint8_t *p, uint32_t n)
{
	obuf_put(&d->ready, p, n);
	d->next += n;
}

/* Takes over what waited and is now in turn. */
static void
side_join(struct side *d)
{
	while (d->held != NULL && after(d->held->seq, d->next) <= 0) {
		struct piece *p = d->held;
		uint32_t old = d->next - p->seq;

		if (old < p->n)
			ready_add(d, p->at + old, p->n - old);
		d->held = p->next;
		d->waited = 0;
		piece_free(d, p);
	}
}

static void
piece_add(struct side *d, struct piece **where, uint32_t seq, const uint8_t *p,
    uint32_t n)
{
	struct piece *piece = mem_alloc(sizeof(*piece) + n);

	piece->seq = seq;
	piece->n = n;
	memcpy(piece->at, p, n);
	piece->next = *where;
	*where = piece;
	d->held_bytes += n;
	d->held_pieces++;
	*d->held_of_all += sizeof(*piece) + n;
}

/* Keeps what is not held yet; what is there stays as it is. */
static void
side_hold(struct side *d, uint32_t seq, const uint8_t *p, uint32_t n)
{
	struct piece **where = &d->held;

	while (n > 0) {
		struct piece *h = *where;
		uint32_t part = n;

		if (h != NULL && after(seq, h->seq + h->n) >= 0) {
			where = &h->next;
			continue;
		}
		if (h != NULL && after(seq, h->seq) >= 0) {
			part = h->seq + h->n - seq;
			part = part < n ? part : n;
		} else {
			if (h != NULL && after(seq + n, h->seq) > 0)
				part = h->seq - seq;
			piece_add(d, where, seq, p, part);
			where = &(*where)->next;
		}
		seq += part;
		p += part;
		n -= part;
	}
}

void
side_bytes(struct side *d, uint32_t seq, struct rbuf r)
{
	uint32_t n = (uint32_t)rbuf_left(&r);
	int32_t ahead;

	if (n == 0)
		return;
	if (!d->begun) {
		d->begun = true;
		d->first = d->next = seq;
	}
	ahead = after(seq, d->next);
	if (ahead > 0) {
		side_hold(d, seq, r.at, n);
		return;
	}
	if ((uint32_t)-ahead >= n) /* all of it came before */
		return;
	if (d->held != NULL) { /* what waits there came first */
		side_hold(
		    d, d->next, r.at + (uint32_t)-ahead, n - (uint32_t)-ahead);
		side_join(d);
		return;
	}
	ready_add(d, r.at + (uint32_t)-ahead, n - (uint32_t)-ahead);
}

void
side_wait(struct side *d)
{
	if (d->held != NULL && d->has_acked &&
	    after(d->acked, d->held->seq) > 0)
		d->waited++;
	else
		d->waited = 0;
}

bool
hole_is_lost(const struct side *d)
{
	return d->waited > STREAM_PATIENCE || d->held_bytes > STREAM_HELD ||
	       d->held_pieces > STREAM_PIECES;
}

void
side_skip(struct side *d)
{
	if (d->held == NULL)
		return;
	obuf_take(&d->ready, obuf_left(&d->ready));
	d->next = d->held->seq;
	side_join(d);
}
