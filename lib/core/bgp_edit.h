/* An attribute set with one thing changed: another set, held. */
#ifndef CORE_BGP_EDIT_H
#define CORE_BGP_EDIT_H

#include <stdbool.h>
#include <stdint.h>

struct bgp_attrs;
struct ext_community;
struct bgp_set;
struct bgp_sets;
struct wbuf;

struct bgp_set *bgp_set_with_community(
    struct bgp_sets *, struct bgp_set *, uint32_t community);
struct bgp_set *bgp_set_with_local_pref(
    struct bgp_sets *, struct bgp_set *, uint32_t local_pref);
/* As it is where it has that one already. */
struct bgp_set *bgp_set_with_ext_community(
    struct bgp_sets *, struct bgp_set *, const struct ext_community *);
/* RFC 9234 5 */
struct bgp_set *bgp_set_with_otc(
    struct bgp_sets *, struct bgp_set *, uint32_t as);

bool bgp_set_has_ext_community(
    const struct bgp_set *, const struct ext_community *);

/* The same of attributes, which then borrow from what is written to w. */
void bgp_attrs_add_community(
    struct wbuf *w, struct bgp_attrs *, uint32_t community);
void bgp_attrs_add_otc(struct wbuf *w, struct bgp_attrs *, uint32_t as);

#endif
