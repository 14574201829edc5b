/*
 * Graceful restart (RFC 4724): what becomes of a neighbour's routes, and our
 * own restarts.
 *
 * A speaker that was killed leaves its mark in $EDGEPIPE_RUN, with the boot
 * that it ran in: what it had installed is still there if that is this boot.
 * The next one then says so (R and F), and neither installs nor announces
 * anything until it has heard all, or waited long enough.
 */
#include "edge/clock.h"
#include "speaker.h"
#include "stage/client.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define BOOT_ID   "/proc/sys/kernel/random/boot_id"
#define MARK_NAME "bgpspeak-run"

/* ---- theirs ---- */

static void
do_one(struct neighbor *n, enum bgp_restart_kind kind, struct member *m)
{
	struct bgp_rib *rib = n->speaker->rib;

	switch (kind) {
	case BGP_ROUTES_DROP:
		bgp_rib_source_down(rib, m->source);
		m->import.long_lived = false;
		break;
	case BGP_ROUTES_STALE:
		bgp_rib_source_stale(rib, m->source);
		break;
	case BGP_ROUTES_STALE_TOO:
		bgp_rib_source_stale_too(rib, m->source);
		break;
	case BGP_ROUTES_SWEEP:
		bgp_rib_source_sweep(rib, m->source);
		m->import.long_lived = false;
		break;
	case BGP_ROUTES_LONG:
		m->import.long_lived = true;
		bgp_import_refilter(&m->import);
		break;
	}
}

void
restart_do(struct neighbor *n, const struct bgp_restart_do *todo)
{
	for (unsigned i = 0; i < todo->n; i++)
		for (unsigned j = 0; j < n->n_members; j++)
			if (n->members[j]->family == todo->at[i].family)
				do_one(n, todo->at[i].kind, n->members[j]);
	if (todo->n > 0)
		speaker_work(n->speaker);
}

void
restart_tick(struct neighbor *n, mono now)
{
	struct bgp_restart_do todo;

	if (!mono_due(bgp_restart_deadline(&n->restart), now))
		return;
	bgp_restart_tick(&n->restart, now, &todo);
	restart_do(n, &todo);
	state_tell_always(n);
}

/* ---- ours ---- */

static bool
is_full(const struct neighbor *n)
{
	return n->terms.fsm.restart.mode == BGP_RESTART_FULL;
}

static void
mark_path(char to[PATH_MAX])
{
	char *dot;

	client_path(MARK_NAME, to, PATH_MAX);
	dot = strrchr(to, '.');
	snprintf(dot, (size_t)(to + PATH_MAX - dot), ".restart");
}

/* How many bytes of the file were read; 0 also when there is none. */
static size_t
read_small(const char *path, char *to, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return 0;
	n = read(fd, to, room);
	close(fd);
	return n > 0 ? (size_t)n : 0;
}

void
restart_begin(struct speaker *sp)
{
	char path[PATH_MAX], boot[64], mark[64];
	size_t n = read_small(BOOT_ID, boot, sizeof(boot));
	int fd;

	if (n == 0)
		return;
	mark_path(path);
	sp->restarting = read_small(path, mark, sizeof(mark)) == n &&
			 memcmp(mark, boot, n) == 0;
	sp->preserved = sp->restarting;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, boot, n) != (ssize_t)n)
		cli_warn(sp->cli,
		    "%s: %s; neighbours will not be told of a restart", path,
		    strerror(errno));
	if (fd >= 0)
		close(fd);
}

/* As the engine is to say it from now on. */
void
restart_apply(struct neighbor *n)
{
	n->fsm.config.restart.restarted = n->speaker->restarting;
	n->fsm.config.restart.preserved =
	    n->speaker->preserved || n->fsm.established > 0;
}

void
restart_over(struct speaker *sp)
{
	sp->restarting = false;
	for (size_t i = 0; i < sp->n_neighbors; i++)
		restart_apply(sp->neighbors[i]);
}

/* Nothing is kept for who has said goodbye. */
void
restart_end(void)
{
	char path[PATH_MAX];

	mark_path(path);
	unlink(path);
}

bool
restart_defers(const struct neighbor *n)
{
	return n->speaker->restarting && is_full(n);
}

bool
restart_defers_any(const struct speaker *sp)
{
	for (size_t i = 0; i < sp->n_neighbors; i++)
		if (restart_defers(sp->neighbors[i]))
			return true;
	return false;
}
