#!/usr/bin/env bats
# bgpspeak best, why: the decision on captured routes.

load ../lib

# path PREFIX PEER PATH [MORE]: a route of a neighbour.
path() {
	echo "{\"type\":\"route\",\"rib\":\"adj_in\",\"protocol\":\"bgp\",\"family\":\"ipv4_unicast\",\"prefix\":\"$1\",\"next_hop\":\"192.0.2.1\",\"origin\":\"igp\",\"as_path\":$3,\"peer\":\"$2\"${4:-}}"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	{
		path 10.1.0.0/16 a '[1,2]'
		path 10.0.0.0/8 a '[1]'
		path 10.1.0.0/16 b '[2]'
		path 10.1.0.0/16 c '[3]' ',"local_pref":90'
	} >routes
}

@test "best writes one route a destination, with the step that chose it" {
	run -0 --separate-stderr bgpspeak best routes
	[[ -z $stderr ]]
	diff - <(echo "$output") <<-'END'
		{"type":"route","rib":"loc","protocol":"bgp","family":"ipv4_unicast","prefix":"10.1.0.0/16","next_hop":"192.0.2.1","origin":"igp","as_path":[2],"peer":"b","reason":"as_path_length"}
		{"type":"route","rib":"loc","protocol":"bgp","family":"ipv4_unicast","prefix":"10.0.0.0/8","next_hop":"192.0.2.1","origin":"igp","as_path":[1],"peer":"a","reason":"only_path"}
	END
}

@test "--explain says for each loser which step, what it compared, what would turn it" {
	run -0 --separate-stderr bgpspeak best --explain - <routes
	[[ -z $stderr ]]
	diff - <(grep verdict <<<"$output") <<-'END'
		{"type":"verdict","of":"route","family":"ipv4_unicast","prefix":"10.1.0.0/16","peer":"a","verdict":"lost","reason":"as_path_length","compared":{"own":"2","other":"1","peer":"b"},"change":{"local_pref":101}}
		{"type":"verdict","of":"route","family":"ipv4_unicast","prefix":"10.1.0.0/16","peer":"c","verdict":"lost","reason":"local_pref","compared":{"own":"90","other":"100","peer":"b"},"change":{"local_pref":101}}
	END
	# and it does
	sed 's/"as_path":\[1,2\]/&,"local_pref":101/' routes >turned
	run -0 bgpspeak best turned
	[[ $(head -1 <<<"$output" | jq -r .peer) == a ]]
}

@test "who neighbours are comes from the site, their states, and a dump's index" {
	{
		path 10.0.0.0/8 a '[1]'
		path 10.0.0.0/8 b '[1]'
	} >in
	cat >site.json <<-'END'
		{"type":"router","as":65001,"router_id":"192.0.2.100"}
		{"type":"peer","name":"a","remote_as":65001,"remote_address":"192.0.2.1"}
		{"type":"peer","name":"b","remote_as":1,"remote_address":"192.0.2.2"}
	END
	run -0 --separate-stderr bgpspeak best -c site.json --explain in
	jq -e 'select(.type == "verdict") | .peer == "a" and
		.reason == "ebgp_over_ibgp" and .compared.own == "ibgp"' <<<"$output"
	cat >states <<-'END'
		{"type":"peer_state","name":"a","router_id":"192.0.2.9"}
		{"type":"peer_state","name":"b","router_id":"192.0.2.8"}
	END
	run -0 --separate-stderr bgpspeak best --explain in states
	jq -e 'select(.type == "verdict") | .peer == "a" and
		.reason == "router_id" and .compared.other == "192.0.2.8"' <<<"$output"
	python3 "$DATA/bgp.py" .
	run -0 bash -o pipefail -c 'bgpspeak decode rib.mrt | bgpspeak best --explain'
	jq -e 'select(.type == "verdict") | .peer == "192.0.2.2"' <<<"$output"
}

