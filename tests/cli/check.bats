#!/usr/bin/env bats
# bgpspeak check: every fault of a site's files, each with its place.

load ../lib

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cat >good.json <<-'EOF'
		// a site
		{"type":"router","as":65001,"router_id":"192.0.2.1","redistribute":{"connected":["ours"]}}
		{"type":"policy","name":"ours","rules":[{"match":{"prefix":["10.0.0.0/8 le 24"]},"then":"accept"}]}
		{"type":"peer","name":"cloud","remote_as":64512,"remote_address":"192.0.2.2",
		 "import":["accept"],"export":["ours"]}
	EOF
}

# said LINE ...: bad.json was refused, with exactly these faults of it.
said() {
	[[ -z $output ]]
	diff <(printf 'bgpspeak: error: bad.json:%s\n' "$@") - \
		< <(grep -v ': warning: ' <<<"$stderr")
}

@test "a good site is passed in silence" {
	run -0 --separate-stderr bgpspeak check --strict good.json
	[[ -z $output && -z $stderr ]]
	run -0 --separate-stderr bgpspeak check - <good.json
	[[ -z $output && -z $stderr ]]
}

@test "every kind of mistake gives one line with its place" {
	cat >bad.json <<-'EOF'
		{"type":"router","as":65001,"router_id":"192.0.2.1","redistribute":{"static":["none"]}}
		{"type":"policy","name":"x","rules":[{"match":{"as_path":["(("]},"then":"accept"}]}
		{"type":"policy","name":"y","rules":[{"call":"nowhere"},{"call":"x"}]}
		{"type":"peer","name":"a","remote_as":64512,"remote_address":"192.0.2.2","hold_time":2}
		{"type":"peer","name":"b","remote_as":"64512","remote_address":"192.0.2.2"}
		{"type":"peer","name":"c","remote_as":64512,
		 "remote_address":"fe80::1","import":["missing"]}
		{"type":"peer","name":"c","remote_as":64512,"remote_address":"192.0.2.3"}
		{"type":"peer","name":"d","remote_as":64512}
		{"type":"peer","name":"e","remote_as":64512,"remote_address":"192.0.2.2","local_address":"::1"}
		{"type":"peer","name":"f","remote_as":64512,"remote_address":"192.0.2.9","remote_prefix":"192.0.2.0/24"}
		{"type":"route","protocol":"static","family":"ipv4_unicast","prefix":"10.0.0.1/8"}
	EOF
	run -65 --separate-stderr bgpspeak check bad.json
	said \
		'2: policy "x": rules[0].match.as_path: "((": missing closing parenthesis' \
		'4: peer "a": hold_time: 2 is neither 0 nor 3..65535' \
		'5: peer "b": remote_as: "64512" is not a number' \
		'8: peer "c": given twice in one statement' \
		'12: route static family ipv4_unicast: prefix: "10.0.0.1/8": host bits are set' \
		'1: router: redistribute.static: policy "none" does not exist' \
		'3: policy "y": rules: policy "nowhere" does not exist' \
		'6: peer "c": interface is missing, and remote_address is link-local' \
		'6: peer "c": import: policy "missing" does not exist' \
		'9: peer "d": remote_address is missing' \
		'10: peer "e": local_address: it is not of the IP version of remote_address' \
		'11: peer "f": remote_prefix: it has a remote_address, so that it is one neighbour'
}

@test "an unknown key is a fault under --strict alone, and not the last" {
	cat >bad.json <<-'EOF'
		{"type":"peer","name":"a","remote_as":64512,"remote_address":"192.0.2.2","colour":"red"}
		{"type":"peer","name":"b","remote_as":64512,"remote_address":"192.0.2.2","hold_time":1}
	EOF
	run -65 --separate-stderr bgpspeak check bad.json
	said '2: peer "b": hold_time: 1 is neither 0 nor 3..65535'
	run -65 --separate-stderr bgpspeak check --strict bad.json
	said '1: peer "a": colour: unknown key' \
		'2: peer "b": hold_time: 1 is neither 0 nor 3..65535'
}

@test "torn JSON and junk are told, and nothing crashes" {
	printf '{"type":"peer","na' >bad.json
	run -65 --separate-stderr bgpspeak check bad.json
	[[ $stderr == 'bgpspeak: error: bad.json:1: '* ]]
	head -c 100000 /dev/urandom >bad.json
	run -65 --separate-stderr bgpspeak check bad.json
	[[ $stderr == 'bgpspeak: error: bad.json:'* ]]
}

@test "a file that is not there is told" {
	run -71 --separate-stderr bgpspeak check none.json
	[[ $stderr == 'bgpspeak: error: none.json: No such file or directory' ]]
}

@test "files are looked at together" {
	grep -v '"policy"' good.json >peers.json
	grep '"policy"' good.json >policies.json
	run -0 bgpspeak check peers.json policies.json
	run -65 --separate-stderr bgpspeak check peers.json
	[[ $(wc -l <<<"$stderr") -eq 2 ]]
}

@test "what is hardly meant is a warning: no policy, no ROAs" {
	cat >odd.json <<-'EOF'
		{"type":"router","as":65001,"router_id":"192.0.2.1"}
		{"type":"policy","name":"p","rules":[{},{"match":{"rpki":"valid"},"then":"accept"}]}
		{"type":"peer","name":"ebgp","remote_as":64512,"remote_address":"192.0.2.2","import":["p"]}
		{"type":"peer","name":"ibgp","remote_as":65001,"remote_address":"192.0.2.3"}
		{"type":"peer","name":"shut","remote_as":64513,"remote_address":"192.0.2.4","import":["reject"],"export":["reject"]}
	EOF
	run -0 --separate-stderr bgpspeak check odd.json
	[[ -z $output ]]
	diff - <(echo "$stderr") <<-'EOF'
		bgpspeak: warning: odd.json:2: policy "p": rules[1].match.rpki: the router names no source of ROAs (rpki), so every route is not_found
		bgpspeak: warning: odd.json:3: peer "ebgp": no export policy, so it is told nothing (RFC 8212); "accept" tells all
	EOF
	sed -i 's/"router_id"/"rpki":{"files":["roas.csv"]},&/; s/"import":\["p"\]/&,"export":["p"]/' odd.json
	run -0 --separate-stderr bgpspeak check odd.json
	[[ -z $output && -z $stderr ]]
	# without a router nobody knows who is outside
	grep -v router odd.json >peers.json
	run -0 --separate-stderr bgpspeak check peers.json
	[[ -z $output && -z $stderr ]]
}

@test "an aggregate is there once, without host bits, with policies that there are" {
	cat >bad.json <<-'EOF'
		{"type":"router","as":65001,"router_id":"192.0.2.1","aggregates":[
		 {"prefix":"10.0.0.0/8"},{"prefix":"10.0.0.0/8","vrf":"A"},
		 {"prefix":"10.0.0.0/8","summary_only":true,"policy":["none"]}]}
	EOF
	run -65 --separate-stderr bgpspeak check bad.json
	said '1: router: aggregates[2]: it is there twice' \
		'1: router: aggregates[2].policy: policy "none" does not exist'
	echo '{"type":"router","as":65001,"router_id":"192.0.2.1","aggregates":[{"prefix":"10.0.0.1/8"},{"summary_only":true}]}' >bad.json
	run -65 --separate-stderr bgpspeak check bad.json
	said '1: router: aggregates[0].prefix: "10.0.0.1/8": host bits are set'
}
