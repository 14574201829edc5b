#!/usr/bin/env bats
# What `show` tells of a running speaker that has two neighbours in BIRD: the
# routes on each side of the policies, and why a path was chosen.

load ../lib
load bird

# two: BIRD as two neighbours, of which "back" has a longer path, and we reject
# one of its routes.
two() {
	ip -n "$US" addr add 192.0.2.4/24 dev wire
	ip -n "$THEM" addr add 192.0.2.3/24 dev wire
	# the last line of `them` closes the second protocol
	them 64512 '}' 'protocol bgp back {
		local 192.0.2.3 as 64513;
		neighbor 192.0.2.4 as 65001;
		hold time 9;
		connect delay time 1;
		connect retry time 1;
		error wait time 1, 2;
		ipv4 { import none; next hop address 192.0.2.3; export filter {
			if source != RTS_STATIC then reject;
			bgp_path.prepend(64513);
			if net = 172.16.0.0/24 then bgp_ext_community.add((rt, 65001, 100));
			accept;
		}; };'
	site 64512 '"import":["in"],"export":["out"]'
	cat >>site.json <<-'EOF_SITE'
		{"type":"policy","name":"less","rules":[
		 {"match":{"prefix":["172.16.1.0/24"]},"then":"reject"},
		 {"set":{"local_pref":100},"then":"accept"}]}
		{"type":"peer","name":"back","remote_as":64513,"remote_address":"192.0.2.3","local_address":"192.0.2.4","connect_retry":1,
		 "import":["less"],"export":["ours"]}
	EOF_SITE
	us
	wait_for 10 converged
	wait_for 5 bird_has 10.1.0.0/24 'BGP.med: 20$'
}

# shows FILTER WORD ...: what `show routes` says, sorted; nothing else.
shows() {
	local filter=$1

	shift
	run -0 --separate-stderr bgpspeak show routes "$@"
	[ -z "$stderr" ]
	shown=$(jq -c "$filter" <<<"$output" | sort)
}

is() {
	diff - <(printf '%s\n' "$shown")
}

@test "routes before and behind the import policy, chosen, and sent" {
	two
	shows '[.peer, .prefix, .as_path, .local_pref]' --rib adj_in_pre --family ipv4_unicast
	is <<-'EOF'
		["back","172.16.0.0/24",[64513,64513],null]
		["back","172.16.1.0/24",[64513,64513],null]
		["bird","172.16.0.0/24",[64512],null]
		["bird","172.16.1.0/24",[64512],null]
	EOF
	shows '[.peer, .prefix, .rib, .local_pref]' --rib adj_in --family ipv4_unicast
	is <<-'EOF'
		["back","172.16.0.0/24","adj_in",100]
		["bird","172.16.0.0/24","adj_in",200]
		["bird","172.16.1.0/24","adj_in",200]
	EOF
	shows '[.rib, .prefix, .peer, .reason]' --prefix '172.16.0.0/12 longer'
	is <<-'EOF'
		["loc","172.16.0.0/24","bird","local_pref"]
		["loc","172.16.1.0/24","bird","only_path"]
	EOF
	shows '[.peer, .prefix, .next_hop, .as_path, .med]' --rib adj_out
	is <<-'EOF'
		["back","10.1.0.0/24","192.0.2.4",[65001],null]
		["bird","10.1.0.0/24","192.0.2.1",[65001,65001],20]
		["bird","2001:db8:1::/64","2001:db8::1",[65001,65001],20]
	EOF
	# and that is what BIRD has
	bird_has 10.1.0.0/24 'BGP.as_path: 65001 65001$'
}

@test "one route with all its paths, and why each lost" {
	two
	shows '[.rib, .peer, .reason, .compared]' --explain 172.16.0.0/24
	is <<-'EOF'
		["adj_in","back","local_pref",{"own":"100","other":"200","peer":"bird"}]
		["loc","bird","local_pref",{"own":"200","other":"100","peer":"back"}]
	EOF
	shows '[.rib, .peer, .reason, .compared]' --explain 172.16.1.7
	is <<-'EOF'
		["adj_in","back","rejected by the import policy",null]
		["loc","bird","only_path",null]
	EOF
	run -0 --separate-stderr bgpspeak show --table routes --explain 172.16.0.0/24
	[ -z "$stderr" ]
	[[ ${lines[0]} == *prefix*peer*reason*compared* ]]
	[[ ${lines[2]}${lines[3]} == *back*local_pref*100*200* ]]
}

