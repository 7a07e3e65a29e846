// Runs in the kernel. It follows a set of processes from their birth on and records what is gone
// before anybody could read it in /proc: the argv of a program that lives a millisecond, and what
// it has used. Whatever else runs on the machine costs one look into the set.

#include "core/kernel/bpf_record_layout.h"

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpf/bpf_core_read.h>

// The fields of the kernel's own types that are used here. Their places are filled in when this is
// loaded (CO-RE), from what the running kernel says of itself.
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct
{
    int counter;
} atomic_t;

struct qstr
{
    const unsigned char* name;
};

struct dentry
{
    struct dentry* d_parent;
    struct qstr d_name;
};

struct vfsmount
{
    struct dentry* mnt_root;
};

struct mount
{
    struct mount* mnt_parent;
    struct dentry* mnt_mountpoint;
    struct vfsmount mnt;
};

struct path
{
    struct vfsmount* mnt;
    struct dentry* dentry;
};

struct file
{
    struct path f_path;
};

struct percpu_counter
{
    long long count;
};

struct mm_struct
{
    unsigned long arg_start;
    unsigned long arg_end;
    unsigned long hiwater_rss;
    struct file* exe_file;
    struct percpu_counter rss_stat[4];
};

struct signal_struct
{
    atomic_t live;
    unsigned long maxrss;
};

struct sched_entity
{
    __u64 sum_exec_runtime;
};

struct task_struct
{
    int pid;
    int tgid;
    char comm[TW_NAME_BYTES];
    struct mm_struct* mm;
    struct signal_struct* signal;
    struct sched_entity se;
};

#pragma clang attribute pop

// linux/mm_types_task.h; the one left out counts what is swapped out. As constants: an index that is
// not known beforehand would step by the size of our own struct, not the kernel's.
enum
{
    FILE_PAGES = 0,
    ANONYMOUS_PAGES = 1,
    SHARED_PAGES = 3,
};

char program_license[] SEC("license") = "Dual MIT/GPL";

struct member
{
    // The largest resident set that the kernel counts for it but that was of what it was before its
    // last exec: a copy of its creator.
    __u64 inherited_pages;
    // What its threads that have ended had used.
    __u64 cpu_time;
};

struct
{
    __uint(type, BPF_MAP_TYPE_HASH);
    __uint(max_entries, 65536);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __type(key, __s32);
    __type(value, struct member);
} members SEC(".maps");

struct
{
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 2 << 20);
} records SEC(".maps");

// Too large for the stack. Each text may be written up to its limit from its last allowed offset.
struct scratch
{
    struct tw_record head;
    char text[TW_PATH_BYTES + TW_COMPONENT_BYTES + TW_ARGUMENT_BYTES];
    __u32 is_used;
};

struct
{
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct scratch);
} scratches SEC(".maps");

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_fork, struct task_struct* parent, struct task_struct* child)
{
    __s32 creator = parent->tgid;
    __s32 born = child->tgid;
    struct member none = {};
    if (child->pid == born && bpf_map_lookup_elem(&members, &creator)) {
        bpf_map_update_elem(&members, &born, &none, BPF_ANY);
    }
    return 0;
}

struct walk
{
    struct vfsmount* mounted;
    struct dentry* entry;
    char* text;
    __u32 used;
    __u32 is_complete;
};

// One step up from where the walk is; 1 where it ends.
static long step_up(__u32 step, struct walk* walk)
{
    struct vfsmount* mounted = walk->mounted;
    struct dentry* entry = walk->entry;
    if (entry == BPF_CORE_READ(mounted, mnt_root)) {
        struct mount* mount = (void*)mounted - bpf_core_field_offset(struct mount, mnt);
        struct mount* parent = BPF_CORE_READ(mount, mnt_parent);
        if (parent == mount) {
            walk->is_complete = 1;
            return 1;
        }
        walk->entry = BPF_CORE_READ(mount, mnt_mountpoint);
        walk->mounted = (void*)parent + bpf_core_field_offset(struct mount, mnt);
        return 0;
    }
    __u32 used = walk->used;
    if (used >= TW_PATH_BYTES) {
        return 1;
    }
    long size = bpf_probe_read_kernel_str(walk->text + used,
                                          TW_COMPONENT_BYTES,
                                          BPF_CORE_READ(entry, d_name.name));
    if (size <= 0) {
        return 1;
    }
    walk->used = used + size;
    walk->entry = BPF_CORE_READ(entry, d_parent);
    return 0;
}

