#!/usr/bin/env bats
# shellcheck disable=SC2034,SC2154 # matrix.bash and peers.bash read and set them
# BIRD, FRR, GoBGP, OpenBGPD and ExaBGP around one bgpspeak, a reflector of all
# that they speak, over TCP MD5: each family of each of them, both ways.
# One story: each test goes on from where the one before has ended.

load ../lib
load frr
load peers
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"
load matrix

of_hub='.route_reflector_client = true'

as_of() {
	echo 65001
}

tuned() { # PEER COMMAND ...
	"${@:2}"
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
	lab_wait 10 none_missing
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

@test "ROUTE-REFRESH: who asks is told again, and keeps its session" {
	local peer count

	for peer in bird frr openbgpd exabgp; do
		count=$(told "$peer")
		ask_again "$peer"
		lab_wait 10 told_more_than "$count" "$peer"
		peer_is "$peer" '.established == 1'
	done
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

LIMITED="bird frr gobgp openbgpd" # all but ExaBGP, whose routes are few

limits_are() { # FILTER: of the record of each
	local peer

	for peer in $LIMITED; do
		neighbor "$peer" "$1"
	done | lab_in hub bgpspeak run --feed >/dev/null
}

# How often it has come up so far.
times_up() { # PEER
	lab_in hub bgpspeak show peers "$1" | jq .established
}

@test "max_prefixes: who says too much is told so, and comes back with another limit" {
	local peer
	local -A was

	for peer in $LIMITED; do
		was[$peer]=$(times_up "$peer")
	done
	limits_are '. + {max_prefixes: 1}'
	for peer in $LIMITED; do
		lab_wait 10 peer_is "$peer" '.state == "idle" and
			.reason == "it announced more than max_prefixes"'
	done
	for peer in bird gobgp openbgpd; do
		notified sent "$peer" cease/maximum_number_of_prefixes
	done
	notified sent frr cease/hard_reset # RFC 8538: it has said the N bit
	limits_are .
	for peer in $LIMITED; do
		lab_wait 20 peer_is "$peer" ".state == \"established\" and
			.established == ${was[$peer]} + 1"
	done
	[[ -z ${LONG-} ]] || rests_a_minute
}

rests_a_minute() {
	local peer
	local -A was

	for peer in $LIMITED; do
		was[$peer]=$(times_up "$peer")
	done
	limits_are '. + {max_prefixes: 1, max_prefixes_restart: 1}'
	for peer in $LIMITED; do
		lab_wait 10 peer_is "$peer" '.state == "idle"'
		lab_wait 100 peer_is "$peer" ".state == \"idle\" and
			.established == ${was[$peer]} + 1"
	done
	limits_are .
	for peer in $LIMITED; do # each time OpenBGPD rests longer
		lab_wait 120 peer_is "$peer" '.state == "established"'
	done
}

# One after the other: what the rest has told us is what is too much.
@test "their limits: we are told so, and say it" {
	local peer
	local -A says=([frr]=cease/hard_reset) # RFC 8538

	for peer in $LIMITED; do
		kill "${process_of[$peer]}"
		lab_wait 10 has_ended "${process_of[$peer]}"
		limit=1 run_peer "$peer"
		keep
		lab_wait 20 notified received "$peer" \
			"${says[$peer]-cease/maximum_number_of_prefixes}"
		kill "${process_of[$peer]}"
		lab_wait 10 has_ended "${process_of[$peer]}"
		run_peer "$peer"
		keep
	done
}
