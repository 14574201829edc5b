/* Bindings in a table by teller, told and prefix. */
#include "message/ldp_bindings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "wire/ldp.h"

enum { NAME = ADDR_TEXT + 8 };

/* Which router speaks from an address; there are few. */
struct speaker {
	struct addr addr;
	char name[NAME]; /* 192.0.2.1:0 */
};

struct key {
	uint32_t from, to; /* numbers of speakers */
	struct prefix fec;
};

struct binding {
	struct key key;
	uint32_t label;
	bool there;
};

struct ldp_bindings {
	struct speaker *speakers;
	size_t n_speakers, speakers_room;
	struct binding *all;
	size_t n, room;
	struct map map;
	ldp_bindings_fn *fn;
	void *ctx;
};

struct ldp_bindings *
ldp_bindings_new(ldp_bindings_fn *fn, void *ctx)
{
	struct ldp_bindings *b = mem_zalloc(sizeof(*b));

	b->fn = fn;
	b->ctx = ctx;
	return b;
}

void
ldp_bindings_free(struct ldp_bindings *b)
{
	map_fini(&b->map);
	free(b->all);
	free(b->speakers);
	free(b);
}

static uint32_t
speaker_of(struct ldp_bindings *b, const struct addr *a)
{
	struct speaker *s;

	for (size_t i = 0; i < b->n_speakers; i++)
		if (addr_cmp(&b->speakers[i].addr, a) == 0)
			return (uint32_t)i;
	b->speakers =
	    mem_grow(b->speakers, &b->speakers_room, b->n_speakers, sizeof(*s));
	s = &b->speakers[b->n_speakers++];
	s->addr = *a;
	s->name[0] = '\0'; /* until it says who it is */
	return (uint32_t)b->n_speakers - 1;
}

static void
speaker_learn(struct speaker *s, const struct rec_ldp *l)
{
	char lsr[ADDR_TEXT];

	addr_format(&l->lsr, lsr);
	snprintf(s->name, sizeof(s->name), "%s:%u", lsr, l->label_space);
}

static bool
is_key(const void *ctx, uint32_t at, const void *key)
{
	const struct key *has =
			     &((const struct ldp_bindings *)ctx)->all[at].key,
			 *is = key;

	return has->from == is->from && has->to == is->to &&
	       prefix_cmp(&has->fec, &is->fec) == 0;
}

static struct binding *
binding_of(struct ldp_bindings *b, const struct key *key)
{
	uint32_t hash =
	    (uint32_t)hash_bytes(key->fec.addr.b, sizeof(key->fec.addr.b),
		(uint64_t)key->from << 32 | key->to << 8 | key->fec.len);
	uint32_t at = map_find(&b->map, hash, is_key, b, key);

	if (at != MAP_NONE)
		return &b->all[at];
	b->all = mem_grow(b->all, &b->room, b->n, sizeof(*b->all));
	map_add(&b->map, hash, (uint32_t)b->n);
	b->all[b->n] = (struct binding){ .key = *key };
	return &b->all[b->n++];
}

static void
tell(struct ldp_bindings *b, const struct binding *is, int64_t time_us,
    const uint32_t *was, const char *reason)
{
	struct rec r = { .type = REC_LABEL, .del = !is->there };
	struct rec_label *l = &r.label;
	char peer[ADDR_TEXT];

	addr_format(&b->speakers[is->key.to].addr, peer);
	PUT(l, label, fec, is->key.fec);
	PUT(l, label, neighbor, b->speakers[is->key.from].name);
	PUT(l, label, direction, 2);
	PUT(l, label, peer, peer);
	PUT(l, label, label, is->label);
	PUT(l, label, time, time_us);
	if (was != NULL)
		PUT(l, label, was, *was);
	if (reason != NULL)
		PUT(l, label, reason, reason);
	b->fn(b->ctx, &r);
}

