/* Capture files: both formats, both byte orders, cut short and bent. */
#include "wire/pcap.h"

#include "../../t.h"

/* clang-format off */
/* Two frames of raw IP, in nanoseconds; then 3 bytes and 2 that come. */
static const uint8_t nano[] = {
	0x4d, 0x3c, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0xff, 0xff, 0, 0, 101, 0, 0, 0,
	1, 0, 0, 0, 0xff, 0xc9, 0x9a, 0x3b, 4, 0, 0, 0, 60, 0, 0, 0,
	'a', 'b', 'c', 'd',
	2, 0, 0, 0, 0xe8, 3, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0,
	'e', 'f', 'g',
};

/* The same first frame by pcapng: section, interface, two packets. */
static const uint8_t ng[] = {
	0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a, 1, 0, 0, 0,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 28, 0, 0, 0,
	1, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 0, 20, 0, 0, 0,
	6, 0, 0, 0, 36, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x42, 0x0f, 0,
	4, 0, 0, 0, 60, 0, 0, 0, 'a', 'b', 'c', 'd', 36, 0, 0, 0,
	6, 0, 0, 0, 36, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x41, 0x42, 0x0f, 0,
	3, 0, 0, 0, 3, 0, 0, 0, 'e', 'f', 'g', 0, 36, 0, 0, 0,
};

/* Big-endian: a section, interfaces of two types, packets of three kinds. */
static const uint8_t kinds[] = {
	0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 28, 0x1a, 0x2b, 0x3c, 0x4d, 0, 1, 0, 0,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 28,
	0, 0, 0, 1, 0, 0, 0, 20, 0, 101, 0, 0, 0, 0, 0, 2, 0, 0, 0, 20,
	/* in 2^-10 s, and an hour later */
	0, 0, 0, 1, 0, 0, 0, 44, 0, 1, 0, 0, 0, 0, 0, 0,
	0, 9, 0, 1, 0x8a, 0, 0, 0, 0, 14, 0, 8, 0, 0, 0, 0, 0, 0, 14, 16,
	0, 0, 0, 0, 0, 0, 0, 44,
	/* something else */
	0, 0, 0, 5, 0, 0, 0, 16, 1, 2, 3, 4, 0, 0, 0, 16,
	0, 0, 0, 3, 0, 0, 0, 20, 0, 0, 0, 9, 'a', 'b', 0, 0, 0, 0, 0, 20,
	0, 0, 0, 6, 0, 0, 0, 36, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 6, 0,
	0, 0, 0, 1, 0, 0, 0, 1, 'c', 0, 0, 0, 0, 0, 0, 36,
	0, 0, 0, 2, 0, 0, 0, 36, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0,
	0, 0, 0, 1, 0, 0, 0, 1, 'd', 0, 0, 0, 0, 0, 0, 36,
};
/* clang-format on */

enum { NANO_SECOND = 44, NG_SECOND = 84 };

/* What the reader gives; n frames are in `seen`. */
static struct pcap_frame seen[8];
static unsigned n_seen;
static struct fault why;

/* Reads all, offering no more than it asks for; how it ended. */
static enum pcap_step
read_all(const uint8_t *from, size_t n)
{
	struct pcap_reader p = { 0 };
	enum pcap_step step = PCAP_OTHER;
	size_t at = 0;

	n_seen = 0;
	while (at < n) {
		size_t offer = 1, size = 1;

		do {
			offer = size;
			if (offer > n - at)
				break;
			step = pcap_next(&p, rbuf(from + at, offer), &size,
			    &seen[n_seen % 8], &why);
			CHECK(step != PCAP_MORE || size > offer);
		} while (step == PCAP_MORE);
		if (offer > n - at)
			step = PCAP_MORE;
		if (step == PCAP_MORE || step == PCAP_BAD)
			break;
		CHECK(size > 0 && size <= n - at);
		n_seen += step == PCAP_FRAME;
		at += size;
	}
	pcap_fini(&p);
	return step;
}

static bool
is_frame(unsigned i, const char *text, uint32_t len, int64_t time_us, int link)
{
	const struct pcap_frame *f = &seen[i];

	return i < n_seen && f->n == strlen(text) &&
	       memcmp(f->at, text, f->n) == 0 && f->len == len &&
	       f->time_us == time_us && f->link_type == link;
}

static void
frames_come_with_time_and_length(void)
{
	CHECK(read_all(nano, sizeof(nano)) == PCAP_FRAME);
	CHECK(n_seen == 2);
	CHECK(is_frame(0, "abcd", 60, 1999999, 101)); /* .999999999, cut */
	CHECK(is_frame(1, "efg", 3, 2000001, 101));
	CHECK(read_all(ng, sizeof(ng)) == PCAP_FRAME);
	CHECK(n_seen == 2);
	CHECK(is_frame(0, "abcd", 60, 1000000, 1));
	CHECK(is_frame(1, "efg", 3, 1000001, 1));
}