@test "routes chosen by what they are: filters, alone and together" {
	two
	shows '.peer' all --as-path '^64513 64513$'
	is <<<$'"back"\n"back"'
	shows '.prefix' --community 64512:1
	is <<<'"172.16.0.0/24"'
	shows '.prefix' --community '64512:1:*'
	is <<<'"172.16.1.0/24"'
	shows '[.peer,.prefix]' --rib adj_in_pre --rt 65001:100
	is <<<'["back","172.16.0.0/24"]'
	shows '.prefix' --family ipv6_unicast --peer bird
	is <<<'"2001:db8:16::/48"'
	shows '.peer' --rib adj_in --peer 64513
	is <<<'"back"'
	shows '.peer' --rib adj_in --peer 192.0.2.3
	is <<<'"back"'
	shows '.prefix' --origin-as 64512 --vrf '' --family ipv4_unicast
	is <<<$'"172.16.0.0/24"\n"172.16.1.0/24"'
	shows . --vrf none
	[ -z "$shown" ]
	shows .prefix 172.16.0.99
	is <<<'"172.16.0.0/24"'
	shows . 203.0.113.1
	[ -z "$shown" ]
}

@test "what cannot be asked for is told" {
	two
	run -1 --separate-stderr bgpspeak show routes --rib in
	[ -z "$output" ]
	[[ $stderr == "bgpspeak: error: rib: in is none of adj_in_pre, adj_in, loc and adj_out" ]]
	run -1 --separate-stderr bgpspeak show routes --as-path '('
	[ -z "$output" ]
	[[ $stderr == "bgpspeak: error: "* ]]
	run -1 --separate-stderr bgpspeak show routes here
	[ -z "$output" ]
	[[ $stderr == "bgpspeak: error: here is neither a prefix nor an address" ]]
	run -64 --separate-stderr bgpspeak show peers --rib loc
	[ -z "$output" ]
	[[ $stderr == *"--rib is of routes: show routes --rib"* ]]
	run -1 --separate-stderr bgpspeak show everything
	[[ $stderr == *"show what?"* ]]
}

@test "a neighbour: capabilities of both, timers, families, messages" {
	two
	run -0 --separate-stderr bgpspeak show peers back
	[ -z "$stderr" ]
	jq -e '.timers.hold <= 9 and .timers.keepalive <= 3 and .since <= .time' <<<"$output"
	diff - <(jq -c '.tables[]' <<<"$output") <<-'EOF'
		{"family":"ipv4_unicast","received":2,"accepted":1,"advertised":1}
	EOF
	jq -e '.capabilities_sent | map(.name) | index("four_octet_as") != null' <<<"$output"
	jq -e '.capabilities_received | map(select(.name == "four_octet_as"))[0].as == 64513' <<<"$output"
	jq -e '.messages[] | select(.kind == "open") | .received == 1 and .sent == 1' <<<"$output"
	jq -e '.messages[] | select(.kind == "update") | .received >= 2 and .sent >= 2' <<<"$output"
	jq -e '([.messages[].received] | add) == .messages_in' <<<"$output"
}

@test "the speaker as a whole, and its metrics in a form that Prometheus reads" {
	two
	run -0 --separate-stderr bgpspeak show router
	[ -z "$stderr" ]
	jq -e '.as == 65001 and .peers == 2 and .established == 2 and .converged' <<<"$output"
	jq -e '.tables | map(select(.family == "ipv4_unicast"))[0].destinations == 3' <<<"$output"
	jq -e '.memory | map(select(.bytes > 0) | .part) == ["rib","attributes","resident"]' <<<"$output"
	run -0 --separate-stderr bgpspeak show metrics
	[ -z "$stderr" ]
	/usr/bin/python3 "$BATS_TEST_DIRNAME/../prometheus.py" <<<"$output" >samples
	diff - <(grep -E '^bgpspeak_(peer_up|peer_prefixes\{.*back|destinations\{.*ipv4)' samples) <<-'EOF'
		bgpspeak_destinations{family="ipv4_unicast"} 3
		bgpspeak_peer_prefixes{peer="back",family="ipv4_unicast",state="accepted"} 1
		bgpspeak_peer_prefixes{peer="back",family="ipv4_unicast",state="advertised"} 1
		bgpspeak_peer_prefixes{peer="back",family="ipv4_unicast",state="received"} 2
		bgpspeak_peer_up{peer="back"} 1
		bgpspeak_peer_up{peer="bird"} 1
	EOF
	run -64 --separate-stderr bgpspeak show --table metrics
	[ -z "$output" ]
}
