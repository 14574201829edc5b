#!/usr/bin/env bats
# The main job beside FRR: a site with two lines to a cloud, over IPv4 and IPv6.
# One story: each test goes on from where the one before has ended.

load ../lib
load frr
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

CLOUD4=172.16.0.0/24 CLOUD6=fd00:ac10::/64

# The site of the demo, and the same over IPv6.
site6() {
	local n

	for n in a:10:first-out: b:20:second-out:second-in; do
		IFS=: read -r name link in out <<<"$n"
		jq -nc --arg name "$name" --arg link "$link" --arg in "$in" \
			--arg out "$out" '{type: "peer", name: "cloud-\($name)6",
			remote_as: 64512, remote_address: "fd00:\($link)::2",
			families: ["ipv6_unicast"], hold_time: 9, import: [$in],
			export: ([$out, "our-networks"] | map(select(. != "")))}'
	done
}

# What all tests share stands in a file: bats 1.8 cannot skip in setup_file.
setup() {
	need_netns
	need ip jq ping nsenter pgrep
	need_frr
	SHARE=$BATS_FILE_TMPDIR/lab
	[[ -e $SHARE ]] || build
	# shellcheck disable=SC1090
	. "$SHARE"
	export EDGEPIPE_RUN=$RUN
}

build() {
	LAB=f$((RANDOM % 10000))
	RUN=$(mktemp -d)
	export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN
	edge=
	pids=()
	keep
	chmod 755 "$RUN"
	site6 >"$RUN/site6.json"
	lab_up
	frr_start a 1 2 10
	frr_start b 2 1 20
	lab_edge "$TOP/tests/demo/site.json" "$RUN/site6.json" \
		</dev/null >"$RUN/records" 2>"$RUN/edge.log" 3>&-
	keep
}

keep() {
	declare -p LAB RUN edge pids | sed 's/^declare/& -g/' >"$SHARE"
}

teardown_file() {
	if [[ -e $BATS_FILE_TMPDIR/lab ]]; then
		# shellcheck disable=SC1091
		. "$BATS_FILE_TMPDIR/lab"
		[[ -z $edge ]] || lab_edge_end
		kill "${pids[@]}" 2>/dev/null || :
		lab_wait 5 frr_has_ended
		frr_clean "${pids[@]}"
		lab_down
		rm -rf "$RUN"
	fi
}

frr_has_ended() {
	! kill -0 "${pids[@]}"
}

teardown() {
	[[ -n ${BATS_TEST_COMPLETED-} ]] || cat "$RUN/edge.log"
}

# A gateway's best route for the prefix has this next hop.
goes_by() { # GATEWAY FAMILY PREFIX NEXT-HOP
	frr_ask "$1" show bgp "$2" unicast "$3" json |
		jq -e --arg via "$4" 'any(.paths[]; .bestpath.overall and
			any(.nexthops[]; .ip == $via))' >/dev/null
}

knows() { # GATEWAY FAMILY PREFIX
	frr_ask "$1" show bgp "$2" unicast "$3" json | jq -e .paths >/dev/null
}

@test "sessions come up, in both families" {
	for gateway in a b; do
		lab_wait 20 established $gateway ipv4
		lab_wait 20 established $gateway ipv6
	done
}

established() { # GATEWAY FAMILY
	frr_ask "$1" show bgp "$2" unicast summary json | jq -e '
		[.peers[]] | length == 2 and all(.[]; .state == "Established")'
}

@test "LOCAL_PREF chooses the way out" {
	lab_wait 20 lab_forwards $CLOUD4 169.254.10.2
	lab_wait 20 lab_chosen $CLOUD4 169.254.10.2
	lab_wait 20 lab_chosen $CLOUD6 fd00:10::2
	lab_wait 20 goes6 fd00:10::2
	lab_in dc bgpspeak show routes | jq -se --arg p $CLOUD4 '
		any(.[]; .prefix == $p and .local_pref == 200 and
			.reason == "local_pref" and .as_path == [64512])'
}

