#!/usr/bin/env bats
# shellcheck disable=SC2034,SC2154 # matrix.bash and peers.bash read and set them
# BIRD, FRR, GoBGP, OpenBGPD and ExaBGP, each in an AS of its own, and bgpspeak as
# the provider of all of them: every capability that both have, each family both
# ways, several paths of a prefix, and what is left when one is killed.
# One story: each test goes on from where the one before has ended.

load ../lib
load frr
load peers
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"
load matrix

of_hub='. + {import: ["accept"], export: ["accept"],
	graceful_restart: {restart_time: 60}, long_lived_restart: 60,
	role: "provider", add_path: [{family: "ipv4_unicast", mode: "both"}]}'

as_of() { # PEER
	echo $((64500 + ${N[$1]}))
}

# A prefix that all announce; with two paths, who can.
SHARED_BY_ALL=10.99.0.0/24

shared_of_bird() {
	echo "protocol static { ipv4; route $SHARED_BY_ALL blackhole { bgp_med = 5; }; }"
	echo "protocol static { ipv4; route $SHARED_BY_ALL blackhole { bgp_med = 6; }; }"
}

shared_of_frr() {
	printf ' address-family ipv4 unicast\n  network %s\n' "$SHARED_BY_ALL"
}

shared_of_gobgp() {
	echo "$SHARED_BY_ALL identifier 1 nexthop 192.0.2.13 med 5"
	echo "$SHARED_BY_ALL identifier 2 nexthop 192.0.2.13 med 6"
}

shared_of_openbgpd() {
	echo "network $SHARED_BY_ALL"
}

shared_of_exabgp() {
	cat <<-EOF
		static {
			route $SHARED_BY_ALL next-hop 192.0.2.15 path-information 0.0.0.1 med 5;
			route $SHARED_BY_ALL next-hop 192.0.2.15 path-information 0.0.0.2 med 6;
		}
	EOF
}

# All that each can be told to say. An add_path of BIRD is for each channel;
# GoBGP and ExaBGP know no roles, OpenBGPD and ExaBGP nothing of long-lived stale
# routes.
tuned() { # PEER COMMAND ...
	local each='' in_ipv4='' global='' able=''

	routes+=$'\n'$("shared_of_$1")
	case $1 in
	bird)
		each='local role customer; enable extended messages on;
			graceful restart on; graceful restart time 60;
			long lived graceful restart on; long lived stale time 60;'
		in_ipv4='add paths on;'
		;;
	frr)
		global=' bgp graceful-restart'
		each=' neighbor % local-role customer'
		in_ipv4='  neighbor % addpath-tx-all-paths'
		;;
	gobgp)
		each='[neighbors.graceful-restart.config]
			enabled = true
			restart-time = 2
			long-lived-enabled = true'
		in_ipv4='[neighbors.afi-safis.mp-graceful-restart.config]
			enabled = true
			[neighbors.afi-safis.long-lived-graceful-restart.config]
			enabled = true
			restart-time = 60
			[neighbors.afi-safis.add-paths.config]
			receive = true
			send-max = 8'
		;;
	openbgpd)
		each='announce policy customer
			announce enhanced refresh yes
			announce add-path recv yes
			announce add-path send all'
		;;
	exabgp)
		able='add-path send/receive; extended-message enable;'
		;;
	esac
	"${@:2}"
}

# With ADD-PATH in ipv4_unicast GoBGP writes a path id into the prefixes of its flow
# specifications, too.
SPEAKS[gobgp]=${SPEAKS[gobgp]/ipv4_flowspec/}

ANNOUNCED=${ANNOUNCED/ipv4_flowspec bird gobgp/ipv4_flowspec bird}

# To an external neighbour, over IPv4, OpenBGPD announces IPv6 with next hop ::1.
ANNOUNCED=${ANNOUNCED/frr gobgp openbgpd exabgp$'\n'ipv4_l/frr gobgp exabgp$'\n'ipv4_l}

# What an OPEN of each says, beside that it speaks 4-octet AS numbers, several
# families and answers a refresh.
declare -gA CAN=(
	[bird]="add_path enhanced_route_refresh extended_message graceful_restart
		long_lived_graceful_restart role"
	[frr]="add_path enhanced_route_refresh extended_message fqdn
		graceful_restart long_lived_graceful_restart role
		route_refresh_cisco"
	[gobgp]="add_path extended_next_hop fqdn graceful_restart
		long_lived_graceful_restart"
	[openbgpd]="add_path enhanced_route_refresh graceful_restart role"
	[exabgp]="add_path enhanced_route_refresh extended_message
		graceful_restart"
)

