#!/usr/bin/env bats
# The decision process: random sets of paths told to bgpspeak, BIRD, FRR, GoBGP
# and OpenBGPD by the same seven neighbours, and what each chose. decide.py has
# the neighbours, the text of the RFCs as a judge, and the list of what others
# do otherwise by intent.

load ../lib
load frr
load peers
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

OTHERS="bird bird-default frr gobgp openbgpd"

setup() {
	peers_need bird frr gobgp openbgpd
	need python3
	# shellcheck disable=SC2034 # lab.bash reads it
	LAB=d$((RANDOM % 1000))
	RUN=$(mktemp -d)
	chmod 755 "$RUN"
	export EDGEPIPE_RUN=$RUN
	# shellcheck disable=SC2034 # and this
	pids=()
	ends=$(decide neighbours | tr '\n' ' ')
	# shellcheck disable=SC2046
	peers_network "192.0.2.1/24 $(printf '%s/24 ' $(decide neighbours | sed 's/=.*//'))"
}

teardown() {
	[[ -n ${RUN-} ]] || return 0
	[[ -n ${BATS_TEST_COMPLETED-} ]] || tail -n 5 "$RUN"/*/log
	# shellcheck disable=SC2086
	peers_end us $OTHERS
	rm -rf "$RUN"
}

decide() {
	/usr/bin/python3 "$BATS_TEST_DIRNAME/decide.py" "$@"
}

# One is set up as the text has it, as far as it can be, one as it comes.
speakers() {
	# shellcheck disable=SC2034 # peers.bash reads them
	local as=65001 passive=1 families=ipv4_unicast name n=11

	for name in $OTHERS; do
		peers_plug "$name" $((n++))
	done
	global='protocol direct { ipv4; }' each='deterministic med on;' \
		start_bird bird 11
	global='protocol direct { ipv4; }' start_bird bird-default 12
	global=$'bgp bestpath compare-routerid\nbgp deterministic-med' \
		start_frr frr 13
	global=$'[global.route-selection-options.config]\nexternal-compare-router-id = true' \
		start_gobgp gobgp 14
	start_openbgpd openbgpd 15
}

us() {
	local end

	peers_plug us 10
	{
		echo '{"type":"router","as":65001,"router_id":"192.0.2.10"}'
		for end in $ends; do
			jq -nc --arg address "${end%=*}" --argjson asn "${end#*=}" \
				'{type: "peer", name: $address, passive: true,
				remote_address: $address, remote_as: $asn,
				import: ["accept"]}'
		done
	} >"$RUN/us.json"
	lab_start us bgpspeak run --no-output --no-resolve "$RUN/us.json" \
		</dev/null 2>"$RUN/us/log" 3>&-
	lab_wait 5 test -S "$RUN/bgpspeak-run.sock"
}

# Every path that it has: "PREFIX ADDRESS [best]".
paths() { # NAME
	case $1 in
	us) lab_in us bgpspeak show routes all | jq -r '"\(.prefix) \(.peer) " +
		if .rib == "loc" then "best" else "" end' ;;
	bird*) birdc -s "$RUN/$1/ctl" show route where source = RTS_BGP |
		awk '/unicast \[to_/ {
			if ($1 != "unicast") prefix = $1
			match($0, /to_[0-9_]+/)
			split(substr($0, RSTART + 3, RLENGTH - 3), a, "_")
			print prefix, a[1] "." a[2] "." a[3] "." a[4],
				(/\] \*/ ? "best" : "") }' ;;
	frr*) frr_ask "$1" show bgp ipv4 unicast json | jq -r '.routes |
		to_entries[] | .key as $k | .value[] |
		"\($k) \(.peerId) \(if .bestpath then "best" else "" end)"' ;;
	gobgp) lab_in gobgp gobgp -j global rib | jq -r 'to_entries[] |
		.key as $k | .value[] | "\($k) \(."neighbor-ip") " +
		if .best then "best" else "" end' ;;
	openbgpd) bgpctl -s "$RUN/openbgpd/ctl" -j show rib | jq -r '.rib[] |
		"\(.prefix) \(.neighbor.remote_addr) " +
		if .best then "best" else "" end' ;;
	esac >"$RUN/$1.paths"
}

has_all() { # NAME COUNT
	paths "$1" && [[ $(wc -l <"$RUN/$1.paths") == "$2" ]]
}

# judged N SEED: what each chose of so many sets, a line of counts for each.
judged() {
	local name count

	speakers
	us
	lab_start hub /usr/bin/python3 "$BATS_TEST_DIRNAME/decide.py" feed "$1" \
		"$2" 192.0.2.1{0,1,2,3,4,5} </dev/null >"$RUN/fed" 3>&-
	lab_wait 120 test -s "$RUN/fed"
	count=$(<"$RUN/fed")
	for name in us $OTHERS; do
		lab_wait 60 has_all "$name" "$count"
	done
	# shellcheck disable=SC2086
	decide judge "$1" "$2" "$RUN" us $OTHERS
}

@test "of random sets of paths we choose as the text, and as others do" {
	local n=2000 seed=1

	[[ -z ${LONG-} ]] || n=10000 seed=$RANDOM
	judged $n $seed >"$RUN/verdict" 2>"$RUN/why"
	echo "seed $seed"
	cat "$RUN/verdict" "$RUN/why"
	[[ -z ${LONG-} ]] || cat "$RUN/verdict" >&3
	[[ $(wc -l <"$RUN/verdict") == 6 ]]
	run ! grep unexplained "$RUN/verdict"
	# who has no knob turned agrees in all
	diff - <(grep -E '^(us|bird|openbgpd):' "$RUN/verdict" | sort) <<-EOF
		bird: as the text $n
		openbgpd: as the text $n
		us: as the text $n
	EOF
}
