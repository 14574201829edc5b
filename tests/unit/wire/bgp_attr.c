/*
 * RFC 7606 and the RFCs behind it: for each attribute what becomes of an UPDATE
 * in which it is wrong, from an external and from an internal neighbour. The
 * table says it, tests/data/rfc7606.txt.
 */
#include "wire/bgp_attr.h"
#include "base/text.h"
#include "wire/bgp.h"

#include "../../t.h"

#define TABLE "tests/data/rfc7606.txt" /* as seen from the top */

enum { MAX_ROWS = 400, ROOM = 400 };

static const char *const verdicts[] = {
	[BGP_FINE] = "fine",
	[BGP_ATTRIBUTE_DISCARD] = "discard",
	[BGP_TREAT_AS_WITHDRAW] = "withdraw",
	[BGP_AFI_SAFI_DISABLE] = "disable",
	[BGP_SESSION_RESET] = "reset",
};

static struct row {
	char text[ROOM]; /* the line; its parts point into it */
	const char *what;
	const char *external, *internal; /* the verdict, and its clause */
	uint8_t bytes[ROOM];
	size_t n;
	unsigned code; /* whose place it takes; 0: a whole body */
} rows[MAX_ROWS];
static unsigned n_rows, line;

/* The text up to the next bar; both ends without blanks. */
static char *
part_take(char **at)
{
	char *part = strsep(at, "|"), *end;

	if (part == NULL)
		return NULL;
	part += strspn(part, " ");
	end = part + strlen(part);
	while (end > part && (end[-1] == ' ' || end[-1] == '\n'))
		*--end = '\0';
	return part;
}

static bool
bytes_read(struct row *row, const char *text)
{
	char hex[ROOM];
	size_t n = 0;
	bool whole;

	if (*text == '-') {
		row->code = (unsigned)strtoul(text + 1, NULL, 10);
		return row->code != 0;
	}
	whole = *text == '=';
	for (text += whole; *text != '\0'; text++)
		if (*text != ' ')
			hex[n++] = *text;
	if (n < 4 || !text_unhex(hex, n, row->bytes, NULL))
		return false;
	row->n = n / 2;
	row->code = whole ? 0 : row->bytes[1];
	return true;
}

/* The table; false: there is none, or a line of it cannot be read. */
static bool
table_read(const char *path)
{
	FILE *f = fopen(path, "r");
	char *at;

	while (f != NULL && n_rows < MAX_ROWS) {
		struct row *row = &rows[n_rows];

		at = fgets(row->text, sizeof(row->text), f);
		if (at == NULL)
			break;
		line++;
		if (*at == '#' || *at == '\n')
			continue;
		if (!bytes_read(row, part_take(&at)))
			break;
		row->what = part_take(&at);
		row->external = part_take(&at);
		row->internal = part_take(&at);
		if (row->external == NULL)
			break;
		if (row->internal == NULL)
			row->internal = row->external;
		n_rows++;
	}
	return f != NULL && feof(f) && fclose(f) == 0;
}

/* The attributes of a route as they should be, without one. */
static void
put_others(struct wbuf *w, unsigned without, bool internal)
{
	static const char *const base[] = { NULL, "40010100",
		"40020602010000fc00", "400304c0000201", NULL,
		"40050400000064" };
	uint8_t bytes[16];

	for (unsigned i = 1; i < sizeof(base) / sizeof(base[0]); i++) {
		if (base[i] == NULL || i == without ||
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
	uint8_t *len;

	if (row->code == 0) {
		put_bytes(&w, row->bytes, row->n);
		return wbuf_used(&w);
	}
	put_u16(&w, 0);
	len = put_len(&w, 2);
	put_others(&w, row->code, internal);
	put_bytes(&w, row->bytes, row->n);
	end_len(&w, len, 2);
	put_bytes(&w, nlri, sizeof(nlri));
	CHECK(!w.bad);
	return wbuf_used(&w);
}

static void
check_row(const struct row *row, bool internal)
{
	const char *want = internal ? row->internal : row->external;
	const struct bgp_codec codec = { .as4 = true,
		.session = internal ? BGP_INTERNAL : BGP_EXTERNAL };
	uint8_t body[ROOM];
	size_t n = update_with(row, internal, body);
	uint8_t *p = t_exact(body, n);
	struct bgp_update u;
	enum bgp_treatment treatment =
	    bgp_update_decode(rbuf(p, n), &codec, &u);
	const uint8_t *at = u.error.fault.at;
	bool fine = treatment == BGP_FINE;
	char got[80];

	snprintf(got, sizeof(got), "%s%s%s", verdicts[treatment],
	    fine ? "" : " ", fine ? "" : u.error.clause);
	if (strcmp(got, want) != 0)
		printf("# attribute %u, %s, of an %s neighbour:\n", row->code,
		    row->what, internal ? "internal" : "external");
	CHECK_STR(got, want);
	if (!fine)
		CHECK(at >= p && at <= p + n);
	/* What could be withdrawn is known, whatever is wrong. */
	if (treatment != BGP_SESSION_RESET)
		CHECK(rbuf_left(&u.nlri) == 4);
	free(p);
}

static void
each_attribute_is_treated_as_its_rfc_says(void)
{
	for (unsigned i = 0; i < n_rows; i++) {
		check_row(&rows[i], false);
		check_row(&rows[i], true);
	}
}

static void
every_attribute_of_the_codec_has_its_rows(void)
{
	for (unsigned code = 0; code < 256; code++) {
		bool fine = false, wrong = false;

		for (unsigned i = 0; i < n_rows; i++) {
			if (rows[i].code != code || rows[i].n == 0)
				continue;
			fine |= strcmp(rows[i].internal, "fine") == 0;
			wrong |= strcmp(rows[i].internal, "fine") != 0;
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

/* RFC 9552 8.2.2: there is nothing that could go on. */
static void
a_session_of_link_state_alone_is_reset(void)
{
	static const uint8_t body[] = { 0, 0, 0, 11, 0x80, BGP_MP_UNREACH, 8,
		0x40, 0x04, 71, 0, 1, 0, 3, 2 };
	struct bgp_codec codec = { .as4 = true };
	struct bgp_update u;

	CHECK(bgp_update_decode(rbuf(body, sizeof(body)), &codec, &u) ==
	      BGP_AFI_SAFI_DISABLE);
	codec.one_family = true;
	CHECK(bgp_update_decode(rbuf(body, sizeof(body)), &codec, &u) ==
	      BGP_SESSION_RESET);
	CHECK_STR(u.error.clause, "RFC 9552 8.2.2");
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
	for (unsigned i = 0; i < n_rows; i++) {
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
	if (!table_read(TABLE))
		return printf("1..1\nnot ok 1 - line %u of " TABLE
			      " is not as it should be\n",
			   line) > 0;
	RUN(each_attribute_is_treated_as_its_rfc_says);
	RUN(every_attribute_of_the_codec_has_its_rows);
	RUN(a_session_of_link_state_alone_is_reset);
	RUN(every_truncation_and_every_flip_survives);
	return DONE();
}
