#!/usr/bin/env bats
# Every example of the README, the manual pages and --help is run. How is told
# in tests/README.md.

load ../lib

setup_file() {
	local dir=$BATS_FILE_TMPDIR

	python3 "$BATS_TEST_DIRNAME/../data/bgp.py" "$dir"
	cp "$dir/notification.pcap" "$dir/capture.pcap"
	gzip -k "$dir/rib.mrt"
	grep '^    {' "$BATS_TEST_DIRNAME/../../README.md" >"$dir/site.json"
	echo '{"type":"policy","name":"more","rules":[]}' >"$dir/more.json"
	cat >"$dir/routes.ndjson" <<-'END'
		{"type":"route","rib":"loc","protocol":"bgp","family":"ipv4_unicast","prefix":"172.16.0.0/24","paths":[{"next_hop":"10.1.0.2","interface":"lan"}]}
	END
	mkdir "$dir/bin"
	printf '#!/bin/sh\nexec cat capture.pcap\n' >"$dir/bin/tcpdump"
	chmod +x "$dir/bin/tcpdump"
}

setup() {
	need jq python3 mandoc
	PATH=$BATS_FILE_TMPDIR/bin:$PATH
	cd "$BATS_FILE_TMPDIR" || return
}

# ---- from the pages to lines of shell

of_readme() {
	sed -n 's/^    \(\(bgpspeak\|vrfctl\|ldpd-lite\|tcpdump\) .*\)/\1/p' "$TOP/README.md"
}

# of_page FILE: the literal blocks of its examples.
of_page() {
	awk '/^\.Sh/ { examples = /EXAMPLES/ }
		/^\.Ed/ { literal = 0 }
		examples && literal { gsub(/\\e/, "\\"); print }
		/^\.Bd -literal/ { literal = 1 }' "$1"
}

# of_help TOOL: those of all its verbs.
of_help() {
	local verb

	for verb in $("$1" --spec | jq -r .verb); do
		"$1" "$verb" --help |
			sed -n '/^Examples:/,/^$/s/^  \([^#].*\)/\1/p'
	done
}

# ---- running one

# A machine of its own, with a network and nothing else.
small_world() {
	ip link set lo up
	ip link add lan type veth peer name far
	ip addr add 10.1.0.1/24 dev lan
	ip link set lan up
	ip link set far up
}

# daemons EXAMPLE: those that it asks, feeds or reads from.
daemons() {
	local tools='bgpspeak|vrfctl|ldpd-lite'

	grep -oE -- '--from [a-z-]+' <<<"$1" | sed 's/--from \(.*\)-/\1 /'
	grep -oE "($tools) [a-z]+ --feed" <<<"$1" | sed 's/ --feed//'
	[[ $1 != *"bgpspeak "@(show|dump)* ]] || echo bgpspeak run
	[[ $1 != *"ldpd-lite show"* ]] || echo ldpd-lite run
}

# stages EXAMPLE: the sockets of those in it that run until they are told.
stages() {
	[[ $1 =~ --(once|feed) ]] && return
	grep -oE '\b(bgpspeak|vrfctl|ldpd-lite) (run|watch|sync)\b' <<<"$1" |
		tr ' ' -
}

start_daemon() {
	"$1" "$2" --no-output site.json </dev/null 3>&- &
	daemon=$!
	wait_for 10 test -S "$EDGEPIPE_RUN/$1-$2.sock"
}

all_run() {
	local stage

	for stage in $(stages "$1"); do
		[[ -S $EDGEPIPE_RUN/$stage.sock ]] || return
	done
	[[ $1 != *show* || -s $EDGEPIPE_RUN/out ]]
}

# to_its_end EXAMPLE: of plan 2 is an answer, too.
to_its_end() {
	local status=0

	timeout 10 bash -o pipefail -c "$1" </dev/null || status=$?
	((status == 0)) || [[ $status = 2 && $1 == *"vrfctl plan"* ]]
}