words() {
	tr -s '[:space:]' '\n' | sed '/^$/d' | sort
}

@test "all sessions come up, with all that both can do" {
	local peer

	for peer in $PEERS; do
		lab_wait 10 peer_is "$peer" '.state == "established"'
		diff <(lab_in hub bgpspeak show peers "$peer" | jq -r '
			.capabilities_received | map(.name) | unique[]') \
			<(words <<<"${CAN[$peer]} four_octet_as multiprotocol
				route_refresh")
		diff <(lab_in hub bgpspeak show peers "$peer" | jq -r '.families[]' | sort) \
			<(words <<<"${SPEAKS[$peer]}")
	done
}

@test "what each announces reaches all that speak its family" {
	lab_wait 10 none_missing
}


# All that the peer says of one prefix.
detail() { # PEER FAMILY PREFIX
	case $1 in
	bird) table bird "$2" | grep -F -A 9 "$3" ;;
	frr) frr_ask frr show bgp "$(frr_family "$2")" "$3" ;;
	openbgpd) bgpctl -s "$RUN/openbgpd/ctl" show rib detail |
		grep -F -A 7 "$3" ;;
	gobgp | exabgp) table "$1" "$2" | grep -F "$3" ;;
	esac
}

tells() { # PEER FAMILY ORIGINATOR PATTERN
	detail "$1" "$2" "$(prefix "$2" "$3")" | tee /dev/stderr | grep -qE "$4"
}

@test "attributes: the AS path, and who is only to be told customers (RFC 9234)" {
	local peer otc='BGP.otc: 65001|otc 65001|: 65001 *$|"0x0000fde9"|Type: BGPAttrType\(35\), Value: \[0 0 253 233\]'

	for peer in frr gobgp openbgpd exabgp; do
		tells "$peer" ipv4_unicast bird '65001,? 64511'
	done
	tells bird ipv4_unicast frr 'BGP.as_path: 65001 64512'
	for peer in gobgp openbgpd exabgp; do
		tells "$peer" ipv4_unicast bird "$otc"
	done
	frr_ask frr show bgp ipv4 unicast 10.11.0.0/24 json |
		jq -e '.paths[0].otc == 65001'
	tells bird ipv4_unicast frr 'BGP.otc: 65001'
}

@test "attributes: route targets of VPN routes, as they came" {
	tells bird ipv4_vpn gobgp '\(rt, 65001, 7\)'
	tells frr ipv4_vpn bird 'RT:65001:7'
	tells gobgp ipv4_vpn bird 'Extcomms: \[65001:7\]'
	tells openbgpd ipv4_vpn bird 'rt 65001:7'
	tells exabgp ipv4_vpn bird 'target:65001:7'
}

# The paths of SHARED_BY_ALL that the peer has of others.
paths_at() { # PEER
	case $1 in
	bird) birdc -s "$RUN/bird/ctl" show route table master4 all "$SHARED_BY_ALL" |
		grep -c 'as_path: 65001' ;;
	frr) frr_ask frr show bgp ipv4 unicast "$SHARED_BY_ALL" json |
		jq '[.paths[] | select(.aspath.string | startswith("65001"))] | length' ;;
	gobgp) lab_in gobgp gobgp global rib "$SHARED_BY_ALL" | grep -c ' 65001 645' ;;
	openbgpd) bgpctl -s "$RUN/openbgpd/ctl" show rib "$SHARED_BY_ALL" |
		grep -c ' 65001 645' ;;
	exabgp) jq -n --arg p "$SHARED_BY_ALL" 'reduce (inputs |
		.neighbor.message.update // empty) as $u ({};
		reduce ($u.announce."ipv4 unicast" // {} | .[][]) as $n
			(.; if $n.nlri == $p then .[$n."path-information"] = 1 else . end) |
		reduce ($u.withdraw."ipv4 unicast" // [] | .[]) as $n
			(.; if $n.nlri == $p then del(.[$n."path-information"]) else . end)) |
		length' "$RUN/exabgp/heard" ;;
	esac
}

paths_are() { # PEER COUNT
	paths_at "$1" | tee /dev/stderr | grep -qx "$2"
}

