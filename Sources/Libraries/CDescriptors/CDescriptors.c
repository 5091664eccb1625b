#define _GNU_SOURCE
#include "CDescriptors.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

int descriptors_accept(int listening) { return accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC); }

int descriptors_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
