/*
 * RFC 7606 and the RFCs behind it: for each attribute what becomes of an UPDATE
 * in which it is wrong, from an external and from an internal neighbour.
 */
#include "wire/bgp_attr.h"
#include "base/text.h"
#include "wire/bgp.h"

#include "../../t.h"

enum verdict {
	F = BGP_FINE,
	D = BGP_ATTRIBUTE_DISCARD,
	W = BGP_TREAT_AS_WITHDRAW,
	R = BGP_SESSION_RESET,
};

struct row {
	const char *attribute; /* in hex, flags and all; perhaps two */
	const char *what;
	struct want {
		enum verdict verdict;
		const char *clause;
	} external, internal;
};

/* The same from everybody. */
#define ALL(verdict, clause)                                                   \
	{ verdict, clause },                                                   \
	{                                                                      \
		verdict, clause                                                \
	}
#define FINE ALL(F, NULL)

#define FLAGS "RFC 7606 3 (c)"
#define TWICE "RFC 7606 3 (g)"
#define BW    "42c80000" /* 100, in IEEE single precision */
#define BW8   BW BW BW BW BW BW BW BW
#define SID   "20010db8000000000000000000000001"
#define RD8   "0000fde900000064"

static const struct row rows[] = {
	/* clang-format off */
/* ORIGIN */
{ "40010100", "fine", FINE },
{ "400100", "empty", ALL(W, "RFC 7606 7.1") },
{ "4001020000", "long", ALL(W, "RFC 7606 7.1") },
{ "40010103", "value 3", ALL(W, "RFC 7606 7.1") },
{ "c0010100", "optional", ALL(W, FLAGS) },
{ "00010100", "not transitive", ALL(W, FLAGS) },
{ "4001010040010100", "twice", ALL(D, TWICE) },
/* AS_PATH */
{ "400200", "empty", FINE },
{ "40020102", "short", ALL(W, "RFC 7606 7.2") },
{ "40020602020000fde9", "segment past the end", ALL(W, "RFC 7606 7.2") },
{ "40020702010000fde902", "octet behind", ALL(W, "RFC 7606 7.2") },
{ "40020605010000fde9", "segment type 5", ALL(W, "RFC 7606 7.2") },
{ "4002020200", "empty segment", ALL(W, "RFC 7606 7.2") },
{ "400206020100000000", "AS 0", ALL(W, "RFC 7606 7.2") },
{ "c00200", "optional", ALL(W, FLAGS) },
{ "40020040020602010000fde9", "twice", ALL(D, TWICE) },
/* NEXT_HOP */
{ "400300", "empty", ALL(W, "RFC 7606 7.3") },
{ "400303c00002", "short", ALL(W, "RFC 7606 7.3") },
{ "400305c000020100", "long", ALL(W, "RFC 7606 7.3") },
{ "40030400000000", "0.0.0.0", ALL(W, "RFC 7606 3 (e)") },
{ "400304e0000001", "multicast", ALL(W, "RFC 7606 3 (e)") },
{ "c00304c0000201", "optional", ALL(W, FLAGS) },
{ "400304c0000201400304c0000202", "twice", ALL(D, TWICE) },
/* MULTI_EXIT_DISC */
{ "80040400000001", "fine", FINE },
{ "800400", "empty", ALL(W, "RFC 7606 7.4") },
{ "800403000000", "short", ALL(W, "RFC 7606 7.4") },
{ "8004050000000000", "long", ALL(W, "RFC 7606 7.4") },
{ "c0040400000001", "transitive", ALL(W, FLAGS) },
{ "8004040000000180040400000002", "twice", ALL(D, TWICE) },
/* LOCAL_PREF: not what an external neighbour may say, right or wrong */
{ "40050400000064", "fine", { D, "RFC 7606 7.5" }, { F, NULL } },
{ "400500", "empty", { D, "RFC 7606 7.5" }, { W, "RFC 7606 7.5" } },
{ "400503000000", "short", { D, "RFC 7606 7.5" }, { W, "RFC 7606 7.5" } },
{ "4005050000000000", "long", { D, "RFC 7606 7.5" }, { W, "RFC 7606 7.5" } },
{ "c0050400000064", "optional", { D, "RFC 7606 7.5" }, { W, FLAGS } },
/* ATOMIC_AGGREGATE */
{ "400600", "fine", FINE },
{ "40060100", "long", ALL(D, "RFC 7606 7.6") },
{ "c00600", "optional", ALL(D, "RFC 7606 3 (f)") },
/* AGGREGATOR */
{ "c007080000fde9c0000201", "fine", FINE },
{ "c00700", "empty", ALL(D, "RFC 7606 7.7") },
{ "c00706fde9c0000201", "of 2-octet AS", ALL(D, "RFC 7606 7.7") },
{ "c007090000fde9c000020100", "long", ALL(D, "RFC 7606 7.7") },
{ "c0070800000000c0000201", "AS 0", ALL(D, "RFC 7606 7.7") },
{ "80070800000000c0000201", "not transitive", ALL(D, "RFC 7606 7.7") },
{ "8007080000fde9c0000201", "not transitive", ALL(D, "RFC 7606 3 (f)") },
/* COMMUNITIES */
{ "c00804fde90064", "fine", FINE },
{ "c00800", "empty", ALL(W, "RFC 7606 7.8") },
{ "c00803fde900", "short", ALL(W, "RFC 7606 7.8") },
{ "c00805fde9006400", "long", ALL(W, "RFC 7606 7.8") },
{ "800804fde90064", "not transitive", ALL(W, FLAGS) },
/* ORIGINATOR_ID, CLUSTER_LIST: inside of an AS alone */
{ "800904c0000201", "fine", { D, "RFC 7606 7.9" }, { F, NULL } },
{ "800900", "empty", { D, "RFC 7606 7.9" }, { W, "RFC 7606 7.9" } },
{ "800905c000020100", "long", { D, "RFC 7606 7.9" }, { W, "RFC 7606 7.9" } },
{ "c00904c0000201", "transitive", { D, "RFC 7606 7.9" }, { W, FLAGS } },
{ "800a04c0000201", "fine", { D, "RFC 7606 7.10" }, { F, NULL } },
{ "800a00", "empty", { D, "RFC 7606 7.10" }, { W, "RFC 7606 7.10" } },
{ "800a03c00002", "short", { D, "RFC 7606 7.10" }, { W, "RFC 7606 7.10" } },
{ "c00a04c0000201", "transitive", { D, "RFC 7606 7.10" }, { W, FLAGS } },
/* MP_REACH_NLRI: ::/0 by 2001:db8::1 */
{ "800e16" "00020110" SID "0000", "fine", FINE },
{ "800e00", "empty", ALL(R, "RFC 7606 7.11") },
{ "800e0400020100", "short", ALL(R, "RFC 7606 7.11") },
{ "800e0900020103c000020000", "hop of 3", ALL(R, "RFC 7606 7.11") },
{ "800e0900020110c000020000", "hop past the end", ALL(R, "RFC 7606 7.11") },
{ "800e17" "00020110" SID "008100", "/129", ALL(R, "RFC 7606 7.11") },
{ "c00e16" "00020110" SID "0000", "transitive", ALL(W, FLAGS) },
{ "800e16" "00020110" SID "0000" "800e16" "00020110" SID "0000", "twice",
    ALL(R, TWICE) },
/* MP_UNREACH_NLRI */
{ "800f0400020100", "fine", FINE },
{ "800f00", "empty", ALL(R, "RFC 7606 7.12") },
{ "800f020002", "short", ALL(R, "RFC 7606 7.12") },
{ "800f0500020181ff", "/129", ALL(R, "RFC 7606 7.12") },
{ "c00f0400020100", "transitive", ALL(W, FLAGS) },
{ "800f0400020100800f0400020100", "twice", ALL(R, TWICE) },
/* extended communities */
{ "c010080002fde900000064", "fine", FINE },
{ "c01000", "empty", ALL(W, "RFC 7606 7.14") },
{ "c010070002fde9000000", "short", ALL(W, "RFC 7606 7.14") },
{ "8010080002fde900000064", "not transitive", ALL(W, FLAGS) },
/* AS4_PATH, AS4_AGGREGATOR */
{ "c0110602010000fde9", "fine", FINE },
{ "c01100", "empty", ALL(D, "RFC 6793 6") },
{ "c011020200", "empty segment", ALL(D, "RFC 6793 6") },
{ "80110602010000fde9", "not transitive", ALL(W, FLAGS) },
{ "c01206fde9c0000201", "short", ALL(D, "RFC 6793 6") },
{ "8012080000fde9c0000201", "not transitive", ALL(W, FLAGS) },
/* PMSI_TUNNEL */
{ "c016050000000000", "no tunnel", FINE },
{ "c016090006000640c0000201", "ingress replication", FINE },
{ "c01600", "empty", ALL(W, "RFC 6514 5") },
{ "c0160400000000", "short", ALL(W, "RFC 6514 5") },
{ "c016050020000000", "type 32", ALL(W, "RFC 6514 5") },
{ "c016080006000640c00002", "address of 3", ALL(W, "RFC 6514 5") },
{ "c0160b0003000000c0000201e000", "group cut", ALL(W, "RFC 6514 5") },
{ "c01611" "0001000000" "c0000201" "0000" "0007" "00000009", "P2MP LSP",
    FINE },
{ "c01611" "0002000000" "060001" "04" "c0000201" "0002" "0000", "mLDP", FINE },
{ "c01610" "0002000000" "060001" "04" "c0000201" "0002" "00", "mLDP cut",
    ALL(W, "RFC 6514 5") },
{ "8016050000000000", "not transitive", ALL(W, FLAGS) },
/* tunnel encapsulation */
{ "c0170c" "00080008" "0607000000000000", "endpoint past its TLV",
    ALL(W, "RFC 9012 13") },
{ "c0170c" "00080008" "0606000000000000", "endpoint", FINE },
{ "c0170b" "00080007" "800005" "00000000", "long sub-TLV past its TLV",
    ALL(W, "RFC 9012 13") },
{ "c0170b" "00080007" "800004" "00000000", "long sub-TLV", FINE },
{ "c01704" "fffe0000", "unknown type", FINE },
{ "c01700", "empty", ALL(W, "RFC 9012 13") },
{ "c01703000800", "short", ALL(W, "RFC 9012 13") },
{ "c0170400080009", "TLV past the end", ALL(W, "RFC 9012 13") },
{ "80170c" "00080008" "0606000000000000", "not transitive",
    ALL(W, "RFC 9012 13") },
/* traffic engineering */
{ "80182c" "01010000" BW8 "0000000005dc0000", "packets", FINE },
{ "801824" "97080000" BW8, "lambdas", FINE },
{ "801800", "empty", ALL(W, "RFC 7606 7.13") },
{ "801824" "01010000" BW8, "packets, cut", ALL(W, "RFC 7606 7.13") },
{ "c01824" "97080000" BW8, "transitive", ALL(W, FLAGS) },
/* IPv6 address specific extended communities */
{ "c01914" "0002" SID "0064", "fine", FINE },
{ "c01900", "empty", ALL(W, "RFC 7606 7.15") },
{ "c01913" "0002" SID "00", "short", ALL(W, "RFC 7606 7.15") },
{ "801914" "0002" SID "0064", "not transitive", ALL(W, FLAGS) },
/* AIGP */
{ "801a0b" "01000b0000000000000064", "fine", FINE },
{ "801a00", "empty", ALL(D, "RFC 7311 3.2") },
{ "801a0a" "01000a00000000000000", "metric of 7", ALL(D, "RFC 7311 3.2") },
{ "801a0b" "01000c0000000000000064", "past the end", ALL(D, "RFC 7311 3.2") },
{ "801a03" "020002", "length 2", ALL(D, "RFC 7311 3.2") },
{ "c01a0b" "01000b0000000000000064", "transitive", ALL(D, "RFC 7311 3.2") },
/* PE distinguisher labels */
{ "c01b07" "c0000201" "000641", "fine", FINE },
{ "c01b00", "empty", ALL(W, "RFC 6514 8") },
{ "c01b08" "c0000201" "00064100", "long", ALL(W, "RFC 6514 8") },
/* BGP-LS */
{ "801d05" "04000001" "80", "fine", FINE },
{ "801d00", "empty", ALL(D, "RFC 9552 8.2.2") },
{ "801d05" "04000002" "80", "past the end", ALL(D, "RFC 9552 8.2.2") },
{ "c01d05" "04000001" "80", "transitive", ALL(W, FLAGS) },
/* large communities */
{ "c0200c" "0000fde90000000100000002", "fine", FINE },
{ "c02000", "empty", ALL(W, "RFC 8092 6") },
{ "c0200b" "0000fde900000001000000", "short", ALL(W, "RFC 8092 6") },
{ "80200c" "0000fde90000000100000002", "not transitive", ALL(W, FLAGS) },
/* BGPsec_PATH: a hop, and a signature of two octets */
{ "802123" "0008" "01000000fde9" "001b" "01" SID "01020304" "0002" "abcd",
    "fine", FINE },
{ "802100", "empty", ALL(W, "RFC 8205 5.2") },
{ "802108" "0008" "01000000fde9", "no signature", ALL(W, "RFC 8205 5.2") },
{ "802109" "0009" "01000000fde900", "hop of 7", ALL(W, "RFC 8205 5.2") },
{ "802122" "0008" "01000000fde9" "001a" "01" SID "01020304" "0002" "ab",
    "signature torn", ALL(W, "RFC 8205 5.2") },
/* OTC */
{ "c023040000fde9", "fine", FINE },
{ "c02300", "empty", ALL(W, "RFC 9234 5") },
{ "c023030000fd", "short", ALL(W, "RFC 9234 5") },
{ "c023050000fde900", "long", ALL(W, "RFC 9234 5") },
{ "8023040000fde9", "not transitive", ALL(W, FLAGS) },
/* D-PATH */
{ "c02408" "01" "0000fde9" "0001" "80", "fine", FINE },
{ "c02400", "empty", ALL(W, "RFC 10039 4") },
{ "c02408" "02" "0000fde9" "0001" "80", "cut", ALL(W, "RFC 10039 4") },
{ "c02409" "01" "0000fde9" "0001" "80" "00", "empty segment",
    ALL(W, "RFC 10039 4") },
/* SFP */
{ "c0250b" "020008" "ff" "010004" "00000000", "fine", FINE },
{ "c02500", "empty", ALL(W, "RFC 9015 3.2.1") },
{ "c02507" "010004" "00000000", "no hop", ALL(W, "RFC 9015 3.2.1") },
{ "c02504" "020001" "ff", "empty hop", ALL(W, "RFC 9015 3.2.1") },
{ "c0250b" "020008" "ff" "010005" "00000000", "sub-TLV past the end",
    ALL(W, "RFC 9015 3.2.1") },
/* BFD discriminator */
{ "c0260b" "0100000007" "0104" "c0000201", "fine", FINE },
{ "c02600", "empty", ALL(D, "RFC 9026 3.1.6") },
{ "c02605" "0100000007", "short", ALL(D, "RFC 9026 3.1.6") },
{ "c0260b" "0100000007" "0105" "c0000201", "past the end",
    ALL(D, "RFC 9026 3.1.6") },
{ "c0260b" "0100000007" "0103" "c00002" "00", "source of 3",
    ALL(D, "RFC 9026 3.1.6") },
/* prefix SID: an external neighbour is outside of the SR domain */
{ "c0280a" "010007" "00000000000064", "label index",
    { D, "RFC 8669 4" }, { F, NULL } },
{ "c02800", "empty", { D, "RFC 8669 4" }, { D, "RFC 8669 6" } },
{ "c02809" "010006" "000000000000", "label index of 6",
    { D, "RFC 8669 4" }, { D, "RFC 8669 6" } },
{ "c0280a" "010008" "00000000000064", "past the end",
    { D, "RFC 8669 4" }, { D, "RFC 8669 6" } },
{ "c02805" "030002" "0000", "SRGB without range",
    { D, "RFC 8669 4" }, { D, "RFC 8669 6" } },
{ "80280a" "010007" "00000000000064", "not transitive",
    { D, "RFC 8669 4" }, { W, FLAGS } },
{ "c0281c" "050019" "00" "010015" "00" SID "00" "0013" "00", "SRv6 SID",
    { D, "RFC 8669 4" }, { F, NULL } },
{ "c0281b" "050018" "00" "010014" "00" SID "00" "0013", "SRv6 SID of 20",
    { D, "RFC 8669 4" }, { W, "RFC 9252 7" } },
{ "c02803" "050000", "empty SRv6 service",
    { D, "RFC 8669 4" }, { W, "RFC 9252 7" } },
{ "c02803" "060001", "SRv6 service past the end",
    { D, "RFC 8669 4" }, { W, "RFC 9252 7" } },
/* BIER */
{ "c02908" "00010004" "00000001", "fine", FINE },
{ "c02900", "empty", ALL(D, "RFC 9793 4") },
{ "c02908" "00010005" "00000001", "past the end", ALL(D, "RFC 9793 4") },
{ "c02907" "00010003" "000000", "short", ALL(D, "RFC 9793 4") },
/* ATTR_SET */
{ "c0800f" "0000fde9" "40010100" "40050400000064", "fine", FINE },
{ "c08000", "empty", ALL(W, "RFC 7606 7.16") },
{ "c080030000fd", "short", ALL(W, "RFC 7606 7.16") },
{ "c08008" "0000fde9" "40010200", "torn", ALL(W, "RFC 7606 7.16") },
{ "c08008" "0000fde9" "40010107", "ORIGIN 7", ALL(W, "RFC 7606 7.16") },
{ "80800f" "0000fde9" "40010100" "40050400000064", "not transitive",
    ALL(W, FLAGS) },
/* any other */
{ "c0630178", "optional", FINE },
{ "40630178", "well-known", ALL(R, "RFC 4271 6.3") },
{ "c06305", "past the end", ALL(W, "RFC 7606 4") },
	/* clang-format on */
};

