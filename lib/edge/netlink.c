/*
 * A netlink socket of the loop.
 *
 * Requests wait in one row, numbered on; the ones at its head are in flight:
 * either one dump (the kernel runs only one on a socket) or a batch. Which one
 * an answer is for follows from its number and that of the head.
 */
#include "edge/netlink.h"

#include "base/mem.h"
#include "base/obuf.h"
#include "edge/loop.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	BATCH = 65536,     /* bytes: a thousand routes or so, 3 ms of kernel */
	ANSWER = 65536,    /* the kernel fills at most 32 KB at a time */
	PER_ROUND = 64,    /* answers read before others get their turn */
	RECEIVE = 8 << 20, /* bytes of events the kernel may hold for us */
};

struct request {
	uint64_t tag;
	uint32_t n; /* bytes */
	bool is_dump;
};

struct netlink {
	struct mnl_socket *socket;
	struct loop_fd *watch;
	struct loop_task *send;
	/* requests[first..used), the first of them numbered `number` */
	struct request *requests;
	size_t first, used, room;
	uint32_t number;
	struct obuf unsent; /* their messages, but for those in flight */
	size_t in_flight;
	bool interrupted; /* the dump: things changed meanwhile */
	bool losing;      /* overrun: reading on to the end of what is queued */
	/* a dump that an overrun cut off, which the kernel still answers */
	bool has_stale;
	uint32_t stale;
	const struct netlink_events *events;
	void *ctx;
	char answer[ANSWER] __attribute__((aligned(NLMSG_ALIGNTO)));
};

/* ---- the row of requests ---- */

static void
append(struct netlink *nl, const void *message, size_t n, uint64_t tag,
    bool is_dump)
{
	static const char padding[NLMSG_ALIGNTO];
	struct nlmsghdr header;

	if (nl->used == nl->room && nl->first > nl->room / 2) {
		nl->used -= nl->first;
		memmove(nl->requests, nl->requests + nl->first,
		    nl->used * sizeof(*nl->requests));
		nl->first = 0;
	}
	nl->requests =
	    mem_grow(nl->requests, &nl->room, nl->used, sizeof(*nl->requests));
	memcpy(&header, message, sizeof(header));
	header.nlmsg_seq = nl->number + (uint32_t)(nl->used - nl->first);
	obuf_put(&nl->unsent, &header, sizeof(header));
	obuf_put(&nl->unsent, (const char *)message + sizeof(header),
	    n - sizeof(header));
	obuf_put(&nl->unsent, padding, NLMSG_ALIGN(n) - n);
	nl->requests[nl->used++] = (struct request){
		.tag = tag,
		.n = (uint32_t)NLMSG_ALIGN(n),
		.is_dump = is_dump,
	};
	loop_task_defer(nl->send);
}

void
netlink_dump(struct netlink *nl, const void *message, size_t n, uint64_t tag)
{
	append(nl, message, n, tag, true);
}

void
netlink_request(struct netlink *nl, const void *message, size_t n, uint64_t tag)
{
	append(nl, message, n, tag, false);
}

size_t
netlink_waiting(const struct netlink *nl)
{
	return nl->used - nl->first;
}

/* The first one is done with; the callback may append others. */
static void
finish(struct netlink *nl, int error, const char *why)
{
	struct request request = nl->requests[nl->first++];

	nl->number++;
	if (nl->in_flight > 0)
		nl->in_flight--;
	else
		obuf_take(&nl->unsent, request.n);
	if (nl->first == nl->used)
		nl->first = nl->used = 0;
	if (nl->in_flight == 0)
		loop_task_defer(nl->send);
	nl->events->done(nl->ctx, request.tag, error, why);
}

/* ---- sending ---- */

