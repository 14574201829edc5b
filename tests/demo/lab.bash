# shellcheck shell=bash
# The site and its cloud, in network namespaces. The demo and the tests against
# real peers stand on it; whoever sources it sets LAB (a name no longer than six
# characters) and calls lab_up and, in a trap, lab_down.
#
#   h1 10.1.1.10 --lan1--+    +--169.254.10.0/30-- a --+
#                        dc --+                  (iBGP) lan 172.16.0.0/24 -- host .10
#   h2 10.1.2.10 --lan2--+    +--169.254.20.0/30-- b --+
#
# IPv6 beside it: fd00:1:N::/64 on lanN, fd00:10::/126 and fd00:20::/126 to the
# clouds, fd00:ac10::/64 in the cloud. The host's gateway is b, so that only
# MED can bring its packets to the site by way of a.

lab_ns() { # NAME...: namespaces with loopback up
	local name

	for name; do
		ip netns add "$LAB-$name"
		ip -n "$LAB-$name" link set lo up
	done
}

# Only the network is the namespace's: unlike `ip netns exec` this mounts
# nothing, so it works below a chroot too.
lab_in() { # NAME COMMAND...: runs in that namespace
	local name=$1

	shift
	nsenter --net="/run/netns/$LAB-$name" -- "$@"
}

# The same in the background: its process id is in $! and in the array `pids`.
lab_start() { # NAME COMMAND...
	local name=$1

	shift
	nsenter --net="/run/netns/$LAB-$name" -- "$@" <&0 &
	pids+=($!)
}

# A host would take a second to be sure that nobody has its IPv6 address.
lab_no_dad() { # NAME INTERFACE
	lab_in "$1" sysctl -qw "net.ipv6.conf.$2.accept_dad=0" \
		"net.ipv6.conf.$2.accept_ra=0"
}

lab_wire() { # NAME INTERFACE "ADDRESS..." NAME INTERFACE "ADDRESS..."
	local address

	ip link add "$2" netns "$LAB-$1" type veth \
		peer name "$5" netns "$LAB-$4"
	lab_no_dad "$1" "$2"
	lab_no_dad "$4" "$5"
	for address in $3; do
		ip -n "$LAB-$1" address add "$address" dev "$2"
	done
	for address in $6; do
		ip -n "$LAB-$4" address add "$address" dev "$5"
	done
	ip -n "$LAB-$1" link set "$2" up
	ip -n "$LAB-$4" link set "$5" up
}

lab_site_lan() { # N: network 10.1.N.0/24 with a host hN
	lab_ns "h$1"
	lab_wire dc "lan$1" "10.1.$1.1/24 fd00:1:$1::1/64" \
		"h$1" eth0 "10.1.$1.10/24 fd00:1:$1::10/64"
	ip -n "$LAB-h$1" route add default via "10.1.$1.1"
	ip -n "$LAB-h$1" route add default via "fd00:1:$1::1"
}

# The cloud's own network: a bridge that a, b and the host are plugged into.
lab_cloud_lan() {
	local name

	lab_ns lan host
	ip -n "$LAB-lan" link add br0 type bridge
	ip -n "$LAB-lan" link set br0 up
	for name in a b host; do
		lab_wire "$name" eth0 "" lan "to-$name" ""
		ip -n "$LAB-lan" link set "to-$name" master br0
	done
	ip -n "$LAB-a" address add 172.16.0.1/24 dev eth0
	ip -n "$LAB-a" address add fd00:ac10::1/64 dev eth0
	ip -n "$LAB-b" address add 172.16.0.2/24 dev eth0
	ip -n "$LAB-b" address add fd00:ac10::2/64 dev eth0
	ip -n "$LAB-host" address add 172.16.0.10/24 dev eth0
	ip -n "$LAB-host" address add fd00:ac10::10/64 dev eth0
	ip -n "$LAB-host" route add default via 172.16.0.2
	ip -n "$LAB-host" route add default via fd00:ac10::2
}