enum { N_ROWS = sizeof(rows) / sizeof(rows[0]), ROOM = 400 };

/* The attributes of a route as they should be, without that of the row. */
static void
put_others(struct wbuf *w, uint8_t code, bool internal)
{
	static const char *const base[] = { NULL, "40010100",
		"40020602010000fde9", "400304c0000201", NULL,
		"40050400000064" };
	uint8_t bytes[16];

	for (unsigned i = 1; i < sizeof(base) / sizeof(base[0]); i++) {
		if (base[i] == NULL || i == code ||
		    (i == BGP_LOCAL_PREF && !internal))
			continue;
		text_unhex(base[i], strlen(base[i]), bytes, NULL);
		put_bytes(w, bytes, strlen(base[i]) / 2);
	}
}

/* An UPDATE with it, announcing 10.0.0.0/24; its attributes come last. */
static size_t
update_with(const struct row *row, bool internal, uint8_t *to)
{
	static const uint8_t nlri[] = { 24, 10, 0, 0 };
	struct wbuf w = wbuf(to, ROOM);
	size_t n = strlen(row->attribute) / 2;
	uint8_t attribute[ROOM], *len;

	CHECK(text_unhex(row->attribute, 2 * n, attribute, NULL));
	put_u16(&w, 0);
	len = put_len(&w, 2);
	put_others(&w, attribute[1], internal);
	put_bytes(&w, attribute, n);
	end_len(&w, len, 2);
	put_bytes(&w, nlri, sizeof(nlri));
	CHECK(!w.bad);
	return wbuf_used(&w);
}