@test "ADD-PATH both ways: of several paths each has those of all others" {
	local peer
	local -A count=([bird]=6 [frr]=7 [gobgp]=6 [openbgpd]=7 [exabgp]=6)

	for peer in $PEERS; do
		lab_wait 5 paths_are "$peer" "${count[$peer]}"
	done
	lab_in hub bgpspeak show routes all "$SHARED_BY_ALL" | jq -se '
		length == 8 and all(.[]; .path_id != null)'
	lab_in gobgp gobgp global rib del $SHARED_BY_ALL identifier 1 \
		nexthop 192.0.2.13 med 5
	for peer in bird frr openbgpd exabgp; do
		lab_wait 5 paths_are "$peer" $((count[$peer] - 1))
	done
}

# All that it is told in ipv4_unicast has come again, between BoRR and EoRR.
refreshed() { # PEER
	local told from

	told=$(bgpspeak decode -q "$RUN/sessions.pcap" |
		jq -nr --arg dst "192.0.2.${N[$1]}" 'reduce (inputs |
		select(.dst == $dst)) as $m ({}; if $m.kind == "route_refresh" and
			$m.family == "ipv4_unicast"
		then if $m.subtype == 1 then {on: true} else .on = false end
		elif .on then .told += ($m.announce | tostring) else . end) |
		select(.on == false).told')
	for from in $PEERS; do
		[[ $from == "$1" || $told == *"$(prefix ipv4_unicast "$from")"* ]] ||
			return 1
	done
}

@test "enhanced ROUTE-REFRESH (RFC 7313): who asks is told all between two marks" {
	local peer

	for peer in bird frr openbgpd exabgp; do
		run ! refreshed "$peer"
		ask_again "$peer"
		lab_wait 5 refreshed "$peer"
		peer_is "$peer" '.established == 1'
	done
}

# Those that keep routes of a neighbour that restarts.
HELPERS=(bird frr gobgp openbgpd)

has_lost_us() { # PEER
	case $1 in
	bird) ! birdc -s "$RUN/bird/ctl" show protocols | grep Established ;;
	frr) frr_ask frr show bgp neighbors 192.0.2.1 json |
		jq -e '.[].bgpState != "Established"' ;;
	gobgp) lab_in gobgp gobgp -j neighbor 192.0.2.1 |
		jq -e '.state.session_state != 6' ;;
	openbgpd) bgpctl -s "$RUN/openbgpd/ctl" -j show neighbor |
		jq -e '.neighbors[0].state != "Established"' ;;
	esac
}

still_have() { # FAMILY ORIGINATOR PEER...
	local peer

	for peer in "${@:3}"; do
		[[ $peer == "$2" ]] ||
			table "$peer" "$1" | grep -qF "$(prefix "$1" "$2")" || return
	done
}

@test "we are killed: our routes stay, and what we do not repeat is swept" {
	local peer

	killed hub
	for peer in "${HELPERS[@]}"; do
		lab_wait 5 has_lost_us "$peer"
	done
	still_have ipv4_unicast exabgp "${HELPERS[@]}"
	still_have ipv4_vpn exabgp "${HELPERS[@]}"
	echo "withdraw route 10.15.9.0/24 next-hop 192.0.2.15" >"$RUN/exabgp/say"
	start_hub
	keep
	for peer in "${HELPERS[@]}"; do
		lab_wait 20 peer_is "$peer" '.state == "established"'
	done
	lab_wait 20 gone 10.15.9.0/24
	lab_wait 10 none_missing
}

exabgp_lost() { # PREFIX
	grep -F "$1" "$RUN/exabgp/heard" | tail -n 1 | grep '"withdraw"'
}

# GoBGP wants to be kept in ipv4_unicast alone. Who knows nothing of long-lived
# stale routes is not to have them (RFC 9494 4.3).
@test "GoBGP is killed: its routes are the last choice, and what it does not repeat is swept" {
	killed gobgp
	lab_wait 10 peer_is gobgp '.state != "established" and .stale == null
		and .long_lived_stale == ["ipv4_unicast"] and .received == 3'
	lab_wait 5 tells bird ipv4_unicast gobgp '\(65535,6\)'
	lab_wait 5 tells frr ipv4_unicast gobgp llgr-stale
	lab_wait 5 paths_are openbgpd 5
	lab_wait 5 exabgp_lost 10.13.0.0/24
	run ! tells openbgpd ipv4_unicast gobgp .
	eval "$(declare -f routes_of_gobgp | sed /10.13.9.0/d)"
	restarting=1 run_peer gobgp
	keep
	lab_wait 20 peer_is gobgp '.state == "established" and
		.stale == null and .long_lived_stale == null'
	lab_wait 10 gone 10.13.9.0/24
	lab_wait 10 none_missing
}
