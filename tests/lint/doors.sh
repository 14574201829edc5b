#!/bin/bash
# One door per library: its header is included in the files named here alone.
set -u
status=0

# door HEADER FILE ...
door() {
	local header=$1 found file

	shift
	while read -r file; do
		found=
		for allowed; do
			[[ $file == "$allowed" ]] && found=yes
		done
		[[ -n $found ]] && continue
		echo "$file includes <$header>; its door is $*"
		status=1
	done < <(grep -rlE "^#[[:space:]]*include[[:space:]]+<$header" \
		--include='*.[ch]' lib bin 2>/dev/null)
}

door 'json' lib/rec/json.c
door 'pcap' lib/edge/pcap.c
door 'event' lib/edge/loop.c
door 'zlib' lib/edge/gzip.c
door 'bzlib' lib/edge/bzip2.c
door 'lzma' lib/edge/xz.c
door 'zstd' lib/edge/zstd.c
door 'libmnl/' lib/wire/rtnl.c lib/edge/netlink.c
door 'pcre2' lib/core/pattern.c
door 'libsmartcols' lib/cli/view.c
door 'curl/' lib/edge/http.c
door 'openssl/' lib/base/digest.c
door 'bpf/' lib/edge/xdp.c
door 'libxml' lib/wire/xml.c
door 'rtrlib' lib/edge/rtr.c
exit "$status"
