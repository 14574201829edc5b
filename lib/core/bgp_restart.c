/* Keeping the routes of a neighbour that is restarting, and sweeping them. */
#include "core/bgp_restart.h"

void
bgp_restart_init(struct bgp_restart *r, int64_t stale_time)
{
	*r = (struct bgp_restart){ .stale_time = stale_time };
}

/* ---- families ---- */

static void
act(struct bgp_restart_do *out, enum bgp_restart_kind kind, uint32_t family)
{
	out->at[out->n].kind = kind;
	out->at[out->n++].family = family;
}

static struct bgp_restart_family *
find(struct bgp_restart *r, uint32_t family)
{
	for (unsigned i = 0; i < r->n; i++)
		if (r->at[i].family == family)
			return &r->at[i];
	return NULL;
}

static struct bgp_restart_family *
find_or_add(struct bgp_restart *r, uint32_t family)
{
	struct bgp_restart_family *f = find(r, family);

	if (f != NULL)
		return f;
	if (r->n == BGP_MAX_FAMILIES)
		return NULL;
	f = &r->at[r->n++];
	*f = (struct bgp_restart_family){
		.family = family,
		.until = MONO_NEVER,
		.long_until = MONO_NEVER,
	};
	return f;
}

static void
enter(struct bgp_restart_family *f, enum bgp_kept kept, mono until)
{
	f->kept = kept;
	f->until = until;
	if (kept == BGP_KEPT_LIVE)
		f->long_until = MONO_NEVER;
}

static void
sweep(struct bgp_restart_family *f, struct bgp_restart_do *out)
{
	act(out, BGP_ROUTES_SWEEP, f->family);
	enter(f, BGP_KEPT_LIVE, MONO_NEVER);
}

/* ---- down ---- */

/* RFC 9494 4.2: the time goes on that began when they became long-lived. */
static void
begin_long_lived(
    struct bgp_restart_family *f, mono now, struct bgp_restart_do *out)
{
	if (f->long_until.us == INT64_MAX)
		f->long_until = mono_add(now, MONO_S(f->long_lived));
	act(out, BGP_ROUTES_LONG, f->family);
	enter(f, BGP_KEPT_LONG_LIVED, f->long_until);
}

static void
family_down(struct bgp_restart_family *f, mono now,
    const struct bgp_agreed *agreed, unsigned i, struct bgp_restart_do *out)
{
	bool was_long = f->long_until.us != INT64_MAX;

	f->long_lived = agreed->long_lived[i];
	act(out,
	    was_long || f->kept == BGP_KEPT_REFRESHING ? BGP_ROUTES_STALE_TOO
						       : BGP_ROUTES_STALE,
	    f->family);
	if (was_long || agreed->restart_time == 0)
		begin_long_lived(f, now, out);
	else
		enter(f, BGP_KEPT_STALE,
		    mono_add(now, MONO_S(agreed->restart_time)));
}

void
bgp_restart_down(struct bgp_restart *r, mono now,
    const struct bgp_agreed *agreed, bool graceful, struct bgp_restart_do *out)
{
	out->n = 0;
	for (unsigned i = 0; i < agreed->n_families; i++) {
		struct bgp_restart_family *f =
		    find_or_add(r, agreed->families[i]);
		bool long_lived = agreed->long_lived[i] > 0;

		if (f == NULL)
			continue;
		if (graceful && agreed->restart[i] & BGP_RESTART_KEEPS &&
		    (agreed->restart_time > 0 || long_lived)) {
			family_down(f, now, agreed, i, out);
			continue;
		}
		act(out, BGP_ROUTES_DROP, f->family);
		enter(f, BGP_KEPT_LIVE, MONO_NEVER);
	}
}

/* ---- up, and what follows ---- */

static bool
has_preserved(const struct bgp_agreed *agreed, uint32_t family)
{
	for (unsigned i = 0; i < agreed->n_families; i++)
		if (agreed->families[i] == family)
			return agreed->restart[i] & BGP_RESTART_PRESERVED;
	return false;
}

void
bgp_restart_up(struct bgp_restart *r, mono now, const struct bgp_agreed *agreed,
    struct bgp_restart_do *out)
{
	out->n = 0;
	for (unsigned i = 0; i < r->n; i++) {
		struct bgp_restart_family *f = &r->at[i];

		if (f->kept == BGP_KEPT_LIVE)
			continue;
		if (has_preserved(agreed, f->family))
			enter(f, BGP_KEPT_BACK,
			    mono_min(
				mono_add(now, r->stale_time), f->long_until));
		else
			sweep(f, out);
	}
}

void
bgp_restart_end_of_rib(
    struct bgp_restart *r, uint32_t family, struct bgp_restart_do *out)
{
	struct bgp_restart_family *f = find(r, family);

	out->n = 0;
	if (f != NULL && f->kept == BGP_KEPT_BACK)
		sweep(f, out);
}

/* RFC 7313 4; a second BoRR before the EoRR begins nothing anew. */
void
bgp_restart_refresh(struct bgp_restart *r, mono now, uint32_t family,
    bool begins, struct bgp_restart_do *out)
{
	struct bgp_restart_family *f = find_or_add(r, family);

	out->n = 0;
	if (f == NULL)
		return;
	if (!begins && f->kept == BGP_KEPT_REFRESHING) {
		sweep(f, out);
	} else if (begins && f->kept == BGP_KEPT_LIVE) {
		act(out, BGP_ROUTES_STALE, family);
		enter(f, BGP_KEPT_REFRESHING, mono_add(now, r->stale_time));
	}
}

/* ---- time ---- */

mono
bgp_restart_deadline(const struct bgp_restart *r)
{
	mono at = MONO_NEVER;

	for (unsigned i = 0; i < r->n; i++)
		at = mono_min(at, r->at[i].until);
	return at;
}

void
bgp_restart_tick(struct bgp_restart *r, mono now, struct bgp_restart_do *out)
{
	out->n = 0;
	for (unsigned i = 0; i < r->n; i++) {
		struct bgp_restart_family *f = &r->at[i];

		if (!mono_due(f->until, now))
			continue;
		if (f->kept == BGP_KEPT_STALE && f->long_lived > 0)
			begin_long_lived(f, now, out);
		else
			sweep(f, out);
	}
}