# The edge's kernel forwards by it, over IPv6.
goes6() { # NEXT-HOP
	lab_in dc ip -6 -j route show $CLOUD6 |
		jq -e --arg via "$1" 'any(.[]; .gateway == $via)'
}

@test "MED chooses the way in, without a word in the cloud's configuration" {
	lab_wait 20 goes_by b ipv4 10.1.1.0/24 172.16.0.1
	lab_wait 20 goes_by b ipv4 10.1.2.0/24 172.16.0.1
	lab_wait 20 goes_by b ipv6 fd00:1:1::/64 fd00:ac10::1
	frr_ask b show bgp ipv4 unicast 10.1.1.0/24 json | jq -e '
		any(.paths[]; .aspath.string == "65001" and .metric == 20)'
	frr_ask a show bgp ipv4 unicast 10.1.1.0/24 json | jq -e '
		any(.paths[]; .aspath.string == "65001" and
			(.metric // 0) == 0 and .origin == "incomplete")'
}

@test "packets go both ways by the first line" {
	lab_by_line a b 172.16.0.10 10.1.2.10
	lab_by_line a b fd00:ac10::10 fd00:1:2::10
}

@test "only what policy names was announced" {
	diff - <(frr_ask a show bgp ipv4 unicast neighbors 169.254.10.1 routes \
		json | jq -r '.routes | keys[]') <<-'EOF'
		10.1.1.0/24
		10.1.2.0/24
	EOF
	diff - <(frr_ask a show bgp ipv6 unicast neighbors fd00:10::1 routes \
		json | jq -r '.routes | keys[]') <<-'EOF'
		fd00:1:1::/64
		fd00:1:2::/64
	EOF
}

@test "a third network appears in the cloud" {
	lab_site_lan 3
	for gateway in a b; do
		lab_wait 10 knows $gateway ipv4 10.1.3.0/24
		lab_wait 10 knows $gateway ipv6 fd00:1:3::/64
	done
	lab_wait 5 lab_reaches h3 172.16.0.10
	lab_wait 5 lab_reaches h3 fd00:ac10::10
}

@test "when the first line is cut packets go by the second" {
	ip -n "$LAB-dc" link set to-a down
	lab_wait 20 lab_forwards $CLOUD4 169.254.20.2
	lab_wait 20 lab_chosen $CLOUD4 169.254.20.2
	lab_wait 20 goes6 fd00:20::2
	lab_wait 20 goes_by b ipv4 10.1.1.0/24 169.254.20.1
	lab_wait 20 lab_by_line b a 172.16.0.10 10.1.2.10
	lab_wait 20 lab_by_line b a fd00:ac10::10 fd00:1:2::10
}

@test "and by the first again when it is back" {
	ip -n "$LAB-dc" link set to-a up
	# the kernel took the address with the link
	ip -n "$LAB-dc" address add fd00:10::1/126 dev to-a
	lab_wait 30 lab_forwards $CLOUD4 169.254.10.2
	lab_wait 30 goes6 fd00:10::2
	lab_wait 30 goes_by b ipv4 10.1.1.0/24 172.16.0.1
	lab_wait 30 goes_by b ipv6 fd00:1:1::/64 fd00:ac10::1
	lab_wait 10 lab_by_line a b 172.16.0.10 10.1.2.10
	lab_wait 10 lab_by_line a b fd00:ac10::10 fd00:1:2::10
}

@test "at the end what is installed stays, and the cloud forgets the site" {
	kill -TERM -- "-$edge"
	lab_wait 20 forgotten a
	lab_wait 20 forgotten b
	lab_forwards $CLOUD4 169.254.10.2
}

forgotten() { # GATEWAY
	! frr_ask "$1" show bgp ipv4 unicast 10.1.1.0/24 json | jq -e .paths
}
