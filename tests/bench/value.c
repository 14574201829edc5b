/* What the nouns cost; `bytes` is what was written, read or hashed. */
#include "base/hash.h"
#include "base/map.h"
#include "base/text.h"
#include "bench.h"
#include "value/community.h"
#include "value/dist.h"
#include "value/family.h"
#include "value/prefix.h"

#include <stdlib.h>

#define N      (1u << 16)
#define ROUNDS 50

/* Inputs of all kinds, and the texts of the prefixes. */
struct inputs {
	struct prefix ip4[N], ip6[N];
	char ip4_text[N][PREFIX_TEXT], ip6_text[N][PREFIX_TEXT];
	uint8_t ip4_len[N], ip6_len[N];
	uint32_t numbers[N];
	struct ext_community targets[N];
	struct map map;
};

/* Does all N and returns the bytes it handled. */
typedef uint64_t run_fn(const struct inputs *);

static uint64_t
draw(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static uint32_t
hash_of(const struct prefix *p)
{
	return (uint32_t)hash_bytes(p, sizeof(*p), 0);
}

static struct inputs *
inputs_new(void)
{
	struct inputs *in = calloc(1, sizeof(*in));
	uint64_t state = 88172645463325252u;

	if (in == NULL)
		exit(1);
	for (uint32_t i = 0; i < N; i++) {
		struct prefix *four = &in->ip4[i], *six = &in->ip6[i];

		four->addr = addr_ip4((uint32_t)draw(&state));
		four->len = (uint8_t)(16 + draw(&state) % 9);
		*four = prefix_mask(*four);
		six->addr.ip = ADDR_IP6;
		six->addr.b[0] = 0x20;
		six->addr.b[1] = 0x01;
		for (unsigned k = 2; k < 6; k++)
			six->addr.b[k] = (uint8_t)draw(&state);
		six->len = (uint8_t)(32 + draw(&state) % 17);
		*six = prefix_mask(*six);
		in->ip4_len[i] =
		    (uint8_t)(prefix_format(four, in->ip4_text[i]) -
			      in->ip4_text[i]);
		in->ip6_len[i] = (uint8_t)(prefix_format(six, in->ip6_text[i]) -
					   in->ip6_text[i]);
		in->numbers[i] = (uint32_t)(draw(&state) >> (32 + i % 32));
		in->targets[i] = (struct ext_community){ { 0, 2, 0xfd, 0xe9, 0,
		    0, (uint8_t)(i >> 8), (uint8_t)i } };
		map_add(&in->map, hash_of(four), i);
	}
	return in;
}

static uint64_t
format_ip4(const struct inputs *in)
{
	char text[PREFIX_TEXT];
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < N; i++)
		bytes += (uint64_t)(prefix_format(&in->ip4[i], text) - text);
	return bytes;
}

static uint64_t
format_ip6(const struct inputs *in)
{
	char text[PREFIX_TEXT];
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < N; i++)
		bytes += (uint64_t)(prefix_format(&in->ip6[i], text) - text);
	return bytes;
}

static uint64_t
parse_ip4(const struct inputs *in)
{
	uint64_t bytes = 0;
	struct prefix p;

	for (uint32_t i = 0; i < N; i++)
		bytes += prefix_parse(&p, in->ip4_text[i], in->ip4_len[i], NULL)
			     ? in->ip4_len[i]
			     : 0;
	return bytes;
}

static uint64_t
parse_ip6(const struct inputs *in)
{
	uint64_t bytes = 0;
	struct prefix p;

	for (uint32_t i = 0; i < N; i++)
		bytes += prefix_parse(&p, in->ip6_text[i], in->ip6_len[i], NULL)
			     ? in->ip6_len[i]
			     : 0;
	return bytes;
}

static uint64_t
format_u32(const struct inputs *in)
{
	char text[TEXT_U64];
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < N; i++)
		bytes += (uint64_t)(text_put_u32(text, in->numbers[i]) - text);
	return bytes;
}

static uint64_t
format_community(const struct inputs *in)
{
	char text[COMMUNITY_TEXT];
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < N; i++)
		bytes +=
		    (uint64_t)(community_format(in->numbers[i], text) - text);
	return bytes;
}

static uint64_t
format_target(const struct inputs *in)
{
	char text[EXT_COMMUNITY_TEXT];
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < N; i++)
		bytes +=
		    (uint64_t)(ext_community_format(&in->targets[i], text) -
			       text);
	return bytes;
}

static uint64_t
format_family(const struct inputs *in)
{
	char text[FAMILY_TEXT];
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < N; i++)
		bytes += (uint64_t)(family_format(in->ip4[i].len % 2
						      ? FAMILY_IPV4_UNICAST
						      : FAMILY_IPV6_UNICAST,
					text) -
				    text);
	return bytes;
}

/* The sum is looked at, so that no hash may be left out. */
static uint64_t
hash_prefix(const struct inputs *in)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < N; i++)
		sum += hash_bytes(&in->ip4[i], sizeof(in->ip4[i]), 0);
	return sum == 0 ? 0 : N * sizeof(in->ip4[0]);
}

static bool
same_prefix(const void *ctx, uint32_t at, const void *key)
{
	const struct inputs *in = ctx;

	return prefix_cmp(&in->ip4[at], key) == 0;
}

static uint64_t
find_prefix(const struct inputs *in)
{
	uint64_t bytes = 0;

	for (uint32_t i = 0; i < N; i++) {
		const struct prefix *p = &in->ip4[i];

		if (map_find(&in->map, hash_of(p), same_prefix, in, p) !=
		    MAP_NONE)
			bytes += sizeof(*p);
	}
	return bytes;
}

static void
measure(const char *name, run_fn *run, const struct inputs *in)
{
	int64_t best = INT64_MAX;
	uint64_t bytes = 0;

	for (unsigned round = 0; round < ROUNDS; round++) {
		int64_t took = bench_ns();

		bytes = run(in);
		took = bench_ns() - took;
		best = took < best ? took : best;
	}
	bench_report(name, N, best, bytes);
}

int
main(void)
{
	struct inputs *in = inputs_new();

	measure("prefix_format_ip4", format_ip4, in);
	measure("prefix_format_ip6", format_ip6, in);
	measure("prefix_parse_ip4", parse_ip4, in);
	measure("prefix_parse_ip6", parse_ip6, in);
	measure("text_put_u32", format_u32, in);
	measure("community_format", format_community, in);
	measure("ext_community_format", format_target, in);
	measure("family_format", format_family, in);
	measure("hash_bytes_18", hash_prefix, in);
	measure("map_find_prefix", find_prefix, in);
	map_fini(&in->map);
	free(in);
	return 0;
}
