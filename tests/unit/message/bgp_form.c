/* Path attributes with parts of their own, to records and back. */
#include "message/bgp_form.h"
#include "base/obuf.h"
#include "base/text.h"
#include "rec/rec.h"
#include "wire/bgp.h"

#include "../../t.h"

#define SID "20010db8000100000000000000000000"

/* A value in hex, and what a record says of it. */
static const struct golden {
	uint8_t code;
	const char *value, *json;
} goldens[] = {
	/* clang-format off */
{ BGP_PMSI_TUNNEL, "0100000000",
    "\"pmsi_tunnel\":{\"type\":0,\"name\":\"no_tunnel\",\"flags\":1,"
    "\"label\":0,\"vni\":0}" },
{ BGP_PMSI_TUNNEL, "00" "01" "000641" "c0000201" "0000" "0007" "00000009",
    "\"pmsi_tunnel\":{\"type\":1,\"name\":\"rsvp_te_p2mp\",\"flags\":0,"
    "\"label\":100,\"vni\":1601,\"extended_tunnel_id\":\"192.0.2.1\","
    "\"tunnel_id\":7,\"p2mp_id\":9}" },
{ BGP_PMSI_TUNNEL, "00" "02" "000000" "06" "0001" "04" "c0000201"
    "0007" "01000400000001",
    "\"pmsi_tunnel\":{\"type\":2,\"name\":\"mldp_p2mp\",\"flags\":0,"
    "\"label\":0,\"vni\":0,\"fec_type\":6,\"address_family\":1,"
    "\"root\":\"192.0.2.1\",\"opaque\":\"01000400000001\"}" },
{ BGP_PMSI_TUNNEL, "00" "03" "000000" "c0000201" "e8000001",
    "\"pmsi_tunnel\":{\"type\":3,\"name\":\"pim_ssm\",\"flags\":0,"
    "\"label\":0,\"vni\":0,\"source\":\"192.0.2.1\","
    "\"group\":\"232.0.0.1\"}" },
{ BGP_PMSI_TUNNEL, "00" "06" "002710" "c0000201",
    "\"pmsi_tunnel\":{\"type\":6,\"name\":\"ingress_replication\","
    "\"flags\":0,\"label\":625,\"vni\":10000,\"endpoint\":\"192.0.2.1\"}" },
{ BGP_PMSI_TUNNEL, "00" "0b" "000000" "01" "0102" "c0000201",
    "\"pmsi_tunnel\":{\"type\":11,\"name\":\"bier\",\"flags\":0,"
    "\"label\":0,\"vni\":0,\"sub_domain\":1,\"bfr_id\":258,"
    "\"bfr_prefix\":\"192.0.2.1\"}" },
{ BGP_PMSI_TUNNEL, "00" "0c" "000000" "abcd",
    "\"pmsi_tunnel\":{\"type\":12,\"name\":\"sr_mpls_p2mp\",\"flags\":0,"
    "\"label\":0,\"vni\":0,\"value\":\"abcd\"}" },
{ BGP_TUNNEL_ENCAPSULATION, /* VXLAN, to an endpoint, with much said */
    "0008" "0032" "060a" "00000000" "0001" "c0000201"
    "010c" "c0" "002710" "020000000001" "0000" "0408" "030b" "0000" "00000064"
    "0701" "2e" "0802" "12b5" "0202" "6558" "0901" "02",
    "\"tunnel_encapsulation\":[{\"type\":8,\"name\":\"vxlan\",\"sub_tlvs\":["
    "{\"type\":6,\"name\":\"tunnel_egress_endpoint\","
    "\"endpoint\":\"192.0.2.1\"},"
    "{\"type\":1,\"name\":\"encapsulation\",\"flags\":192,\"vni\":10000,"
    "\"mac\":\"02:00:00:00:00:01\"},"
    "{\"type\":4,\"name\":\"color\",\"flags\":0,\"color\":100},"
    "{\"type\":7,\"name\":\"ds_field\",\"ds\":46},"
    "{\"type\":8,\"name\":\"udp_destination_port\",\"port\":4789},"
    "{\"type\":2,\"name\":\"protocol_type\",\"protocol\":25944},"
    "{\"type\":9,\"name\":\"embedded_label_handling\",\"handling\":2}]}]" },
{ BGP_TUNNEL_ENCAPSULATION, /* GRE; L2TPv3; one nobody knows */
    "0002" "0006" "0104" "00000007"
    "0001" "0010" "0108" "00000009" "01020304" "0504" "000008ff"
    "fffe" "0005" "800002" "abcd",
    "\"tunnel_encapsulation\":[{\"type\":2,\"name\":\"gre\",\"sub_tlvs\":["
    "{\"type\":1,\"name\":\"encapsulation\",\"key\":7}]},"
    "{\"type\":1,\"name\":\"l2tpv3\",\"sub_tlvs\":["
    "{\"type\":1,\"name\":\"encapsulation\",\"session_id\":9,"
    "\"cookie\":\"01020304\"},"
    "{\"type\":5,\"name\":\"load_balancing_block\",\"value\":\"000008ff\"}]},"
    "{\"type\":65534,\"sub_tlvs\":[{\"type\":128,\"name\":\"segment_list\","
    "\"value\":\"abcd\"}]}]" },
{ BGP_TUNNEL_ENCAPSULATION, /* an SR policy (RFC 9830) */
    "000f" "001a" "0c06" "0000" "00000064" "0f02" "0100" "820005" "00" "706f6c31"
    "0a04" "00064000",
    "\"tunnel_encapsulation\":[{\"type\":15,\"name\":\"sr_policy\","
    "\"sub_tlvs\":[{\"type\":12,\"name\":\"preference\",\"flags\":0,"
    "\"preference\":100},{\"type\":15,\"name\":\"priority\",\"priority\":1},"
    "{\"type\":130,\"name\":\"policy_name\",\"text\":\"pol1\"},"
    "{\"type\":10,\"name\":\"mpls_label_stack\",\"labels\":[100]}]}]" },
{ BGP_PREFIX_SID, "01" "0007" "00" "0000" "00000064"
    "03" "0008" "0000" "003e80" "001f40",
    "\"prefix_sid\":[{\"type\":1,\"name\":\"label_index\",\"flags\":0,"
    "\"label_index\":100},{\"type\":3,\"name\":\"originator_srgb\","
    "\"flags\":0,\"srgb\":[{\"base\":16000,\"range\":8000}]}]" },
{ BGP_PREFIX_SID, "05" "0022" "00" "01" "001e" "00" SID "00" "0013" "00"
    "01" "0006" "28" "18" "10" "00" "10" "40",
    "\"prefix_sid\":[{\"type\":5,\"name\":\"srv6_l3_service\",\"sub_tlvs\":["
    "{\"type\":1,\"name\":\"srv6_sid_information\",\"sid\":\"2001:db8:1::\","
    "\"flags\":0,\"behavior\":19,\"behavior_name\":\"end_dt4\",\"sub_tlvs\":["
    "{\"type\":1,\"name\":\"srv6_sid_structure\",\"locator_block\":40,"
    "\"locator_node\":24,\"function\":16,\"argument\":0,"
    "\"transposition_length\":16,\"transposition_offset\":64}]}]}]" },
{ BGP_PREFIX_SID, "02" "0001" "ff", /* a type that is deprecated */
    "\"prefix_sid\":[{\"type\":2,\"value\":\"ff\"}]" },
{ BGP_IPV6_EXT_COMMUNITIES, "0002" SID "0064" "4002" SID "0064",
    "\"ipv6_ext_communities\":[\"rt:[2001:db8:1::]:100\","
    "\"0x400220010db8" /* not transitive */ },
{ BGP_TRAFFIC_ENGINEERING, "97" "08" "0000" "42c80000",
    "\"traffic_engineering\":[{\"switching\":151,\"encoding\":8,"
    "\"value\":\"42c80000\"}]" },
{ BGP_AIGP, "01" "000b" "0000000000000064", "\"aigp\":100" },
{ BGP_AIGP, "01" "000b" "0000000000000064" "02" "0005" "abcd",
    "\"aigp\":100,\"aigp_tlvs\":[{\"type\":2,\"value\":\"abcd\"}]" },
{ BGP_AIGP, "02" "0003" "01" "000b" "0000000000000064",
    "\"aigp_tlvs\":[{\"type\":2,\"value\":\"\"},"
    "{\"type\":1,\"value\":\"0000000000000064\"}]" },
{ BGP_PE_LABELS, "c0000201" "000641",
    "\"pe_distinguisher_labels\":[{\"address\":\"192.0.2.1\","
    "\"label\":1601}]" },
{ BGP_PE_LABELS, SID "000641",
    "\"pe_distinguisher_labels\":[{\"address\":\"2001:db8:1::\"," },
{ BGP_ONLY_TO_CUSTOMER, "0000fde9", "\"only_to_customer\":65001" },
{ BGP_D_PATH, "02" "0000fde90001" "80" "0000fdea0002" "46"
    "01" "0000fdeb0003" "00",
    "\"d_path\":[{\"domains\":[{\"as\":65001,\"number\":1,\"safi\":128},"
    "{\"as\":65002,\"number\":2,\"safi\":70}]},"
    "{\"domains\":[{\"as\":65003,\"number\":3,\"safi\":0}]}]" },
{ BGP_BFD_DISCRIMINATOR, "01" "00000007" "01" "04" "c0000201",
    "\"bfd_discriminator\":{\"mode\":1,\"discriminator\":7,\"tlvs\":["
    "{\"type\":1,\"name\":\"source_ip\",\"source\":\"192.0.2.1\"}]}" },
	/* clang-format on */
};

