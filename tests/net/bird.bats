#!/usr/bin/env bats
# bgpspeak run beside BIRD 2: IPv4 and IPv6, eBGP and iBGP, and every way to
# end a session.

load ../lib
load bird

@test "eBGP: routes come with their attributes, and ours go with those of policy" {
	them 64512
	site 64512 '"import":["in"],"export":["out"]'
	us
	wait_for 10 converged
	diff - <(routes '[.prefix, .next_hop, .as_path, .local_pref, .med, .origin]' | sort) <<-'EOF'
		["172.16.0.0/24","192.0.2.2",[64512],200,7,"igp"]
		["172.16.1.0/24","192.0.2.2",[64512],200,null,"igp"]
		["2001:db8:16::/48","2001:db8::2",[64512],200,null,"igp"]
	EOF
	[[ $(routes 'select(.prefix == "172.16.0.0/24") | .communities[0]') == '"64512:1"' ]]
	[[ $(routes 'select(.prefix == "172.16.0.0/24") | .paths[0].interface') == '"wire"' ]]
	wait_for 5 bird_has 10.1.0.0/24 'BGP.as_path: 65001 65001$'
	bird_has 10.1.0.0/24 'BGP.next_hop: 192.0.2.1$'
	bird_has 10.1.0.0/24 'BGP.med: 20$'
	wait_for 5 bird_has 2001:db8:1::/64 'BGP.next_hop: 2001:db8::1( |$)'
	run bird_says show route 192.0.2.0/24
	[[ $output != *192.0.2.0/24* ]] # our own policy keeps it
	state_is '.advertised == 2' # its own routes are not among them
}

@test "RFC 8212: without policies an eBGP neighbour gets and gives nothing" {
	them 64512
	site 64512
	us
	wait_for 10 established
	wait_for 5 state_is '.end_of_rib | length == 2'
	state_is '.received == 3 and .accepted == 0 and .advertised == 0'
	grep -q 'info: peer "bird": it is told nothing, and nothing of it is taken, for lack of a policy (RFC 8212)' err.txt
	run ! routes .
	run bird_says show route protocol edge
	[[ $output != *10.1.0.0* ]]
}

@test "iBGP: LOCAL_PREF travels, the next hop stays, no policy is needed" {
	them 65001 'default bgp_local_pref 150;'
	site 65001
	us
	wait_for 10 converged
	[[ $(routes 'select(.prefix == "172.16.1.0/24") | .as_path | length') == 0 ]]
	routes 'select(.prefix == "172.16.1.0/24") | .local_pref == 150'
	wait_for 5 bird_has 10.1.0.0/24 'BGP.local_pref: 100$'
	bird_has 10.1.0.0/24 'BGP.as_path: *$'
	# the metric of the kernel is no MED
	wait_for 5 bird_has 2001:db8:1::/64 'BGP.local_pref: 100$'
	run ! bird_has 2001:db8:1::/64 BGP.med
}

@test "a link-local neighbour: routes of both kinds, over its interface" {
	from=fe80::2 to=fe80::1%wire them 64512
	ip -n "$US" addr add fe80::1/64 dev wire nodad
	ip -n "$THEM" addr add fe80::2/64 dev wire nodad
	site 64512 '"interface":"wire","import":["in"],"export":["out"]'
	sed -i 's/"192.0.2.2"/"fe80::2"/' site.json
	us
	wait_for 15 converged
	diff - <(routes '[.prefix, .paths[0].next_hop, .paths[0].interface]' | sort) <<-'EOF'
		["172.16.0.0/24","192.0.2.2","wire"]
		["172.16.1.0/24","192.0.2.2","wire"]
		["2001:db8:16::/48","2001:db8::2","wire"]
	EOF
	wait_for 5 bird_has 2001:db8:1::/64 'BGP.next_hop: 2001:db8::1 fe80::1$'
	wait_for 5 bird_has 10.1.0.0/24 'BGP.next_hop: 192.0.2.1$'
}

@test "a withdrawn route is withdrawn, a returning one returns" {
	them 64512
	site 64512 '"import":["in"],"export":["out"]'
	us
	wait_for 10 converged
	birdc -s bird.ctl disable four
	wait_for 5 jq -es 'map(select(.op == "del")) | length == 2' out.ndjson
	birdc -s bird.ctl enable four
	wait_for 5 state_is '.received == 3'
}

