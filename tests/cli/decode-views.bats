#!/usr/bin/env bats
# bgpspeak decode: --routes, --rib, --sessions.

load ../lib

setup_file() {
	PYTHONDONTWRITEBYTECODE=1 python3 "$BATS_TEST_DIRNAME/../data/views.py" \
		"$BATS_FILE_TMPDIR"
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
}

# Routes, one a line: op, peer, prefix, path.
brief() {
	jq -r '[.op // "add", .peer, .prefix,
		(.as_path // [] | join(" "))] | join("|")' <<<"$output"
}

@test "decode --routes prints what is announced and withdrawn, in order" {
	run -0 --separate-stderr bgpspeak decode --routes day.pcap
	[ -z "$stderr" ]
	diff - <(sed -n '3,4p' <<<"$output") <<-'END'
		{"type":"route","rib":"adj_in_pre","protocol":"bgp","family":"ipv4_unicast","prefix":"10.9.0.0/16","next_hop":"192.0.2.2","origin":"igp","as_path":[65001],"peer":"192.0.2.2","time":1447830006.123456}
		{"type":"route","op":"del","rib":"adj_in_pre","protocol":"bgp","family":"ipv4_unicast","prefix":"10.2.0.0/16","peer":"192.0.2.1","time":1447830007.123456}
	END
	[ "${#lines[@]}" = 9 ]
}

@test "decode --routes withdraws what RFC 7606 treats as withdrawn" {
	run -65 --separate-stderr bgpspeak decode --routes day.mrt
	[ "$stderr" = "bgpspeak: error: day.mrt: record 8: origin: origin is none of 0, 1, 2 (byte 26)" ]
	diff - <(brief) <<-'END'
		del|192.0.2.1|10.1.0.0/16|
		add|192.0.2.1|10.2.0.0/16|64512 64513
		add|192.0.2.2|10.4.0.0/16|70000
		add|192.0.2.2|10.5.0.0/16|70000
		del|192.0.2.1|10.2.3.0/24|
	END
}

@test "decode --rib: a session that ends takes its routes away" {
	run -0 --separate-stderr bgpspeak decode --rib day.pcap
	[ -z "$stderr" ]
	diff - <(brief) <<-'END'
		add|192.0.2.1|10.2.0.0/16|64512
		add|192.0.2.1|10.3.0.0/16|64512 64999
	END
	[ "$(jq -r .time <<<"${lines[1]}")" = 1447830024.123456 ]
}

@test "decode --rib puts updates on top of a table" {
	run -0 --separate-stderr bgpspeak decode --rib table.mrt
	[ "$(jq -r .prefix <<<"$output" | sort | uniq -c | paste -sd ' ')" = \
		"      2 10.1.0.0/16       2 10.2.0.0/16       2 10.2.3.0/24" ]
	run -65 --separate-stderr bgpspeak decode --rib table.mrt day.mrt
	diff - <(brief) <<-'END'
		add|192.0.2.1|10.2.0.0/16|64512 64513
		add|192.0.2.2|10.5.0.0/16|70000
	END
}

@test "decode --rib --until shows the table as it was then" {
	run -65 --separate-stderr bgpspeak decode --rib --until 1447830003 table.mrt day.mrt
	diff - <(brief) <<-'END'
		add|192.0.2.2|10.1.0.0/16|70000 64999
		add|192.0.2.1|10.2.0.0/16|64512 64513
		add|192.0.2.2|10.2.0.0/16|70000 64999
		add|192.0.2.1|10.2.3.0/24|64512
		add|192.0.2.2|10.2.3.0/24|70000 64999
		add|192.0.2.2|10.4.0.0/16|70000
	END
	run -65 --separate-stderr bgpspeak decode --rib --until 1447830003 --peer 70000 \
		--origin-as 64999 --prefix '10.2.0.0/16 longer' table.mrt day.mrt
	diff - <(brief) <<-'END'
		add|192.0.2.2|10.2.0.0/16|70000 64999
		add|192.0.2.2|10.2.3.0/24|70000 64999
	END
}

@test "decode --sessions says who spoke, how long, what, and why it ended" {
	run -0 --separate-stderr bgpspeak decode --sessions day.pcap
	[ -z "$stderr" ]
	diff - <(head -n 1 <<<"$output") <<-'END'
		{"type":"session","protocol":"bgp","src":"192.0.2.2","sport":40001,"dst":"192.0.2.1","dport":179,"time":1447830000.123456,"packets":11,"messages":7,"bytes":257,"end":1447830010.123456,"duration":10.000000,"capabilities":["multiprotocol","route_refresh","four_octet_as"],"families":["ipv4_unicast"],"src_side":{"as":65001,"router_id":"192.0.2.2","hold_time":90,"capabilities":["multiprotocol","route_refresh","four_octet_as"],"families":["ipv4_unicast"],"open":1,"update":1,"keepalive":1,"announced":1},"dst_side":{"as":64512,"router_id":"192.0.2.1","hold_time":90,"capabilities":["multiprotocol","route_refresh","four_octet_as"],"families":["ipv4_unicast"],"open":1,"update":2,"notification":1,"announced":2,"withdrawn":1},"reason":"notification: cease/administrative_shutdown","ended_by":"192.0.2.1","text":"night"}
	END
	diff - <(jq -c '[.sport,.reason,.ended_by,.messages]' <<<"$output") <<-'END'
		[40001,"notification: cease/administrative_shutdown","192.0.2.1",7]
		[40002,"tcp_reset","192.0.2.2",4]
		[40003,null,null,5]
	END
}

@test "decode --sessions: in a dump, changes of state part them" {
	run -65 --separate-stderr bgpspeak decode --sessions day.mrt
	diff - <(jq -c '[.src,.src_side.as,.duration,.src_side.update,.reason]' \
		<<<"$output") <<-'END'
		["192.0.2.2",70000,1,1,"state: established to idle"]
		["192.0.2.2",70000,1,1,null]
		["192.0.2.1",64512,7,3,null]
	END
	[ "$(jq .src_side.malformed <<<"${lines[2]}")" = 1 ]
}

@test "decode --sessions prints a session while the next goes on" {
	{
		bgpspeak decode --sessions - | {
			IFS= read -r line
			jq -r .sport <<<"$line" >first
			: >seen
		}
	} < <(
		cat day.pcap
		wait_for 10 test -e seen
	)
	[ "$(<first)" = 40001 ]
}

@test "decode --table shows sessions and routes to people" {
	run -0 bgpspeak decode --sessions --table day.pcap
	[[ ${lines[0]} == src*duration*reason* ]]
	[[ $output == *tcp_reset* ]]
	run -0 bgpspeak decode --rib --table day.pcap
	[ "${#lines[@]}" = 3 ]
}

@test "decode takes one view, and filters that go with it" {
	run -64 --separate-stderr bgpspeak decode --rib --routes day.pcap
	[ -z "$output" ]
	[[ $stderr == "bgpspeak: error: --messages, --routes, --rib and --sessions do not go together"* ]]
	run -64 --separate-stderr bgpspeak decode --sessions --prefix 10.0.0.0/8 day.pcap
	[[ $stderr == "bgpspeak: error: --sessions takes --peer, --since and --until alone"* ]]
	run -64 --separate-stderr bgpspeak decode --rib --kind open day.pcap
	[[ $stderr == "bgpspeak: error: --rib needs messages of every --kind"* ]]
	[ -z "$output" ]
}

@test "decode prints the attributes of a table the same, cached or not" {
	run -0 bgpspeak decode table.mrt
	cached=$(grep '"route"' <<<"$output")
	run -0 bgpspeak decode --as-path . table.mrt
	[ "$output" = "$cached" ]
	need_shared corpus/mrt
	for f in "$SHARED"/corpus/mrt/bgpdump/bview.2002*.gz; do
		bgpspeak decode --quiet "$f" >cached || :
		bgpspeak decode --quiet --as-path '^' "$f" >whole || :
		[ "$(wc -l <whole)" -gt 100000 ]
		diff -q <(grep '"as_path"' cached) whole
	done
}

# The same destinations, with their peer and path, as bgpdump -m and as --routes.
elements() {
	bgpspeak decode --quiet --routes "$1" 2>/dev/null | jq -r '
		def path: map(if type == "object" then
			if .set then "{" + (.set | join(",")) + "}"
			else "(" + (.confed_sequence | join(" ")) + ")" end
			else tostring end) | join(" ");
		[.peer, (if .op then "W" else "A" end), .prefix,
			(.as_path // [] | path)] | join("|")' | sort >ours
	bgpdump -m "$1" 2>/dev/null | awk -F'|' '
		$3 == "A" || $3 == "B" { print $4 "|A|" $6 "|" $7 }
		$3 == "W" { print $4 "|W|" $6 "|" }' | sort >theirs
}

@test "decode --routes and bgpdump -m see the same in updates" {
	local corpus=$SHARED/corpus/mrt

	need bgpdump
	need_shared corpus/mrt
	for f in "$corpus"/bgpdump/updates.2007*.gz "$corpus"/bgpkit/updates.bz2 \
		"$corpus"/bgpkit/rrc03/*.gz "$corpus"/bgpkit/rrc15/*.gz \
		"$corpus"/mrtparse/quagga_rib; do
		elements "$f"
		[ -s ours ]
		diff -q ours theirs
	done
}

# What a replay of bgpdump -m leaves: peer, prefix and path.
replay() {
	bgpdump -m "$@" 2>/dev/null | awk -F'|' '
		$3 == "STATE" && $7 != 6 {
			for (k in rib)
				if (index(k, $4 "|") == 1)
					delete rib[k]
		}
		$3 == "A" || $3 == "B" { rib[$4 "|" $6] = $7 }
		$3 == "W" { delete rib[$4 "|" $6] }
		END { for (k in rib) print k "|" rib[k] }' | sort
}

@test "decode --rib and a replay of bgpdump -m end with the same table" {
	local corpus=$SHARED/corpus/mrt

	need bgpdump
	need_shared corpus/mrt
	for f in "$corpus"/bgpdump/updates.2007*.gz \
		"$corpus"/bgpkit/rrc15/updates.20100227.1610.gz; do
		bgpspeak decode --quiet --rib "$f" 2>/dev/null | jq -r '
			def path: map(if type == "object" then
				"{" + (.set | join(",")) + "}"
				else tostring end) | join(" ");
			[.peer, .prefix, (.as_path | path)] | join("|")' |
			sort >ours
		replay "$f" >theirs
		[ "$(wc -l <ours)" -gt 500 ]
		diff -q ours theirs
	done
}

@test "decode --sessions and tshark count the same messages" {
	local corpus=$SHARED/corpus/bgp

	need tshark
	need_shared corpus/bgp
	for f in "$corpus"/packetlife/EBGP_adjacency.cap \
		"$corpus"/packetlife/BGP_redist.cap \
		"$corpus"/packetlife/BGP_AS_set.cap \
		"$corpus"/packetlife/4-byte_AS_numbers_Mixed_Scenario.cap; do
		bgpspeak decode --sessions "$f" | jq -r '
			def of(k): (.src_side[k] // 0) + (.dst_side[k] // 0);
			select(.messages > 0) | [([.sport, .dport] | max),
			of("open"), of("update"), of("notification"),
			of("keepalive")] | join(" ")' | sort >ours
		tshark -n -r "$f" -Y bgp.type -T fields -e tcp.srcport \
			-e tcp.dstport -e bgp.type 2>/dev/null | awk '{
				port = $1 > $2 ? $1 : $2
				seen[port]
				n = split($3, types, ",")
				for (i = 1; i <= n; i++)
					count[port, types[i]]++
			} END {
				for (p in seen)
					print p, count[p, 1] + 0, count[p, 2] + 0,
						count[p, 3] + 0, count[p, 4] + 0
			}' | sort >theirs
		[ -s ours ]
		diff ours theirs
	done
}

@test "decode --routes, --rib and --sessions of BMP" {
	PYTHONDONTWRITEBYTECODE=1 python3 "$BATS_TEST_DIRNAME/../data/bmp.py" .
	run -0 --separate-stderr bgpspeak decode --routes router.bmp
	[ -z "$stderr" ]
	diff - <(jq -r '[.rib, .peer, .prefix] | join(" ")' <<<"$output") <<-'END'
		adj_in_pre 192.0.2.1 10.1.0.0/24
		adj_in 192.0.2.1 10.1.1.0/24
		adj_out_pre 192.0.2.1 10.1.2.0/24
		adj_out 192.0.2.1 10.1.3.0/24
		loc  10.1.4.0/24
	END
	# the peer goes down at the end, the router's own table stays
	run -0 --separate-stderr bgpspeak decode --rib router.bmp
	[ "$(jq -r '.rib + " " + .prefix' <<<"$output")" = "loc 10.1.4.0/24" ]
	run -0 --separate-stderr bgpspeak decode --sessions router.bmp
	[ "$(jq -r .reason <<<"$output")" = "notification: cease/administrative_shutdown" ]
}
