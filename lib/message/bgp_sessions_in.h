/* The inside of sessions, for the files bgp_sessions*.c alone. */
#ifndef MESSAGE_BGP_SESSIONS_IN_H
#define MESSAGE_BGP_SESSIONS_IN_H

#include <sys/queue.h>

#include "base/arena.h"
#include "base/map.h"
#include "message/bgp_sessions.h"

enum { PATIENCE_US = 5000000 };
enum { NO_PORT = 0 }; /* of a session in a dump */

struct end {
	struct addr addr;
	uint16_t port;
};

struct side {
	struct rec_session_side said;
	bool has_open;
};

struct session {
	struct end ends[2]; /* the first opened the connection, if we know */
	struct side sides[2];
	struct arena arena; /* names and lists */
	TAILQ_ENTRY(session) next;
	int64_t first_us, last_us;
	uint64_t bytes;
	const char *reason, *text;
	struct addr ended_by;
	uint32_t packets, messages, at, hash, syn;
	bool has_syn, has_time, is_up;
};

TAILQ_HEAD(queue, session); /* the one that was quiet for longest first */

struct bgp_sessions {
	struct map map; /* both ends, in either order */
	struct session **all;
	uint32_t *free;
	size_t n, room, free_n, free_room;
	struct queue live, ended;
	session_sink *sink;
	void *ctx;
};

/* bgp_sessions.c */
bool end_is(const struct end *, const struct end *);
bool name_in(const rec_names *, const char *name);
/* Either end first; NULL: there is none. */
struct session *session_find(struct bgp_sessions *, const struct end ends[2]);
struct session *session_begin(struct bgp_sessions *, const struct end ends[2]);
/* Something of it at that time; ended ones that are quiet long enough go. */
void session_touch(struct bgp_sessions *, struct session *, int64_t time_us);
/* The first reason counts: what comes behind it follows from it. */
void session_end(struct bgp_sessions *, struct session *, const char *reason,
    const struct addr *by);
/* Prints it and forgets it. */
void session_tell(struct bgp_sessions *, struct session *);

#endif
