#!/usr/bin/env bash
# The main job, shown and checked: a site with two lines to a cloud. Builds
# everything in network namespaces, and takes it away again whatever happens.
# Exit status 0: all that it claims was true. 77: it cannot run here.
set -u

here=$(cd "$(dirname "$0")" && pwd)
bin=${BIN:-$here/../../build/bin}
LAB=epd$((RANDOM % 1000))
RUN=
PATH=$bin:$PATH:/usr/sbin:/sbin
pids=()
edge=
failures=0
cloud=172.16.0.0/24 line1=169.254.10.2 line2=169.254.20.2
host=172.16.0.10 h2=10.1.2.10

# shellcheck source=tests/demo/lab.bash
. "$here/lab.bash"
# shellcheck source=tests/demo/bird.bash
. "$here/bird.bash"

clean_up() {
	trap '' INT TERM HUP
	trap - EXIT
	[ -z "$edge" ] || lab_edge_end
	[ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null
	wait 2>/dev/null
	lab_down
	[ -z "$RUN" ] || rm -rf "$RUN"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP
RUN=$(mktemp -d)
export EDGEPIPE_RUN=$RUN EDGEPIPE_STATE=$RUN

cannot() {
	printf 'demo: cannot run here: %s\n' "$*" >&2
	exit 77
}

title() {
	printf '\n== %s\n\n' "$*"
}

# One claim and the command that holds when it is true.
claim() { # TEXT COMMAND...
	local text=$1

	shift
	if "$@"; then
		printf '  yes  %s\n' "$text"
	else
		printf '  NO   %s\n' "$text"
		failures=$((failures + 1))
	fi
	account+=("$text")
}
account=()

# ---- what the claims ask ----

knows() { # GATEWAY PREFIX
	bird_ask "$1" show route "$2" | grep -q "^$2"
}

# MED is 20 on b's own route, and b still prefers to go by way of a.
b_goes_by_a() {
	bird_ask b show route 10.1.1.0/24 all primary |
		grep -q 'via 172.16.0.1'
}

# The longest silence between two replies of a ping -D, in milliseconds.
longest_gap() { # FILE
	awk -F'[][]' '/bytes from/ { if (last && $2 - last > gap) gap = $2 - last
		last = $2 } END { printf "%d\n", gap * 1000 }' "$1"
}

# ---- the demo ----

[ "$(id -u)" = 0 ] || cannot "it makes network namespaces, which needs root"
for tool in ip jq bird birdc ping nsenter setsid pgrep; do
	command -v "$tool" >/dev/null || cannot "$tool is missing (make deps)"
done
ip netns add "$LAB-dc" 2>/dev/null || cannot "no network namespaces"
ip netns delete "$LAB-dc"

title "A site, two lines, a cloud"
lab_up || exit 71
bird_start a 1 2 10
bird_start b 2 1 20
cat <<'EOF'
  h1 10.1.1.0/24 --+      +-- line 1 -- cloud-a --+
                   dc ----+     (BIRD, AS 64512)  +-- 172.16.0.0/24 -- host
  h2 10.1.2.0/24 --+      +-- line 2 -- cloud-b --+

  In dc:  vrfctl watch site.json | bgpspeak run | vrfctl sync
EOF

lab_edge "$here/site.json" >"$RUN/records" 2>"$RUN/edge.log"

title "The way out: LOCAL_PREF 200 on line 1, 100 on line 2"
lab_wait 20 lab_forwards "$cloud" "$line1" || cat "$RUN/edge.log" >&2
lab_wait 20 knows b 10.1.1.0/24
lab_wait 20 b_goes_by_a
lab_in dc bgpspeak show routes --table
echo
claim "line 1 was chosen for 172.16.0.0/24" lab_chosen "$cloud" "$line1"
claim "the kernel forwards by it" lab_forwards "$cloud" "$line1"

title "The way in: no MED on line 1, MED 20 on line 2"
bird_ask b show route in 10.1.0.0/16 all | grep -E '^10|via|BGP.med' |
	sed 's/^/  /'
claim "cloud-b, with a line of its own, prefers to go by cloud-a" b_goes_by_a
claim "20 packets each way, hosts to host: all by line 1" \
	lab_by_line a b "$host" "$h2"

title "A third network is plugged in; nothing is configured"
lab_site_lan 3
lab_wait 10 knows a 10.1.3.0/24
claim "it arrived at cloud-a" knows a 10.1.3.0/24
claim "it arrived at cloud-b" knows b 10.1.3.0/24
claim "its host reaches the cloud" lab_reaches h3 "$host"

title "Line 1 is cut"
lab_start h1 ping -D -i 0.02 -w 6 "$host" >"$RUN/pings"
pinger=$!
sleep 0.5
ip -n "$LAB-dc" link set to-a down
lab_wait 20 lab_forwards "$cloud" "$line2"
wait "$pinger"
gap=$(longest_gap "$RUN/pings")
claim "line 2 was chosen for 172.16.0.0/24" lab_chosen "$cloud" "$line2"
printf '       traffic was silent for %s ms\n' "$gap"
claim "20 packets each way, hosts to host: all by line 2" \
	lab_by_line b a "$host" "$h2"

title "What was shown"
printf '  %s\n' "${account[@]}"
echo
if ((failures > 0)); then
	printf '%d of %d claims did not hold\n' "$failures" "${#account[@]}"
	sed 's/^/  edge: /' "$RUN/edge.log" >&2
	exit 1
fi
printf 'All %d held; traffic found line 2 after %s ms.\n' \
	"${#account[@]}" "$gap"