lab_up() {
	local name

	lab_ns dc a b
	for name in dc a b; do
		lab_in "$name" sysctl -qw net.ipv4.ip_forward=1 \
			net.ipv6.conf.all.forwarding=1 \
			net.ipv4.conf.all.rp_filter=0 \
			net.ipv4.conf.default.rp_filter=0 \
			net.ipv4.conf.all.send_redirects=0 \
			net.ipv4.conf.default.send_redirects=0
	done
	lab_wire dc to-a "169.254.10.1/30 fd00:10::1/126" \
		a to-dc "169.254.10.2/30 fd00:10::2/126"
	lab_wire dc to-b "169.254.20.1/30 fd00:20::1/126" \
		b to-dc "169.254.20.2/30 fd00:20::2/126"
	lab_cloud_lan
	lab_site_lan 1
	lab_site_lan 2
}

lab_down() {
	local name

	for name in dc a b lan host h1 h2 h3; do
		ip netns delete "$LAB-$name" 2>/dev/null || true
	done
}

# The edge, in dc, as a process group of its own, which is $edge.
lab_edge() { # FILE...
	# shellcheck disable=SC2016
	lab_start dc setsid bash -c \
		'vrfctl watch "$@" | bgpspeak run | vrfctl sync' edge "$@"
	edge=$!
}

# Ends it, and waits for the last of it.
lab_edge_end() {
	kill -TERM -- "-$edge" 2>/dev/null
	lab_wait 6 lab_edge_has_ended || kill -KILL -- "-$edge"
}

lab_edge_has_ended() {
	! pgrep -g "$edge" -r D,R,S,T
}

# The edge has chosen this next hop.
lab_chosen() { # PREFIX NEXT-HOP
	lab_in dc bgpspeak show routes |
		jq -se --arg p "$1" --arg via "$2" 'any(.[]; .prefix == $p and
			.rib == "loc" and .next_hop == $via)' >/dev/null
}

# Its kernel has been told.
lab_forwards() { # PREFIX NEXT-HOP
	lab_in dc ip -j route show to exact "$1" |
		jq -e --arg via "$2" 'any(.[]; .gateway == $via)' >/dev/null
}

lab_reaches() { # NAME ADDRESS
	lab_in "$1" ping -q -c 1 -W 2 "$2" >/dev/null
}

# Twenty packets each way, between h1 and the host and back; the lines count
# them. Keepalives are few.
lab_by_line() { # USED UNUSED ADDRESS-OF-HOST ADDRESS-OF-H2
	local out=$1 idle=$2 out0 idle0 in0 back0

	out0=$(lab_sent dc "to-$out") idle0=$(lab_sent dc "to-$idle")
	in0=$(lab_sent "$out" to-dc) back0=$(lab_sent "$idle" to-dc)
	lab_in h1 ping -q -c 20 -i 0.02 "$3" >/dev/null &&
		lab_in host ping -q -c 20 -i 0.02 "$4" >/dev/null ||
		return 1
	(($(lab_sent dc "to-$out") - out0 >= 40)) &&
		(($(lab_sent "$out" to-dc) - in0 >= 40)) &&
		(($(lab_sent dc "to-$idle") - idle0 < 20)) &&
		(($(lab_sent "$idle" to-dc) - back0 < 20))
}

# Packets that an interface has sent.
lab_sent() { # NAME INTERFACE
	ip -n "$LAB-$1" -j -s link show "$2" | jq '.[0].stats64.tx.packets'
}

# Tries a command until it succeeds; its last output is shown if it never does.
lab_wait() { # SECONDS COMMAND...
	local end=$(($(date +%s%N) / 1000000 + $1 * 1000)) output

	shift
	until output=$("$@" 2>&1); do
		if (($(date +%s%N) / 1000000 > end)); then
			printf 'gave up waiting for: %s\n%s\n' "$*" "$output" >&2
			return 1
		fi
		sleep 0.05
	done
}
