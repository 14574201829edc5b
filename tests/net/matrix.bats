#!/usr/bin/env bats
# BIRD, FRR, GoBGP, OpenBGPD and ExaBGP around one bgpspeak, a reflector of all
# that they speak, over TCP MD5: each family of each of them, both ways.
# One story: each test goes on from where the one before has ended.

load ../lib
load frr
load peers
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

PEERS="bird frr gobgp openbgpd exabgp"
declare -gA N=([bird]=11 [frr]=12 [gobgp]=13 [openbgpd]=14 [exabgp]=15)

# What each can speak to a neighbour at once: FRR has either unicast or labelled
# unicast of one kind.
declare -gA SPEAKS=(
	[bird]="ipv4_unicast ipv6_unicast ipv4_labeled_unicast
		ipv6_labeled_unicast ipv4_vpn ipv6_vpn ipv4_flowspec ipv6_flowspec"
	[frr]="ipv4_unicast ipv6_unicast ipv4_vpn ipv6_vpn l2vpn_evpn
		ipv4_flowspec ipv6_flowspec"
	[gobgp]="ipv4_unicast ipv6_unicast ipv4_labeled_unicast
		ipv6_labeled_unicast ipv4_vpn ipv6_vpn l2vpn_evpn ipv4_flowspec
		ipv6_flowspec"
	[openbgpd]="ipv4_unicast ipv6_unicast ipv4_vpn ipv6_vpn"
	[exabgp]="ipv4_unicast ipv6_unicast ipv4_labeled_unicast
		ipv6_labeled_unicast ipv4_vpn ipv6_vpn l2vpn_evpn ipv4_flowspec
		ipv6_flowspec"
)

# What each announces, and where it has no way to be told so: nothing. The third
# part of an address is the family, the second who announces it.
ANNOUNCED="ipv4_unicast bird frr gobgp openbgpd exabgp
ipv6_unicast bird frr gobgp openbgpd exabgp
ipv4_labeled_unicast bird gobgp exabgp
ipv6_labeled_unicast bird gobgp exabgp
ipv4_vpn bird frr gobgp exabgp
ipv6_vpn bird frr gobgp exabgp
ipv4_flowspec bird gobgp exabgp
ipv6_flowspec bird gobgp exabgp
l2vpn_evpn gobgp"

prefix() { # FAMILY PEER: as every one of them prints it
	local n=${N[$2]}

	case $1 in
	ipv4_unicast) echo "10.$n.0.0/24" ;;
	ipv4_labeled_unicast) echo "10.$n.1.0/24" ;;
	ipv4_vpn) echo "10.$n.2.0/24" ;;
	ipv4_flowspec) echo "10.$n.3.0/24" ;;
	ipv6_unicast) echo "fd00:$n:1::/48" ;;
	ipv6_labeled_unicast) echo "fd00:$n:2::/48" ;;
	ipv6_vpn) echo "fd00:$n:3::/48" ;;
	ipv6_flowspec) echo "fd00:$n:4::/48" ;;
	l2vpn_evpn) echo "02:00:00:00:00:$n" ;;
	esac
}

routes_of_bird() {
	cat <<-'EOF_ROUTES'
		protocol static { ipv4; route 10.11.0.0/24 blackhole; route 10.11.9.0/24 blackhole; }
		protocol static { ipv6; route fd00:11:1::/48 blackhole; }
		protocol static { ipv4 { table l4; }; route 10.11.1.0/24 via 192.0.2.15 mpls 1101; }
		protocol static { ipv6 { table l6; }; route fd00:11:2::/48 via fd00:2::15 mpls 1102; }
		protocol static { vpn4 { table v4; }; route 65001:11 10.11.2.0/24 via 192.0.2.15 mpls 1103 {
			bgp_ext_community.add((rt, 65001, 7)); }; }
		protocol static { vpn6 { table v6; }; route 65001:11 fd00:11:3::/48 via fd00:2::15 mpls 1104 {
			bgp_ext_community.add((rt, 65001, 7)); }; }
		protocol static { flow4 { table f4; }; route flow4 { dst 10.11.3.0/24; proto = 6; dport 80, 443; }; }
		protocol static { flow6 { table f6; }; route flow6 { dst fd00:11:4::/48; next header = 17; }; }
	EOF_ROUTES
}

