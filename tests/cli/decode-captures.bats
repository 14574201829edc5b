#!/usr/bin/env bats
# bgpspeak decode: one session on every link, after every mishap, cut anywhere.

load ../lib

setup_file() {
	python3 "$BATS_TEST_DIRNAME/../data/bgp.py" "$BATS_FILE_TMPDIR"
	python3 "$BATS_TEST_DIRNAME/../data/captures.py" "$BATS_FILE_TMPDIR"
}

setup() {
	cd "$BATS_FILE_TMPDIR" || return
}

# What the session says, whatever carried it.
said() {
	jq -c '[.kind, .announce[0].nlri, .withdraw[0].nlri, .end_of_rib]'
}

session() {
	cat <<-'END'
		["open",null,null,null]
		["open",null,null,null]
		["keepalive",null,null,null]
		["keepalive",null,null,null]
		["update",["10.1.0.0/16","10.2.0.0/16"],null,null]
		["update",["10.3.0.0/16"],["10.1.0.0/16"],null]
		["update",null,null,["ipv4_unicast"]]
	END
}

# Octets of messages do not depend on their order in different directions.
is_session() {
	local file

	for file; do
		run -0 --separate-stderr bgpspeak decode "$file"
		echo "$file: $stderr"
		[ -z "$stderr" ]
		diff <(session | sort) <(said <<<"$output" | sort)
		[ "$(jq -s 'map(has("assumed")) | any' <<<"$output")" = false ]
	done
}

@test "decode reads every link type, and all headers before IP" {
	local captures=(link-*.pcap)

	is_session "${captures[@]}"
	[ "${#captures[@]}" = 94 ]
}

@test "decode reads what tunnels carry, and tunnels in tunnels" {
	local captures=(tunnel-*.pcap)

	is_session "${captures[@]}"
	[ "${#captures[@]}" = 78 ]
}

@test "decode puts IP fragments together" {
	local captures=(fragments-*.pcap)

	is_session "${captures[@]}"
	[ "${#captures[@]}" = 14 ]
}

@test "decode tells of IP packets that lack fragments" {
	run -65 --separate-stderr bgpspeak decode part-fragments.pcap
	[[ $stderr == *"warning: part-fragments.pcap: 1 IP packets lack fragments, the first begins in frame 17"* ]]
	[[ $stderr == *" octets were not captured"* ]]
}

@test "decode says the addresses of IPv6 too" {
	run -0 bgpspeak decode link-cooked2-6.pcap
	[ "$(jq -rs 'map(.src) | unique | join(" ")' <<<"$output")" = \
		"2001:db8::1 2001:db8::2" ]
}

@test "decode reads every form of capture file" {
	is_session file-*.pcap*
}

@test "decode puts together what TCP carried, whatever happened to it" {
	is_session tcp-*.pcap
}

@test "decode reads one side alone, and ports that are used again" {
	run -0 bgpspeak decode part-one-side.pcap
	diff <(session | sed '1d; 4d') <(said <<<"$output")
	run -0 bgpspeak decode part-reused.pcap
	diff <(session; session) <(said <<<"$output")
}

@test "decode goes on from the first message that begins in the capture" {
	run -0 --separate-stderr bgpspeak decode part-middle.pcap
	[ -z "$stderr" ]
	diff <(session | tail -n 3) <(said <<<"$output" | tail -n 3)
}

@test "decode prints what came before the segment that it saw first" {
	run -0 --separate-stderr bgpspeak decode part-backwards.pcap
	[ -z "$stderr" ]
	diff <(session | sort) <(said <<<"$output" | sort)
}