static void
each_packet_has_the_link_type_and_the_clock_of_its_interface(void)
{
	CHECK(read_all(kinds, sizeof(kinds)) == PCAP_FRAME);
	CHECK(n_seen == 3);
	CHECK(is_frame(0, "ab", 9, 0, 101));
	CHECK(is_frame(1, "c", 1, 3601500000, 1));
	CHECK(is_frame(2, "d", 1, 3601000000, 1));
}

/* The header of pcap with a version, then a frame of lengths 3 and 4. */
static void
old_versions_have_the_lengths_the_other_way_round(void)
{
	static const struct {
		uint8_t major, major_high, minor;
		uint32_t n;
	} rows[] = { { 2, 0, 4, 3 }, { 2, 0, 3, 3 }, { 2, 0, 2, 4 },
		{ 0x1f, 2, 0, 4 } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t file[44] = { 0xd4, 0xc3, 0xb2, 0xa1 };

		file[4] = rows[i].major;
		file[5] = rows[i].major_high;
		file[6] = rows[i].minor;
		file[20] = 101;
		file[32] = 3;
		file[36] = 4;
		CHECK(read_all(file, 40 + rows[i].n) == PCAP_FRAME);
		CHECK(n_seen == 1 && seen[0].n == rows[i].n);
		CHECK(seen[0].len == 7 - rows[i].n);
	}
}

static void
what_cannot_be_is_refused(void)
{
	static const struct {
		const uint8_t *file;
		size_t n, at;
		uint8_t byte;
		const char *why;
	} rows[] = {
		{ nano, sizeof(nano), 0, 1, "this is no capture" },
		{ nano, sizeof(nano), 4, 1, "pcap of an unknown version" },
		{ nano, sizeof(nano), 35, 9, "no frame is so long" },
		{ ng, sizeof(ng), 8, 0, "section of unknown byte order" },
		{ ng, sizeof(ng), 44, 1, "block of two lengths" },
		{ ng, sizeof(ng), 52, 35, "no block is so long" },
		{ ng, sizeof(ng), 52, 8, "no block is so long" },
		{ ng, sizeof(ng), 55, 2, "no block is so long" },
		{ ng, sizeof(ng), 56, 1, "packet of an unknown interface" },
		{ ng, sizeof(ng), 68, 5, "packet longer than its block" },
		{ kinds, sizeof(kinds), 68, 20,
		    "interface that cannot be read" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint8_t copy[512];

		memcpy(copy, rows[i].file, rows[i].n);
		copy[rows[i].at] = rows[i].byte;
		CHECK(read_all(copy, rows[i].n) == PCAP_BAD);
		if (strcmp(why.what, rows[i].why) != 0)
			printf("# row %zu: %s\n", i, why.what);
		CHECK(strcmp(why.what, rows[i].why) == 0);
	}
}

static void
every_cut_wants_more(void)
{
	for (size_t n = NANO_SECOND + 1; n < sizeof(nano); n++) {
		CHECK(read_all(nano, n) == PCAP_MORE);
		CHECK(n_seen == 1);
	}
	for (size_t n = NG_SECOND + 1; n < sizeof(ng); n++) {
		CHECK(read_all(ng, n) == PCAP_MORE);
		CHECK(n_seen == 1);
	}
	for (size_t n = 1; n < 24; n++)
		CHECK(read_all(nano, n) == PCAP_MORE);
}

static void
flips(const uint8_t *from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t *p = t_exact(from, n);

		p[i] ^= 0x81;
		read_all(p, n);
		free(p);
	}
}

static void
every_flip_survives(void)
{
	flips(nano, sizeof(nano));
	flips(ng, sizeof(ng));
	flips(kinds, sizeof(kinds));
}

static void
interfaces_are_bounded(void)
{
	static const uint8_t interface[] = { 1, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0,
		0, 0, 0, 4, 0, 20, 0, 0, 0 };
	struct pcap_reader p = { 0 };
	struct pcap_frame f;
	size_t size;

	CHECK(pcap_next(&p, rbuf(ng, 28), &size, &f, NULL) == PCAP_OTHER);
	for (unsigned i = 0; i < PCAP_INTERFACES_MAX; i++)
		CHECK(pcap_next(&p, rbuf(interface, sizeof(interface)), &size,
			  &f, NULL) == PCAP_OTHER);
	CHECK(pcap_next(&p, rbuf(interface, sizeof(interface)), &size, &f,
		  NULL) == PCAP_BAD);
	pcap_fini(&p);
}

static void
captures_are_known_by_their_first_bytes(void)
{
	CHECK(pcap_is(nano, 4));
	CHECK(pcap_is(ng, 4));
	CHECK(!pcap_is(nano, 3));
	CHECK(!pcap_is((const uint8_t *)"{\"ty", 4));
}

int
main(void)
{
	RUN(frames_come_with_time_and_length);
	RUN(each_packet_has_the_link_type_and_the_clock_of_its_interface);
	RUN(old_versions_have_the_lengths_the_other_way_round);
	RUN(what_cannot_be_is_refused);
	RUN(every_cut_wants_more);
	RUN(every_flip_survives);
	RUN(interfaces_are_bounded);
	RUN(captures_are_known_by_their_first_bytes);
	return DONE();
}
