#!/usr/bin/env bats
# What decode makes of the families that GoBGP sends to another GoBGP: flow
# specifications, EVPN, VPN. What was asked of GoBGP must stand in the records.

load ../lib

setup() {
	need_netns
	need ip jq tcpdump gobgpd gobgp
	NS=families$((RANDOM % 10000))
	pids=()
	ip netns add "$NS"
	ip -n "$NS" link set lo up
}

teardown() {
	[[ -n ${NS-} ]] || return 0
	[[ ${#pids[@]} -eq 0 ]] || kill "${pids[@]}" 2>/dev/null || :
	wait
	ip netns delete "$NS"
}

# Not for what is to be ended: a function in the background is a shell of its own.
inside() { # COMMAND ...
	ip netns exec "$NS" "$@"
}

# Each end of the session is an address of the loopback interface.
speaker() { # OWN-LAST-OCTET PEER-LAST-OCTET
	local family file=$BATS_TEST_TMPDIR/$1.toml
	{
		printf '[global.config]\nas = 6500%d\nrouter-id = "192.0.2.%d"\n' \
			"$1" "$1"
		printf 'local-address-list = ["127.0.0.%d"]\n' "$1"
		printf '[[neighbors]]\n[neighbors.config]\npeer-as = 6500%d\n' "$2"
		printf 'neighbor-address = "127.0.0.%d"\n' "$2"
		printf '[neighbors.timers.config]\nconnect-retry = 1\n'
		printf '[neighbors.transport.config]\n'
		printf 'local-address = "127.0.0.%d"\n' "$1"
		for family in ipv4-flowspec ipv6-flowspec l3vpn-ipv4-flowspec \
			l2vpn-evpn l3vpn-ipv4-unicast; do
			printf '[[neighbors.afi-safis]]\n[neighbors.afi-safis.config]\n'
			printf 'afi-safi-name = "%s"\n' "$family"
		done
	} >"$file"
	ip netns exec "$NS" gobgpd -f "$file" --pprof-disable \
		--api-hosts "127.0.0.$1:50051" </dev/null >"$file.log" 2>&1 3>&- &
	pids+=($!)
}

ask() { # LAST-OCTET COMMAND ...
	inside gobgp -u "127.0.0.$1" "${@:2}"
}

established() {
	ask 1 neighbor | grep -q Establ
}

captured() {
	[[ $(destinations ipv4_vpn) == *10.3.0.0/16* ]]
}

announce() {
	ask 1 global rib add -a "$@"
}

# What a capture of the session has of one family, a destination a line.
destinations() { # FAMILY
	bgpspeak decode "$BATS_TEST_TMPDIR/session.pcap" |
		jq -c --arg family "$1" 'select(.kind == "update") | .announce[]? |
			select(.family == $family) | .nlri[]'
}

@test "flow specifications, EVPN and VPN routes of GoBGP are told as they were asked for" {
	ip netns exec "$NS" tcpdump -i lo --immediate-mode -U \
		-w "$BATS_TEST_TMPDIR/session.pcap" port 179 2>/dev/null 3>&- &
	pids+=($!)
	wait_for 10 test -s "$BATS_TEST_TMPDIR/session.pcap"
	speaker 1 2
	speaker 2 1
	wait_for 30 established
	announce ipv4-flowspec match destination 10.0.0.0/24 \
		source 20.0.0.0/24 protocol '==tcp ==udp' \
		destination-port '>=80&<=90 ==443' tcp-flags '=SA !F' \
		fragment '=is-fragment' dscp '==46' packet-length '>1000' \
		icmp-type '==8' 'then' rate-limit 12500 mark 10 redirect 65001:100
	announce ipv6-flowspec match destination 2001:db8::/64 \
		source 2001:db8:1::/48 port '==53' label '==100' 'then' discard
	announce ipv4-l3vpn-flowspec rd 65001:100 match \
		destination 10.1.0.0/16 'then' action sample-terminal
	announce evpn macadv 02:00:00:00:00:01 10.0.0.1 etag 10 label 100 \
		rd 65001:100
	announce evpn prefix 10.2.0.0/16 gw 10.9.9.9 etag 5 label 10 \
		rd 65001:100
	announce evpn multicast 10.0.0.1 etag 10 rd 65001:100
	announce evpn esi 10.0.0.1 esi LACP aa:bb:cc:dd:ee:ff 100 rd 65001:100
	announce vpnv4 10.3.0.0/16 label 33 rd 65001:100 rt 65001:100
	wait_for 20 captured
	diff - <(destinations ipv4_flowspec) <<-'EOF'
		{"flow":{"dst":"10.0.0.0/24","src":"20.0.0.0/24","protocol":"=6 =17","dst_port":">=80&<=90 =443","icmp_type":"=8","tcp_flags":"=syn+ack !fin","packet_length":">1000","dscp":"=46","fragment":"=is_fragment"}}
	EOF
	destinations ipv6_flowspec | jq -e '.flow == {dst: "2001:db8::/64",
		src: "2001:db8:1::/48", port: "=53", flow_label: "=100"}'
	diff - <(destinations ipv4_vpn_flowspec) <<-'EOF'
		{"rd":"65001:100","flow":{"dst":"10.1.0.0/16"}}
	EOF
	diff - <(destinations l2vpn_evpn | jq -c '[.route_type, .ethernet_tag,
		.mac, .ip, .prefix, .gateway, .esi, .originator, .vnis]' |
		sort) <<-'EOF'
		[2,10,"02:00:00:00:00:01","10.0.0.1",null,null,"00:00:00:00:00:00:00:00:00:00",null,[100]]
		[3,10,null,null,null,null,null,"10.0.0.1",null]
		[4,null,null,null,null,null,"01:aa:bb:cc:dd:ee:ff:00:64:00","10.0.0.1",null]
		[5,5,null,null,"10.2.0.0/16","10.9.9.9","00:00:00:00:00:00:00:00:00:00",null,[10]]
	EOF
	diff - <(destinations ipv4_vpn) <<-'EOF'
		{"rd":"65001:100","prefix":"10.3.0.0/16","labels":[33]}
	EOF
	bgpspeak decode "$BATS_TEST_TMPDIR/session.pcap" |
		jq -e -s 'any(.attributes.ext_communities == ["traffic_rate:0:12500",
			"traffic_marking:10", "redirect:65001:100"])'
}