@test "decode tells of frames that were not captured whole" {
	run -0 --separate-stderr bgpspeak decode part-short.pcap
	[ "$stderr" = "bgpspeak: warning: part-short.pcap: nothing found: 10 frames, none with TCP
bgpspeak: warning: part-short.pcap: 10 frames are cut off inside their headers, the first is frame 1" ]
	run -65 --separate-stderr bgpspeak decode part-snap.pcap
	[[ $stderr == *" octets were not captured"* ]]
	[ "$(jq -s 'map(select(.kind == "keepalive")) | length' <<<"$output")" = 2 ]
}

@test "decode and tshark read the same messages" {
	local file fields='-e bgp.type -e bgp.nlri_prefix -e bgp.withdrawn_prefix'

	need tshark
	for file in link-ethernet-4.pcap tunnel-geneve-*.pcap file-*.pcap* tcp-small.pcap tcp-around.pcap; do
		# shellcheck disable=SC2086
		tshark -r "$file" -o tcp.reassemble_out_of_order:TRUE \
			-T fields $fields 2>/dev/null | tr -s '\t,' '\n' |
			grep . | sort >theirs
		bgpspeak decode "$file" | jq -r '
			{open: 1, update: 2, notification: 3, keepalive: 4}[.kind],
			((.announce, .withdraw)[]?.nlri[]? | split("/")[0])' |
			sort | diff theirs -
	done
}

# cut FILE: decode what is left of it, for each place to cut; "STATUS RECORDS".
cut_everywhere() {
	python3 - "$1" <<-'END'
		import subprocess, sys
		data = open(sys.argv[1], "rb").read()
		for n in range(1, len(data)):
		    run = subprocess.run(["bgpspeak", "decode", "-"],
		                         input=data[:n], capture_output=True)
		    print(run.returncode, run.stdout.count(b"\n"),
		          "told" if run.stderr else "silent")
	END
}

# Between two records or frames nothing shows that more was to come.
@test "decode tells of every cut, and prints what is before it" {
	local file

	for file in session.pcap rib.mrt updates.mrt; do
		cut_everywhere "$file" >cuts
		[ "$(grep -vcE '^(0 [0-9]+ silent|0 0 told|65 [0-9]+ told)$' cuts)" = 0 ]
		[ "$(grep -c '^0' cuts)" -lt 10 ]
		# The further away the cut, the more is printed.
		[ "$(tail -n 1 cuts | cut -d ' ' -f 2)" -ge 3 ]
	done
}

@test "decode tells of every cut of a compressed file" {
	local packer

	for packer in gzip bzip2 zstd xz; do
		need "$packer"
		"$packer" -c rib.mrt >packed
		cut_everywhere packed >cuts
		[ "$(grep -vcE '^65 [0-9]+ told$' cuts)" = 0 ]
	done
}

# unpacked PACKER FILE: what is whole in one that is cut off, by another library.
unpacked() {
	case $1 in
	zstd) zstd -dcq "$2" 2>/dev/null || : ;;
	*) python3 -c '
import bz2, lzma, sys, zlib
packer, path = sys.argv[1:]
d = {"gzip": lambda: zlib.decompressobj(31), "bzip2": bz2.BZ2Decompressor,
     "xz": lzma.LZMADecompressor}[packer]()
data = open(path, "rb").read()
sys.stdout.buffer.write(b"".join(d.decompress(data[i:i + 1])
                                 for i in range(len(data))))' "$1" "$2" ;;
	esac
}

@test "decode loses no whole record of a compressed file that is cut off" {
	local packer size at status n

	need gzip bzip2 zstd xz
	for ((n = 0; n < 10; n++)); do cat updates.mrt; done >some
	for ((n = 0; n < 300; n++)); do cat some; done >many.mrt
	bgpspeak decode -q many.mrt >all
	for packer in gzip bzip2 zstd xz; do
		"$packer" -1c many.mrt >packed
		size=$(stat -c %s packed)
		for at in 30 $((size / 3)) $((size / 2)) $((size - 20)) $((size - 1)); do
			head -c "$at" packed >torn
			unpacked "$packer" torn >plain
			bgpspeak decode plain >expected 2>/dev/null || :
			status=0
			bgpspeak decode torn >got 2>told || status=$?
			[ "$status" = 65 ]
			grep -q '^bgpspeak: error: torn: .*compression is cut off$' told
			# zstd(1) itself keeps the last block to itself.
			n=$(wc -l <got)
			[ "$n" -ge "$(wc -l <expected)" ]
			((n == 0)) || cmp <(head -n -1 got) <(head -n $((n - 1)) all)
		done
		cmp got all # what is cut off is part of a check sum
	done
}

@test "decode - reads a compressed live capture as it comes, where it is flushed" {
	mkfifo packed-live
	bgpspeak decode - <packed-live >out &
	exec 7>packed-live
	python3 -c '
import zlib
data = open("session.pcap", "rb").read()
z = zlib.compressobj(wbits=31)
open("first.gz", "wb").write(z.compress(data[:313]) + z.flush(zlib.Z_SYNC_FLUSH))
open("rest.gz", "wb").write(z.compress(data[313:]) + z.flush())'
	cat first.gz >&7
	wait_for 5 grep -q '"kind":"open"' out
	[ "$(wc -l <out)" = 1 ]
	cat rest.gz >&7
	exec 7>&-
	wait $!
	[ "$(wc -l <out)" = "$(bgpspeak decode session.pcap | wc -l)" ]
}

