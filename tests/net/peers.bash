# shellcheck shell=bash disable=SC2154
# Real BGP speakers on one network with the hub: BIRD, FRR, GoBGP, OpenBGPD and
# ExaBGP. Needs lab.bash and frr.bash, with LAB, RUN (a folder that all users
# can reach) and pids set.
#
# start_bird, start_frr, ... NAME N start one in namespace NAME, with addresses
# and router id that end in N. What it shall be is told in variables:
#
#   as        its AS
#   ends      its neighbours, each ADDRESS=AS
#   families  what it speaks with each of them, by our names
#   passive   not empty: it waits to be called
#   password  of TCP MD5
#   limit     of prefixes that a neighbour may send in each family
#   routes    lines of its own language behind the rest: its routes, mostly
#   global    the same among what holds for all neighbours
#   each      the same for every neighbour; for FRR % is the neighbour's address
#   in_ipv4   the same in ipv4_unicast: BIRD, FRR, GoBGP
#   restarting  not empty: it has been here before, GoBGP
#   able      more capabilities of ExaBGP
#
# (SC2154: these, and pids, are set elsewhere.)

peers_need() { # PEER...
	local peer

	need_netns
	need ip jq nsenter
	for peer; do
		case $peer in
		bird) need bird birdc ;;
		frr) need_frr ;;
		gobgp) need gobgpd gobgp ;;
		openbgpd)
			need bgpctl
			[[ -x /usr/sbin/bgpd ]] || skip "openbgpd is not installed"
			;;
		exabgp) need exabgp ;;
		esac
	done
}

# The hub, and its end of the network: a bridge.
peers_network() { # "ADDRESS..."
	local address

	lab_ns hub
	ip -n "$LAB-hub" link add br0 type bridge
	lab_no_dad hub br0
	for address in $1; do
		ip -n "$LAB-hub" address add "$address" dev br0
	done
	ip -n "$LAB-hub" link set br0 up
}

peers_in() { # FAMILY
	[[ $1 != ipv4_unicast ]] || printf '%s\n' "${in_ipv4-}"
}

peers_plug() { # NAME N
	lab_ns "$1"
	lab_wire hub "to-$1" "" "$1" wire "192.0.2.$2/24 fd00:2::$2/64"
	ip -n "$LAB-hub" link set "to-$1" master br0
	mkdir "$RUN/$1"
}

# Ends what was started, and takes the namespaces away.
peers_end() { # NAME...
	local name

	[[ ${#pids[@]} -eq 0 ]] || kill "${pids[@]}" 2>/dev/null || :
	lab_wait 5 peers_have_ended || kill -9 "${pids[@]}" 2>/dev/null || :
	frr_clean "${pids[@]}"
	for name in hub "$@"; do
		ip netns delete "$LAB-$name" 2>/dev/null || :
	done
}

peers_have_ended() {
	! kill -0 "${pids[@]}" 2>/dev/null
}

# ---- BIRD

bird_channel() { # FAMILY: the channel, and its table
	case $1 in
	ipv4_unicast) echo "ipv4 master4" ;;
	ipv6_unicast) echo "ipv6 master6" ;;
	ipv4_multicast) echo "ipv4 multicast m4" ;;
	ipv6_multicast) echo "ipv6 multicast m6" ;;
	ipv4_labeled_unicast) echo "ipv4 mpls l4" ;;
	ipv6_labeled_unicast) echo "ipv6 mpls l6" ;;
	ipv4_vpn) echo "vpn4 mpls v4" ;;
	ipv6_vpn) echo "vpn6 mpls v6" ;;
	ipv4_flowspec) echo "flow4 f4" ;;
	ipv6_flowspec) echo "flow6 f6" ;;
	esac
}

