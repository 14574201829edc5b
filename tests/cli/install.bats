#!/usr/bin/env bats
# make install puts everything where a packager says, make uninstall takes it.

load ../lib

# quietly TARGET: into the test's own folder.
quietly() {
	env -u MAKEFLAGS make -s -C "$TOP" "$1" ${SAN:+SAN=1} PREFIX=/usr \
		DESTDIR="$BATS_TEST_TMPDIR" >/dev/null
}

installed() {
	find "$BATS_TEST_TMPDIR/usr" -type f -printf '%P\n' | sort
}

@test "every tool is installed with its manual page and completions" {
	local name tool

	quietly install
	for tool in "$BUILD"/bin/*; do
		name=${tool##*/}
		[ -x "$BATS_TEST_TMPDIR/usr/bin/$name" ]
		[ -s "$BATS_TEST_TMPDIR/usr/share/man/man8/$name.8" ]
		[ -s "$BATS_TEST_TMPDIR/usr/share/bash-completion/completions/$name" ]
		[ -s "$BATS_TEST_TMPDIR/usr/share/zsh/site-functions/_$name" ]
		[ -s "$BATS_TEST_TMPDIR/usr/share/fish/vendor_completions.d/$name.fish" ]
	done
	[ -s "$BATS_TEST_TMPDIR/usr/share/man/man7/edgepipe-records.7" ]
}

@test "nothing is left after make uninstall" {
	quietly install
	[ -n "$(installed)" ]
	quietly uninstall
	[ -z "$(installed)" ]
}
