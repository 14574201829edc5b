/*
 * bgpspeak decode as a whole process against what others use: a table of
 * DECODE_PREFIXES (a million) prefixes from three peers, as many updates, and a
 * capture of a session with as many prefixes; made from a seed, with attributes
 * as they are seen on the Internet: 60 % /24, paths of 2 to 8 AS, communities
 * on two thirds, 5.4 prefixes to an UPDATE of a full table.
 *
 * What counts is processor time, user and system, with the output to /dev/null
 * for all; `times` is how many times that of bgpspeak. The floor is a walk over
 * every octet of the file. What is not installed is named and left out.
 * DECODE_RUNS (3) times each; the least counts.
 */
#include "bench.h"

#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "table.h"
#include "wire/bgp.h"

enum { PEERS = 3, TIME = 1447830000, MSS = 1460 };

struct file {
	FILE *out;
	uint32_t seed;
	uint64_t bytes;
};

/* ---- what is in the files ---- */

static void
put_attributes(struct wbuf *w, uint32_t *seed, unsigned peer)
{
	table_attributes(w, seed,
	    &(struct table_route){
		.first_as = 65001 + peer,
		.next_hop = addr_ip4(0x0a000001 + peer),
	    });
}

/* The nth prefix of a table in order: each is there once. */
static void
put_prefix(struct wbuf *w, uint32_t *seed, uint32_t nth)
{
	unsigned len = draw(seed, 10) < 6 ? 24 : 20 + draw(seed, 4);

	put_u8(w, len);
	put_be(w, (UINT32_C(1) << 16) + (uint64_t)nth * 14 / 16, 3);
}

static void
put_update(struct wbuf *w, uint32_t *seed, unsigned peer, uint32_t nth,
    unsigned n, unsigned gone)
{
	uint8_t *start = bgp_message_begin(w, BGP_UPDATE);
	uint8_t text[512], nlri[64];
	struct wbuf a = wbuf(text, sizeof(text)), p;

	p = wbuf(nlri, sizeof(nlri));
	for (unsigned i = 0; i < gone; i++)
		put_prefix(&p, seed, nth + i);
	put_u16(w, wbuf_used(&p));
	put_bytes(w, nlri, wbuf_used(&p));
	if (n > 0)
		put_attributes(&a, seed, peer);
	put_u16(w, wbuf_used(&a));
	put_bytes(w, text, wbuf_used(&a));
	for (unsigned i = 0; i < n; i++)
		put_prefix(w, seed, nth + gone + i);
	bgp_message_end(w, start);
}

static void
file_put(struct file *f, const void *p, size_t n)
{
	fwrite(p, 1, n, f->out);
	f->bytes += n;
}

static void
put_record(struct file *f, uint32_t at, unsigned type, unsigned subtype,
    const struct wbuf *body)
{
	uint8_t head[12];
	struct wbuf w = wbuf(head, sizeof(head));

	put_u32(&w, TIME + at);
	put_u16(&w, type);
	put_u16(&w, subtype);
	put_u32(&w, wbuf_used(body));
	file_put(f, head, sizeof(head));
	file_put(f, body->start, wbuf_used(body));
}

static void
make_table(struct file *f, unsigned prefixes)
{
	uint8_t body[4096];
	struct wbuf w = wbuf(body, sizeof(body));
	uint32_t origin = 0;

	put_u32(&w, 0x0a0000fe);
	put_u16(&w, 0);
	put_u16(&w, PEERS);
	for (unsigned i = 0; i < PEERS; i++) {
		put_u8(&w, 2);
		put_u32(&w, 0x0a000001 + i);
		put_u32(&w, 0x0a000001 + i);
		put_u32(&w, 65001 + i);
	}
	put_record(f, 0, 13, 1, &w);
	for (uint32_t n = 0; n < prefixes; n++) {
		/* neighbours in the table are often announced together */
		if (draw(&f->seed, 10) < 4)
			origin = draw(&f->seed, 1 + prefixes * 10 / 54);
		w = wbuf(body, sizeof(body));
		put_u32(&w, n);
		put_prefix(&w, &f->seed, n);
		put_u16(&w, PEERS);
		for (unsigned i = 0; i < PEERS; i++) {
			uint8_t *length;
			uint32_t seed;

			put_u16(&w, i);
			put_u32(&w, TIME - draw(&f->seed, 100000));
			length = put_room(&w, 2);
			seed = origin * PEERS + i;
			put_attributes(&w, &seed, i);
			length[0] = (uint8_t)((w.at - length - 2) >> 8);
			length[1] = (uint8_t)(w.at - length - 2);
		}
		put_record(f, 0, 13, 2, &w);
	}
}

