#pragma once

#include "core/base/result.h"
#include "core/base/unique_fd.h"
#include "core/kernel/spawn.h"

#include <array>
#include <bitset>
#include <string>
#include <vector>

namespace tw {

/// Everything a child needs between its birth and its exec, made ready by the parent: the child
/// may not allocate. Lives in the parent until the child has executed or ended.
class SpawnPlan
{
public:
    static constexpr int kSignals = 64;

    /// Fails where descriptors run out or the request is empty. Borrows `request`.
    [[nodiscard]] static tl::expected<SpawnPlan, SpawnError> make(const SpawnRequest& request);

    /// Files to try, in order; as execvp(3).
    std::vector<std::string> candidates{};
    std::vector<char*> candidatePointers{};
    std::vector<char*> argv{};
    std::vector<char*> environment{};
    const char* cwd{nullptr};
    /// Never 0, 1 or 2, so that setting one stream cannot overwrite the source of the next.
    std::array<int, 3> sources{-1, -1, -1};
    std::bitset<kSignals + 1> keepIgnored{};
    const SpawnRequest* request{nullptr};

private:
    std::array<UniqueFd, 3> m_moved{};
};

/// The files that `program` may mean: itself where it has a slash, else one in each folder of the
/// PATH in `environment`.
[[nodiscard]] std::vector<std::string> findCandidates(const std::string& program,
                                                      const std::vector<std::string>& environment);

} // namespace tw