enum { N_GOLDENS = sizeof(goldens) / sizeof(goldens[0]), ROOM = 256 };

static size_t
value_of(const struct golden *g, uint8_t *to)
{
	CHECK(text_unhex(g->value, strlen(g->value), to, NULL));
	return strlen(g->value) / 2;
}

/* Decodes, writes and reads the record: what a pipe would carry. */
static bool
through_text(struct rec *to, struct obuf *line, uint8_t code, struct rbuf value,
    struct arena *arena)
{
	struct rec r = { .type = REC_MESSAGE };

	PUT(&r.message, message, protocol, "bgp");
	PUT(&r.message, message, kind, "update");
	MARK(&r.message, message, attributes);
	if (!bgp_form_decode(&r.message.attributes, code, value, arena))
		return false;
	rec_write(line, &r);
	obuf_putc(line, '\0');
	CHECK(rec_read(
	    to, obuf_at(line), obuf_left(line) - 1, REC_STRICT, arena, NULL));
	CHECK(rec_equal(to, &r));
	return true;
}

/*
 * What is decoded is encoded again; returns whether it could be. The text of
 * the record is kept where `text` is not NULL.
 */
static bool
comes_back(uint8_t code, const uint8_t *value, size_t n, struct obuf *text)
{
	struct obuf own = { 0 }, *line = text != NULL ? text : &own;
	uint8_t *p = t_exact(value, n), out[ROOM];
	struct wbuf w = wbuf(out, sizeof(out));
	struct arena arena = { 0 };
	struct rec r;
	bool has = through_text(&r, line, code, rbuf(p, n), &arena);
	struct bgp_unfit why = { 0 };

	if (has) {
		CHECK(bgp_form_has(&r.message.attributes, code));
		CHECK(bgp_form_encode(&w, code, &r.message.attributes, &why));
		CHECK(!w.bad && wbuf_used(&w) == n && memcmp(out, p, n) == 0);
	}
	obuf_fini(&own);
	arena_fini(&arena);
	free(p);
	return has;
}

