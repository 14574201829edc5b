#!/usr/bin/env bats
# Aggregates, live: b is BIRD in AS 3000 with two networks of 10.0.0.0/8, which
# the edge in AS 65001 aggregates; f is FRR in AS 65002, which hears of it.

load ../lib
load frr
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

setup() {
	need_netns
	need ip jq nsenter bird birdc
	need_frr
	LAB=g$((RANDOM % 10000))
	RUN=$(mktemp -d)
	chmod 755 "$RUN"
	export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN
	pids=()
	lab_ns us f b
	lab_wire us to-f 192.0.2.1/30 f to-us 192.0.2.2/30
	lab_wire us to-b 192.0.2.5/30 b to-us 192.0.2.6/30
	start_frr
	start_bird
}

teardown() {
	[[ -n ${LAB-} ]] || return 0
	[[ -n ${BATS_TEST_COMPLETED-} ]] || cat "$RUN/us.log"
	kill "${pids[@]}" 2>/dev/null || :
	wait
	frr_clean "${pids[@]}"
	for name in us f b; do
		ip netns delete "$LAB-$name"
	done
	rm -rf "$RUN"
}

start_frr() {
	mkdir "$RUN/f"
	cat >"$RUN/f/conf" <<-EOF
		router bgp 65002
		 bgp router-id 192.0.2.2
		 no bgp ebgp-requires-policy
		 neighbor 192.0.2.1 remote-as 65001
		 neighbor 192.0.2.1 timers 3 9
		 neighbor 192.0.2.1 timers connect 1
	EOF
	: >"$RUN/f/none"
	chown -R frr:frr "$RUN/f"
	frr_run f zebra -f "$RUN/f/none"
	lab_wait 10 test -S "$RUN/f/zserv"
	frr_run f bgpd -f "$RUN/f/conf"
	lab_wait 10 test -S "$RUN/f/bgpd.vty"
}

start_bird() {
	cat >"$RUN/b.conf" <<-EOF
		router id 192.0.2.6;
		protocol device {}
		protocol static one { ipv4; route 10.1.0.0/24 blackhole; }
		protocol static two { ipv4; route 10.2.0.0/24 blackhole; }
		protocol bgp edge {
			local 192.0.2.6 as 3000;
			neighbor 192.0.2.5 as 65001;
			hold time 9;
			connect delay time 1;
			connect retry time 1;
			error wait time 1, 2;
			ipv4 { next hop self; import all; export filter {
				if source != RTS_STATIC then reject;
				if net = 10.2.0.0/24 then {
					bgp_path.prepend(64999);
					bgp_community.add((3000,2));
				} else
					bgp_community.add((3000,1));
				accept;
			}; };
		}
	EOF
	lab_start b bird -f -c "$RUN/b.conf" -s "$RUN/b.ctl" 3>&- \
		</dev/null >"$RUN/b.out" 2>&1
	lab_wait 10 test -S "$RUN/b.ctl"
}

router() { # AGGREGATE
	printf '{"type":"router","as":65001,"router_id":"192.0.2.1","aggregates":[%s]}\n' "$1"
}

us() { # AGGREGATE
	router "$1" >"$RUN/us.json"
	cat >>"$RUN/us.json" <<-'EOF'
		{"type":"policy","name":"mark","rules":[{"match":{"protocol":["aggregate"]},"set":{"communities_add":["65001:8"]},"then":"accept"}]}
		{"type":"peer","name":"f","remote_as":65002,"hold_time":9,"remote_address":"192.0.2.2","connect_retry":1,"import":["accept"],"export":["accept"]}
		{"type":"peer","name":"b","remote_as":3000,"hold_time":9,"remote_address":"192.0.2.6","connect_retry":1,"import":["accept"],"export":["accept"]}
	EOF
	lab_start us bgpspeak run "$RUN/us.json" </dev/null \
		>"$RUN/us.ndjson" 2>"$RUN/us.log" 3>&-
}

