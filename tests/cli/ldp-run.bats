#!/usr/bin/env bats
# ldpd-lite check, show, and what run says without a network: text and status.

load ../lib

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export EDGEPIPE_RUN=$PWD EDGEPIPE_STATE=$PWD
	cat >good.json <<-'EOF'
		{"type":"router","as":65001,"router_id":"192.0.2.1",
		 "ldp":{"transport":["192.0.2.1","2001:db8::1"],"prefer":"ipv4"}}
		{"type":"interface","name":"eth1","ldp":true}
	EOF
}

@test "a good site is passed in silence" {
	run -0 --separate-stderr ldpd-lite check --strict good.json
	[[ -z $output && -z $stderr ]]
}

@test "every kind of mistake gives one line with its place" {
	cat >bad.json <<-'EOF'
		{"type":"router","as":65001,"router_id":"2001:db8::1"}
		{"type":"interface","name":"eth1","ldp":"yes"}
	EOF
	run -65 --separate-stderr ldpd-lite check bad.json
	[[ -z $output ]]
	[[ $stderr == 'ldpd-lite: error: bad.json:1: router_id: is not an IPv4 address'$'\n'* ]]
	[[ $stderr == *'ldpd-lite: error: bad.json:2: interface "eth1": ldp: '* ]]
}

@test "a password that cannot be read is a fault" {
	cat >bad.json <<-'EOF'
		{"type":"router","as":65001,"router_id":"192.0.2.1",
		 "ldp":{"neighbors":[{"router_id":"192.0.2.2","password_file":"none"}]}}
		{"type":"interface","name":"eth1","ldp":true}
	EOF
	run -65 --separate-stderr ldpd-lite check --secrets . bad.json
	[[ -z $output ]]
	[[ $stderr == 'ldpd-lite: error: bad.json:1: ldp.neighbors[0].password_file: none: No such file or directory' ]]
}

@test "what is missing altogether is a warning" {
	echo '{"type":"vrf","name":"A"}' >other.json
	run -0 --separate-stderr ldpd-lite check other.json
	[[ -z $output ]]
	[[ $stderr == *'no router record'*'no interface record has "ldp": true'* ]]
}

@test "show without a daemon says which one, and ends with 69" {
	run -69 --separate-stderr ldpd-lite show
	[[ -z $output && $stderr == *ldpd-lite-run.sock* ]]
	run -64 --separate-stderr ldpd-lite show nothing
	[[ -z $output ]]
	[[ $stderr == *'neighbors, adjacencies, capabilities, bindings, router or metrics'* ]]
	run -64 --separate-stderr ldpd-lite show --follow bindings
	[[ -z $output && $stderr == *--follow* ]]
}

@test "a damaged file of labels is told with its line, and begun anew" {
	local daemon

	unshare -n true 2>/dev/null || skip "no right to make namespaces"
	printf '16 10.0.0.0/8\nnonsense\n17 10.1.0.0/16\n' >ldpd-lite.labels
	unshare -n ldpd-lite run --no-output good.json 2>err 3>&- &
	daemon=$!
	wait_for 5 grep -qsF "$PWD/ldpd-lite.labels:2: not a label" err
	wait_for 5 grep -qx '16 10.0.0.0/8' ldpd-lite.labels
	kill "$daemon"
	wait "$daemon"
}

@test "run refuses a transport address that nobody can connect to" {
	need_netns
	echo '{"type":"router","as":65001,"router_id":"192.0.2.1",
		"ldp":{"transport":["127.0.0.1"]}}' >bad.json
	run -65 --separate-stderr unshare -n ldpd-lite run --once bad.json </dev/null
	[[ $stderr == *'bad.json:1: '*'ldp.transport[0]: is no address that neighbours can connect to'* ]]
}

@test "run gives labels to routes, keeps them over a restart, and shows them" {
	local n pid

	need_netns
	need jq
	cat good.json - >site.json <<-'EOF'
		{"type":"interface_state","name":"eth1","up":true,"ifindex":7,"addresses":["10.0.0.1/24"]}
		{"type":"route","protocol":"static","family":"ipv4_unicast","prefix":"10.9.0.0/16","metric":0,
		 "paths":[{"next_hop":"10.0.0.2","interface":"eth1"}]}
	EOF
	for n in 1 2; do
		unshare -n ldpd-lite run site.json </dev/null >out.ndjson 2>err 3>&- &
		pid=$!
		wait_for 10 ldpd-lite show bindings 10.9.0.0/16 2>/dev/null
		run -0 --separate-stderr ldpd-lite show bindings 10.9.0.0/16
		[[ $(jq -c '[.direction, .label, .reason]' <<<"$output") == '["local",16,"next_hop_no_neighbor"]' ]]
		run -0 --separate-stderr ldpd-lite show --table router
		[[ $output == *192.0.2.1* ]]
		run -0 --separate-stderr ldpd-lite show metrics
		[[ $output == *"ldp_fecs $n"* && $output == *"ldp_labels $n"* ]]
		run -1 --separate-stderr ldpd-lite show neighbors 192.0.2.9:0
		[[ $stderr == *'there is no neighbour of that name'* ]]
		run -1 --separate-stderr ldpd-lite show bindings 10.9.0.0
		[[ $stderr == *'that is no prefix'* ]]
		kill "$pid"
		wait "$pid"
		# one before it would take the label, had that not been kept
		sed -n 's/10\.9\.0\.0/10.8.0.0/p' site.json >other.json
		sed -n '/10\.9/{n;p}' site.json >>other.json
		sed '/"type":"router"/,/"interface","name"/d' site.json |
			cat good.json other.json - >new.json
		mv new.json site.json
	done
}