routes_of_frr() {
	cat <<-'EOF_ROUTES'
		 address-family ipv4 unicast
		  network 10.12.0.0/24
		  network 10.12.9.0/24
		 exit-address-family
		 address-family ipv6 unicast
		  network fd00:12:1::/48
		 exit-address-family
		 address-family ipv4 vpn
		  network 10.12.2.0/24 rd 65001:12 label 1203
		 exit-address-family
		 address-family ipv6 vpn
		  network fd00:12:3::/48 rd 65001:12 label 1204
		 exit-address-family
	EOF_ROUTES
}

routes_of_gobgp() {
	cat <<-'EOF_ROUTES'
		10.13.0.0/24 nexthop 192.0.2.13
		10.13.9.0/24 nexthop 192.0.2.13
		-a ipv6 fd00:13:1::/48 nexthop fd00:2::13
		-a ipv4-mpls 10.13.1.0/24 1301 nexthop 192.0.2.13
		-a ipv6-mpls fd00:13:2::/48 1302 nexthop fd00:2::13
		-a vpnv4 10.13.2.0/24 label 1303 rd 65001:13 rt 65001:7 nexthop 192.0.2.13
		-a vpnv6 fd00:13:3::/48 label 1304 rd 65001:13 rt 65001:7 nexthop fd00:2::13
		-a ipv4-flowspec match destination 10.13.3.0/24 protocol tcp then discard
		-a ipv6-flowspec match destination fd00:13:4::/48 protocol udp then discard
		-a evpn macadv 02:00:00:00:00:13 10.13.4.1 etag 0 label 1305 rd 65001:13 rt 65001:7 encap vxlan
	EOF_ROUTES
}

routes_of_openbgpd() {
	printf 'network %s\n' 10.14.0.0/24 10.14.9.0/24
	echo 'network fd00:14:1::/48 set nexthop fd00:2::14'
}

routes_of_exabgp() {
	cat <<-'EOF_ROUTES'
		static {
			route 10.15.0.0/24 next-hop 192.0.2.15;
			route 10.15.9.0/24 next-hop 192.0.2.15;
			route fd00:15:1::/48 next-hop fd00:2::15;
			route 10.15.1.0/24 next-hop 192.0.2.15 label 1501;
			route fd00:15:2::/48 next-hop fd00:2::15 label 1502;
			route 10.15.2.0/24 rd 65001:15 next-hop 192.0.2.15 label 1503 extended-community target:65001:7;
			route fd00:15:3::/48 rd 65001:15 next-hop fd00:2::15 label 1504 extended-community target:65001:7;
		}
		flow {
			route four { match { destination 10.15.3.0/24; protocol tcp; } then { discard; } }
			route six { match { destination fd00:15:4::/48; next-header udp; } then { discard; } }
		}
	EOF_ROUTES
}

# What all tests share stands in a file: bats 1.8 cannot skip in setup_file.
setup() {
	# shellcheck disable=SC2086
	peers_need $PEERS
	need tcpdump
	SHARE=$BATS_FILE_TMPDIR/lab
	[[ -e $SHARE ]] || build
	# shellcheck disable=SC1090
	. "$SHARE"
	export EDGEPIPE_RUN=$RUN
}

build() {
	local peer

	LAB=m$((RANDOM % 10000))
	RUN=$(mktemp -d)
	export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN EDGEPIPE_SECRETS=$RUN
	pids=()
	declare -gA process_of=()
	keep
	chmod 755 "$RUN"
	peers_network "192.0.2.1/24 fd00:2::1/64"
	lab_start hub tcpdump -i br0 --immediate-mode -U \
		-w "$RUN/sessions.pcap" port 179 2>/dev/null 3>&-
	reflector
	for peer in $PEERS; do
		peers_plug "$peer" "${N[$peer]}"
		run_peer "$peer"
		keep
	done
}

run_peer() { # PEER: $! is its process
	as=65001 ends=192.0.2.1=65001 password=sesame \
		families=${SPEAKS[$1]} routes=$("routes_of_$1") \
		"start_$1" "$1" "${N[$1]}"
	process_of[$1]=$!
}