/* One dump, or as many others as a batch holds. */
static size_t
choose(const struct netlink *nl, size_t *bytes)
{
	const struct request *r = nl->requests + nl->first;
	size_t n = 0, most = nl->used - nl->first;

	*bytes = r->n;
	if (r->is_dump)
		return 1;
	for (n = 1; n < most && !r[n].is_dump && *bytes + r[n].n <= BATCH; n++)
		*bytes += r[n].n;
	return n;
}

static void
send_next(void *ctx)
{
	struct netlink *nl = ctx;
	const struct request *last;
	struct nlmsghdr header;
	size_t bytes;
	char *at;

	if (nl->in_flight > 0 || nl->first == nl->used || nl->losing ||
	    nl->has_stale)
		return;
	nl->in_flight = choose(nl, &bytes);
	nl->interrupted = false;
	at = nl->unsent.mem + nl->unsent.from;
	last = &nl->requests[nl->first + nl->in_flight - 1];
	if (!last->is_dump) {
		char *to = at + bytes - last->n;

		memcpy(&header, to, sizeof(header));
		header.nlmsg_flags |= NLM_F_ACK;
		memcpy(to, &header, sizeof(header));
	}
	if (mnl_socket_sendto(nl->socket, at, bytes) == -1) {
		int error = errno;

		obuf_take(&nl->unsent, bytes);
		for (size_t n = nl->in_flight; n > 0; n--)
			finish(nl, error, NULL);
		return;
	}
	obuf_take(&nl->unsent, bytes);
}

/* ---- answers ---- */

static int
take_message_text(const struct nlattr *attr, void *to)
{
	const char **why = to;

	if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG &&
	    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) == 0)
		*why = mnl_attr_get_str(attr);
	return MNL_CB_OK;
}

/* The kernel's own words, behind a payload of `fixed` bytes. */
static const char *
answer_text(const struct nlmsghdr *m, size_t fixed)
{
	const char *why = NULL;

	if ((m->nlmsg_flags & NLM_F_ACK_TLVS) &&
	    mnl_nlmsg_get_payload_len(m) >= NLMSG_ALIGN(fixed))
		mnl_attr_parse(m, (unsigned)fixed, take_message_text, &why);
	return why;
}

/* NLMSG_ERROR: the request itself stands in it unless it was capped. */
static void
take_result(struct netlink *nl, const struct nlmsghdr *m)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(m);
	uint32_t behind = m->nlmsg_seq - nl->number;
	size_t fixed = sizeof(*e);

	if (mnl_nlmsg_get_payload_len(m) < sizeof(*e))
		return;
	if (behind >= nl->in_flight)
		return; /* of a batch that an overrun has ended */
	if (!(m->nlmsg_flags & NLM_F_CAPPED))
		fixed += e->msg.nlmsg_len - sizeof(e->msg);
	for (; behind > 0; behind--)
		finish(nl, 0, NULL); /* would have been told of a failure */
	finish(nl, -e->error, answer_text(m, fixed));
}

static void
take_dump_end(struct netlink *nl, const struct nlmsghdr *m)
{
	const int *result = mnl_nlmsg_get_payload(m);
	int error = 0;

	if (nl->in_flight == 0 || m->nlmsg_seq != nl->number)
		return;
	if (mnl_nlmsg_get_payload_len(m) >= sizeof(*result) && *result < 0)
		error = -*result;
	else if (nl->interrupted || (m->nlmsg_flags & NLM_F_DUMP_INTR))
		error = EINTR;
	finish(nl, error, answer_text(m, sizeof(*result)));
}

