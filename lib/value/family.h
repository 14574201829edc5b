/* Address families: AFI and SAFI (RFC 4760) in one number. */
#ifndef VALUE_FAMILY_H
#define VALUE_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fault;

/* AFI << 8 | SAFI; one without a name here is just such a number too. */
#define FAMILY(afi, safi) ((uint32_t)(afi) << 8 | (safi))
#define FAMILY_AFI(f)     ((f) >> 8)
#define FAMILY_SAFI(f)    ((f)&0xff)

enum { AFI_IP4 = 1, AFI_IP6 = 2 };

#define FAMILY_IPV4_UNICAST         FAMILY(1, 1)
#define FAMILY_IPV4_MULTICAST       FAMILY(1, 2)
#define FAMILY_IPV4_LABELED_UNICAST FAMILY(1, 4)
#define FAMILY_IPV4_MVPN            FAMILY(1, 5)
#define FAMILY_IPV4_VPN             FAMILY(1, 128)
#define FAMILY_IPV4_VPN_MULTICAST   FAMILY(1, 129)
#define FAMILY_IPV4_RTC             FAMILY(1, 132)
#define FAMILY_IPV4_FLOWSPEC        FAMILY(1, 133)
#define FAMILY_IPV4_VPN_FLOWSPEC    FAMILY(1, 134)
#define FAMILY_IPV6_UNICAST         FAMILY(2, 1)
#define FAMILY_IPV6_MULTICAST       FAMILY(2, 2)
#define FAMILY_IPV6_LABELED_UNICAST FAMILY(2, 4)
#define FAMILY_IPV6_MVPN            FAMILY(2, 5)
#define FAMILY_IPV6_VPN             FAMILY(2, 128)
#define FAMILY_IPV6_VPN_MULTICAST   FAMILY(2, 129)
#define FAMILY_IPV6_FLOWSPEC        FAMILY(2, 133)
#define FAMILY_IPV6_VPN_FLOWSPEC    FAMILY(2, 134)
#define FAMILY_L2VPN_VPLS           FAMILY(25, 65)
#define FAMILY_L2VPN_EVPN           FAMILY(25, 70)
#define FAMILY_BGP_LS               FAMILY(16388, 71)

#define FAMILY_TEXT 28

/* "ipv4_unicast"; "afi_N_safi_N" for one without a name, and only then. */
bool family_parse(uint32_t *, const char *s, size_t n, struct fault *);
char *family_format(uint32_t, char *to);

#endif
