#ifndef CDESCRIPTORS_H
#define CDESCRIPTORS_H

/* Descriptors that are born closed on exec: with a second call, a process started in between would inherit them.
   Linux's own calls, which Swift's Glibc does not show. Each returns what the system call returns, and sets errno. */

/* accept4(2): a non-blocking connection, or -1. */
int descriptors_accept(int listening);

/* pipe2(2): ends[0] to read, ends[1] to write; 0, or -1. */
int descriptors_pipe(int ends[2]);

#endif