bird_conf() { # N
	local end family channel hop

	cat <<-EOF_BIRD
		log "$RUN/bird.log" all;
		router id 192.0.2.$1;
		protocol device {}
		ipv4 table m4; ipv4 table l4; ipv6 table m6; ipv6 table l6;
		vpn4 table v4; vpn6 table v6; flow4 table f4; flow6 table f6;
		${global-}
		${routes-}
	EOF_BIRD
	for end in $ends; do
		cat <<-EOF_BIRD
			protocol bgp to_${end//[.=]/_} {
				local 192.0.2.$1 as $as;
				neighbor ${end%=*} as ${end#*=};
				hold time 9;
				connect delay time 1;
				connect retry time 1;
				error wait time 1, 2;
				${passive:+passive on;}
				${password:+password \"$password\";}
				${each-}
		EOF_BIRD
		for family in $families; do
			channel=$(bird_channel "$family")
			case $family in
			*flowspec) hop= ;;
			ipv6_unicast) hop="next hop address fd00:2::$1;" ;;
			*) hop="next hop address 192.0.2.$1;" ;;
			esac
			cat <<-EOF_BIRD
				${channel% *} { table ${channel##* }; $hop
					${limit:+import limit $limit action disable;}
					$(peers_in "$family")
					import all; export where source = RTS_STATIC; };
			EOF_BIRD
		done
		echo '}'
	done
}

start_bird() { # NAME N
	rm -f "$RUN/$1/ctl"
	bird_conf "$2" >"$RUN/$1/conf"
	lab_start "$1" bird -f -c "$RUN/$1/conf" -s "$RUN/$1/ctl" 3>&- \
		</dev/null >"$RUN/$1/log" 2>&1
	lab_wait 10 test -S "$RUN/$1/ctl"
}

# ---- FRR

frr_family() { # FAMILY
	case $1 in
	*_labeled_unicast) echo "${1%%_*} labeled-unicast" ;;
	l2vpn_evpn) echo "l2vpn evpn" ;;
	*) echo "${1/_/ }" ;;
	esac
}

frr_bgpd_conf() { # N
	local end family

	cat <<-EOF_FRR
		router bgp $as
		 bgp router-id 192.0.2.$1
		 no bgp default ipv4-unicast
		 no bgp ebgp-requires-policy
		 no bgp network import-check
		${global-}
	EOF_FRR
	for end in $ends; do
		cat <<-EOF_FRR
			 neighbor ${end%=*} remote-as ${end#*=}
			 neighbor ${end%=*} timers 3 9
			 neighbor ${end%=*} timers connect 1
			 ${passive:+neighbor ${end%=*} passive}
			 ${password:+neighbor ${end%=*} password $password}
			${each//%/${end%=*}}
		EOF_FRR
	done
	for family in $families; do
		echo " address-family $(frr_family "$family")"
		for end in $ends; do
			echo "  neighbor ${end%=*} activate"
			[[ -z ${limit-} ]] ||
				echo "  neighbor ${end%=*} maximum-prefix $limit"
			peers_in "$family" | sed "s/%/${end%=*}/"
		done
		echo " exit-address-family"
	done
	printf '%s\n' "${routes-}"
}

start_frr() { # NAME N
	rm -f "$RUN/$1"/{zserv,*.vty,*.pid}
	: >"$RUN/$1/none"
	frr_bgpd_conf "$2" >"$RUN/$1/conf"
	chown -R frr:frr "$RUN/$1"
	frr_run "$1" zebra -f "$RUN/$1/none"
	lab_wait 10 test -S "$RUN/$1/zserv"
	frr_run "$1" bgpd -n -f "$RUN/$1/conf"
	lab_wait 10 test -S "$RUN/$1/bgpd.vty"
}

# ---- GoBGP

gobgp_family() { # FAMILY: as its configuration has it
	case $1 in
	*_vpn) echo "l3vpn-${1%_vpn}-unicast" ;;
	*_labeled_unicast) echo "${1%%_*}-labelled-unicast" ;;
	ipv4_rtc) echo rtc ;;
	*) echo "${1/_/-}" ;;
	esac
}