# A line a message: the port of its session, what it is, its prefixes.
@test "decode and tshark read the same in every link type and tunnel, in one file" {
	need tshark
	tshark -r mixed.pcapng -T fields -E occurrence=a -E aggregator=, \
		-e tcp.port -e bgp.type -e bgp.nlri_prefix \
		-e bgp.withdrawn_prefix 2>/dev/null |
		awk -F '\t' '$2 != "" {
			split($1, port, ","); split($2, type, ",")
			for (i in type)
				print (port[1] == 179 ? port[2] : port[1]), type[i]
			for (f = 3; f <= 4; f++) {
				n = split($f, prefix, ",")
				for (i = 1; i <= n; i++)
					print (port[1] == 179 ? port[2] : port[1]), prefix[i]
			}
		}' | sort >theirs
	run -0 --separate-stderr bgpspeak decode mixed.pcapng
	[ -z "$stderr" ]
	jq -r '"\([.sport, .dport] | max) " + ((
		{open: 1, update: 2, notification: 3, keepalive: 4}[.kind],
		((.announce, .withdraw)[]?.nlri[]? | split("/")[0])) |
		tostring)' <<<"$output" | sort >ours
	diff theirs ours
	[ "$(cut -d ' ' -f 1 ours | uniq | wc -l)" -gt 150 ]
}

@test "decode takes of a file what --filter lets through" {
	run -0 --separate-stderr bgpspeak decode --filter 'src host 192.0.2.1' \
		file-ng.pcapng link-ethernet-4.pcap
	[ -z "$stderr" ]
	[ "$(jq -rs 'map(.src) | unique | join(" ")' <<<"$output")" = 192.0.2.1 ]
	[ "$(wc -l <<<"$output")" = 10 ]
	run -64 --separate-stderr bgpspeak decode --filter 'src hose 1' \
		file-ng.pcapng
	[ -z "$output" ]
	[[ $stderr == "bgpspeak: error: --filter: "*" (link type 101 of file-ng.pcapng; pcap-filter(7))"* ]]
}

@test "decode prints the messages of a live capture as its packets come" {
	mkfifo live
	bgpspeak decode - <live >out &
	exec 7>live
	python3 -c "
import struct, sys
data = open('file-big-endian.pcap', 'rb').read()
at = 24
for n in range(4):
    at += 16 + struct.unpack('>I', data[at + 8:at + 12])[0]
open('first', 'wb').write(data[:at])
open('rest', 'wb').write(data[at:])"
	cat first >&7
	wait_for 5 grep -q '"kind":"open"' out
	[ "$(wc -l <out)" = 1 ]
	cat rest >&7
	exec 7>&-
	wait $!
	diff <(session) <(said <out)
}

# Of 100000 connections half only knock; each of the others has a hole.
@test "decode stays small however many connections there are, and says so" {
	cat >flood.py <<-'END'
		import struct, sys
		sys.path.insert(0, sys.argv[1])
		import captures
		s = captures.Session()
		syn = s.opening()[0]
		data = s.segment("b", 9000, b"x" * 60)
		out = [captures.pcap(101, [])]
		for n in range(100000):
		    p = data if n % 2 else syn
		    out.append(struct.pack("<IIII", 1, 0, len(p), len(p)) + p[:12]
		               + struct.pack(">I", n) + p[16:])
		open("flood", "wb").write(b"".join(out))
	END
	python3 flood.py "$DATA"
	if [[ $BUILD != */san ]]; then
		ulimit -d 65536 # KB; the sanitizer takes terabytes
	fi
	run -0 --separate-stderr bash -c 'bgpspeak decode flood | wc -l'
	[ "$output" -gt 50000 ]
	[ "$stderr" = "bgpspeak: warning: flood: too many connections at once: 45904 were given up before their end, the quietest first (--filter takes fewer)" ]
}

@test "decode ends in silence when nobody reads on" {
	run -0 bash -c "
		bgpspeak decode link-*.pcap 2>err | head -n 1 | wc -l"
	[ ! -s err ]
	[ "$output" = 1 ]
}
