#!/bin/bash
# cppcheck over library and tools; a suppression stands beside the line.
set -u
if ! command -v cppcheck >/dev/null; then
	echo "cppcheck is not installed"
	exit 77
fi
shopt -s nullglob
dirs=(lib bin/*/)
mkdir -p "$BUILD/cppcheck"
cppcheck -q -j 2 --std=c11 -Ilib -D_GNU_SOURCE --inline-suppr \
	--cppcheck-build-dir="$BUILD/cppcheck" --error-exitcode=1 \
	--enable=warning,portability --suppress=missingIncludeSystem \
	--suppress=unknownMacro --suppress=internalAstError \
	--template='{file}:{line}: {id}: {message}' \
	"${dirs[@]}"