frr_has() { # PREFIX FILTER
	frr_ask f show bgp ipv4 unicast "$1" json | tee /dev/stderr |
		jq -e ".paths[0] | $2"
}

frr_lacks() { # PREFIX
	frr_ask f show bgp ipv4 unicast json |
		jq -e --arg p "$1" '.routes | has($p) | not'
}

@test "an aggregate is there while a route beneath it is, and says who made it" {
	us '{"prefix":"10.0.0.0/8","policy":["mark"]}'
	lab_wait 20 frr_has 10.0.0.0/8 '.aspath.string == "65001" and
		.atomicAggregate and .aggregatorAs == 65001 and
		.aggregatorId == "192.0.2.1" and .origin == "IGP" and
		.nexthops[0].ip == "192.0.2.1" and
		.community.string == "65001:8"'
	lab_wait 5 frr_has 10.1.0.0/24 '.aspath.string == "65001 3000"'
	birdc -s "$RUN/b.ctl" disable one >/dev/null
	lab_wait 20 frr_lacks 10.1.0.0/24
	frr_has 10.0.0.0/8 '.atomicAggregate'
	birdc -s "$RUN/b.ctl" disable two >/dev/null
	lab_wait 20 frr_lacks 10.0.0.0/8
	birdc -s "$RUN/b.ctl" enable two >/dev/null
	lab_wait 20 frr_has 10.0.0.0/8 '.atomicAggregate'
	# who uses the policy, and a policy that is not there
	lab_in us bgpspeak show policies mark | tee "$RUN/policy.ndjson" |
		jq -e '.name == "mark" and .rules == 1 and
			.used_by == [{"way":"aggregate","name":"10.0.0.0/8"}]'
	run -1 --separate-stderr lab_in us bgpspeak show policies none
	[[ -z $output && $stderr == "bgpspeak: error: there is no policy of that name" ]]
	lab_in us bgpspeak show routes 10.0.0.0/8 | tee "$RUN/route.ndjson" |
		jq -e '.rib == "loc" and .weight == 32768 and
			.as_path == [] and .aggregator.as == 65001'
}

@test "what is beneath is hidden, with its AS numbers in a set, as the record says" {
	us '{"prefix":"10.0.0.0/8","summary_only":true,"as_set":true}'
	lab_wait 20 frr_has 10.0.0.0/8 '.aspath.string == "65001 3000 {64999}" and
		(.atomicAggregate | not) and .aggregatorAs == 65001 and
		.community.string == "3000:1 3000:2"'
	frr_lacks 10.1.0.0/24
	frr_lacks 10.2.0.0/24
	# both have the same path then, which the aggregate has too
	birdc -s "$RUN/b.ctl" disable two >/dev/null
	lab_wait 20 frr_has 10.0.0.0/8 '.aspath.string == "65001 3000"'
	# no more of it: what it hid is told
	router '' | lab_in us bgpspeak run --feed -
	lab_wait 20 frr_has 10.1.0.0/24 '.aspath.string == "65001 3000"'
	lab_wait 20 frr_lacks 10.0.0.0/8
	router '{"prefix":"10.0.0.0/8","summary_only":true}' |
		lab_in us bgpspeak run --feed -
	lab_wait 20 frr_has 10.0.0.0/8 '.aspath.string == "65001"'
	lab_wait 20 frr_lacks 10.1.0.0/24
	# one that a policy refuses hides nothing, nor does one beneath it
	router '{"prefix":"10.0.0.0/8","summary_only":true,"policy":["reject"]},
		{"prefix":"10.0.0.0/14"}' | lab_in us bgpspeak run --feed -
	lab_wait 20 frr_has 10.0.0.0/14 '.atomicAggregate'
	lab_wait 20 frr_has 10.1.0.0/24 '.aspath.string == "65001 3000"'
	lab_wait 20 frr_lacks 10.0.0.0/8
}