gobgp_conf() { # N
	local end family

	printf '[global.config]\nas = %d\nrouter-id = "192.0.2.%d"\n%s\n' \
		"$as" "$1" "${global-}"
	for end in $ends; do
		cat <<-EOF_GOBGP
			[[neighbors]]
			[neighbors.config]
			neighbor-address = "${end%=*}"
			peer-as = ${end#*=}
			${password:+auth-password = \"$password\"}
			[neighbors.timers.config]
			connect-retry = 1
			hold-time = 9
			[neighbors.transport.config]
			passive-mode = $([[ -n ${passive-} ]] && echo true || echo false)
			${each-}
		EOF_GOBGP
		for family in $families; do
			cat <<-EOF_GOBGP
				[[neighbors.afi-safis]]
				[neighbors.afi-safis.config]
				afi-safi-name = "$(gobgp_family "$family")"
				$(peers_in "$family")
			EOF_GOBGP
			[[ -z ${limit-} ]] || printf '%s\nmax-prefixes = %d\n' \
				'[neighbors.afi-safis.prefix-limit.config]' "$limit"
		done
	done
}

start_gobgp() { # NAME N
	gobgp_conf "$2" >"$RUN/$1/conf"
	lab_start "$1" gobgpd -f "$RUN/$1/conf" --api-hosts 127.0.0.1:50051 \
		--pprof-disable ${restarting:+-r} \
		</dev/null >"$RUN/$1/log" 2>&1 3>&-
	lab_wait 10 lab_in "$1" gobgp neighbor
	[[ -z ${routes-} ]] || xargs -L 1 nsenter --net="/run/netns/$LAB-$1" \
		gobgp global rib add <<<"$routes"
}

# ---- OpenBGPD

openbgpd_conf() { # N
	local end family

	cat <<-EOF_OPENBGPD
		AS $as
		router-id 192.0.2.$1
		socket "$RUN/$2/ctl"
		fib-update no
		holdtime 9
		connect-retry 1
		${global-}
		${routes-}
	EOF_OPENBGPD
	for end in $ends; do
		cat <<-EOF_OPENBGPD
			neighbor ${end%=*} {
				remote-as ${end#*=}
				${passive:+passive}
				${password:+tcp md5sig password $password}
				${limit:+max-prefix $limit}
				${each-}
		EOF_OPENBGPD
		for family in $families; do
			case $family in
			*_vpn) echo "announce IP${family:2:2} vpn" ;;
			*) echo "announce IP${family:2:2} unicast" ;;
			esac
		done
		echo '}'
	done
	echo 'allow from any'
	echo 'allow to any'
}

start_openbgpd() { # NAME N
	rm -f "$RUN/$1/ctl"
	openbgpd_conf "$2" "$1" >"$RUN/$1/conf"
	chmod 600 "$RUN/$1/conf"
	mkdir -p /run/openbgpd # its chroot; Debian's service makes it
	lab_start "$1" /usr/sbin/bgpd -d -f "$RUN/$1/conf" 3>&- \
		</dev/null >"$RUN/$1/log" 2>&1
	lab_wait 10 test -S "$RUN/$1/ctl"
}

# ---- ExaBGP: what it hears goes to RUN/NAME/heard, a line of JSON each; what
# it shall do is written to RUN/NAME/say.

exabgp_family() { # FAMILY
	case $1 in
	*_labeled_unicast) echo "${1%%_*} nlri-mpls" ;;
	*_vpn) echo "${1%%_*} mpls-vpn" ;;
	*_flowspec) echo "${1%%_*} flow" ;;
	*) echo "${1/_/ }" ;;
	esac
}

exabgp_conf() { # N NAME
	local end family

	cat <<-EOF_EXABGP
		process heard {
			run $RUN/$2/hear;
			encoder json;
		}
	EOF_EXABGP
	for end in $ends; do
		cat <<-EOF_EXABGP
			neighbor ${end%=*} {
				router-id 192.0.2.$1;
				local-address 192.0.2.$1;
				local-as $as;
				peer-as ${end#*=};
				hold-time 9;
				${password:+md5-password $password;}
				capability { route-refresh; graceful-restart 120; ${able-} }
				${each-}
				api { processes [ heard ]; receive { parsed; update; refresh; notification; } }
				family {
		EOF_EXABGP
		for family in $families; do
			echo "$(exabgp_family "$family");"
		done
		printf '}\n%s\n}\n' "${routes-}"
	done
}

start_exabgp() { # NAME N
	exabgp_conf "$2" "$1" >"$RUN/$1/conf"
	rm -f "$RUN/$1/say"
	mkfifo "$RUN/$1/say"
	printf '#!/bin/sh\nexec 3<&0\ncat >%s <&3 &\nexec cat <>%s\n' \
		"$RUN/$1/heard" "$RUN/$1/say" >"$RUN/$1/hear"
	chmod 755 "$RUN/$1/hear"
	exabgp_daemon_user=root exabgp_api_cli=false exabgp_reactor_speed=0.1 \
		lab_start "$1" exabgp "$RUN/$1/conf" 3>&- \
		</dev/null >"$RUN/$1/log" 2>&1
}
