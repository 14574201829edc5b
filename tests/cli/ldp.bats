#!/usr/bin/env bats
# ldpd-lite decode and encode.

load ../lib

setup_file() {
	python3 "$BATS_TEST_DIRNAME/../data/ldp.py" "$BATS_FILE_TMPDIR"
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
}

said() {
	jq -c '[.kind, .ldp.lsr, .ldp.id, .ldp.more]' <<<"$output"
}

session() {
	cat <<-'END'
		["hello","192.0.2.1",1,null]
		["hello","192.0.2.2",1,null]
		["initialization","192.0.2.2",1,null]
		["keepalive","192.0.2.2",2,null]
		["label_mapping","192.0.2.2",3,null]
		["initialization","192.0.2.1",1,null]
		["keepalive","192.0.2.1",2,null]
		["address","192.0.2.1",3,true]
		["label_mapping","192.0.2.1",4,true]
		["label_mapping","192.0.2.1",5,null]
		["label_mapping","192.0.2.1",6,null]
		["label_withdraw","192.0.2.1",7,null]
		["notification","192.0.2.1",8,null]
	END
}

@test "a session reads the same, however its PDUs lie in segments" {
	for layout in plain packed split; do
		run -0 --separate-stderr ldpd-lite decode $layout.pcap
		[ -z "$stderr" ]
		diff - <(said) < <(session)
	done
}

@test "decode tells what a message holds" {
	run -0 --separate-stderr ldpd-lite decode plain.pcap
	[ -z "$stderr" ]
	diff - <(jq -c '.ldp.tlvs[] | del(.type)' <<<"$output" |
		sort -u) <<-'EOF'
		{"name":"address_list","afi":1,"addresses":["192.0.2.1"]}
		{"name":"dynamic_capability","ignore":true,"enabled":true}
		{"name":"fec","fecs":["10.1.0.0/16"]}
		{"name":"fec","fecs":["10.2.0.0/16"]}
		{"name":"fec","fecs":["10.9.0.0/16"]}
		{"name":"generic_label","label":16}
		{"name":"generic_label","label":17}
		{"name":"generic_label","label":18}
		{"name":"generic_label","label":3}
		{"name":"hello_parameters","hold_time":15}
		{"name":"ipv4_transport_address","address":"192.0.2.1"}
		{"name":"ipv4_transport_address","address":"192.0.2.2"}
		{"name":"session_parameters","version":1,"keepalive_time":180,"path_vector_limit":0,"max_pdu_length":4096,"receiver":"192.0.2.1","receiver_space":0}
		{"name":"session_parameters","version":1,"keepalive_time":180,"path_vector_limit":0,"max_pdu_length":4096,"receiver":"192.0.2.2","receiver_space":0}
		{"name":"status","status":10,"status_name":"shutdown","fatal":true,"message_id":0,"message_type":0}
	EOF
}

