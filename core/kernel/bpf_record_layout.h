#pragma once

// What the program in the kernel (process_events.bpf.c) hands to us: plain C, read by both sides of
// one build.

#include <linux/types.h>

// NOLINTBEGIN(readability-identifier-naming): names of C
enum tw_record_kind
{
    TW_EXECUTED = 1, // a program was executed
    TW_ENDED = 2,    // the last thread has ended
};

enum
{
    TW_NAME_BYTES = 16,
    TW_PATH_BYTES = 1024,
    TW_ARGUMENT_BYTES = 8192,
    TW_COMPONENT_BYTES = 256,
    TW_COMPONENTS = 40,
};

// Followed by the components of the executable's path, the last one first, each with a NUL; then by
// argv as it is in memory.
struct tw_record
{
    __u64 time; // CLOCK_MONOTONIC, ns
    // TW_ENDED, ns; without what it used since the kernel last looked, a tick at most.
    __u64 cpu_time;
    __u64 resident; // TW_ENDED, pages; 0 where unknown
    __u32 kind;
    __s32 pid;
    __u32 path_bytes; // 0 where the path could not be walked up to the root
    __u32 argument_bytes;
    __u32 is_cut; // argv is longer than TW_ARGUMENT_BYTES
    char name[TW_NAME_BYTES];
};
// NOLINTEND(readability-identifier-naming)
