#pragma once

#include "core/base/process_key.h"
#include "core/kernel/proc_fs.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <unordered_map>

namespace tw {

/// Open stat files of the processes that were read most recently: half the price of opening one for
/// each reading. Bounded, since pidfds, pipes and clients need descriptors as well. Owned by the
/// ResourceSampler.
class KeptStatFiles
{
public:
    /// `most` descriptors are kept open; processes beyond are read at twice the price.
    explicit KeptStatFiles(std::size_t most) : m_most(most) {}

    /// A share of our limit of open files.
    [[nodiscard]] static std::size_t budget();

    /// What is not read from now on until the next call may make room for others. What is read each
    /// round stays: were there more of these than room, each would cost the next its place.
    void beginRound() { ++m_round; }

    [[nodiscard]] std::optional<ProcStat> read(ProcessKey key, Pid pid);
    void remove(ProcessKey key);

private:
    struct Kept
    {
        ProcessKey key{};
        ProcStatFile file{};
        std::uint64_t usedIn{0};
    };

    [[nodiscard]] bool makeRoom();

    std::size_t m_most;
    std::uint64_t m_round{0};
    /// The one read last comes first.
    std::list<Kept> m_files{};
    std::unordered_map<ProcessKey, std::list<Kept>::iterator> m_places{};
};

} // namespace tw
