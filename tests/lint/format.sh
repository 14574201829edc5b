#!/bin/bash
# Every C file is as clang-format would write it.
set -u
format=$(command -v clang-format-14 || command -v clang-format)
if [[ -z $format ]]; then
	echo "clang-format is not installed"
	exit 77
fi
status=0
for file in $(git ls-files '*.[ch]'); do
	grep -q "^format $file - ." tests/lint/exceptions && continue
	wrong=$(diff "$file" <("$format" "$file") | grep -c '^>') || continue
	echo "$file: $wrong lines; $format -i $file"
	status=1
done
exit "$status"
