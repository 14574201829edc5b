/*
 * bgpspeak decode as a whole process against what others use: a table of
 * DECODE_PREFIXES (a million) prefixes from three peers, as many updates, and a
 * capture of a session with as many prefixes; made from a seed, with attributes
 * as they are seen on the Internet: 60 % /24, paths of 2 to 8 AS, communities
 * on two thirds, 5.4 prefixes to an UPDATE of a full table.
 *
 * What counts is processor time, user and system, with the output to /dev/null
 * for all; `times` is how many times that of bgpspeak, and `goal` what it is to
 * be. The floor is a walk over every octet of the file. What is not installed
 * is named and left out. DECODE_RUNS (3) times each; the least counts.
 *
 * `--jobs` is told by the clock: as many files of updates as there are cores,
 * merged by one job and by one a core. On a machine that does other things too
 * it says little.
 *
 * With a FOLDER it only makes the files, for profile.sh.
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

enum { PEERS = 3, TIME = 1447830000, MSS = 1460, SEED = 20151118 };

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

static double
clock_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Processor seconds of the command; negative: it is not there. */
static double
run(const char *const *argv, double *elapsed)
{
	struct rusage before, after;
	double began = clock_s();
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
	*elapsed = clock_s() - began;
	getrusage(RUSAGE_CHILDREN, &after);
	return seconds(&after.ru_utime) - seconds(&before.ru_utime) +
	       seconds(&after.ru_stime) - seconds(&before.ru_stime);
}

/* The least of some runs, of both. */
static double
best_of(const char *const *argv, unsigned runs, double *elapsed)
{
	double best = run(argv, elapsed);

	for (unsigned i = 1; i < runs && best >= 0; i++) {
		double e, t = run(argv, &e);

		best = t < best ? t : best;
		*elapsed = e < *elapsed ? e : *elapsed;
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
tell(const char *what, const char *who, double cpu, double ours, unsigned goal,
    unsigned n, uint64_t bytes)
{
	if (cpu < 0)
		printf("{\"name\":\"decode_%s\",\"by\":\"%s\","
		       "\"skipped\":\"not installed\"}\n",
		    what, who);
	else
		printf("{\"name\":\"decode_%s\",\"by\":\"%s\",\"n\":%u,"
		       "\"ns_per_op\":%.1f,\"bytes\":%llu,\"cpu_s\":%.2f,"
		       "\"times\":%.2f",
		    what, who, n, cpu * 1e9 / n, (unsigned long long)bytes, cpu,
		    cpu / ours);
	if (cpu >= 0 && goal > 0)
		printf(",\"goal\":%u", goal);
	if (cpu >= 0)
		puts("}");
	fflush(stdout);
}

struct race {
	const char *name;
	void (*make)(struct file *, unsigned n);
	struct {
		const char *name;
		unsigned goal; /* times as long as we take */
		const char *argv[16];
	} others[3];
};

#define PATH_HERE "FILE"

static const struct race races[] = {
	{ "table", make_table,
	    { { "bgpdump -m", 8, { "bgpdump", "-m", PATH_HERE } } } },
	{ "updates", make_updates,
	    { { "bgpdump -m", 8, { "bgpdump", "-m", PATH_HERE } } } },
	{ "capture", make_capture,
	    { { "tshark -T fields", 15,
		  { "tshark", "-n", "-r", PATH_HERE, "-T", "fields", "-e",
		      "bgp.type", "-e", "bgp.nlri_prefix", "-e",
		      "bgp.update.path_attribute.as_path_segment.as4" } },
		{ "tcpdump -nv", 12,
		    { "tcpdump", "-nv", "-r", PATH_HERE } } } },
};

enum { N_RACES = sizeof(races) / sizeof(races[0]) };

/* The file, and how long it is. */
static uint64_t
make(const struct race *r, const char *path, unsigned n, uint32_t seed)
{
	struct file f = { .out = fopen(path, "we"), .seed = seed };

	if (f.out == NULL) {
		perror(path);
		exit(1);
	}
	r->make(&f, n);
	fclose(f.out);
	return f.bytes;
}

static void
race(const struct race *r, const char *tool, const char *folder, unsigned n,
    unsigned runs)
{
	char path[4096];
	uint64_t bytes;
	double ours, elapsed;

	snprintf(path, sizeof(path), "%s/%s", folder, r->name);
	bytes = make(r, path, n, SEED);
	walk(path); /* into the page cache */
	ours = best_of(
	    (const char *[]){ tool, "decode", path, NULL }, runs, &elapsed);
	tell(r->name, "floor", walk(path), ours, 0, n, bytes);
	tell(r->name, "bgpspeak", ours, ours, 0, n, bytes);
	for (unsigned i = 0; i < 3 && r->others[i].name != NULL; i++) {
		const char *argv[16];
		unsigned k = 0;

		for (; r->others[i].argv[k] != NULL; k++)
			argv[k] = strcmp(r->others[i].argv[k], PATH_HERE) == 0
				      ? path
				      : r->others[i].argv[k];
		argv[k] = NULL;
		tell(r->name, r->others[i].name, best_of(argv, 1, &elapsed),
		    ours, r->others[i].goal, n, bytes);
	}
	unlink(path);
}

/* ---- several files at once ---- */

static void
jobs(const char *tool, const char *folder, unsigned n, unsigned runs)
{
	enum { CORES_MAX = 16, PATH_ROOM = 64 };
	long online = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned cores = online < 2           ? 2
			 : online > CORES_MAX ? CORES_MAX
					      : (unsigned)online;
	char paths[CORES_MAX][PATH_ROOM], number[16];
	const char *argv[CORES_MAX + 5] = { tool, "decode", "--jobs", "1" };
	double one = 0, many = 0;
	uint64_t bytes = 0;

	for (unsigned i = 0; i < cores; i++) {
		snprintf(paths[i], PATH_ROOM, "%s/%u", folder, i);
		bytes += make(&races[1], paths[i], n / cores, SEED + i);
		argv[4 + i] = paths[i];
	}
	best_of(argv, runs, &one);
	snprintf(number, sizeof(number), "%u", cores);
	argv[3] = number;
	best_of(argv, runs, &many);
	printf("{\"name\":\"decode_jobs\",\"by\":\"bgpspeak\",\"n\":%u,"
	       "\"ns_per_op\":%.1f,\"bytes\":%llu,\"jobs\":%u,\"cores\":%ld,"
	       "\"one_s\":%.2f,\"all_s\":%.2f,\"times\":%.2f,\"goal\":%ld}\n",
	    n, many * 1e9 / n, (unsigned long long)bytes, cores, online, one,
	    many, one / many, online);
	for (unsigned i = 0; i < cores; i++)
		unlink(paths[i]);
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/edgepipe-bench-XXXXXX", tool[4096], here[4096];
	unsigned n = number_of("DECODE_PREFIXES", 1000000);
	unsigned runs = number_of("DECODE_RUNS", 3);

	for (unsigned i = 0; argc > 1 && i < N_RACES; i++) {
		snprintf(here, sizeof(here), "%s/%s", argv[1], races[i].name);
		make(&races[i], here, n, SEED);
	}
	if (argc > 1)
		return 0;
	snprintf(here, sizeof(here), "%s", argv[0]);
	snprintf(tool, sizeof(tool), "%s/../bin/bgpspeak", dirname(here));
	if (mkdtemp(folder) == NULL) {
		perror(folder);
		return 1;
	}
	for (unsigned i = 0; i < N_RACES; i++)
		race(&races[i], tool, folder, n, runs);
	jobs(tool, folder, n, runs);
	return rmdir(folder) != 0;
}
