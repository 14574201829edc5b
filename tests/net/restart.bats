#!/usr/bin/env bats
# Graceful restart (RFC 4724) beside BIRD 2: either side is killed, and what was
# forwarded before goes on until it is repeated or swept.

load ../lib
load bird

KEEP='"import":["in"],"export":["out"],"graceful_restart":{"restart_time":20}'

killed() { # PID
	kill -9 "$1"
	while kill -0 "$1" 2>/dev/null; do :; done
}

withdrawn() {
	jq -r 'select(.type == "route" and .op == "del") | .prefix' out.ndjson
}

all_withdrawn() {
	[[ $(withdrawn | wc -l) == 3 ]]
}

@test "BIRD is killed: its routes stay, and what it does not repeat is swept" {
	them 64512 'graceful restart on;' 'graceful restart time 20;'
	site 64512 "$KEEP"
	us
	wait_for 10 converged
	killed "$(<bird.pid)"
	wait_for 5 state_is '.stale == ["ipv4_unicast","ipv6_unicast"]'
	state_is '.received == 3 and .state != "established"'
	bgpspeak show routes 172.16.0.0/24 | jq -e '.stale and .rib == "loc"'
	rm -f bird.ctl
	again=1 without=172.16.1.0 them 64512 'graceful restart on;' \
		'graceful restart time 20;'
	wait_for 20 state_is '(.end_of_rib | length) == 2 and has("stale") == false'
	diff - <(withdrawn) <<<172.16.1.0/24
	state_is '.received == 2'
}

@test "BIRD is killed and does not come back: at the end of its time all goes" {
	them 64512 'graceful restart on;' 'graceful restart time 1;'
	site 64512 "$KEEP"
	us
	wait_for 10 converged
	killed "$(<bird.pid)"
	wait_for 5 state_is '.stale == ["ipv4_unicast","ipv6_unicast"]'
	wait_for 5 state_is '.received == 0 and has("stale") == false'
	wait_for 5 all_withdrawn
}

@test "BIRD only helps: when it is killed its routes go" {
	them 64512
	site 64512 "$KEEP"
	us
	wait_for 10 converged
	killed "$(<bird.pid)"
	wait_for 5 state_is '.received == 0 and has("stale") == false'
}

@test "we are killed: BIRD keeps our routes, and the next one takes over" {
	them 64512 'graceful restart on;'
	site 64512 "$KEEP"
	us
	wait_for 5 bird_has 10.1.0.0/24 'BGP.as_path: 65001 65001$'
	birdc -s bird.ctl 'show protocols all edge' | grep -q 'Restart time: 20'
	killed "$speaker"
	wait_for 5 bird_is_down
	bird_has 10.1.0.0/24 'BGP.as_path: 65001 65001$'
	sed -i '/10.1.0.0/s|10.1.0.0/24|10.1.7.0/24|' interface.ndjson
	us
	wait_for 15 established
	wait_for 15 bird_has 10.1.7.0/24 'BGP.as_path: 65001 65001$'
	wait_for 5 eval '! bird_has 10.1.0.0/24 BGP'
}

@test "we are told to end: BIRD drops our routes, and the next one begins anew" {
	them 64512 'graceful restart on;'
	site 64512 "$KEEP"
	us
	wait_for 5 bird_has 10.1.0.0/24 'BGP.as_path: 65001 65001$'
	kill "$speaker"
	wait_for 5 has_ended
	wait_for 5 eval '! bird_has 10.1.0.0/24 BGP'
	[[ ! -e bgpspeak-run.restart ]]
}

@test "who reads us goes: no Cease, and BIRD keeps our routes" {
	them 64512 'graceful restart on;'
	site 64512 "$KEEP"
	mkfifo pipe
	cat pipe >out.ndjson 3>&- &
	reader=$!
	out=pipe us
	wait_for 5 bird_has 10.1.0.0/24 'BGP.as_path: 65001 65001$'
	kill "$reader"
	wait_for 5 has_ended
	wait_for 5 bird_is_down
	bird_has 10.1.0.0/24 'BGP.as_path: 65001 65001$'
	[[ -e bgpspeak-run.restart ]]
}

@test "a refresh in either direction, between BoRR and EoRR (RFC 7313)" {
	them 64512
	site 64512 '"import":["in"],"export":["out"]'
	us
	wait_for 10 converged
	wait_for 5 bird_has 10.1.0.0/24 'BGP.med: 20$'
	birdc -s bird.ctl 'show protocols all edge' | grep -q 'Enhanced refresh'
	birdc -s bird.ctl 'debug edge all' >/dev/null
	birdc -s bird.ctl 'reload in edge' | grep -q 'edge: reloading'
	wait_for 5 grep -q 'Got END-OF-RR' bird.log
	bird_has 10.1.0.0/24 'BGP.med: 20$'
	birdc -s bird.ctl 'reload out edge' | grep -q 'edge: reloading'
	wait_for 5 grep -q 'Sending END-OF-RR' bird.log
	wait_for 5 state_is '.received == 3 and has("stale") == false'
	[[ -z $(withdrawn) ]]
	state_is '.established == 1'
}

@test "long-lived: its routes are the last choice, for those who know that" {
	long='long lived graceful restart on; long lived stale time 30;'
	them 64512 'graceful restart on;' 'graceful restart time 1;' "$long"
	site 64512 "$KEEP,\"long_lived_restart\":60"
	us
	wait_for 10 converged
	killed "$(<bird.pid)"
	wait_for 5 state_is '.long_lived_stale == ["ipv4_unicast","ipv6_unicast"]'
	state_is '.received == 3 and has("stale") == false'
	wait_for 5 eval 'bgpspeak show routes 172.16.0.0/24 |
		jq -e '\''.communities == ["64512:1","65535:6"]'\'
	rm -f bird.ctl
	again=1 them 64512 'graceful restart on;' 'graceful restart time 1;' "$long"
	wait_for 20 state_is '(.end_of_rib | length) == 2 and
		has("long_lived_stale") == false'
	wait_for 5 eval 'bgpspeak show routes 172.16.0.0/24 |
		jq -e '\''.communities == ["64512:1"]'\'
	[[ -z $(withdrawn) ]]
}