static void
make_updates(struct file *f, unsigned updates)
{
	uint8_t body[4096];

	for (uint32_t n = 0; n < updates; n++) {
		struct wbuf w = wbuf(body, sizeof(body));
		unsigned peer = draw(&f->seed, PEERS);
		unsigned prefixes = 1 + draw(&f->seed, 3);
		bool gone = draw(&f->seed, 8) == 0;

		put_u32(&w, 65001 + peer);
		put_u32(&w, 65000);
		put_u16(&w, 0);
		put_u16(&w, 1);
		put_u32(&w, 0x0a000001 + peer);
		put_u32(&w, 0x0a0000fe);
		put_update(&w, &f->seed, peer, draw(&f->seed, 1000000),
		    gone ? 0 : prefixes, gone ? prefixes : 0);
		put_record(f, n / 3000, 16, 4, &w);
	}
}

/* ---- a session, captured ---- */

struct tcp {
	uint32_t seq[2];
	uint32_t packets;
};

static void
put_packet(struct file *f, struct tcp *t, unsigned side, unsigned flags,
    const uint8_t *payload, size_t n)
{
	uint8_t head[16 + 54];
	struct wbuf w = wbuf(head, sizeof(head));
	uint32_t us = t->packets++ * 50;

	/* pcap's header is little-endian, the rest is not */
	for (unsigned i = 0; i < 4; i++) {
		uint32_t v = i == 0   ? TIME + us / 1000000
			     : i == 1 ? us % 1000000
				      : 54 + (uint32_t)n;

		for (unsigned k = 0; k < 4; k++)
			put_u8(&w, v >> 8 * k & 0xff);
	}
	put_be(&w, 0x020000000001, 6);
	put_be(&w, 0x020000000002, 6);
	put_u16(&w, 0x0800);
	put_u16(&w, 0x4500);
	put_u16(&w, 40 + n);
	put_u32(&w, 0);
	put_u32(&w, 0x40060000);
	put_u32(&w, side == 0 ? 0x0a000001 : 0x0a0000fe);
	put_u32(&w, side == 0 ? 0x0a0000fe : 0x0a000001);
	put_u16(&w, side == 0 ? 40000 : BGP_PORT);
	put_u16(&w, side == 0 ? BGP_PORT : 40000);
	put_u32(&w, t->seq[side]);
	put_u32(&w, flags == 2 ? 0 : t->seq[!side]);
	put_u16(&w, 0x5000 | flags);
	put_u16(&w, 65535);
	put_u32(&w, 0);
	file_put(f, head, sizeof(head));
	file_put(f, payload, n);
	t->seq[side] += (uint32_t)n + (flags >> 1 & 1);
}

static void
put_open(struct file *f, struct tcp *t, unsigned side)
{
	uint8_t text[256];
	struct wbuf w = wbuf(text, sizeof(text));
	struct bgp_open o = {
		.version = BGP_VERSION,
		.as = 65000 + (side == 0),
		.hold_time = 90,
		.id = 0x0a000001 + side,
		.caps = { .as4 = true,
		    .as = 65000 + (side == 0),
		    .families = { 1, { { .family = FAMILY_IPV4_UNICAST } } } },
	};

	bgp_open_encode(&w, &o);
	put_packet(f, t, side, 0x18, text, wbuf_used(&w));
}

static void
make_capture(struct file *f, unsigned prefixes)
{
	static const uint8_t head[24] = { 0xd4, 0xc3, 0xb2, 0xa1, 2, 0,
		4, [18] = 4, [20] = 1 };
	static uint8_t held[2 * 65536];
	struct tcp t = { { 1000, 5000 }, 0 };
	size_t n = 0, packets = 0;

	file_put(f, head, sizeof(head));
	put_packet(f, &t, 0, 2, NULL, 0);
	put_packet(f, &t, 1, 0x12, NULL, 0);
	put_open(f, &t, 0);
	put_open(f, &t, 1);
	for (uint32_t nth = 0; nth < prefixes;) {
		struct wbuf w = wbuf(held + n, sizeof(held) - n);
		unsigned some = 1 + draw(&f->seed, 10);

		put_update(&w, &f->seed, 0, nth, some, 0);
		nth += some;
		n += wbuf_used(&w);
		while (n >= MSS || (n > 0 && nth >= prefixes)) {
			size_t one = n < MSS ? n : MSS;

			put_packet(f, &t, 0, 0x18, held, one);
			n -= one;
			memmove(held, held + one, n);
			if (++packets % 2 == 0)
				put_packet(f, &t, 1, 0x10, NULL, 0);
		}
	}
}

/* ---- the race ---- */

static double
seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

