#include "core/tracking/kept_stat_files.h"

#include "core/kernel/own_process.h"

#include <algorithm>
#include <utility>

namespace tw {

namespace {

constexpr std::uint64_t kMost = 2048;
constexpr std::uint64_t kShareOfLimit = 8;

} // namespace

std::size_t KeptStatFiles::budget()
{
    return std::min(kMost, openFilesLimit() / kShareOfLimit);
}

std::optional<ProcStat> KeptStatFiles::read(ProcessKey key, Pid pid)
{
    if (const auto place = m_places.find(key); place != m_places.end()) {
        m_files.splice(m_files.begin(), m_files, place->second);
        m_files.front().usedIn = m_round;
        return m_files.front().file.read();
    }
    if (!makeRoom()) {
        return readProcStat(pid);
    }
    ProcStatFile file{pid};
    if (!file.isOpen()) {
        return std::nullopt;
    }
    m_files.push_front(Kept{key, std::move(file), m_round});
    m_places.emplace(key, m_files.begin());
    return m_files.front().file.read();
}

bool KeptStatFiles::makeRoom()
{
    if (m_files.size() < m_most) {
        return true;
    }
    if (m_files.empty() || m_files.back().usedIn + 1 >= m_round) {
        return false;
    }
    remove(m_files.back().key);
    return true;
}

void KeptStatFiles::remove(ProcessKey key)
{
    if (const auto place = m_places.find(key); place != m_places.end()) {
        m_files.erase(place->second);
        m_places.erase(place);
    }
}

} // namespace tw