keep() {
	declare -p LAB RUN pids process_of | sed 's/^declare/& -g/' >"$SHARE"
}

teardown_file() {
	if [[ -e $BATS_FILE_TMPDIR/lab ]]; then
		# shellcheck disable=SC1091
		. "$BATS_FILE_TMPDIR/lab"
		# shellcheck disable=SC2086
		peers_end $PEERS
		rm -rf "$RUN"
	fi
}

teardown() {
	[[ -n ${BATS_TEST_COMPLETED-} ]] || cat "$RUN/hub.log"
}

reflector() {
	local peer

	(umask 077 && echo sesame >"$RUN/md5")
	jq -nc '{type: "router", as: 65001, router_id: "192.0.2.1"}' >"$RUN/hub.json"
	for peer in $PEERS; do
		a_client "$peer" >>"$RUN/hub.json"
	done
	lab_start hub bgpspeak run "$RUN/hub.json" </dev/null \
		>"$RUN/hub.ndjson" 2>"$RUN/hub.log" 3>&-
}

a_client() { # PEER [FILTER]: its record
	jq -nc --arg name "$1" --arg address "192.0.2.${N[$1]}" '{type: "peer",
		name: $name, remote_as: 65001, remote_address: $address,
		hold_time: 9, connect_retry: 1, password_file: "md5",
		route_reflector_client: true, families: ["ipv4_unicast",
		"ipv6_unicast", "ipv4_labeled_unicast", "ipv6_labeled_unicast",
		"ipv4_vpn", "ipv6_vpn", "l2vpn_evpn", "ipv4_flowspec",
		"ipv6_flowspec"]} | '"${2-.}"
}

peer_is() { # PEER FILTER
	lab_in hub bgpspeak show peers "$1" | jq -es "any(.[]; $2)" >/dev/null
}

# What the peer has of the family, in its own words.
table() { # PEER FAMILY
	case $1 in
	bird) birdc -s "$RUN/bird/ctl" show route table \
		"$(bird_channel "$2" | sed 's/.* //')" all ;;
	frr) frr_ask frr show bgp "$(frr_family "$2")" ;;
	gobgp) lab_in gobgp gobgp global rib -a "$(short "$2")" ;;
	openbgpd) bgpctl -s "$RUN/openbgpd/ctl" show rib ;;
	exabgp) cat "$RUN/exabgp/heard" ;;
	esac
}

short() { # FAMILY: as gobgp has it
	case $1 in
	*_unicast) [[ $1 == *labeled* ]] && echo "${1%%_*}-mpls" || echo "${1%%_*}" ;;
	*_vpn) echo "vpnv${1:3:1}" ;;
	l2vpn_evpn) echo evpn ;;
	*) echo "${1/_/-}" ;;
	esac
}

# Who of those that speak the family and did not announce it has not got it.
missing() { # FAMILY ORIGINATOR
	local peer

	for peer in $PEERS; do
		[[ $peer == "$2" ]] || ! grep -qw "$1" <<<"${SPEAKS[$peer]}" ||
			table "$peer" "$1" 2>&1 | grep -qF "$(prefix "$1" "$2")" ||
			echo "$peer has no $1 of $2"
	done
}

none_missing() { # FAMILY ORIGINATOR
	[[ -z $(missing "$@") ]]
}

@test "all sessions come up, in every family that both have" {
	local peer

	for peer in $PEERS; do
		lab_wait 30 peer_is "$peer" '.state == "established"'
		diff <(lab_in hub bgpspeak show peers "$peer" | jq -r '.families[]' | sort) \
			<(grep -o '[a-z0-9_]*' <<<"${SPEAKS[$peer]}" | sort)
	done
}

@test "what each announces reaches all that speak its family" {
	local family peers peer

	while read -r family peers; do
		for peer in $peers; do
			lab_wait 10 none_missing "$family" "$peer" ||
				missing "$family" "$peer"
		done
	done <<<"$ANNOUNCED" | tee "$BATS_TEST_TMPDIR/missing"
	[[ ! -s $BATS_TEST_TMPDIR/missing ]]
}

# How often we have told this peer about the prefix, by the capture.
told() { # PEER
	bgpspeak decode -q --kind update "$RUN/sessions.pcap" |
		jq -nr --arg dst "192.0.2.${N[$1]}" '[inputs |
			select(.dst == $dst and .announce != null)] | length'
}

