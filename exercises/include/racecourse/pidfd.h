// <sys/pidfd.h> with pidfd_open(). Debian 12's own forgets to say that its functions are C, and then
// the linker does not find them.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/types.h>

extern "C" {
#include <sys/pidfd.h>
}
