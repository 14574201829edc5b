# shellcheck shell=bash disable=SC2034,SC2154
# BIRD, FRR, GoBGP, OpenBGPD and ExaBGP around one bgpspeak, the hub, over TCP MD5:
# who they are, what each announces, and where it shows what it has heard. Needs
# lab.bash, frr.bash and peers.bash. Each file that loads it is one story in one
# lab, and says in
#
#   as_of PEER      the AS of a peer; the hub's is 65001
#   tuned PEER ...  runs the rest with more of what start_PEER (peers.bash) takes
#   of_hub          more keys of each `peer` record of the hub, as a filter of jq
#
# (SC2034, SC2154: these, and those of peers.bash, are used and set elsewhere.)

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
	if [[ ! -e $SHARE ]]; then
		build
		: >"$SHARE.is_built"
	fi
	[[ -e $SHARE.is_built ]] # or nothing that follows can hold
	# shellcheck disable=SC1090
	. "$SHARE"
	export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN EDGEPIPE_SECRETS=$RUN
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
	hub_configured
	start_hub
	for peer in $PEERS; do
		peers_plug "$peer" "${N[$peer]}"
		run_peer "$peer"
		keep
	done
}

run_peer() { # PEER
	as=$(as_of "$1") ends=192.0.2.1=65001 password=sesame \
		families=${SPEAKS[$1]} routes=$("routes_of_$1") \
		tuned "$1" "start_$1" "$1" "${N[$1]}"
	process_of[$1]=${pids[-1]}
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

hub_configured() {
	local peer

	(umask 077 && echo sesame >"$RUN/md5")
	cat >"$RUN/hub.json" <<-'EOF_HUB'
		{"type":"router","as":65001,"router_id":"192.0.2.1"}
		{"type":"interface_state","name":"br0","up":true,"addresses":["192.0.2.1/24","fd00:2::1/64"]}
		{"type":"route","protocol":"connected","family":"ipv4_unicast","prefix":"192.0.2.0/24","metric":0,"paths":[{"interface":"br0"}]}
		{"type":"route","protocol":"connected","family":"ipv6_unicast","prefix":"fd00:2::/64","metric":0,"paths":[{"interface":"br0"}]}
	EOF_HUB
	for peer in $PEERS; do
		neighbor "$peer" >>"$RUN/hub.json"
	done
}

start_hub() {
	lab_start hub bgpspeak run "$RUN/hub.json" </dev/null \
		>>"$RUN/hub.ndjson" 2>>"$RUN/hub.log" 3>&-
	process_of[hub]=${pids[-1]}
}

neighbor() { # PEER [FILTER]: its record
	jq -nc --arg name "$1" --arg address "192.0.2.${N[$1]}" \
		--argjson asn "$(as_of "$1")" '{type: "peer",
		name: $name, remote_as: $asn, remote_address: $address,
		hold_time: 9, connect_retry: 1, password_file: "md5",
		families: ["ipv4_unicast",
		"ipv6_unicast", "ipv4_labeled_unicast", "ipv6_labeled_unicast",
		"ipv4_vpn", "ipv6_vpn", "l2vpn_evpn", "ipv4_flowspec",
		"ipv6_flowspec"]} | '"$of_hub | ${2-.}"
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

# Who of those that speak a family has not got what another announced in it.
missing() { # [FAMILY [ORIGINATOR]]
	local family peers peer from heard

	while read -r family peers; do
		[[ $family == "${1:-$family}" ]] || continue
		for peer in $PEERS; do
			[[ " ${SPEAKS[$peer]//[[:space:]]/ } " == *" $family "* ]] || continue
			heard=$(table "$peer" "$family" 2>&1)
			for from in ${2:-$peers}; do
				[[ $from == "$peer" ||
					$heard == *"$(prefix "$family" "$from")"* ]] ||
					echo "$peer has no $family of $from"
			done
		done
	done <<<"$ANNOUNCED"
}

none_missing() { # [FAMILY [ORIGINATOR]]
	! missing "$@" | grep .
}

gone() { # PREFIX: nobody has it any more, who says what he has now
	local peer

	for peer in bird frr gobgp openbgpd; do
		! table "$peer" ipv4_unicast | grep -qF "$1" || return 1
	done
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

killed() { # PEER
	kill -9 "${process_of[$1]}"
	lab_wait 5 has_ended "${process_of[$1]}"
}

has_ended() { # PROCESS
	! kill -0 "$1" 2>/dev/null
}