/* Processor seconds of the command; negative: it is not there. */
static double
run(const char *const *argv)
{
	struct rusage before, after;
	int status;
	pid_t pid;

	getrusage(RUSAGE_CHILDREN, &before);
	pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);

		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return -1;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return -1;
	getrusage(RUSAGE_CHILDREN, &after);
	return seconds(&after.ru_utime) - seconds(&before.ru_utime) +
	       seconds(&after.ru_stime) - seconds(&before.ru_stime);
}

static double
best_of(const char *const *argv, unsigned runs)
{
	double best = run(argv);

	for (unsigned i = 1; i < runs && best >= 0; i++) {
		double t = run(argv);

		best = t < best ? t : best;
	}
	return best;
}

/* The floor: every octet is looked at, and nothing else is done. */
static double
walk(const char *path)
{
	int64_t t = bench_ns();
	static uint8_t block[1 << 16];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	volatile uint32_t sum = 0;
	ssize_t n;

	while (fd >= 0 && (n = read(fd, block, sizeof(block))) > 0) {
		uint32_t s = sum;

		for (ssize_t i = 0; i < n; i++)
			s = s * 31 + block[i];
		sum = s;
	}
	close(fd);
	return (double)(bench_ns() - t) / 1e9;
}

static void
tell(const char *what, const char *who, double cpu, double ours, unsigned n,
    uint64_t bytes)
{
	if (cpu < 0)
		printf("{\"name\":\"decode_%s\",\"by\":\"%s\","
		       "\"skipped\":\"not installed\"}\n",
		    what, who);
	else
		printf("{\"name\":\"decode_%s\",\"by\":\"%s\",\"n\":%u,"
		       "\"ns_per_op\":%.1f,\"bytes\":%llu,\"cpu_s\":%.2f,"
		       "\"times\":%.2f}\n",
		    what, who, n, cpu * 1e9 / n, (unsigned long long)bytes, cpu,
		    cpu / ours);
	fflush(stdout);
}

struct race {
	const char *name;
	void (*make)(struct file *, unsigned n);
	struct {
		const char *name, *argv[16];
	} others[3];
};

#define PATH_HERE "FILE"

static const struct race races[] = {
	{ "table", make_table,
	    { { "bgpdump -m", { "bgpdump", "-m", PATH_HERE } } } },
	{ "updates", make_updates,
	    { { "bgpdump -m", { "bgpdump", "-m", PATH_HERE } } } },
	{ "capture", make_capture,
	    { { "tshark -T fields",
		  { "tshark", "-n", "-r", PATH_HERE, "-T", "fields", "-e",
		      "bgp.type", "-e", "bgp.nlri_prefix", "-e",
		      "bgp.update.path_attribute.as_path_segment.as4" } },
		{ "tcpdump -nv", { "tcpdump", "-nv", "-r", PATH_HERE } } } },
};

static void
race(const struct race *r, const char *tool, const char *folder, unsigned n,
    unsigned runs)
{
	char path[4096];
	struct file f = { .seed = 20151118 };
	double ours;

	snprintf(path, sizeof(path), "%s/%s", folder, r->name);
	f.out = fopen(path, "we");
	if (f.out == NULL) {
		perror(path);
		exit(1);
	}
	r->make(&f, n);
	fclose(f.out);
	walk(path); /* into the page cache */
	ours = best_of((const char *[]){ tool, "decode", path, NULL }, runs);
	tell(r->name, "floor", walk(path), ours, n, f.bytes);
	tell(r->name, "bgpspeak", ours, ours, n, f.bytes);
	for (unsigned i = 0; i < 3 && r->others[i].name != NULL; i++) {
		const char *argv[16];
		unsigned k = 0;

		for (; r->others[i].argv[k] != NULL; k++)
			argv[k] = strcmp(r->others[i].argv[k], PATH_HERE) == 0
				      ? path
				      : r->others[i].argv[k];
		argv[k] = NULL;
		tell(r->name, r->others[i].name, best_of(argv, 1), ours, n,
		    f.bytes);
	}
	if (getenv("DECODE_KEEP") == NULL)
		unlink(path);
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/edgepipe-bench-XXXXXX", tool[4096], here[4096];
	unsigned n = number_of("DECODE_PREFIXES", 1000000);
	unsigned runs = number_of("DECODE_RUNS", 3);

	(void)argc;
	snprintf(here, sizeof(here), "%s", argv[0]);
	snprintf(tool, sizeof(tool), "%s/../bin/bgpspeak", dirname(here));
	if (mkdtemp(folder) == NULL) {
		perror(folder);
		return 1;
	}
	for (unsigned i = 0; i < sizeof(races) / sizeof(races[0]); i++)
		race(&races[i], tool, folder, n, runs);
	if (rmdir(folder) != 0)
		fprintf(stderr, "the files are in %s\n", folder);
	return 0;
}