static void
check_row(const struct row *row, bool internal)
{
	const struct want *want = internal ? &row->internal : &row->external;
	const struct bgp_codec codec = { .as4 = true,
		.session = internal ? BGP_INTERNAL : BGP_EXTERNAL };
	uint8_t body[ROOM];
	size_t n = update_with(row, internal, body);
	uint8_t *p = t_exact(body, n);
	struct bgp_update u;
	enum bgp_treatment got = bgp_update_decode(rbuf(p, n), &codec, &u);

	const uint8_t *at = u.error.fault.at;
	const char *clause = got != BGP_FINE ? u.error.clause : "";
	const char *wanted = want->clause != NULL ? want->clause : "";

	if (got != (enum bgp_treatment)want->verdict ||
	    strcmp(clause, wanted) != 0)
		printf("# attribute %s (%s): %s neighbour: %d\n",
		    row->attribute, row->what,
		    internal ? "internal" : "external", got);
	CHECK(got == (enum bgp_treatment)want->verdict);
	CHECK_STR(clause, wanted);
	if (got != BGP_FINE)
		CHECK(at >= p && at <= p + n);
	/* What could be withdrawn is known, whatever is wrong. */
	if (got != BGP_SESSION_RESET)
		CHECK(rbuf_left(&u.nlri) == 4);
	free(p);
}

