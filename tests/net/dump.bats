#!/usr/bin/env bats
# MRT of a running speaker beside BIRD: the table that `dump` writes, and the
# messages that `run` keeps. bgpdump reads both, and finds what `show` says.

load ../lib
load bird

# beside KEYS: the speaker with more keys of its router record.
beside() {
	need bgpdump
	them 64512
	site 64512 '"import":["some"],"export":["out"]'
	cat >>site.json <<-'EOF_SITE'
		{"type":"policy","name":"some","rules":[
		 {"match":{"prefix":["172.16.1.0/24"]},"then":"reject"},
		 {"set":{"local_pref":200},"then":"accept"}]}
	EOF_SITE
	[[ -z ${1-} ]] || sed -i "s#\"router_id\":\"192.0.2.1\"#&,$1#" site.json
	us
	wait_for 10 converged
}

# Type, peer, AS, prefix, path, origin, next hop, LOCAL_PREF, MED.
lines() {
	bgpdump -m "$1" 2>dump.err | cut -d'|' -f1,4-11 | sort
}

@test "dump: the table as neighbours have announced it" {
	beside
	run -0 --separate-stderr bgpspeak dump rib.mrt
	[ -z "$output" ] && [ -z "$stderr" ]
	[ ! -e rib.mrt.part ]
	diff - <(lines rib.mrt) <<-'END'
		TABLE_DUMP2|192.0.2.2|64512|172.16.0.0/24|64512|IGP|192.0.2.2|0|7
		TABLE_DUMP2|192.0.2.2|64512|172.16.1.0/24|64512|IGP|192.0.2.2|0|0
		TABLE_DUMP2|192.0.2.2|64512|2001:db8:16::/48|64512|IGP|2001:db8::2|0|0
	END
	# to standard output, and read by decode: what show says
	bgpspeak dump >again.mrt
	diff <(bgpspeak show routes --rib adj_in_pre |
		jq -c '[.family,.prefix,.next_hop,.as_path,.med,.communities,.large_communities]' | sort) \
		<(bgpspeak decode again.mrt | jq -c 'select(.type == "route") |
		[.family,.prefix,.next_hop,.as_path,.med,.communities,.large_communities]' | sort)
	bgpspeak decode again.mrt | jq -se 'map(select(.kind == "peer_index_table"))[0].peers | map(.as) == [64512]'
}

@test "dump: behind the policy, of one family, of one neighbour" {
	beside
	bgpspeak dump --after-policy --family ipv4_unicast --peer bird >rib.mrt
	diff - <(lines rib.mrt) <<-'END'
		TABLE_DUMP2|192.0.2.2|64512|172.16.0.0/24|64512|IGP|192.0.2.2|200|7
	END
	bgpspeak dump --peer 192.0.2.9 none.mrt
	[ -z "$(lines none.mrt)" ]
}

@test "dump: what cannot be done is told, and leaves no file" {
	cd "$BATS_TEST_TMPDIR"
	run -69 --separate-stderr bgpspeak dump rib.mrt
	[ -z "$output" ]
	[[ $stderr == *"is bgpspeak-run running?"* ]]
	[ ! -e rib.mrt ] && [ ! -e rib.mrt.part ]
	run -71 --separate-stderr bgpspeak dump none/rib.mrt
	[[ $stderr == *"none/rib.mrt: No such file or directory"* ]]
	run -64 --separate-stderr bgpspeak dump one two
	[ -z "$output" ]
}

@test "run keeps what comes, and begins another file with each period" {
	beside '"mrt":{"file":"up-%H%M%S.mrt","period":1}'
	wait_for 8 kept_next
	# shellcheck disable=SC2154 # of bird.bash
	kill "$speaker"
	wait_for 5 has_ended
	cat up-*.mrt >all.mrt
	diff - <(lines all.mrt | grep '^BGP4MP_ET|.*/' | grep -v Subnet) <<-'END'
		BGP4MP_ET|192.0.2.2|64512|172.16.0.0/24|64512|IGP|192.0.2.2|0|7
		BGP4MP_ET|192.0.2.2|64512|172.16.1.0/24|64512|IGP|192.0.2.2|0|0
		BGP4MP_ET|192.0.2.2|64512|2001:db8:16::/48|64512|IGP|2001:db8::2|0|0
	END
	bgpspeak decode all.mrt >all.ndjson
	jq -se 'map(select(.kind == "open")) | length == 1 and .[0].as == 64512' all.ndjson
	jq -se 'map(select(.new_state == "established")) | length == 1' all.ndjson
	jq -se 'map(select(.old_state == "established" and .new_state == "idle")) | length == 1' all.ndjson
}

# Keepalives come every three seconds.
kept_next() {
	[[ $(cat up-*.mrt | bgpspeak decode - |
		jq -c 'select(.kind == "keepalive")' | wc -l) -ge 2 ]] &&
		compgen -G 'up-*.mrt' | sed -n 2p | grep -q .
}