static void
take_answer(struct netlink *nl, const struct nlmsghdr *m)
{
	bool is_end =
	    m->nlmsg_type == NLMSG_DONE || m->nlmsg_type == NLMSG_ERROR;
	bool is_part = m->nlmsg_flags & NLM_F_MULTI;

	if (is_end && nl->has_stale && m->nlmsg_seq == nl->stale) {
		nl->has_stale = false;
		loop_task_defer(nl->send);
	} else if (nl->losing || m->nlmsg_type == NLMSG_NOOP) {
		return;
	} else if (m->nlmsg_type == NLMSG_ERROR) {
		take_result(nl, m);
	} else if (m->nlmsg_type == NLMSG_DONE) {
		take_dump_end(nl, m);
	} else if (!is_part) {
		/* An event, with the number of the request that caused it. */
		nl->events->message(nl->ctx, m, m->nlmsg_len);
	} else if (nl->in_flight > 0 && m->nlmsg_seq == nl->number) {
		nl->interrupted |= (m->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
		nl->events->message(nl->ctx, m, m->nlmsg_len);
	}
}

/*
 * Once it has overrun, the kernel drops further events in silence until we
 * have read all that is queued: a dump begun before would miss those. So what
 * is queued is thrown away first, and only then is the owner told.
 */
static void
begin_losing(struct netlink *nl)
{
	if (nl->losing)
		return;
	nl->losing = true;
	if (nl->in_flight > 0 && nl->requests[nl->first].is_dump) {
		nl->has_stale = true;
		nl->stale = nl->number;
	}
}

static void
end_losing(struct netlink *nl)
{
	nl->losing = false;
	for (size_t n = nl->used - nl->first; n > 0; n--)
		finish(nl, ENOBUFS, NULL);
	nl->events->overrun(nl->ctx);
}

static void
on_readable(void *ctx)
{
	struct netlink *nl = ctx;

	for (unsigned i = 0; i < PER_ROUND; i++) {
		ssize_t n = mnl_socket_recvfrom(nl->socket, nl->answer, ANSWER);
		const struct nlmsghdr *m = (const void *)nl->answer;
		int left = (int)n;

		if (n == -1 && errno == EAGAIN) {
			if (nl->losing)
				end_losing(nl);
			return;
		}
		if (n == -1 && errno != EINTR)
			begin_losing(nl);
		for (; mnl_nlmsg_ok(m, left); m = mnl_nlmsg_next(m, &left))
			take_answer(nl, m);
	}
}

/* ---- the socket ---- */

static int
socket_setup(struct mnl_socket *s, const unsigned *groups)
{
	int on = 1, room = RECEIVE, fd = mnl_socket_get_fd(s);

	/* Kernels before 4.20 lack some; they answer more loosely then. */
	mnl_socket_setsockopt(s, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(s, NETLINK_CAP_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(s, NETLINK_GET_STRICT_CHK, &on, sizeof(on));
	/* Beyond the system's limit only with the right to; else up to it. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) ==
	    -1)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	if (mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID) == -1)
		return -1;
	for (; groups != NULL && *groups != 0; groups++) {
		int group = (int)*groups;

		if (mnl_socket_setsockopt(
			s, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) == -1)
			return -1;
	}
	return 0;
}

struct netlink *
netlink_open(struct loop *loop, const unsigned *groups,
    const struct netlink_events *events, void *ctx)
{
	struct mnl_socket *s =
	    mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct netlink *nl;

	if (s == NULL)
		return NULL;
	if (socket_setup(s, groups) == -1) {
		int error = errno;

		mnl_socket_close(s);
		errno = error;
		return NULL;
	}
	nl = mem_zalloc(sizeof(*nl));
	nl->socket = s;
	nl->number = 1; /* 0 is what the kernel's own events have */
	nl->events = events;
	nl->ctx = ctx;
	nl->send = loop_task_new(loop, send_next, nl);
	nl->watch =
	    loop_fd_new(loop, mnl_socket_get_fd(s), on_readable, NULL, nl);
	loop_fd_want(nl->watch, LOOP_READ);
	return nl;
}

void
netlink_free(struct netlink *nl)
{
	if (nl == NULL)
		return;
	loop_fd_free(nl->watch);
	loop_task_free(nl->send);
	mnl_socket_close(nl->socket);
	obuf_fini(&nl->unsent);
	free(nl->requests);
	free(nl);
}
