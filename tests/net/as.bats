#!/usr/bin/env bats
# AS numbers on the way through: the edge is AS 65001, a member of confederation
# 65000 in which FRR is AS 65002. Two BIRDs outside are both of AS 3000.

load ../lib
load frr
# shellcheck source=tests/demo/lab.bash
. "$BATS_TEST_DIRNAME/../demo/lab.bash"

setup() {
	need_netns
	need ip jq nsenter bird birdc
	need_frr
	LAB=s$((RANDOM % 10000))
	RUN=$(mktemp -d)
	chmod 755 "$RUN"
	export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN
	pids=()
	lab_ns us f b c
	lab_wire us to-f 192.0.2.1/30 f to-us 192.0.2.2/30
	lab_wire us to-b 192.0.2.5/30 b to-us 192.0.2.6/30
	lab_wire us to-c 192.0.2.9/30 c to-us 192.0.2.10/30
	free_range
	outside b 192.0.2.6 192.0.2.5 65000 10.1.0.0/16 64999
	outside c 192.0.2.10 192.0.2.9 65000 10.3.0.0/16
}

teardown() {
	[[ -n ${LAB-} ]] || return 0
	[[ -n ${BATS_TEST_COMPLETED-} ]] || cat "$RUN/us.log"
	kill "${pids[@]}" 2>/dev/null || :
	wait
	frr_clean "${pids[@]}"
	for name in us f b c; do
		ip netns delete "$LAB-$name"
	done
	rm -rf "$RUN"
}

free_range() {
	mkdir "$RUN/f"
	cat >"$RUN/f/conf" <<-EOF
		router bgp 65002
		 bgp router-id 192.0.2.2
		 bgp confederation identifier 65000
		 bgp confederation peers 65001
		 no bgp network import-check
		 no bgp ebgp-requires-policy
		 neighbor 192.0.2.1 remote-as 65001
		 neighbor 192.0.2.1 timers 3 9
		 neighbor 192.0.2.1 timers connect 1
		 address-family ipv4 unicast
		  network 10.2.0.0/16
		 exit-address-family
	EOF
	: >"$RUN/f/none"
	chown -R frr:frr "$RUN/f"
	frr_run f zebra -f "$RUN/f/none"
	lab_wait 10 test -S "$RUN/f/zserv"
	frr_run f bgpd -f "$RUN/f/conf"
	lab_wait 10 test -S "$RUN/f/bgpd.vty"
}

outside() { # NAME OWN THEIRS THEIR-AS PREFIX [PREPENDED]
	cat >"$RUN/$1.conf" <<-EOF
		router id $2;
		protocol device {}
		protocol static { ipv4; route $5 blackhole; }
		protocol bgp edge {
			local $2 as 3000;
			neighbor $3 as $4;
			hold time 9;
			connect delay time 1;
			connect retry time 1;
			error wait time 1, 2;
			ipv4 { next hop self; import all; export filter {
				if source != RTS_STATIC then reject;
				${6:+bgp_path.prepend($6);}
				accept;
			}; };
		}
	EOF
	lab_start "$1" bird -f -c "$RUN/$1.conf" -s "$RUN/$1.ctl" 3>&- \
		</dev/null >"$RUN/$1.out" 2>&1
}

us() { # MEMBER...: of the record of c
	cat >"$RUN/us.json" <<-EOF
		{"type":"router","as":65001,"router_id":"192.0.2.1",
		 "confederation":{"id":65000,"members":[65001,65002]}}
		{"type":"peer","name":"f","remote_as":65002,"hold_time":9,
		 "remote_address":"192.0.2.2","connect_retry":1}
		{"type":"peer","name":"b","remote_as":3000,"hold_time":9,
		 "remote_address":"192.0.2.6","connect_retry":1,
		 "import":["accept"],"export":["accept"]}
		{"type":"peer","name":"c","remote_as":3000,"hold_time":9,
		 "remote_address":"192.0.2.10","connect_retry":1,
		 "import":["accept"],"export":["accept"]$1}
	EOF
	lab_start us bgpspeak run "$RUN/us.json" </dev/null \
		>"$RUN/us.ndjson" 2>"$RUN/us.log" 3>&-
}

# The path of the prefix in that BIRD.
bird_has() { # NAME PREFIX "PATH"
	birdc -s "$RUN/$1.ctl" show route for "$2" all | tee /dev/stderr |
		grep -qxF "	BGP.as_path: $3"
}

frr_has() { # PREFIX FILTER
	frr_ask f show bgp ipv4 unicast "$1" json | tee /dev/stderr |
		jq -e ".paths[0] | $2"
}

we_have() { # PREFIX FILTER
	lab_in us bgpspeak show routes "$1" | jq -se "any(.[]; $2)"
}

@test "a confederation is one AS to those outside, and several inside" {
	us ""
	# inside, a path says which members it has been in, and keeps LOCAL_PREF
	lab_wait 20 frr_has 10.3.0.0/16 '.aspath.string == "(65001) 3000" and
		.locPrf == 100 and .peer.type == "confed-external" and
		.nexthops[0].ip == "192.0.2.10"'
	lab_wait 20 we_have 10.2.0.0/16 \
		'.as_path == [{"confed_sequence": [65002]}]'
	# outside nobody sees that
	lab_wait 20 bird_has c 10.2.0.0/16 65000
	lab_wait 20 bird_has b 10.2.0.0/16 65000
}

@test "as_override and remove_private_as change what the neighbour sees" {
	us ',"as_override":true,"remove_private_as":true'
	# 64999 was put in by b; 3000 is c's own
	lab_wait 20 bird_has c 10.1.0.0/16 "65000 65000"
	lab_wait 20 frr_has 10.1.0.0/16 '.aspath.string ==
		"(65001) 3000 64999"'
}

@test "default_originate tells that neighbour a default route, and takes it back" {
	us ',"default_originate":true'
	lab_wait 20 bird_has c 0.0.0.0/0 65000
	lab_wait 20 bird_has b 10.2.0.0/16 65000
	no_default b
	# and show tells it, of that neighbour alone
	lab_in us bgpspeak show routes --rib adj_out 0.0.0.0/0 |
		jq -se 'length == 1 and (.[0] | .peer == "c" and
			.rib == "adj_out" and .as_path == [65000] and
			.next_hop == "192.0.2.9")'
	lab_in us bgpspeak show routes --rib adj_out --peer c |
		jq -se 'any(.[]; .prefix == "0.0.0.0/0") and
			any(.[]; .prefix == "10.2.0.0/16")'
	lab_in us bgpspeak run --feed - <<-'EOF'
		{"type":"peer","name":"c","remote_as":3000,"hold_time":9,"remote_address":"192.0.2.10","connect_retry":1,"import":["accept"],"export":["accept"]}
	EOF
	lab_wait 20 no_default c
	lab_wait 20 bird_has c 10.2.0.0/16 65000
}

no_default() { # NAME
	! bird_has "$1" 0.0.0.0/0 65000
}

@test "with local_as a neighbour knows us by another number, and ours behind it" {
	kill "${pids[-1]}"
	outside c 192.0.2.10 192.0.2.9 7000 10.3.0.0/16
	us ',"local_as":7000,"local_as_mode":"both"'
	lab_wait 20 bird_has c 10.2.0.0/16 "7000 65000"
	lab_wait 20 we_have 10.3.0.0/16 '.as_path == [7000, 3000]'
}