@test "MED counts within one AS, unless it is asked for" {
	{
		path 10.0.0.0/8 192.0.2.1 '[1]' ',"med":5'
		path 10.0.0.0/8 192.0.2.2 '[2]' ',"med":4'
	} >in
	run -0 bgpspeak best in
	[[ $(jq -r '.peer + " " + .reason' <<<"$output") == '192.0.2.1 peer_address' ]]
	run -0 bgpspeak best --always-compare-med in
	[[ $(jq -r '.peer + " " + .reason' <<<"$output") == '192.0.2.2 med' ]]
}

@test "what is withdrawn, or could not be chosen, is no path" {
	{
		cat routes
		echo '{"type":"route","op":"del","rib":"adj_in","family":"ipv4_unicast","prefix":"10.1.0.0/16","peer":"b"}'
		path 10.2.0.0/16 a '[1]' ',"reason":"rejected by the import policy"'
		path 10.3.0.0/16 a '[1]' | sed s/adj_in/adj_out/
		path 10.0.0.0/8 a '[7]' | sed s/adj_in/adj_in_pre/
	} >in
	run -0 --separate-stderr bgpspeak best in
	[[ -z $stderr ]]
	[[ $(jq -c '[.prefix, .peer, .as_path]' <<<"$output") == \
		'["10.1.0.0/16","a",[1,2]]'$'\n''["10.0.0.0/8","a",[1]]' ]]
}

@test "destinations that are no prefixes are known by what is their key" {
	evpn() {
		echo "{\"type\":\"route\",\"rib\":\"adj_in\",\"family\":\"l2vpn_evpn\",\"nlri\":{\"rd\":\"1:1\",\"labels\":[$2],\"route_type\":2,\"esi\":\"00000000000000000000\",\"ethernet_tag\":0,\"mac\":\"00:00:5e:00:53:01\"},\"as_path\":[1],\"next_hop\":\"192.0.2.1\",\"peer\":\"$1\"$3}"
	}
	{
		evpn a 100 ''
		evpn b 200 ',"local_pref":200'
	} >in
	run -0 --separate-stderr bgpspeak best in
	[[ -z $stderr ]]
	jq -e '.peer == "b" and .nlri.labels == [200] and .reason == "local_pref"' <<<"$output"
}

@test "why explains one prefix, or the longest that covers an address" {
	run -0 --separate-stderr bgpspeak why 10.1.2.3 routes
	[[ -z $stderr && $(jq -r .prefix <<<"$output" | sort -u) == 10.1.0.0/16 ]]
	[[ $(wc -l <<<"$output") -eq 3 ]]
	run -0 --separate-stderr bgpspeak why 10.0.0.0/12 - <routes
	[[ -z $stderr && $(jq -r .prefix <<<"$output") == 10.0.0.0/8 ]]
	run -1 --separate-stderr bgpspeak why 11.0.0.0/8 routes
	[[ -z $output && $stderr == 'bgpspeak: error: no route covers 11.0.0.0/8' ]]
	run -64 --separate-stderr bgpspeak why nonsense routes
	[[ $stderr == 'bgpspeak: error: "nonsense" is neither a prefix nor an address'* ]]
	run -64 --separate-stderr bgpspeak why
	[[ $stderr == 'bgpspeak: error: a prefix or an address is missing'* ]]
}

@test "a bad record is refused with its line, and the rest is decided" {
	{
		cat routes
		path 10.9.0.0/16 a '[1]' ',"originator_id":"::1"'
		echo '{"type":"route","rib":"adj_in"}'
		path 10.4.0.0/16 a '[1]'
	} >in
	run -65 --separate-stderr bgpspeak best in
	[[ ${stderr_lines[0]} == 'bgpspeak: error: in:5: originator_id: it is not an IPv4 address' ]]
	[[ ${stderr_lines[1]} == 'bgpspeak: error: in:6: '*family* ]]
	[[ $(wc -l <<<"$output") -eq 3 ]]
}