static void
each_is_told_in_words_and_comes_back(void)
{
	for (unsigned i = 0; i < N_GOLDENS; i++) {
		uint8_t value[ROOM];
		size_t n = value_of(&goldens[i], value);
		struct obuf line = { 0 };

		CHECK(comes_back(goldens[i].code, value, n, &line));
		if (obuf_left(&line) == 0 ||
		    strstr(obuf_at(&line), goldens[i].json) == NULL) {
			printf("# want %s\n", goldens[i].json);
			CHECK_STR(obuf_left(&line) > 0 ? obuf_at(&line) : "",
			    goldens[i].json);
		}
		obuf_fini(&line);
	}
}

static void
what_is_cut_or_changed_comes_back_or_is_left_alone(void)
{
	for (unsigned i = 0; i < N_GOLDENS; i++) {
		uint8_t value[ROOM];
		size_t n = value_of(&goldens[i], value);

		for (size_t k = 0; k < n; k++)
			comes_back(goldens[i].code, value, k, NULL);
		for (size_t bit = 0; bit < 8 * n; bit++) {
			value[bit / 8] ^= (uint8_t)(1 << bit % 8);
			comes_back(goldens[i].code, value, n, NULL);
			value[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
	}
}

/* Records that people write; of each the key that is wrong. */
static const struct refusal {
	uint8_t code;
	const char *attributes, *key;
} refusals[] = {
	/* clang-format off */
{ BGP_PMSI_TUNNEL, "\"pmsi_tunnel\":{\"type\":6}", "endpoint" },
{ BGP_PMSI_TUNNEL, "\"pmsi_tunnel\":{\"type\":99}", "value" },
{ BGP_TUNNEL_ENCAPSULATION, "\"tunnel_encapsulation\":[{\"type\":8,"
    "\"sub_tlvs\":[{\"type\":1,\"mac\":\"nonsense\"}]}]", "mac" },
{ BGP_PREFIX_SID, "\"prefix_sid\":[{\"type\":5,\"sub_tlvs\":["
    "{\"type\":1,\"sid\":\"192.0.2.1\"}]}]", "sid" },
{ BGP_IPV6_EXT_COMMUNITIES, "\"ipv6_ext_communities\":[\"rt:1:2\"]",
    "ipv6_ext_communities" },
	/* clang-format on */
};

static void
what_cannot_be_encoded_is_refused_with_its_key(void)
{
	for (unsigned i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		char text[512];
		uint8_t out[ROOM];
		struct wbuf w = wbuf(out, sizeof(out));
		struct arena arena = { 0 };
		struct bgp_unfit why = { 0 };
		struct rec r;
		int n = snprintf(text, sizeof(text),
		    "{\"type\":\"message\",\"protocol\":\"bgp\","
		    "\"kind\":\"update\",\"attributes\":{%s}}",
		    refusals[i].attributes);

		CHECK(rec_read(&r, text, (size_t)n, REC_STRICT, &arena, NULL));
		CHECK(!bgp_form_encode(
		    &w, refusals[i].code, &r.message.attributes, &why));
		CHECK_STR(why.key != NULL ? why.key : "", refusals[i].key);
		arena_fini(&arena);
	}
}

int
main(void)
{
	RUN(each_is_told_in_words_and_comes_back);
	RUN(what_is_cut_or_changed_comes_back_or_is_left_alone);
	RUN(what_cannot_be_encoded_is_refused_with_its_key);
	return DONE();
}