static void
bind(struct ldp_bindings *b, const struct key *key, uint32_t label,
    int64_t time_us)
{
	struct binding *is = binding_of(b, key);
	uint32_t was = is->label;
	bool there = is->there;

	if (there && was == label)
		return; /* nothing has changed */
	is->label = label;
	is->there = true;
	tell(b, is, time_us, there ? &was : NULL, NULL);
}

static void
unbind(struct ldp_bindings *b, struct binding *is, int64_t time_us,
    const char *reason)
{
	if (!is->there)
		return;
	is->there = false;
	tell(b, is, time_us, NULL, reason);
}

/* All that `from` has told `to` of this IP version (ADDR_NONE: of any). */
static void
unbind_all(struct ldp_bindings *b, const struct key *key, unsigned ip,
    const uint32_t *label, int64_t time_us, const char *reason)
{
	for (size_t i = 0; i < b->n; i++) {
		struct binding *is = &b->all[i];

		if (is->key.from == key->from && is->key.to == key->to &&
		    (ip == ADDR_NONE || ip == is->key.fec.addr.ip) &&
		    (label == NULL || *label == is->label))
			unbind(b, is, time_us, reason);
	}
}

/* RFC 5036 3.5.10, RFC 5918 4: a label in it means that one alone. */
static void
withdraw(struct ldp_bindings *b, struct key *key, const struct rec_ldp_fec *fec,
    const uint32_t *label, int64_t time_us)
{
	static const char why[] = "withdrawn";
	unsigned ip = ADDR_NONE;
	struct binding *is;

	if (HAS(fec, ldp_fec, prefix)) {
		key->fec = fec->prefix;
		is = binding_of(b, key);
		if (label == NULL || *label == is->label)
			unbind(b, is, time_us, why);
		return;
	}
	if (fec->type == LDP_FEC_TYPED_WILDCARD && fec->of == LDP_FEC_PREFIX &&
	    fec->value.n == 2)
		ip = fec->value.at[1] == LDP_AFI_IPV6 ? ADDR_IP6 : ADDR_IP4;
	else if (fec->type != LDP_FEC_WILDCARD)
		return; /* of what is no prefix */
	unbind_all(b, key, ip, label, time_us, why);
}

void
ldp_bindings_message(struct ldp_bindings *b, const struct rec_message *m)
{
	const struct rec_ldp_tlv *fecs = NULL, *label = NULL;
	bool maps = strcmp(m->kind, "label_mapping") == 0;
	struct key key;

	if (!HAS(m, message, ldp) || strcmp(m->kind, "hello") == 0)
		return; /* anybody may say hello, as often as they like */
	key.from = speaker_of(b, &m->src);
	key.to = speaker_of(b, &m->dst);
	speaker_learn(&b->speakers[key.from], &m->ldp);
	if (!maps && strcmp(m->kind, "label_withdraw") != 0)
		return;
	for (uint32_t i = 0; i < m->ldp.tlvs.n; i++) {
		const struct rec_ldp_tlv *t = &m->ldp.tlvs.at[i];

		if (t->type == LDP_TLV_FEC)
			fecs = t;
		else if (HAS(t, ldp_tlv, label))
			label = t;
	}
	for (uint32_t i = 0; fecs != NULL && i < fecs->fecs.n; i++) {
		const struct rec_ldp_fec *fec = &fecs->fecs.at[i];

		key.fec = fec->prefix;
		if (!maps)
			withdraw(b, &key, fec, label ? &label->label : NULL,
			    m->time);
		else if (label != NULL && HAS(fec, ldp_fec, prefix))
			bind(b, &key, label->label, m->time);
	}
}

void
ldp_bindings_end(struct ldp_bindings *b, const struct addr *one,
    const struct addr *other, int64_t time_us)
{
	struct key key = { .from = speaker_of(b, one),
		.to = speaker_of(b, other) };
	struct key back = { .from = key.to, .to = key.from };

	unbind_all(b, &key, ADDR_NONE, NULL, time_us, "session ended");
	unbind_all(b, &back, ADDR_NONE, NULL, time_us, "session ended");
}
