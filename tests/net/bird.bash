# shellcheck shell=bash
# bgpspeak run beside BIRD 2, over one wire between two namespaces.

# an_end NAMESPACE N: its end of the wire, with the addresses that end in N.
an_end() {
	ip -n "$1" link set lo up
	ip -n "$1" addr add "192.0.2.$2/24" dev wire
	ip -n "$1" addr add "2001:db8::$2/64" dev wire nodad
	ip -n "$1" link set wire up
}

setup() {
	need jq bird birdc ip
	need_netns
	US=ep$$-us
	THEM=ep$$-them
	EDGEPIPE_RUN=$BATS_TEST_TMPDIR
	EDGEPIPE_SECRETS=$BATS_TEST_TMPDIR
	export EDGEPIPE_RUN EDGEPIPE_SECRETS
	cd "$BATS_TEST_TMPDIR" || return
	ip netns add "$US"
	ip netns add "$THEM"
	ip -n "$US" link add wire type veth peer name wire netns "$THEM"
	an_end "$US" 1
	an_end "$THEM" 2
	cat >interface.ndjson <<-'EOF_INTERFACE'
		{"type":"interface_state","name":"wire","up":true,"ifindex":2,"addresses":["192.0.2.1/24","2001:db8::1/64"]}
		{"type":"route","protocol":"connected","family":"ipv4_unicast","prefix":"192.0.2.0/24","metric":0,"paths":[{"interface":"wire"}]}
		{"type":"route","protocol":"connected","family":"ipv6_unicast","prefix":"2001:db8::/64","metric":0,"paths":[{"interface":"wire"}]}
		{"type":"route","protocol":"connected","family":"ipv4_unicast","prefix":"10.1.0.0/24","metric":0,"paths":[{"interface":"lan"}]}
		{"type":"route","protocol":"connected","family":"ipv6_unicast","prefix":"2001:db8:1::/64","metric":256,"paths":[{"interface":"lan"}]}
	EOF_INTERFACE
}

teardown() {
	[[ -n ${BATS_TEST_COMPLETED-} ]] || tail -n 20 err.txt out.ndjson bird.log
	[[ -z ${speaker-} ]] || kill "$speaker" 2>/dev/null || :
	[[ ! -e bird.pid ]] || kill "$(<bird.pid)" 2>/dev/null || :
	wait
	for namespace in "$US" "$THEM"; do
		ip netns del "$namespace" 2>/dev/null || :
	done
}

# them AS [LINE ...]: BIRD in that AS, with more lines for its protocol; $from and
# $to are the ends of the session, and with $again it has been there before;
# of its own routes it has those that do not match $without.
them() {
	local as=$1

	shift
	cat >bird.conf <<-EOF_BIRD
		log "bird.log" all;
		router id 192.0.2.2;
		protocol device {}
		protocol static four {
			ipv4;
			route 172.16.0.0/24 blackhole { bgp_community.add((64512,1)); };
			route 172.16.1.0/24 blackhole { bgp_large_community.add((64512,1,2)); };
		}
		protocol static six { ipv6; route 2001:db8:16::/48 blackhole; }
		protocol bgp edge {
			local ${from-192.0.2.2} as $as;
			neighbor ${to-192.0.2.1} as 65001;
			hold time 9;
			connect delay time 1;
			connect retry time 1;
			error wait time 1, 2;
			ipv4 { import all; next hop address 192.0.2.2; export filter {
				if net = 172.16.0.0/24 then bgp_med = 7;
				accept;
			}; };
			ipv6 { import all; export all; next hop address 2001:db8::2; };
			$(printf '%s\n' "$@")
		}
	EOF_BIRD
	[[ -z ${without-} ]] || sed -i "/$without/d" bird.conf
	ip netns exec "$THEM" bird -f ${again:+-R} -c bird.conf -s bird.ctl -P bird.pid \
		3>&- &
	wait_for 5 test -S bird.ctl
}

bird_says() {
	birdc -r -s bird.ctl "$@"
}

# site AS [KEYS]: one peer in that AS, with more keys of JSON.
site() {
	cat >site.json <<-EOF_SITE
		{"type":"router","as":65001,"router_id":"192.0.2.1","redistribute":{"connected":["ours"]}}
		{"type":"policy","name":"ours","rules":[{"match":{"prefix":["10.1.0.0/16 le 24","2001:db8:1::/48 le 64"]},"then":"accept"}]}
		{"type":"policy","name":"in","rules":[{"set":{"local_pref":200},"then":"accept"}]}
		{"type":"policy","name":"out","rules":[{"set":{"med":20,"prepend":[65001]},"then":"accept"}]}
		{"type":"peer","name":"bird","remote_as":$1,"remote_address":"192.0.2.2","connect_retry":1,
		 "families":["ipv4_unicast","ipv6_unicast"]${2:+,$2}}
	EOF_SITE
}

# us [OPTION ...]: the speaker, which goes on when its input has ended; $out is
# where its records go.
us() {
	ip netns exec "$US" bgpspeak run "$@" site.json <interface.ndjson \
		>"${out-out.ndjson}" 2>err.txt 3>&- &
	speaker=$!
}

routes() {
	jq -nec "inputs | select(.type == \"route\" and .rib == \"loc\") | $1" out.ndjson
}

# jq takes no answer at all for a yes, hence -s.
state_is() {
	bgpspeak show peers bird 2>/dev/null |
		jq -es "length == 1 and (.[0] | $1)" >/dev/null
}

established() {
	state_is '.state == "established"'
}

has_ended() {
	! kill -0 "$speaker" 2>/dev/null
}

converged() {
	[[ $(jq -c 'select(.type == "eor")' out.ndjson | wc -l) -ge 2 ]]
}

bird_is_down() {
	! bird_says show protocols edge | grep -q Established
}

bird_has() {
	bird_says show route "$1" all | grep -qE "$2"
}