has_ended() {
	! kill -0 "$1" 2>/dev/null
}

# until_told EXAMPLE: it runs; then each of our tools in it is told to end.
until_told() {
	local group status=0

	setsid bash -o pipefail -c "$1" </dev/null 3>&- &
	group=$!
	wait_for 10 all_run "$1" &&
		pkill -TERM -g "$group" -x 'bgpspeak|vrfctl|ldpd-lite'
	wait_for 10 has_ended "$group" || kill -KILL -- "-$group"
	wait "$group" || status=$?
	# A client ends by the signal, a stage by itself.
	((status == 0)) || [[ $status = 143 && $1 == *--follow* ]]
}

# Inside of a small world: one example with the daemons that it needs.
in_small_world() {
	local tool verb daemon run=to_its_end status=0 ours=()

	small_world
	while read -r tool verb; do
		start_daemon "$tool" "$verb" || return
		ours+=("$daemon")
	done < <(daemons "$1" | sort -u)
	[[ -z $(stages "$1") && $1 != *--follow* ]] || run=until_told
	"$run" "$1" >"$EDGEPIPE_RUN/out" || status=$?
	((${#ours[@]} == 0)) || kill "${ours[@]}"
	wait
	return "$status"
}

export -f small_world daemons stages start_daemon all_run to_its_end \
	has_ended until_told in_small_world wait_for

# needs_world EXAMPLE: it runs on, or changes the kernel.
needs_world() {
	[[ -n $(daemons "$1"; stages "$1") || $1 == *"vrfctl sync"* ]]
}

# works EXAMPLE
works() {
	local status=0

	bash -n <<<"$1" || return
	EDGEPIPE_RUN=$(mktemp -d -p "$BATS_TEST_TMPDIR")
	export EDGEPIPE_RUN EDGEPIPE_STATE=$EDGEPIPE_RUN
	if unshare -n true 2>/dev/null; then
		unshare -n bash -c 'in_small_world "$@"' - "$1" || status=$?
	elif needs_world "$1"; then
		left=$((left + 1))
	else
		to_its_end "$1" || status=$?
	fi >"$EDGEPIPE_RUN/err" 2>&1
	grep ': error: ' "$EDGEPIPE_RUN/err" || ((status > 0)) || return 0
	echo "does not work: $1"
	cat "$EDGEPIPE_RUN/err"
	return 1
}

# all_work: those on standard input, of which there must be some.
all_work() {
	local example n=0 left=0

	while read -r example; do
		works "$example" || return
		n=$((n + 1))
	done
	((n > 0)) || return
	((left == 0)) || skip "$left of $n: no right to make namespaces"
}

@test "the examples of the README work" {
	[ "$(of_readme | wc -l)" = 8 ]
	all_work < <(of_readme)
}

@test "the site of the README has no fault" {
	run -0 bgpspeak check --strict site.json
	[ -z "$output" ]
}

@test "the examples of bgpspeak(8) work" {
	all_work < <(of_page "$TOP/man/bgpspeak.8")
}

@test "the examples of ldpd-lite(8) work" {
	all_work < <(of_page "$TOP/man/ldpd-lite.8")
}

@test "the examples of vrfctl(8) work" {
	all_work < <(of_page "$TOP/man/vrfctl.8")
}

@test "the records of edgepipe-records(7) are records" {
	of_page "$TOP/man/edgepipe-records.7" >records
	run --separate-stderr vrfctl plan --strict - <records
	[ "$status" = 0 ] || [ "$status" = 2 ]
	[[ $stderr != *": error: "* ]]
}

@test "the examples of --help work" {
	all_work < <(of_help bgpspeak; of_help vrfctl; of_help ldpd-lite)
}

@test "every tool has a manual page, whose examples are run here" {
	local tool

	for tool in "$BUILD"/bin/*; do
		grep -q "of_page \"\$TOP/man/${tool##*/}.8\"" "$BATS_TEST_FILENAME"
	done
}
