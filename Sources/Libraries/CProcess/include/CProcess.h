#ifndef CPROCESS_H
#define CPROCESS_H

/* Whether the process has given up the right to raise its own priority, which it does before its first thread starts.

   Whoever starts a program with nice(1) means all of it. Dispatch gives its threads priorities of their own, and as root
   it may: threads of a service that was started at 10 then stand at -2, and what they start at 0. Without the right
   (CAP_SYS_NICE, see capabilities(7)) priorities only fall. Returns 1, or 0 where the system did not allow it. */
int process_keeps_niceness(void);

/* Has the process give memory back to the system as it is freed; before it starts threads.

   glibc keeps a heap for each of many threads, and learns from large blocks that were freed to keep as much of each: a
   service that once read some long bodies would hold several times their size for good (mallopt(3)). Returns 1, or 0
   where it does not. */
int process_returns_memory(void);

#endif