told_more_than() { # COUNT PEER
	(($(told "$2") > $1))
}

# GoBGP has no way to be told to ask: it looks at what it kept.
ask_again() { # PEER: it asks for what it has been told
	case $1 in
	bird) birdc -s "$RUN/bird/ctl" reload in to_192_0_2_1_65001 ;;
	frr) frr_ask frr clear bgp ipv4 unicast 192.0.2.1 in ;;
	openbgpd) bgpctl -s "$RUN/openbgpd/ctl" neighbor 192.0.2.1 refresh ;;
	exabgp) echo "announce route-refresh ipv4 unicast" >"$RUN/exabgp/say" ;;
	esac
}

@test "ROUTE-REFRESH: who asks is told again, and keeps its session" {
	local peer count

	for peer in bird frr openbgpd exabgp; do
		count=$(told "$peer")
		ask_again "$peer"
		lab_wait 10 told_more_than "$count" "$peer"
		peer_is "$peer" '.established == 1'
	done
}

gone() { # PREFIX: nobody has it any more, who says what he has now
	local peer

	for peer in bird frr gobgp openbgpd; do
		! table "$peer" ipv4_unicast | grep -qF "$1" || return 1
	done
}

killed() { # PEER
	kill -9 "${process_of[$1]}"
}

@test "ExaBGP is killed: its routes stay, and what it does not repeat is swept" {
	killed exabgp
	lab_wait 10 peer_is exabgp '.state != "established" and
		(.stale | length) == 9 and .received == 9'
	none_missing ipv4_unicast exabgp
	none_missing ipv6_vpn exabgp
	eval "$(declare -f routes_of_exabgp | sed /10.15.0.0/d)"
	run_peer exabgp
	keep
	lab_wait 20 peer_is exabgp '.state == "established" and .stale == null
		and .received == 8'
	lab_wait 10 gone 10.15.0.0/24
	none_missing ipv4_vpn exabgp
}

@test "OpenBGPD is killed, which keeps nothing over a restart: its routes go" {
	killed openbgpd
	lab_wait 10 gone 10.14.0.0/24
	peer_is openbgpd '.received == 0 and .stale == null'
	run_peer openbgpd
	keep
	lab_wait 20 none_missing ipv4_unicast openbgpd
}

# PEER was told this, or told us.
notified() { # sent|received PEER NOTIFICATION
	jq -se --arg d "$1" --arg name "$2" --arg n "$3" 'any(.[];
		.type == "peer_state" and .name == $name and .direction == $d
		and .notification == $n)' "$RUN/hub.ndjson" >/dev/null
}

@test "max_prefixes: who says too much is told so, and comes back with another limit" {
	local peer

	for peer in bird frr gobgp openbgpd; do
		a_client "$peer" '. + {max_prefixes: 1}'
	done | lab_in hub bgpspeak run --feed >/dev/null
	for peer in bird frr gobgp openbgpd; do
		lab_wait 10 peer_is "$peer" '.state == "idle" and
			.reason == "it announced more than max_prefixes"'
	done
	for peer in bird gobgp openbgpd; do
		notified sent "$peer" cease/maximum_number_of_prefixes
	done
	notified sent frr cease/hard_reset # RFC 8538: it has said the N bit
	for peer in bird frr gobgp openbgpd; do
		a_client "$peer"
	done | lab_in hub bgpspeak run --feed >/dev/null
	for peer in bird frr gobgp openbgpd; do
		lab_wait 20 peer_is "$peer" '.state == "established" and
			.established == (if .name == "openbgpd" then 3 else 2 end)'
	done
}

@test "their limits: we are told so, and say it" {
	local peer

	for peer in bird frr openbgpd; do
		kill "${process_of[$peer]}"
		lab_wait 10 has_ended "${process_of[$peer]}"
		limit=1 run_peer "$peer"
		keep
	done
	lab_wait 20 notified received bird cease/maximum_number_of_prefixes
	lab_wait 20 notified received openbgpd cease/maximum_number_of_prefixes
	lab_wait 20 notified received frr cease/hard_reset
}

has_ended() { # PROCESS
	! kill -0 "$1" 2>/dev/null
}