@test "a network with two metrics is announced until both are gone" {
	them 64512
	site 64512 '"export":["accept"]'
	us
	wait_for 10 established
	wait_for 5 bird_has 10.1.0.0/24 'BGP.as_path: 65001$'
	network='"type":"route","protocol":"connected","family":"ipv4_unicast","prefix":"10.1.0.0/24"'
	bgpspeak run --feed <<-EOF
		{$network,"metric":9,"paths":[{"interface":"lan"}]}
		{$network,"metric":0,"op":"del"}
		{"type":"route","protocol":"connected","family":"ipv4_unicast","prefix":"10.1.9.0/24","metric":0}
	EOF
	wait_for 5 bird_has 10.1.9.0/24 'BGP.as_path: 65001$'
	bird_has 10.1.0.0/24 'BGP.as_path: 65001$'
	bgpspeak run --feed <<<"{$network,\"metric\":9,\"op\":\"del\"}"
	wait_for 5 eval '! bird_has 10.1.0.0/24 BGP'
}

@test "TCP MD5: with the same secret it comes up, and the secret is told nobody" {
	them 64512 'password "sesame";'
	site 64512 '"import":["in"],"password_file":"bird.md5"'
	echo sesame >bird.md5
	chmod 644 bird.md5
	us -vv
	wait_for 5 state_is '.reason | test("others may read it")'
	chmod 600 bird.md5
	kill -HUP "$speaker"
	wait_for 15 established
	run ! grep -r sesame out.ndjson err.txt
}

@test "both ends dial: one connection stays" {
	them 64512
	site 64512 '"import":["in"],"export":["out"]'
	us
	wait_for 10 established
	[[ $(ip netns exec "$US" ss -Htn state established '( sport = 179 or dport = 179 )' | wc -l) == 1 ]]
}

@test "the neighbour goes: its routes go, and come back with it" {
	them 64512
	site 64512 '"import":["in"],"export":["out"]'
	us
	wait_for 10 converged
	kill "$(<bird.pid)"
	wait_for 5 state_is '.state != "established"'
	wait_for 5 jq -es 'map(select(.op == "del" and .type == "route")) | length == 3' out.ndjson
	rm -f bird.ctl
	them 64512
	wait_for 15 state_is '.received == 3'
}

@test "a NOTIFICATION says why: the wrong AS" {
	them 64999
	site 64512
	us
	wait_for 10 state_is '.notification == "open_message_error/bad_peer_as"'
	wait_for 5 grep -q 'Bad peer AS' bird.log
}

@test "a changed policy is applied without a reset, a changed hold time with one" {
	them 64512
	site 64512 '"import":["in"],"export":["out"]'
	us
	wait_for 10 converged
	sed -i 's/"local_pref":200/"local_pref":50/; s/"med":20/"med":30/' site.json
	kill -HUP "$speaker"
	wait_for 5 bird_has 10.1.0.0/24 'BGP.med: 30$'
	wait_for 5 routes 'select(.local_pref == 50)'
	state_is '.established == 1'
	sed -i 's/"connect_retry":1/"connect_retry":1,"hold_time":6/' site.json
	kill -HUP "$speaker"
	wait_for 15 state_is '.established == 2 and .hold_time == 6'
}

@test "a set in a file is read again with SIGHUP, without a reset" {
	them 64512
	site 64512 '"import":["in"],"export":["out"]'
	printf '172.16.0.0/24\n' >in.txt
	printf '64512\n' >origins.txt
	sed -i 's/"name":"in","rules":\[{/&"match":{"prefix_file":"in.txt","origin_as_file":"origins.txt"},/' site.json
	us
	wait_for 10 state_is '.received == 3 and .accepted == 1'
	printf '172.16.0.0/16 le 24\n' >in.txt
	kill -HUP "$speaker"
	wait_for 5 state_is '.accepted == 2'
	printf '64513\n' >origins.txt
	kill -HUP "$speaker"
	wait_for 5 state_is '.accepted == 0'
	state_is '.established == 1'
}

@test "more configuration for the daemon that runs: --feed" {
	them 64512
	site 64512 '"import":["later"]'
	us
	wait_for 5 state_is '.reason == "import policy \"later\" does not exist"'
	run -0 bgpspeak run --feed <<-'EOF'
		{"type":"policy","name":"later","rules":[{"then":"accept"}]}
	EOF
	wait_for 15 state_is '.accepted == 3'
}

