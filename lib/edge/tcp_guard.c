/*
 * GTSM before there is a connection (RFC 5082 3): IP_MINTTL holds for a whole
 * descriptor, and a listening one serves many neighbours. So it has a filter
 * that knows which of them are near: what comes in the name of one and has
 * passed a router is dropped by the kernel, and no SYN of it is answered.
 */
#include "edge/tcp.h"

#include "base/mem.h"
#include "value/prefix.h"

#include <errno.h>
#include <linux/filter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Of an IP header, which SKF_NET_OFF leads to. */
static const struct layout {
	uint8_t ttl, source;
} layouts[] = { { 8, 12 }, { 7, 8 } };

/* A rule is at most: four words to load, mask and compare; then the verdict. */
#define RULE_MOST (4 * 3 + 4)

static void
put(struct sock_fprog *p, uint16_t code, uint8_t no, uint32_t k)
{
	p->filter[p->len++] =
	    (struct sock_filter){ .code = code, .jf = no, .k = k };
}

static uint32_t
word_of(const uint8_t *b)
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	       (uint32_t)b[2] << 8 | b[3];
}

/* Not of that prefix: on behind the rule. Otherwise by its TTL. */
static void
put_rule(
    struct sock_fprog *p, const struct layout *at, const struct tcp_guard *g)
{
	struct prefix from = prefix_mask(g->from);
	unsigned begin = p->len;

	for (unsigned bit = 0; bit < from.len; bit += 32) {
		unsigned n = from.len - bit < 32 ? from.len - bit : 32;

		put(p, BPF_LD | BPF_W | BPF_ABS, 0,
		    (uint32_t)SKF_NET_OFF + at->source + bit / 8);
		if (n < 32)
			put(p, BPF_ALU | BPF_AND | BPF_K, 0,
			    ~(UINT32_MAX >> n));
		put(p, BPF_JMP | BPF_JEQ | BPF_K, 0,
		    word_of(from.addr.b + bit / 8));
	}
	put(p, BPF_LD | BPF_B | BPF_ABS, 0, (uint32_t)SKF_NET_OFF + at->ttl);
	put(p, BPF_JMP | BPF_JGE | BPF_K, 1, g->min_ttl);
	put(p, BPF_RET | BPF_K, 0, UINT32_MAX);
	put(p, BPF_RET | BPF_K, 0, 0);
	for (unsigned i = begin; i + 4 < p->len; i++)
		if (BPF_CLASS(p->filter[i].code) == BPF_JMP)
			p->filter[i].jf = (uint8_t)(p->len - i - 1);
}

/* As many of the rules as a program holds. */
static void
put_rules(
    struct sock_fprog *p, unsigned ip, const struct tcp_guard *rules, size_t n)
{
	p->len = 0;
	for (size_t i = 0; i < n && p->len + RULE_MOST < BPF_MAXINSNS; i++)
		if (rules[i].from.addr.ip == ip)
			put_rule(p, &layouts[ip == ADDR_IP6], &rules[i]);
	put(p, BPF_RET | BPF_K, 0, UINT32_MAX);
}

/* A kernel with little room for such things (net.core.optmem_max) has half. */
int
tcp_guard(int fd, unsigned ip, const struct tcp_guard *rules, size_t n)
{
	struct sock_fprog p = { 0 };
	int result = 0, error;

	if (n == 0) {
		tcp_unguard(fd);
		return 0;
	}
	p.filter = mem_alloc((n * RULE_MOST + 1) * sizeof(*p.filter));
	do {
		put_rules(&p, ip, rules, n);
		result =
		    setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof(p));
		n /= 2;
	} while (result == -1 && errno == ENOMEM && n > 0);
	error = errno;
	free(p.filter);
	errno = error;
	return result;
}

/* Having none is what is wanted: no failure is of interest. */
void
tcp_unguard(int fd)
{
	int none = 0;

	setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &none, sizeof(none));
}

/* Names in one line, numbers in the next, both begin with "TcpExt:". */
uint64_t
tcp_low_ttls(void)
{
	FILE *f = fopen("/proc/net/netstat", "re");
	char *names = NULL, *numbers = NULL, *name, *number, *n, *v;
	size_t room_names = 0, room_numbers = 0;
	uint64_t found = 0;

	while (f != NULL && getline(&names, &room_names, f) > 0 &&
	       getline(&numbers, &room_numbers, f) > 0) {
		name = strtok_r(names, " ", &n);
		number = strtok_r(numbers, " ", &v);
		while (name != NULL && number != NULL) {
			if (strcmp(name, "TCPMinTTLDrop") == 0)
				found = strtoull(number, NULL, 10);
			name = strtok_r(NULL, " \n", &n);
			number = strtok_r(NULL, " \n", &v);
		}
	}
	free(names);
	free(numbers);
	if (f != NULL)
		fclose(f);
	return found;
}
