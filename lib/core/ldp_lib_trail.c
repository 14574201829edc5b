/*
 * Loop detection (RFC 5036 2.8): the hop count and path vector that a label
 * came with, and what goes on with ours. Equal ones are one, and counted.
 */
#include "base/hash.h"
#include "base/mem.h"
#include "core/ldp_lib_in.h"

#include <stdlib.h>

static struct box *
box_at(const struct ldp_lib *lib, uint32_t at)
{
	return pool_at(&lib->trails, at - 1);
}

static struct trail *
trail_at(const struct ldp_lib *lib, uint32_t at)
{
	return box_at(lib, at)->of;
}

static bool
is_trail(const void *ctx, uint32_t at, const void *key)
{
	const struct trail *one = trail_at(ctx, at), *other = key;

	return one->hops == other->hops && one->n == other->n &&
	       memcmp(one->lsr, other->lsr, one->n * sizeof(one->lsr[0])) == 0;
}

uint32_t
trail_of(struct ldp_lib *lib, uint8_t hops, struct rbuf path)
{
	size_t n = rbuf_left(&path) / 4;
	struct trail *t;
	uint32_t at;

	if (hops == 0 && n == 0)
		return 0;
	t = mem_alloc(sizeof(*t) + n * sizeof(t->lsr[0]));
	t->refs = 1;
	t->hops = hops;
	t->n = (uint16_t)n;
	for (size_t i = 0; i < n; i++)
		t->lsr[i] = get_u32(&path);
	t->hash = (uint32_t)hash_bytes(t->lsr, n * sizeof(t->lsr[0]), hops) | 1;
	at = map_find(&lib->trail_map, t->hash, is_trail, lib, t);
	if (at != MAP_NONE) {
		trail_hold(lib, at);
		free(t);
		return at;
	}
	at = pool_alloc(&lib->trails) + 1;
	box_at(lib, at)->of = t;
	map_add(&lib->trail_map, t->hash, at);
	return at;
}

void
trail_hold(struct ldp_lib *lib, uint32_t at)
{
	if (at != 0)
		trail_at(lib, at)->refs++;
}

void
trail_drop(struct ldp_lib *lib, uint32_t at)
{
	if (at == 0 || --trail_at(lib, at)->refs > 0)
		return;
	map_del(&lib->trail_map, trail_at(lib, at)->hash, at);
	free(trail_at(lib, at));
	box_at(lib, at)->of = NULL;
	pool_free(&lib->trails, at - 1);
}

bool
trail_loops(const struct ldp_lib *lib, uint8_t hops, struct rbuf path)
{
	const struct ldp_lib_config *c = &lib->config;

	if (!c->loop_detection)
		return false;
	if (hops >= c->max_hops || rbuf_left(&path) / 4 >= c->max_path)
		return true;
	while (rbuf_left(&path) > 0)
		if (get_u32(&path) == c->lsr)
			return true;
	return false;
}

uint32_t
trail_told(const struct ldp_lib *lib, const struct fec *f)
{
	if (!lib->config.loop_detection)
		return 0;
	if (f->ours)
		return 2; /* no hash of a trail, as those are odd */
	return f->trail != 0 ? trail_at(lib, f->trail)->hash : 4;
}

static void
put_hops(struct wbuf *w, unsigned hops)
{
	struct ldp_tlv t = { .type = LDP_TLV_HOP_COUNT,
		.octet = (uint8_t)(hops > 255 ? 255 : hops) };

	ldp_tlv_encode(w, &t);
}

/*
 * RFC 5036 A.2.6 and A.2.8: one hop where the LSP ends; one more than what came
 * from the next hop, and ourselves in the path; nobody knows how many without.
 */
void
trail_encode(const struct ldp_lib *lib, const struct fec *f, struct wbuf *w)
{
	const struct trail *t = f->trail == 0 ? NULL : trail_at(lib, f->trail);
	uint8_t path[4 * (MAX_TRAIL + 1)];
	struct wbuf p = wbuf(path, sizeof(path));
	struct ldp_tlv vector = { .type = LDP_TLV_PATH_VECTOR };

	if (!lib->config.loop_detection)
		return;
	if (f->ours) {
		put_hops(w, 1);
		return;
	}
	put_hops(w, t == NULL || t->hops == 0 ? 0 : t->hops + 1u);
	for (unsigned i = 0; t != NULL && i < t->n; i++)
		put_u32(&p, t->lsr[i]);
	put_u32(&p, lib->config.lsr);
	vector.value = rbuf(path, wbuf_used(&p));
	ldp_tlv_encode(w, &vector);
}

void
trails_fini(struct ldp_lib *lib)
{
	for (uint32_t at = 1; at <= lib->trails.used; at++)
		free(trail_at(lib, at));
	pool_fini(&lib->trails);
	map_fini(&lib->trail_map);
}
