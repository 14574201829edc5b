#!/bin/bash
# The committed completions are what the tools print; --write makes them so.
set -u
cd "$(dirname "$0")/../.." || exit
tools=${BUILD:-build}/bin
status=0
for tool in "$tools"/*; do
	[[ -x $tool ]] || continue
	name=${tool##*/}
	for file in "bash/$name" "zsh/_$name" "fish/$name.fish"; do
		if [[ ${1:-} == --write ]]; then
			mkdir -p "completions/${file%/*}"
			"$tool" --completions "${file%%/*}" \
				>"completions/$file" || status=1
		elif ! diff -u "completions/$file" \
			<("$tool" --completions "${file%%/*}"); then
			echo "completions/$file: make completions"
			status=1
		fi
	done
done
exit "$status"
