#!/bin/bash
# What is committed and comes from the tables is what the tools print now;
# --write KIND (completions, man, schema) makes it so.
set -u
cd "$(dirname "$0")/../.." || exit
shopt -s nullglob
write='' only=''
[[ ${1:-} == --write ]] && write=yes only=$2
status=0

# same KIND FILE COMMAND ...: the command prints the file.
same() {
	local kind=$1 file=$2

	shift 2
	[[ -n $only && $only != "$kind" ]] && return
	if [[ -n $write ]]; then
		mkdir -p "${file%/*}"
		"$@" >"$file" || status=1
	elif ! diff -u "$file" <("$@"); then
		echo "$file: make $kind"
		status=1
	fi
}

for tool in "${BUILD:-build}"/bin/*; do
	name=${tool##*/}
	same completions "completions/bash/$name" "$tool" --completions bash
	same completions "completions/zsh/_$name" "$tool" --completions zsh
	same completions "completions/fish/$name.fish" \
		"$tool" --completions fish
	same man man/edgepipe-records.7 "$tool" --records
	same schema man/edgepipe-records.schema.json "$tool" --schema
done
exit "$status"
