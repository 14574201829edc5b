#!/bin/bash
# Proved by the linker: what must be pure asks for no I/O, no clock, no
# environment and no chance; and nobody in lib/ keeps state of a file's own.
set -u
calls='socket|connect|bind|listen|accept4?|shutdown|read|write|readv|writev'
calls+='|p?(read|write)64|recv(from|msg)?|send(to|msg)?|open(at)?(64)?|close'
calls+='|creat|fopen(64)?|fdopen|fread|fwrite|fgets|getline|f?puts|f?putc'
calls+='|putchar|v?f?printf|perror|syslog|ioctl|poll|select|epoll_.*|mmap(64)?'
calls+='|time|clock|clock_gettime|gettimeofday|localtime(_r)?|sleep|usleep'
calls+='|nanosleep|getenv|secure_getenv|setenv|s?rand(_r)?|s?random(_r)?'
calls+='|[dlm]rand48|getrandom|arc4random.*|fork|exec.*|system|popen|signal'
calls+='|sigaction|pthread_.*|exit|_exit|stdout|stderr|stdin'
status=0

# Fortified calls are the same calls: __read_chk.
undefined() {
	nm -u "$1" | awk '{ print $2 }' | sed -E 's/^__(.*)_chk$/\1/'
}

shopt -s nullglob
if [[ -z $(echo "$BUILD"/obj/lib/core/*.o) ]]; then
	echo "no objects in $BUILD"
	exit 1
fi
for object in "$BUILD"/obj/lib/{value,wire,rec,core,message}/*.o; do
	for name in $(undefined "$object" | grep -xE "$calls"); do
		echo "$object calls $name"
		status=1
	done
done
for object in "$BUILD"/obj/lib/*/*.o; do
	state=$(objdump -t "$object" | awk 'NF < 5 { next }
		$(NF - 2) == "*COM*" { print $NF }
		$(NF - 2) ~ /^\.t?(data|bss)/ && / O / {
			if ($(NF - 2) !~ /^\.data\.rel\.ro/) print $NF
		}')
	for name in $state; do
		echo "$object: $name is state of the file's own"
		status=1
	done
done
exit "$status"
