# shellcheck shell=bash
# The cloud's gateways, run by FRR (zebra and bgpd); needs lab.bash, and RUN, a
# directory that the user frr can reach: FRR insists on being that user.

FRR=/usr/lib/frr

need_frr() {
	[[ -x $FRR/bgpd && -x $FRR/zebra ]] || skip "frr is not installed"
	need vtysh
}

frr_conf() { # OWN-LAN OTHER-LAN LINK: LINK is 10 or 20
	cat <<-EOF
		router bgp 64512
		 bgp router-id 172.16.0.$1
		 no bgp ebgp-requires-policy
		 no bgp network import-check
		 neighbor 169.254.$3.1 remote-as 65001
		 neighbor 169.254.$3.1 timers 3 9
		 neighbor 169.254.$3.1 timers connect 1
		 neighbor fd00:$3::1 remote-as 65001
		 neighbor fd00:$3::1 timers 3 9
		 neighbor fd00:$3::1 timers connect 1
		 neighbor 172.16.0.$2 remote-as 64512
		 neighbor 172.16.0.$2 timers connect 1
		 neighbor fd00:ac10::$2 remote-as 64512
		 neighbor fd00:ac10::$2 timers connect 1
		 address-family ipv4 unicast
		  network 172.16.0.0/24
		  neighbor 172.16.0.$2 next-hop-self
		  no neighbor fd00:$3::1 activate
		  no neighbor fd00:ac10::$2 activate
		 exit-address-family
		 address-family ipv6 unicast
		  network fd00:ac10::/64
		  neighbor fd00:$3::1 activate
		  neighbor fd00:ac10::$2 activate
		  neighbor fd00:ac10::$2 next-hop-self
		 exit-address-family
	EOF
}

frr_run() { # NAME DAEMON OPTION...
	local name=$1 daemon=$2

	shift 2
	lab_start "$name" "$FRR/$daemon" -P 0 \
		-i "$RUN/$name/$daemon.pid" -z "$RUN/$name/zserv" \
		--vty_socket "$RUN/$name" "$@" 3>&- \
		</dev/null >"$RUN/$name/$daemon.log" 2>&1
}

# Starts one gateway; its process ids are added to the array `pids`.
frr_start() { # NAME OWN-LAN OTHER-LAN LINK
	mkdir "$RUN/$1"
	frr_conf "$2" "$3" "$4" >"$RUN/$1/conf"
	: >"$RUN/$1/none"
	chown -R frr:frr "$RUN/$1"
	frr_run "$1" zebra -f "$RUN/$1/none"
	lab_wait 10 test -S "$RUN/$1/zserv"
	frr_run "$1" bgpd -f "$RUN/$1/conf"
	lab_wait 10 test -S "$RUN/$1/bgpd.vty"
}

frr_ask() { # NAME COMMAND...
	local name=$1

	shift
	vtysh --vty_socket "$RUN/$name" -d bgpd -c "$*"
}

# FRR keeps a folder for each process that crashed, or was killed.
frr_clean() { # PID...
	local pid

	for pid; do
		rm -rf "/var/tmp/frr/bgpd.$pid" "/var/tmp/frr/zebra.$pid"
	done
	rmdir /var/tmp/frr 2>/dev/null || :
}
