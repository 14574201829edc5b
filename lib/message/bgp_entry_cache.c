/* Entries' attributes by their octets, one place for each hash. */
#include "message/bgp_entry_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

/* Few entries are longer; they are written each time. */
enum { PLACES = 1 << 13, OCTETS = 128, TEXT = 320 };

#define FIELDS                                                                 \
	((UINT64_C(2) << AT_route_unknown) - (UINT64_C(1) << AT_route_next_hop))

struct place {
	uint64_t hash;
	struct rec_written written;
	uint32_t n; /* octets; 0: nothing is here */
	uint8_t octets[OCTETS];
	char text[TEXT];
};

struct bgp_entry_cache {
	uint64_t hash; /* of what was looked for */
	struct obuf text;
	struct rec_written once; /* of what has no place */
	struct place at[PLACES];
};

struct bgp_entry_cache *
bgp_entry_cache_new(void)
{
	return mem_zalloc(sizeof(struct bgp_entry_cache));
}

void
bgp_entry_cache_free(struct bgp_entry_cache *c)
{
	if (c != NULL)
		obuf_fini(&c->text);
	free(c);
}

const struct rec_written *
bgp_entry_find(struct bgp_entry_cache *c, struct rbuf attributes,
    const struct bgp_codec *codec)
{
	uint32_t n = (uint32_t)rbuf_left(&attributes);
	const struct place *p;

	/* How they are read counts too. */
	c->hash = hash_bytes(
	    attributes.at, n, (uint64_t)codec->rib_entry << 1 | codec->as4);
	p = &c->at[c->hash % PLACES];
	return n > 0 && p->hash == c->hash && p->n == n &&
		       memcmp(p->octets, attributes.at, n) == 0
		   ? &p->written
		   : NULL;
}

void
bgp_entry_keep(struct bgp_entry_cache *c, struct rbuf attributes, struct rec *r)
{
	uint32_t n = (uint32_t)rbuf_left(&attributes), length;
	struct place *p = &c->at[c->hash % PLACES];

	obuf_take(&c->text, obuf_left(&c->text));
	rec_write_fields(&c->text, r, FIELDS);
	length = (uint32_t)obuf_left(&c->text);
	c->once =
	    (struct rec_written){ r->has & FIELDS, length, obuf_at(&c->text) };
	r->has &= ~FIELDS;
	r->route.written = c->once.fields != 0 ? &c->once : NULL;
	if (n > OCTETS || length > TEXT || r->route.written == NULL)
		return;
	p->hash = c->hash;
	p->n = n;
	memcpy(p->octets, attributes.at, n);
	memcpy(p->text, c->once.text, length);
	p->written = c->once;
	p->written.text = p->text;
}
