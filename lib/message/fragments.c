/* IP fragments, by units of eight octets. */
#include "message/fragments.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

enum {
	UNIT = 8, /* octets that an offset counts */
	SIZE_MAX_IP = 65535,
	N_UNITS = (SIZE_MAX_IP + UNIT) / UNIT,
};

/* A packet of which parts are there. */
struct packet {
	uint32_t size; /* in octets, 0: its last part has not come */
	uint32_t end;  /* of what came */
	uint32_t n_units;
	bool bad; /* it will not be whole whatever comes */
	uint8_t has[(N_UNITS + 7) / 8];
	uint8_t at[N_UNITS * UNIT];
};

struct slot {
	struct ip_part key; /* addresses, id, protocol and tags */
	uint64_t frame;     /* where its first part was */
	int64_t time_us;
	struct packet *packet; /* NULL: it has become whole */
	bool was_whole;        /* what comes now came before */
};

/* A ring in the order in which packets began. */
struct fragments {
	uint32_t hash[FRAGMENTS_MAX]; /* beside, so that a search is short */
	struct slot at[FRAGMENTS_MAX];
	uint32_t from, n;
	struct packet *whole; /* lent to the caller */
	struct fragments_lost lost;
};

struct fragments *
fragments_new(void)
{
	return mem_zalloc(sizeof(struct fragments));
}

void
fragments_free(struct fragments *f)
{
	if (f == NULL)
		return;
	for (uint32_t i = 0; i < FRAGMENTS_MAX; i++)
		free(f->at[i].packet);
	free(f->whole);
	free(f);
}

/* ---- which packet ---- */

static uint32_t
part_hash(const struct ip_part *p)
{
	uint64_t h = hash_bytes(
	    p->src.b, sizeof(p->src.b), (uint64_t)p->id << 8 | p->src.ip);

	return (uint32_t)hash_bytes(p->dst.b, sizeof(p->dst.b), h ^ p->tags);
}

/*
 * In IPv6 the next header is no part of the key (RFC 8200 4.5). Tenants may
 * have equal addresses and numbers, in tags of their own.
 */
static bool
is_same(const struct ip_part *a, const struct ip_part *b)
{
	return a->id == b->id && a->tags == b->tags &&
	       (a->src.ip == ADDR_IP6 || a->protocol == b->protocol) &&
	       addr_cmp(&a->src, &b->src) == 0 &&
	       addr_cmp(&a->dst, &b->dst) == 0;
}

static void
oldest_go(struct fragments *f)
{
	struct slot *s = &f->at[f->from];

	if (s->packet != NULL && !s->was_whole) {
		if (f->lost.n == 0 || s->frame < f->lost.first)
			f->lost.first = s->frame;
		f->lost.n++;
	}
	free(s->packet);
	s->packet = NULL;
	f->from = (f->from + 1) % FRAGMENTS_MAX;
	f->n--;
}

static void
old_go(struct fragments *f, int64_t now_us)
{
	while (f->n > 0 && now_us - f->at[f->from].time_us >
			       FRAGMENTS_SECONDS * INT64_C(1000000))
		oldest_go(f);
}

/* A place at the end of the ring. */
static struct slot *
slot_new(struct fragments *f, uint32_t hash)
{
	uint32_t at;

	if (f->n == FRAGMENTS_MAX)
		oldest_go(f);
	at = (f->from + f->n++) % FRAGMENTS_MAX;
	f->hash[at] = hash;
	return &f->at[at];
}

/*
 * The packet of a part. Parts of one that is whole came twice, as where two
 * interfaces are captured, or are of another with the same number.
 */
static struct slot *
slot_of(struct fragments *f, const struct ip_part *part, uint64_t frame,
    int64_t time_us)
{
	uint32_t hash = part_hash(part);
	bool was_whole = false;
	struct slot *s;

	for (uint32_t i = 0; i < f->n; i++) {
		uint32_t at = (f->from + i) % FRAGMENTS_MAX;

		if (f->hash[at] != hash || !is_same(&f->at[at].key, part))
			continue;
		if (f->at[at].packet != NULL)
			return &f->at[at];
		was_whole = true;
	}
	s = slot_new(f, hash);
	*s = (struct slot){
		.key = *part,
		.frame = frame,
		.time_us = time_us,
		.packet = mem_alloc(sizeof(struct packet)),
		.was_whole = was_whole,
	};
	memset(s->packet, 0, offsetof(struct packet, at));
	return s;
}

/* ---- its parts ---- */

static bool
unit_has(const struct packet *p, uint32_t unit)
{
	return p->has[unit / 8] >> unit % 8 & 1;
}

/* The units that are not there yet; how many that were. */
static uint32_t
units_put(struct packet *p, uint32_t offset, const uint8_t *from, uint32_t n)
{
	uint32_t fresh = 0;

	for (uint32_t i = 0; i < n; i += UNIT) {
		uint32_t unit = (offset + i) / UNIT;

		if (unit_has(p, unit))
			continue;
		p->has[unit / 8] |= (uint8_t)(1 << unit % 8);
		memcpy(
		    p->at + offset + i, from + i, n - i < UNIT ? n - i : UNIT);
		fresh++;
	}
	p->n_units += fresh;
	return fresh;
}

/* What no receiver would take, or is not captured whole. */
static bool
is_refused(const struct packet *p, const struct ip_part *part, uint32_t n)
{
	uint32_t end = part->offset + n;

	return part->missing > 0 || n == 0 || end > SIZE_MAX_IP ||
	       (part->more && n % UNIT != 0) ||
	       (p->size != 0 &&
		   (end > p->size || (!part->more && end != p->size)));
}

static void
packet_add(struct packet *p, const struct ip_part *part)
{
	uint32_t n = (uint32_t)rbuf_left(&part->payload), fresh;

	if (is_refused(p, part, n)) {
		p->bad = true;
		return;
	}
	fresh = units_put(p, part->offset, part->payload.at, n);
	/* Twice the same is no overlap (RFC 8200 4.5). */
	if (part->src.ip == ADDR_IP6 && fresh != (n + UNIT - 1) / UNIT &&
	    (fresh > 0 ||
		memcmp(p->at + part->offset, part->payload.at, n) != 0))
		p->bad = true;
	if (!part->more)
		p->size = part->offset + n;
	if (part->offset + n > p->end)
		p->end = part->offset + n;
}

static bool
is_whole(const struct packet *p)
{
	return !p->bad && p->size > 0 && p->end == p->size &&
	       p->n_units == (p->size + UNIT - 1) / UNIT;
}

bool
fragments_add(struct fragments *f, const struct ip_part *part, uint64_t frame,
    int64_t time_us, struct ip_part *whole)
{
	struct packet *was = f->whole;
	struct slot *s;

	f->whole = NULL;
	old_go(f, time_us);
	s = slot_of(f, part, frame, time_us);
	packet_add(s->packet, part); /* which may lie in what was lent */
	free(was);
	if (part->offset == 0) /* it says what it is (RFC 8200 4.5) */
		s->key.protocol = part->protocol;
	if (!is_whole(s->packet))
		return false;
	f->whole = s->packet;
	s->packet = NULL;
	*whole = s->key;
	whole->offset = whole->missing = 0;
	whole->more = false;
	whole->payload = rbuf(f->whole->at, f->whole->size);
	return true;
}

struct fragments_lost
fragments_end(struct fragments *f)
{
	struct fragments_lost lost;

	while (f->n > 0)
		oldest_go(f);
	lost = f->lost;
	f->lost = (struct fragments_lost){ 0 };
	return lost;
}