@test "max_prefixes: one too many ends the session, with Cease/1" {
	them 64512
	site 64512 '"import":["in"],"max_prefixes":1'
	us
	wait_for 10 state_is '.notification == "cease/maximum_number_of_prefixes"'
	state_is '.state == "idle"'
	wait_for 5 grep -q 'Received: Maximum number of prefixes reached' bird.log
}

@test "GTSM: both send TTL 255, and take nothing less" {
	them 64512 'ttl security on;'
	site 64512 '"import":["in"],"gtsm":true'
	us
	wait_for 10 established
	kill "$(<bird.pid)"
	wait_for 5 state_is '.state != "established"'
	rm -f bird.ctl
	them 64512 'multihop 3;' # it sends with TTL 3
	run ! wait_for 4 established
}

@test "a reader that is stuck holds up no session" {
	them 64512
	for ((i = 0; i < 5000; i++)); do
		echo "route 10.2.$((i / 256)).$((i % 256))/32 blackhole;"
	done >many.conf
	sed -i '/ipv4;$/a include "many.conf";' bird.conf
	birdc -s bird.ctl configure
	site 64512 '"import":["in"],"hold_time":3'
	mkfifo pipe
	exec {stuck}<>pipe
	out=pipe us
	wait_for 10 state_is '.received == 5003'
	received=$(bgpspeak show peers bird | jq .messages_in)
	wait_for 10 state_is ".messages_in >= $received + 5" # keepalives: 5 s
	state_is '.established == 1 and .hold_time == 3'
	exec {stuck}<&-
}

@test "SIGTERM: Cease, and what is installed stays" {
	them 64512
	site 64512 '"import":["in"],"export":["out"]'
	us
	wait_for 10 converged
	kill "$speaker"
	wait "$speaker"
	speaker=
	wait_for 5 grep -q 'Received: Administrative shutdown' bird.log
	run ! routes 'select(.op == "del")'
}

@test "nobody reads any more: the speaker says goodbye and ends" {
	them 64512
	site 64512 '"import":["in"],"export":["out"]'
	mkfifo pipe
	out=pipe us
	head -n 12 pipe >out.ndjson
	wait_for 15 has_ended
	speaker=
	wait_for 5 grep -q 'Received: Administrative shutdown' bird.log
}

@test "the interface goes down: so does the session; up: it is back at once" {
	them 64512 'passive on;'
	site 64512 '"import":["in"],"export":["out"],"hold_time":3'
	sed -i 's/"connect_retry":1/"connect_retry":600/' site.json
	us
	wait_for 10 converged
	ip -n "$US" link set wire down
	bgpspeak run --feed <<-'EOF'
		{"type":"interface_state","name":"wire","up":false,"ifindex":2}
	EOF
	wait_for 5 state_is '.reason == "its interface is down"'
	wait_for 5 state_is '.reason == "Network is unreachable"'
	# BIRD has not heard the Cease: it refuses us until its hold timer is over
	wait_for 10 bird_is_down
	ip -n "$US" link set wire up
	grep interface_state interface.ndjson | bgpspeak run --feed
	wait_for 5 state_is '.established == 2'
}

# Behind our hold time and router id: a length of 255, and a type of 255 that
# says that the parameters are long.
sent_long() {
	od -An -v -tx1 open.pcap | tr -d ' \n' | grep -q 005ac0000201ffff
}

@test "capabilities of more than 255 octets go in the long form (RFC 9072)" {
	them 64512
	site 64512 '"import":["in"],"export":["out"],"long_lived_restart":3600,"graceful_restart":{"restart_time":20},"add_path":[{"mode":"both"}]'
	sed -i 's/"families":\[/&"ipv4_multicast","ipv6_multicast","ipv4_labeled_unicast","ipv6_labeled_unicast","ipv4_vpn","ipv6_vpn","ipv4_flowspec","ipv6_flowspec","l2vpn_evpn","ipv4_mvpn",/' site.json
	need tcpdump
	ip netns exec "$US" tcpdump -i wire --immediate-mode -U -w open.pcap port 179 \
		2>tcpdump.txt 3>&- &
	tcpdump=$!
	wait_for 5 grep -q 'listening on' tcpdump.txt
	us
	wait_for 10 converged
	state_is '.established == 1 and .families == ["ipv4_unicast","ipv6_unicast"]'
	wait_for 5 sent_long
	kill "$tcpdump"
}