// The names on the way from the file to the root, over mount points; 0 where that is too far.
static __always_inline __u32 walk_path(struct file* file, struct scratch* scratch)
{
    struct walk walk = {
        .mounted = BPF_CORE_READ(file, f_path.mnt),
        .entry = BPF_CORE_READ(file, f_path.dentry),
        .text = scratch->text,
    };
    bpf_loop(TW_COMPONENTS, step_up, &walk, 0);
    return walk.is_complete && walk.used < TW_PATH_BYTES ? walk.used : 0;
}

static __always_inline void fill_head(struct tw_record* head, __u32 kind, __s32 pid)
{
    __builtin_memset(head, 0, sizeof *head);
    head->time = bpf_ktime_get_ns();
    head->kind = kind;
    head->pid = pid;
}

static __always_inline void record_exec(struct scratch* scratch, struct task_struct* task)
{
    struct tw_record* head = &scratch->head;
    fill_head(head, TW_EXECUTED, task->tgid);
    bpf_probe_read_kernel(head->name, sizeof head->name, task->comm);
    struct mm_struct* mm = task->mm;
    if (!mm) {
        return;
    }
    __u32 path = walk_path(mm->exe_file, scratch);
    __u64 begin = mm->arg_start;
    __u64 arguments = mm->arg_end - begin;
    if (arguments > TW_ARGUMENT_BYTES) {
        arguments = TW_ARGUMENT_BYTES;
        head->is_cut = 1;
    }
    if (bpf_probe_read_user(scratch->text + path, arguments, (void*)begin) != 0) {
        arguments = 0;
    }
    head->path_bytes = path;
    head->argument_bytes = arguments;
    __u64 size = sizeof *head + path + arguments;
    if (size <= sizeof *head + TW_PATH_BYTES + TW_ARGUMENT_BYTES) {
        bpf_ringbuf_output(&records, scratch, size, BPF_RB_NO_WAKEUP);
    }
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct* task)
{
    __s32 pid = task->tgid;
    struct member* member = bpf_map_lookup_elem(&members, &pid);
    if (!member) {
        return 0;
    }
    member->inherited_pages = task->signal->maxrss;
    __u32 zero = 0;
    struct scratch* scratch = bpf_map_lookup_elem(&scratches, &zero);
    // One that was preempted on this processor may be in the midst of it.
    if (scratch && __sync_val_compare_and_swap(&scratch->is_used, 0, 1) == 0) {
        record_exec(scratch, task);
        scratch->is_used = 0;
    }
    return 0;
}

// Parts of it that other processors counted are not added up yet.
static __always_inline __u64 counted_pages(__s64 count)
{
    return count > 0 ? count : 0;
}

// What the process itself had resident, in pages.
static __always_inline __u64 own_peak(struct task_struct* task, struct member* member)
{
    __u64 counted = task->signal->maxrss;
    if (counted > member->inherited_pages) {
        return counted;
    }
    struct mm_struct* mm = task->mm; // gone already before Linux 6.16
    if (!mm || !bpf_core_field_exists(mm->rss_stat[0].count)) {
        return 0;
    }
    __u64 now = counted_pages(BPF_CORE_READ(mm, rss_stat[FILE_PAGES].count))
                + counted_pages(BPF_CORE_READ(mm, rss_stat[ANONYMOUS_PAGES].count))
                + counted_pages(BPF_CORE_READ(mm, rss_stat[SHARED_PAGES].count));
    __u64 peak = mm->hiwater_rss;
    return peak > now ? peak : now;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct* task)
{
    __s32 pid = task->tgid;
    struct member* member = bpf_map_lookup_elem(&members, &pid);
    if (!member) {
        return 0;
    }
    __u64 used = task->se.sum_exec_runtime;
    __u64 before = __sync_fetch_and_add(&member->cpu_time, used);
    if (task->signal->live.counter != 0) {
        return 0;
    }
    struct tw_record head;
    fill_head(&head, TW_ENDED, pid);
    head.cpu_time = before + used;
    head.resident = own_peak(task, member);
    bpf_ringbuf_output(&records, &head, sizeof head, BPF_RB_NO_WAKEUP);
    bpf_map_delete_elem(&members, &pid);
    return 0;
}