@test "decode --bindings tells each change of the label database" {
	for layout in plain packed split; do
		run -0 --separate-stderr ldpd-lite decode --bindings $layout.pcap
		[ -z "$stderr" ]
		diff - <(jq -c '[.op, .neighbor, .peer, .fec, .was, .label,
			.reason]' <<<"$output") <<-'EOF'
			[null,"192.0.2.2:0","192.0.2.1","10.9.0.0/16",null,3,null]
			[null,"192.0.2.1:0","192.0.2.2","10.1.0.0/16",null,16,null]
			[null,"192.0.2.1:0","192.0.2.2","10.2.0.0/16",null,17,null]
			[null,"192.0.2.1:0","192.0.2.2","10.1.0.0/16",16,18,null]
			["del","192.0.2.1:0","192.0.2.2","10.2.0.0/16",null,17,"withdrawn"]
			["del","192.0.2.1:0","192.0.2.2","10.1.0.0/16",null,18,"session ended"]
			["del","192.0.2.2:0","192.0.2.1","10.9.0.0/16",null,3,"session ended"]
		EOF
	done
	run -0 --separate-stderr ldpd-lite decode --bindings --table plain.pcap
	[[ ${lines[0]} == *neighbor*peer*fec*label*was*reason* ]]
	[ ${#lines[@]} = 8 ]
}

@test "a capture may begin inside a PDU" {
	run -0 --separate-stderr ldpd-lite decode late.pcap
	[ -z "$stderr" ]
	diff - <(said) < <(session | sed '1,2d; s|^\["init.*|["partial",null,null,null]|')
}

@test "segments that change places where a capture begins are read, too" {
	run -0 --separate-stderr ldpd-lite decode swapped.pcap
	[ -z "$stderr" ]
	diff - <(said | sort) < <(session | sed 1,2d | sort)
}

@test "what was not captured is told, and the rest is read" {
	run -65 --separate-stderr ldpd-lite decode lost.pcap
	[ "$stderr" = 'ldpd-lite: error: lost.pcap: frame 24: 36 octets were not captured' ]
	diff - <(said) < <(session | sed '11s/.*/["partial",null,null,null]/')
}

@test "malformed messages are told with the status that answers them" {
	run -65 --separate-stderr ldpd-lite decode bad.pcap
	diff - <(echo "$stderr") <<-'EOF'
		ldpd-lite: error: bad.pcap: frame 1: fec: prefix is too long (byte 15)
		ldpd-lite: error: bad.pcap: frame 2: length of the PDU is not what there is of it (byte 2)
	EOF
	diff - <(jq -r '[.kind, .error.treatment] | join(" ")' <<<"$output") <<-'EOF'
		label_mapping malformed_tlv_value
		partial bad_pdu_length
	EOF
	run -65 --separate-stderr ldpd-lite decode "$BATS_TEST_FILENAME"
	[ -z "$output" ]
	[ "$stderr" = "ldpd-lite: error: $BATS_TEST_FILENAME: no capture (pcap, pcapng)" ]
}

@test "--port and --filter choose packets" {
	run -0 --separate-stderr ldpd-lite decode --port 645 plain.pcap
	[ -z "$output" ]
	run -0 --separate-stderr ldpd-lite decode --filter udp plain.pcap
	[ "$(jq -r .kind <<<"$output" | sort -u)" = hello ]
	run -64 --separate-stderr ldpd-lite decode --filter 'no such' plain.pcap
	[[ $stderr == *--filter:*pcap-filter* ]]
}

@test "encode gives the octets again, PDU by PDU" {
	python3 "$TOP/tests/replay/truth_ldp.py" --again "$BUILD/bin/ldpd-lite" \
		plain.pcap packed.pcap split.pcap
	ldpd-lite decode bad.pcap >bad.ndjson 2>err.txt || true
	run -0 --separate-stderr ldpd-lite encode --hex bad.ndjson
	[ "$output" = 0001001cc0000201000004000012000000010100000502000121ff3e7f000101 ]
	[ "$stderr" = 'ldpd-lite: warning: bad.ndjson:2: a partial message is left out' ]
}

@test "encode takes what a person writes, by names" {
	run -0 --separate-stderr ldpd-lite encode --hex - <<-'EOF'
		{"type": "message", "protocol": "ldp", "kind": "label_mapping",
		 "ldp": {"lsr": "192.0.2.1", "id": 7, "tlvs": [
		  {"name": "fec", "fecs": ["10.1.0.0/16", {"name": "host", "host": "192.0.2.9"}]},
		  {"name": "generic_label", "label": 16}]}}
	EOF
	[ -z "$stderr" ]
	[ "$output" = 00010028c000020100000400001e000000070100000e020001100a0103000104c00002090200000400000010 ]
}

@test "encode refuses what is no message, and goes on" {
	run -65 --separate-stderr ldpd-lite encode --hex - <<-'EOF'
		{"type":"message","protocol":"ldp","kind":"chat","ldp":{"lsr":"192.0.2.1","id":1}}
		{"type":"message","protocol":"ldp","kind":"keepalive","ldp":{"lsr":"192.0.2.1","id":2,"tlvs":[{"name":"nothing"}]}}
		{"type":"message","protocol":"ldp","kind":"keepalive","ldp":{"lsr":"192.0.2.1","id":3}}
		{"type":"message","protocol":"ldp","kind":"keepalive","ldp":{"id":4}}
	EOF
	diff - <(echo "$stderr") <<-'EOF'
		ldpd-lite: error: standard input:1: kind: no LDP message has this name; ldp.type says its number
		ldpd-lite: error: standard input:2: ldp.tlvs[0]: neither type nor known name
		ldpd-lite: error: standard input:4: ldp.lsr: it is missing, or no IPv4 address
	EOF
	[ "$output" = 0001000ec000020100000201000400000003 ]
}

@test "every file and vector of the corpus reads as tshark reads it" {
	need_shared corpus/ldp
	run -0 python3 "$TOP/tests/replay/truth_ldp.py" "$BUILD/bin/ldpd-lite" "$SHARED"
}
