#pragma once

#include "core/base/process_key.h"
#include "core/base/result.h"
#include "core/kernel/bpf_record.h"

#include <memory>
#include <vector>

struct bpf_link;
struct bpf_map;
struct bpf_object;
struct ring_buffer;

namespace tw {

/// A program in the kernel (process_events.bpf.c) that records the execs and ends of our
/// descendants, with what is gone before we could read it in /proc. It takes root (CAP_BPF and
/// CAP_PERFMON), a kernel that describes itself (BTF), and a build that found libbpf and clang; all
/// goes on without. Nobody is woken for its records: they are there before the connector's event
/// about the same thing. Gone from the kernel with this object. Used by one thread at a time.
class BpfEvents
{
public:
    /// Takes some 25 ms of CPU time: the types of the running kernel are looked up. The records
    /// begin with the children that we have from then on.
    [[nodiscard]] static Result<std::unique_ptr<BpfEvents>> open();

    BpfEvents(const BpfEvents&) = delete;
    BpfEvents& operator=(const BpfEvents&) = delete;
    ~BpfEvents();

    /// Records this process as well, and the children that it has from now on.
    [[nodiscard]] Result<void> follow(Pid pid);

    /// All that was recorded since the last call. What found no room is missing without a word.
    [[nodiscard]] std::vector<BpfRecord> read();

private:
    struct Closer
    {
        void operator()(bpf_object* object) const;
        void operator()(bpf_link* link) const;
        void operator()(ring_buffer* ring) const;
    };

    BpfEvents() = default;

    [[nodiscard]] Result<void> load();
    [[nodiscard]] Result<void> attach();
    [[nodiscard]] Result<void> mapRecords();

    std::unique_ptr<bpf_object, Closer> m_object{};
    std::vector<std::unique_ptr<bpf_link, Closer>> m_links{};
    std::unique_ptr<ring_buffer, Closer> m_ring{};
    std::vector<BpfRecord> m_read{};
};

} // namespace tw