static void
each_attribute_is_treated_as_its_rfc_says(void)
{
	for (unsigned i = 0; i < N_ROWS; i++) {
		check_row(&rows[i], false);
		check_row(&rows[i], true);
	}
}

static void
every_attribute_of_the_table_has_its_rows(void)
{
	for (unsigned code = 0; code < 256; code++) {
		bool fine = false, wrong = false;
		uint8_t head[2];

		for (unsigned i = 0; i < N_ROWS; i++) {
			text_unhex(rows[i].attribute, 4, head, NULL);
			if (head[1] != code)
				continue;
			fine |= rows[i].internal.verdict == F;
			wrong |= rows[i].internal.verdict != F;
		}
		if (bgp_attr_row((uint8_t)code) != NULL)
			CHECK(wrong);
		/* Those that stand in every other row need none of their own.
		 */
		if (bgp_attr_row((uint8_t)code) != NULL &&
		    code > BGP_NEXT_HOP && code != BGP_AS4_AGGREGATOR)
			CHECK(fine);
	}
}

/* As `body` was, with one octet changed or some cut off. */
static void
survives(const uint8_t *body, size_t n)
{
	const struct bgp_codec codec = { .as4 = true };
	uint8_t *p = t_exact(body, n);
	struct bgp_update u;
	bool fine = bgp_update_decode(rbuf(p, n), &codec, &u) == BGP_FINE;
	const uint8_t *at = u.error.fault.at;

	if (!fine) {
		CHECK(at >= p && at <= p + n);
		CHECK(u.error.clause != NULL && u.error.fault.what != NULL);
	}
	free(p);
}

static void
every_truncation_and_every_flip_survives(void)
{
	for (unsigned i = 0; i < N_ROWS; i++) {
		uint8_t body[ROOM];
		size_t n = update_with(&rows[i], true, body);

		for (size_t k = 0; k < n; k++)
			survives(body, k);
		for (size_t bit = 0; bit < 8 * n; bit++) {
			body[bit / 8] ^= (uint8_t)(1 << bit % 8);
			survives(body, n);
			body[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
	}
}

int
main(void)
{
	RUN(each_attribute_is_treated_as_its_rfc_says);
	RUN(every_attribute_of_the_table_has_its_rows);
	RUN(every_truncation_and_every_flip_survives);
	return DONE();
}
