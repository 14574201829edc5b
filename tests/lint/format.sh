#!/bin/bash
# Every C file is as clang-format would write it.
set -uo pipefail
format=$(command -v clang-format-14 || command -v clang-format)
if [[ -z $format ]]; then
	echo "clang-format is not installed"
	exit 77
fi
status=0
for file in $(git ls-files '*.[ch]'); do
	grep -q "^format $file - ." tests/lint/exceptions && continue
	if ! diff -u --label "$file" --label "$file, formatted" "$file" \
		<("$format" "$file") | head -n 40; then
		status=1
	fi
done
exit "$status"
